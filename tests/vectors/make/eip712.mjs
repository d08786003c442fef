// SPDX-License-Identifier: Apache-2.0
// Makes tests/vectors/eip712.json: signed requests on the venue's and on the hub's domain, and some
// that must be refused. Run from the project's root: `npm run vectors`; `--check` compares only.
import { concatHex, numberToHex } from 'viem';
import { VIEM_VERSION, describe, maker, publish, signDigest, trader } from './deployment.mjs';
import { digestOf, hubDomain, quote, quoteDigest, requests, venueDomain } from './trade.mjs';

const SECP256K1_N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const hex32 = (value) => numberToHex(value, { size: 32 });
const joined = ({ r, s, recid }) => concatHex([r, s, numberToHex(27 + recid, { size: 1 })]);

const good = await signDigest(quoteDigest, maker);
const flipped = { ...good, recid: 1 - good.recid };
const mirrored = { r: good.r, s: hex32(SECP256K1_N - BigInt(good.s)), recid: 1 - good.recid };
const otherChain = { ...venueDomain, chainId: venueDomain.chainId + 1 };

const refused = [
  [
    'high_s',
    'the mirrored signature, s above half of the order',
    joined(mirrored),
    'signature_malleable',
  ],
  ['flipped_recid', 'the other recovery id yields another key', joined(flipped), 'signer_mismatch'],
  [
    'other_key',
    'signed by the trader instead of the maker',
    joined(await signDigest(quoteDigest, trader)),
    'signer_mismatch',
  ],
  [
    'other_domain',
    'the same quote signed for another chain id',
    joined(await signDigest(digestOf(otherChain, 'Quote', quote), maker)),
    'signer_mismatch',
  ],
  [
    'hub_domain',
    'the same quote signed on the domain of the hub',
    joined(await signDigest(digestOf(hubDomain, 'Quote', quote), maker)),
    'signer_mismatch',
  ],
  ['short', '64 bytes', concatHex([good.r, good.s]), 'signature_length'],
  ['long', '66 bytes', concatHex([joined(good), '0x00']), 'signature_length'],
  ['r_zero', 'r is zero', joined({ ...good, r: hex32(0n) }), 'signature_invalid'],
  ['v_29', 'v is 29', concatHex([good.r, good.s, '0x1d']), 'signature_invalid'],
].map(([name, description, signature, expected_error]) => ({
  name,
  description,
  input: { digest: quoteDigest, signer: maker.address, signature },
  expected_error,
}));

publish('eip712.json', {
  description:
    'Signed requests: EIP-712 digests and signatures (r | s | v, v is 27 or 28) of Quote ' +
    'and Accept on the domain of a venue and of Withdraw on the domain of the hub',
  source: `tests/vectors/make/eip712.mjs, viem ${VIEM_VERSION}`,
  deployment: describe(),
  cases: await requests(),
  refused,
});
