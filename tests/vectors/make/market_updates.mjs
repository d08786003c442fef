// SPDX-License-Identifier: Apache-2.0
// Makes tests/vectors/market_updates.json: volatility and marks signed by a development set as a price source
// publishes them, built here from the format's description, and altered ones that must be refused. Run from the
// project's root: `npm run vectors`; `--check` compares only.
import { concatHex, keccak256, numberToHex, size, slice as cut, stringToHex } from 'viem';
import { VIEM_VERSION, encodeFields, guardians, instrument, makeVaa, publish } from './deployment.mjs';

const SLICE = [
  ['expiry', 'u64'], ['a_e9', 'i64'], ['b_e9', 'i64'], ['rho_e9', 'i64'], ['m_e9', 'i64'], ['sigma_e9', 'i64'],
  ['forward_e8', 'i64'], ['rate_e9', 'i64'],
];
const MARK = [['instrument', 'b32'], ['mark_e8', 'i64'], ['funding_e9_per_8h', 'i64'], ['time', 'u64']];
const SOURCE = { emitter_chain: 26, emitter: stringToHex('PythnetPythnetPythnetPythnetPyth') };
const TIME = 1800000000;
const DAY = 86400;
// 26 March 2027, 08:00 UTC.
const EXPIRY = TIME + 70 * DAY;

const u8 = (n) => numberToHex(n, { size: 1 });
const volatility = ({ underlying, publish_time, slices }, change = {}) => concatHex([
  stringToHex(change.magic ?? 'BALV'), underlying, encodeFields([['t', 'u64']], { t: publish_time }),
  u8(change.count ?? slices.length), ...slices.map((slice) => encodeFields(SLICE, slice)), change.extra ?? '0x',
]);
const marks = ({ marks: listed }, change = {}) => concatHex([
  stringToHex(change.magic ?? 'BALM'), u8(change.count ?? listed.length),
  ...listed.map((mark) => encodeFields(MARK, mark)), change.extra ?? '0x',
]);
const encoders = { volatility, marks };

/** A message of the price source; `change` alters what is signed, or by how many. */
const message = async (payload, change = {}) => makeVaa({
  envelope: { timestamp: TIME, nonce: 0, ...SOURCE, sequence: '77', consistency: 1, ...change.envelope },
  payload, signers: guardians, quorum: change.quorum ?? 3,
});

const feed = (name) => keccak256(stringToHex(`ballast vectors: feed ${name}`));
const slice = (expiry, rest = {}) => ({
  expiry: String(expiry), a_e9: '9600000', b_e9: '38000000', rho_e9: '-310000000', m_e9: '24000000',
  sigma_e9: '142000000', forward_e8: '303512000000', rate_e9: '41000000', ...rest,
});
const surface = (slices, rest = {}) => ({
  underlying: feed('ETH/USD'), publish_time: String(TIME - 1), slices, ...rest,
});
const mark = (name, rest = {}) => ({
  instrument: instrument(name), mark_e8: '300125000000', funding_e9_per_8h: '12500', time: String(TIME - 2), ...rest,
});

