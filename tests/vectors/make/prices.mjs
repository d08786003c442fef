// SPDX-License-Identifier: Apache-2.0
// Makes tests/vectors/prices.json: price updates signed by a development set, built here from the format's
// description with viem's Keccak, and altered ones that must be refused. Run from the project's root:
// `npm run vectors`; `--check` compares only.
import { concatHex, keccak256, numberToHex, size, slice, stringToHex } from 'viem';
import { VIEM_VERSION, encodeFields, guardians, makeVaa, publish } from './deployment.mjs';

const MESSAGE = [
  ['type', 'u8'], ['feed', 'b32'], ['price', 'i64'], ['conf', 'u64'], ['expo', 'i32'],
  ['publish_time', 'i64'], ['prev_publish_time', 'i64'], ['ema', 'i64'], ['ema_conf', 'u64'],
];
const message = (price) => encodeFields(MESSAGE, { type: 0, ...price });

const k160 = (bytes) => slice(keccak256(bytes), 0, 20);
const leaf = (bytes) => k160(concatHex(['0x00', bytes]));
const node = (a, b) => k160(a < b ? concatHex(['0x01', a, b]) : concatHex(['0x01', b, a]));

/** The root over the messages, and the siblings of each; leaves are filled up to a power of two. */
function tree(messages) {
  let level = messages.map(leaf);
  while ((level.length & (level.length - 1)) !== 0) level.push(k160('0x02'));
  const paths = messages.map(() => []);
  for (let height = 0; level.length > 1; ++height) {
    paths.forEach((path, i) => path.push(level[(i >> height) ^ 1]));
    level = level.filter((_, i) => i % 2 === 0).map((left, i) => node(left, level[2 * i + 1]));
  }
  return { root: level[0], paths };
}

const SOURCE = { emitter_chain: 26, emitter: stringToHex('PythnetPythnetPythnetPythnetPyth') };
const TIME = 1800000000;
const SLOT = '4242';

/** The bytes of an update; `change` alters what is signed or what stands around it. */
async function update(prices, change = {}) {
  const messages = change.messages ?? prices.map(message);
  const { root, paths } = tree(messages);
  const payload = concatHex([
    stringToHex('AUWV'), '0x00', numberToHex(BigInt(SLOT), { size: 8 }), numberToHex(10000, { size: 4 }),
    change.root ?? root, change.payload_extra ?? '0x',
  ]);
  const envelope = {
    timestamp: TIME, nonce: 0, ...SOURCE, sequence: SLOT, consistency: 1, ...change.envelope,
  };
  const { vaa, digest } = await makeVaa({
    envelope, payload: change.payload ?? payload, signers: guardians, quorum: change.quorum ?? 3,
  });
  const listed = messages.map((bytes, i) => {
    const path = (change.paths ?? paths)[i];
    return concatHex([
      numberToHex(size(bytes), { size: 2 }), bytes, numberToHex(path.length, { size: 1 }), ...path,
    ]);
  });
  const extra = change.header_extra ?? '0x';
  return {
    root, digest,
    bytes: concatHex([
      stringToHex('PNAU'), numberToHex(change.major ?? 1, { size: 1 }),
      numberToHex(change.minor ?? 0, { size: 1 }), numberToHex(size(extra), { size: 1 }), extra,
      numberToHex(change.kind ?? 0, { size: 1 }), numberToHex(size(vaa), { size: 2 }), vaa,
      numberToHex(listed.length, { size: 1 }), ...listed, change.trailing ?? '0x',
    ]),
  };
}

const feed = (name) => keccak256(stringToHex(`ballast vectors: feed ${name}`));
const price = (name, value, rest = {}) => ({
  feed: feed(name), price: String(value), conf: '150000000', expo: -8, publish_time: String(TIME),
  prev_publish_time: String(TIME - 1), ema: String(value), ema_conf: '160000000', ...rest,
});
const eth = price('ETH/USD', 300000000000n);
const btc = price('BTC/USD', 9500000000000n);
const usdc = price('USDC/USD', 99990000n, { expo: -8, conf: '20000' });
const least = price('least', -(2n ** 63n), {
  conf: '0', expo: -(2 ** 31), publish_time: String(-(2n ** 63n)), ema_conf: String(2n ** 64n - 1n),
});

const accepted = [
  ['one_price', [eth], {}],
  ['three_prices', [eth, btc, usdc], {}],
  ['extreme_numbers', [least, eth], {}],
  ['newer_minor_version', [eth], { minor: 9, header_extra: '0x0102030405' }],
  ['longer_root_payload', [eth, btc], { payload_extra: '0xfeedbeef' }],
];
const cases = [];
for (const [name, prices, change] of accepted) {
  const made = await update(prices, change);
  cases.push({
    name, input: { prices, change }, expected: { update: made.bytes, root: made.root, digest: made.digest },
  });
}

const alteredPaths = tree([message(eth), message(btc)]).paths.map((path) => path.slice());
alteredPaths[1][0] = numberToHex(1n, { size: 20 });
const refusals = [
  ['below_quorum', 'two of four signers', [eth], { quorum: 2 }, 'BelowQuorum'],
  ['wrong_chain', 'emitter chain 1', [eth], { envelope: { emitter_chain: 1 } }, 'UnknownEmitter'],
  ['wrong_emitter', 'another emitter', [eth], { envelope: { emitter: feed('emitter') } }, 'UnknownEmitter'],
  ['bad_path', 'a sibling differs', [eth, btc], { paths: alteredPaths }, 'BadMerklePath'],
  ['short_path', 'a sibling is missing', [eth, btc], { paths: [[], []] }, 'BadMerklePath'],
  ['other_root', 'the root of another tree', [eth], { root: slice(feed('root'), 0, 20) }, 'BadMerklePath'],
  ['root_zero', 'a root of zeros', [eth], { root: numberToHex(0, { size: 20 }) }, 'NotAPriceRoot'],
  ['not_a_root', 'another payload', [eth], { payload: '0xdeadbeef' }, 'NotAPriceRoot'],
  ['no_prices', 'no message', [eth], { messages: [message(eth)], none: true }, 'NoPrices'],
  ['major_2', 'major version 2', [eth], { major: 2 }, 'BadVersion'],
  ['kind_1', 'another kind of proof', [eth], { kind: 1 }, 'BadEnum'],
  ['trailing', 'a byte follows', [eth], { trailing: '0x00' }, 'TrailingBytes'],
  ['short_message', '84 bytes of a price', [eth], { messages: [slice(message(eth), 0, 84)] }, 'BadPriceMessage'],
  ['feed_zero', 'the zero feed', [{ ...eth, feed: numberToHex(0, { size: 32 }) }], {}, 'BadPriceMessage'],
  ['other_message', 'a message of type 1', [eth], { messages: [concatHex(['0x01', slice(message(eth), 1)])] }, 'UnsupportedMessage'],
];
const refused = [];
for (const [name, description, prices, change, expected_error] of refusals) {
  let { bytes } = await update(prices, change);
  if (change.none) bytes = concatHex([slice(bytes, 0, size(bytes) - (1 + 2 + 85 + 1)), '0x00']);
  refused.push({ name, description, input: { update: bytes }, expected_error });
}

publish('prices.json', {
  description: 'Price updates under a merkle root that three of four development keys signed',
  source: `tests/vectors/make/prices.mjs, viem ${VIEM_VERSION}`,
  guardians: guardians.map(({ address }) => address),
  emitter_chain: SOURCE.emitter_chain,
  emitter: SOURCE.emitter,
  timestamp: TIME,
  slot: SLOT,
  cases,
  refused,
});
