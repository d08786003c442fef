// SPDX-License-Identifier: Apache-2.0
// The imaginary deployment that the vectors of this folder speak about: development keys, accounts,
// addresses, and the helpers that encode and sign with viem, an implementation that shares no code
// with the contracts or with the C++ decoders. The keys are public: never for value.
import { readFileSync, writeFileSync } from 'node:fs';
import {
  concatHex,
  encodeAbiParameters,
  encodePacked,
  keccak256,
  numberToHex,
  pad,
  stringToHex,
} from 'viem';
import { privateKeyToAddress, sign } from 'viem/accounts';
import { ENVELOPE } from './layouts.mjs';

const key = (label) => keccak256(stringToHex(`ballast vectors: ${label}`));
const party = (label) => ({
  private_key: key(label),
  address: privateKeyToAddress(key(label)).toLowerCase(),
});
const address = (label) => `0x${key(label).slice(26)}`;

export const HUB_CHAIN = 0xba11;
export const CONSISTENCY_FINAL = 202;
export const VIEM_VERSION = JSON.parse(
  readFileSync(new URL('../../../node_modules/viem/package.json', import.meta.url)),
).version;

export const guardians = [0, 1, 2, 3].map((index) => ({ index, ...party(`guardian ${index}`) }));
export const nextGuardians = [4, 5, 6, 7].map((label, index) => ({
  index,
  ...party(`guardian ${label}`),
}));
export const trader = party('trader');
export const maker = party('maker');
export const liquidator = party('liquidator');

export const name = 'Ballast vectors';
export const salt = key('salt');
export const deploymentId = keccak256(
  encodeAbiParameters(
    [{ type: 'string' }, { type: 'address[]' }, { type: 'bytes32' }],
    [name, guardians.map((guardian) => guardian.address), salt],
  ),
);
export const governanceEmitter = keccak256(
  encodePacked(['string', 'bytes32'], ['BALLAST_GOVERNANCE', deploymentId]),
);

export const vault = { registry_chain: 1, chain_id: '31337', address: address('vault') };
export const venue = { registry_chain: 2, chain_id: '31338', address: address('venue') };
export const token = address('token');
export const recipient = address('recipient');

export const wide = (addr) => pad(addr, { size: 32 });
export const account = (owner, homeChain, sub) =>
  concatHex([owner.address, numberToHex(homeChain, { size: 2 }), numberToHex(sub, { size: 10 })]);
export const instrument = (symbol) => pad(stringToHex(symbol), { size: 32, dir: 'right' });

export const accounts = {
  trader: account(trader, 0, 0),
  maker: account(maker, 0, 1),
  liquidator: account(liquidator, 0, 2),
};

/** Encodes one value of a wire type (u8 to u256, i32 to i256, b20, b32, bytes), big-endian. */
export function encode(type, value) {
  const sizes = { u8: 1, u16: 2, u32: 4, u64: 8, u256: 32, i32: 4, i64: 8, i256: 32, b20: 20, b32: 32 };
  if (type === 'bytes') return value;
  if (type.startsWith('i')) return numberToHex(BigInt(value), { size: sizes[type], signed: true });
  if (type.startsWith('u')) return numberToHex(BigInt(value), { size: sizes[type] });
  if (value.length !== 2 + 2 * sizes[type]) throw new Error(`${type} is not ${value}`);
  return value.toLowerCase();
}

/** Encodes an object by a list of [name, type] pairs, in the order of the list. */
export const encodeFields = (fields, values) =>
  concatHex(fields.map(([field, type]) => encode(type, values[field])).concat(['0x']));

/** Signs a digest with one party's key; deterministic (RFC 6979), low s. */
export async function signDigest(digest, signer) {
  const { r, s, yParity } = await sign({ hash: digest, privateKey: signer.private_key });
  return { r: pad(r, { size: 32 }), s: pad(s, { size: 32 }), recid: yParity };
}

export const header = (setIndex, signatures, { version = 1, count = signatures.length } = {}) =>
  concatHex([
    encode('u8', version),
    encode('u32', setIndex),
    encode('u8', count),
    ...signatures.map(({ index, r, s, recid }) =>
      concatHex([encode('u8', index), r, s, encode('u8', recid)]),
    ),
  ]);

/** Builds a VAA: body, digest, the signatures of all signers, and the message with a quorum. */
export async function makeVaa({
  envelope,
  payload,
  setIndex = 0,
  signers = guardians,
  quorum = 3,
}) {
  const body = concatHex([encodeFields(ENVELOPE, envelope), payload]);
  const digest = keccak256(keccak256(body));
  const signatures = [];
  for (const signer of signers) {
    signatures.push({ index: signer.index, ...(await signDigest(digest, signer)) });
  }
  const vaa = concatHex([header(setIndex, signatures.slice(0, quorum)), body]);
  return { payload, body, digest, signatures, vaa };
}

/** Writes a vector file; with --check compares it with what lies there and fails if they differ. */
export function publish(file, vectors) {
  const url = new URL(`../${file}`, import.meta.url);
  const text = `${JSON.stringify(vectors, null, 1)}\n`;
  if (!process.argv.includes('--check')) {
    writeFileSync(url, text);
    console.log(`tests/vectors/${file}: written`);
  } else if (readFileSync(url, 'utf8') === text) {
    console.log(`tests/vectors/${file}: as generated`);
  } else {
    console.error(`tests/vectors/${file} differs from what its script makes; run: npm run vectors`);
    process.exit(1);
  }
}

/** The part of a vector file that describes the deployment. */
export const describe = () => ({
  name,
  salt,
  guardians,
  quorum: 3,
  set_index: 0,
  deployment_id: deploymentId,
  governance_emitter: governanceEmitter,
  hub_chain: HUB_CHAIN,
  vault,
  venue,
  token,
  recipient,
  parties: { trader, maker, liquidator },
  accounts,
});