const MOST = String(2n ** 63n - 1n);
const LEAST = String(-(2n ** 63n));
const LAST_TIME = String(2n ** 32n - 1n);
const one_slice = surface([slice(EXPIRY)]);
const tomorrow = slice(TIME + DAY, {
  a_e9: '-20000', b_e9: '5000000', rho_e9: '-210000000', m_e9: '5000000', sigma_e9: '30000000',
  forward_e8: '300150000000', rate_e9: '-2000000',
});
const two_slices = surface([tomorrow, slice(EXPIRY)]);
const one_mark = { marks: [mark('ETH-PERP')] };
const two_marks = { marks: [mark('BTC-PERP', { mark_e8: '9500250000000', funding_e9_per_8h: '-3' }), mark('ETH-PERP')] };
const accepted = [
  ['volatility', 'one_slice', one_slice],
  ['volatility', 'two_slices', two_slices],
  ['volatility', 'extreme_slices', surface([
    slice(1, { a_e9: LEAST, b_e9: '0', rho_e9: '-999999999', m_e9: LEAST, sigma_e9: '1', forward_e8: '1', rate_e9: LEAST }),
    slice(LAST_TIME, {
      a_e9: MOST, b_e9: MOST, rho_e9: '999999999', m_e9: MOST, sigma_e9: MOST, forward_e8: MOST, rate_e9: MOST,
    }),
  ], { publish_time: LAST_TIME })],
  ['volatility', 'most_slices', surface(Array.from({ length: 64 }, (_, i) => slice(EXPIRY + i * DAY)))],
  ['marks', 'one_mark', one_mark],
  ['marks', 'two_marks', two_marks],
  ['marks', 'extreme_marks', { marks: [
    mark('A', { mark_e8: '1', funding_e9_per_8h: LEAST, time: '1' }),
    mark('ETH-26MAR27-4000-C.ABCDEFGHIJKLM', { mark_e8: MOST, funding_e9_per_8h: MOST, time: LAST_TIME }),
  ] }],
  ['marks', 'most_marks', { marks: Array.from({ length: 255 }, (_, i) => mark(`M${1000 + i}`)) }],
];
const cases = [];
for (const [kind, name, input] of accepted) {
  const { payload, digest, vaa } = await message(encoders[kind](input));
  cases.push({ name, input: { kind, ...input }, expected: { payload, digest, vaa } });
}

