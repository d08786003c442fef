// SPDX-License-Identifier: Apache-2.0
// The altered messages of orders.json, made from one good RELEASE: what is wrong with the header or
// with the bytes, and bodies that were signed by a quorum and still must be refused.
import { concatHex, numberToHex, size, slice } from 'viem';
import {
  deploymentId,
  guardians,
  header,
  makeVaa,
  signDigest,
  trader,
  vault,
  venue,
  wide,
} from './deployment.mjs';

const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const hex32 = (value) => numberToHex(value, { size: 32 });

/** Returns the refused messages; `expected_error` names the reason. */
export async function refusals(release) {
  const { body, payload, signatures, vaa } = release.expected;
  const { envelope } = release.input;
  const [first, second, third, fourth] = signatures;
  const withHeader = (sigs, options, setIndex = 0) =>
    concatHex([header(setIndex, sigs, options), body]);
  const altering = (change) => withHeader([first, second, { ...third, ...change }]);
  const byTrader = await signDigest(release.expected.digest, trader);

  const altered = [
    ['no_signatures', 'count is zero', withHeader([]), 'below_quorum'],
    ['below_quorum', 'two of four', withHeader([first, second]), 'below_quorum'],
    ['unsorted_index', 'indices 0 2 1', withHeader([first, third, second]), 'index_not_ascending'],
    [
      'duplicate_index',
      'indices 0 1 1',
      withHeader([first, second, second]),
      'index_not_ascending',
    ],
    ['index_out_of_range', 'index 4 of four keys', altering({ index: 4 }), 'index_out_of_range'],
    [
      'too_many_signatures',
      'five of four',
      withHeader([...signatures, { ...fourth, index: 4 }]),
      'index_out_of_range',
    ],
    ['r_zero', 'r is zero', altering({ r: hex32(0n) }), 'signature_invalid'],
    ['r_order', 'r is the order of the curve', altering({ r: hex32(N) }), 'signature_invalid'],
    ['s_zero', 's is zero', altering({ s: hex32(0n) }), 'signature_invalid'],
    ['s_order', 's is the order of the curve', altering({ s: hex32(N) }), 'signature_invalid'],
    [
      's_high',
      'the mirrored signature',
      altering({ s: hex32(N - BigInt(third.s)), recid: 1 - third.recid }),
      'signature_malleable',
    ],
    ['recid_2', 'recovery id 2', altering({ recid: 2 }), 'recid_out_of_range'],
    ['recid_27', 'recovery id 27', altering({ recid: 27 }), 'recid_out_of_range'],
    ['recid_28', 'recovery id 28', altering({ recid: 28 }), 'recid_out_of_range'],
    [
      'recid_flipped',
      'the other recovery id',
      altering({ recid: 1 - third.recid }),
      'signer_mismatch',
    ],
    [
      'wrong_index',
      'the signature of 3 at index 2',
      altering({ ...fourth, index: 2 }),
      'signer_mismatch',
    ],
    ['stranger', 'a key outside of the set', altering({ ...byTrader }), 'signer_mismatch'],
    [
      'unknown_set',
      'set index 1 does not exist',
      withHeader([first, second, third], {}, 1),
      'unknown_set',
    ],
    ['version_0', 'version 0', withHeader([first, second, third], { version: 0 }), 'version'],
    ['version_2', 'version 2', withHeader([first, second, third], { version: 2 }), 'version'],
    [
      'count_above',
      'count says 4, three follow',
      withHeader([first, second, third], { count: 4 }),
      'any',
    ],
    [
      'count_below',
      'count says 2, three follow',
      withHeader([first, second, third], { count: 2 }),
      'any',
    ],
    [
      'count_255',
      'count says 255',
      withHeader([first, second, third], { count: 255 }),
      'truncated',
    ],
    ['empty', 'no bytes', '0x', 'truncated'],
    ['header_only', 'the body is missing', header(0, [first, second, third]), 'truncated'],
    ['truncated', 'the last byte is missing', slice(vaa, 0, size(vaa) - 1), 'any'],
    ['appended', 'one zero byte more', concatHex([vaa, '0x00']), 'any'],
  ].map(([name, description, bytes, expected_error]) => ({
    name,
    description,
    input: { vaa: bytes },
    expected_error,
  }));

  for (const at of [
    0, 4, 8, 10, 42, 50, 51, 55, 56, 88, 96, 128, 136, 144, 152, 184, 216, 248, 279,
  ]) {
    altered.push({
      name: `flipped_body_byte_${at}`,
      description: 'one bit of the signed body differs',
      input: { vaa: concatHex([slice(vaa, 0, size(vaa) - size(body)), flip(body, at)]) },
      expected_error: 'signer_mismatch',
    });
  }

  const resigned = [
    ['nonce', 'envelope nonce 1', { ...envelope, nonce: 1 }, payload, 'nonce'],
    ['instant', 'consistency 200', { ...envelope, consistency: 200 }, payload, 'consistency'],
    ['safe', 'consistency 201', { ...envelope, consistency: 201 }, payload, 'consistency'],
    ['custom', 'consistency 203', { ...envelope, consistency: 203 }, payload, 'consistency'],
    [
      'chain_side_emitter',
      'from the vault itself',
      { ...envelope, emitter_chain: vault.registry_chain, emitter: wide(vault.address) },
      payload,
      'emitter',
    ],
    [
      'hub_emitter_zero',
      'emitter is zero',
      { ...envelope, emitter: hex32(0n) },
      payload,
      'emitter',
    ],
    [
      'sequence',
      'sequence is not the order id',
      { ...envelope, sequence: '999' },
      payload,
      'sequence',
    ],
    ['magic', 'BAL2', envelope, replace(payload, 0, '0x42414c32'), 'magic'],
    [
      'observation_from_hub',
      'type LOCKED from the hub',
      envelope,
      replace(payload, 4, '0x01'),
      'type',
    ],
    ['type_63', 'the last observation number', envelope, replace(payload, 4, '0x3f'), 'type'],
    ['type_root', 'a reserved order', envelope, replace(payload, 4, '0x43'), 'type'],
    [
      'other_deployment',
      'another deployment id',
      envelope,
      replace(payload, 5, flip(deploymentId, 0)),
      'deployment',
    ],
    [
      'other_chain',
      'the chain id of the venue',
      envelope,
      replace(payload, 37, numberToHex(BigInt(venue.chain_id), { size: 8 })),
      'chain',
    ],
    [
      'other_contract',
      'the address of the venue',
      envelope,
      replace(payload, 45, wide(venue.address)),
      'contract',
    ],
    [
      'contract_upper_bytes',
      'the upper 12 bytes of the contract are not zero',
      envelope,
      replace(payload, 45, '0x01'),
      'contract',
    ],
    [
      'payload_short',
      'the payload lacks one byte',
      envelope,
      slice(payload, 0, size(payload) - 1),
      'length',
    ],
    [
      'payload_long',
      'the payload has one byte more',
      envelope,
      concatHex([payload, '0x00']),
      'length',
    ],
    ['payload_empty', 'no payload', envelope, '0x', 'length'],
  ];
  for (const [name, description, other, bytes, expected_error] of resigned) {
    const made = await makeVaa({ envelope: other, payload: bytes, signers: guardians });
    altered.push({ name: `signed_${name}`, description, input: { vaa: made.vaa }, expected_error });
  }
  return altered;
}

const replace = (bytes, at, part) => {
  const end = at + size(part);
  return concatHex([
    at === 0 ? '0x' : slice(bytes, 0, at),
    part,
    end === size(bytes) ? '0x' : slice(bytes, end),
  ]);
};

const flip = (bytes, at) => {
  const byte = Number(slice(bytes, at, at + 1)) ^ 1;
  return replace(bytes, at, numberToHex(byte, { size: 1 }));
};