// [kind, name, description, update, how it is altered, the decoder's error or '' where it decodes, the verifier's]
const V = 'NotAVolatilityUpdate';
const M = 'NotAMarkUpdate';
const altered = (rest) => surface([slice(TIME + DAY), slice(EXPIRY, rest)]);
const marked = (rest) => ({ marks: [mark('BTC-PERP'), mark('ETH-PERP', rest)] });
const BEYOND = String(2n ** 32n);
const zero = numberToHex(0, { size: 32 });
const refusals = [
  ['volatility', 'volatility_below_quorum', 'two of four signers', one_slice, { quorum: 2 }, '', 'BelowQuorum'],
  ['volatility', 'volatility_wrong_chain', 'emitter chain 1', one_slice, { envelope: { emitter_chain: 1 } }, '', 'UnknownEmitter'],
  ['volatility', 'volatility_wrong_emitter', 'another emitter', one_slice, { envelope: { emitter: feed('emitter') } }, '', 'UnknownEmitter'],
  ['volatility', 'volatility_other_magic', 'the magic of marks', one_slice, { magic: 'BALM' }, 'BadMagic', V],
  ['volatility', 'volatility_root_magic', 'the magic of a root of prices', one_slice, { magic: 'AUWV' }, 'BadMagic', V],
  ['volatility', 'volatility_underlying_zero', 'the zero underlying', surface([slice(EXPIRY)], { underlying: zero }), {}, 'ZeroField', V],
  ['volatility', 'volatility_time_zero', 'published at 0', surface([slice(EXPIRY)], { publish_time: '0' }), {}, 'ZeroField', V],
  ['volatility', 'volatility_time_late', 'published after the last second', surface([slice(EXPIRY)], { publish_time: BEYOND }), {}, 'OutOfRange', V],
  ['volatility', 'volatility_no_slices', 'no slice', surface([]), {}, 'EmptyList', V],
  ['volatility', 'volatility_many_slices', '65 slices', surface(Array.from({ length: 65 }, (_, i) => slice(EXPIRY + i))), {}, 'TooMany', V],
  ['volatility', 'volatility_count_high', 'two announced, one there', one_slice, { count: 2 }, 'Truncated', V],
  ['volatility', 'volatility_count_low', 'one announced, two there', two_slices, { count: 1 }, 'TrailingBytes', V],
  ['volatility', 'volatility_trailing', 'a byte follows', one_slice, { extra: '0x00' }, 'TrailingBytes', V],
  ['volatility', 'volatility_truncated', 'the last byte is missing', one_slice, { short: 1 }, 'Truncated', V],
  ['volatility', 'volatility_expiry_twice', 'an expiry twice', surface([slice(EXPIRY), slice(EXPIRY)]), {}, 'NotAscending', V],
  ['volatility', 'volatility_expiry_falls', 'a later expiry first', surface([slice(EXPIRY), slice(TIME + DAY)]), {}, 'NotAscending', V],
  ['volatility', 'volatility_expiry_zero', 'an expiry of 0', surface([slice(0)]), {}, 'ZeroField', V],
  ['volatility', 'volatility_expiry_late', 'an expiry after the last second', surface([slice(BEYOND)]), {}, 'OutOfRange', V],
  ['volatility', 'volatility_b_negative', 'b below 0', altered({ b_e9: '-1' }), {}, 'OutOfRange', V],
  ['volatility', 'volatility_rho_one', 'rho of 1', altered({ rho_e9: '1000000000' }), {}, 'OutOfRange', V],
  ['volatility', 'volatility_rho_minus_one', 'rho of -1', altered({ rho_e9: '-1000000000' }), {}, 'OutOfRange', V],
  ['volatility', 'volatility_sigma_zero', 'sigma of 0', altered({ sigma_e9: '0' }), {}, 'OutOfRange', V],
  ['volatility', 'volatility_forward_zero', 'a forward of 0', altered({ forward_e8: '0' }), {}, 'OutOfRange', V],
  ['volatility', 'volatility_forward_negative', 'a forward below 0', altered({ forward_e8: LEAST }), {}, 'OutOfRange', V],
  ['marks', 'marks_below_quorum', 'two of four signers', one_mark, { quorum: 2 }, '', 'BelowQuorum'],
  ['marks', 'marks_wrong_emitter', 'another emitter', one_mark, { envelope: { emitter: feed('emitter') } }, '', 'UnknownEmitter'],
  ['marks', 'marks_other_magic', 'the magic of volatility', one_mark, { magic: 'BALV' }, 'BadMagic', M],
  ['marks', 'marks_none', 'no mark', { marks: [] }, {}, 'EmptyList', M],
  ['marks', 'marks_count_high', 'two announced, one there', one_mark, { count: 2 }, 'Truncated', M],
  ['marks', 'marks_count_low', 'one announced, two there', two_marks, { count: 1 }, 'TrailingBytes', M],
  ['marks', 'marks_trailing', 'a byte follows', one_mark, { extra: '0x00' }, 'TrailingBytes', M],
  ['marks', 'marks_truncated', 'the last byte is missing', one_mark, { short: 1 }, 'Truncated', M],
  ['marks', 'marks_twice', 'an instrument twice', { marks: [mark('ETH-PERP'), mark('ETH-PERP')] }, {}, 'NotAscending', M],
  ['marks', 'marks_unsorted', 'the wrong order', { marks: [mark('ETH-PERP'), mark('BTC-PERP')] }, {}, 'NotAscending', M],
  ['marks', 'marks_instrument_zero', 'no name', { marks: [{ ...mark('A'), instrument: zero }] }, {}, 'BadInstrument', M],
  ['marks', 'marks_instrument_lower', 'small letters', { marks: [mark('eth-perp')] }, {}, 'BadInstrument', M],
  ['marks', 'marks_price_zero', 'a mark of 0', marked({ mark_e8: '0' }), {}, 'OutOfRange', M],
  ['marks', 'marks_price_negative', 'a mark below 0', marked({ mark_e8: '-1' }), {}, 'OutOfRange', M],
  ['marks', 'marks_time_zero', 'a time of 0', marked({ time: '0' }), {}, 'ZeroField', M],
  ['marks', 'marks_time_late', 'a time after the last second', marked({ time: BEYOND }), {}, 'OutOfRange', M],
];
const refused = [];
for (const [kind, name, description, update, change, decode_error, expected_error] of refusals) {
  let payload = encoders[kind](update, change);
  if (change.short) payload = cut(payload, 0, size(payload) - change.short);
  const { vaa } = await message(payload, change);
  refused.push({ name, description, input: { kind, payload, vaa }, decode_error, expected_error });
}

publish('market_updates.json', {
  description: 'Volatility and marks of a price source that three of four development keys signed',
  source: `tests/vectors/make/market_updates.mjs, viem ${VIEM_VERSION}`,
  guardians: guardians.map(({ address }) => address),
  emitter_chain: SOURCE.emitter_chain,
  emitter: SOURCE.emitter,
  timestamp: TIME,
  cases,
  refused,
});
