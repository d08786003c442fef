// SPDX-License-Identifier: Apache-2.0
// Makes tests/vectors/orders.json: one message of every observation and order type and a signer set
// upgrade, signed by four development keys, and altered ones that must be refused. Run from the
// project's root: `npm run vectors`; `--check` compares only.
import { concatHex, keccak256, stringToHex, toHex } from 'viem';
import {
  CONSISTENCY_FINAL,
  HUB_CHAIN,
  VIEM_VERSION,
  accounts,
  deploymentId,
  describe,
  encode,
  encodeFields,
  governanceEmitter,
  instrument,
  makeVaa,
  maker,
  nextGuardians,
  publish,
  recipient,
  token,
  trader,
  vault,
  venue,
  wide,
} from './deployment.mjs';
import { COMMON, ENVELOPE, NUMBERS, PREFIX, TAILS, UPGRADE, WINDOW } from './layouts.mjs';
import { accept, quote, quoteDigest } from './trade.mjs';
import { refusals } from './refusals.mjs';

const BLOCK = {
  block_number: '1234567',
  block_hash: keccak256(stringToHex('ballast vectors: block')),
};
const BLOCK_TIME = 1800000100;
const ORDER_TIME = 1800000000;
const LOG_INDEX = '3';
const ETH_PERP = instrument('ETH-PERP');

const labelled = (label, contract, extra = '0x') =>
  keccak256(concatHex([stringToHex(label), wide(contract), extra]));

const prefixOf = (type, place) => ({
  magic: '0x42414c31',
  type: NUMBERS[type],
  deployment_id: deploymentId,
  chain_id: place.chain_id,
  contract: wide(place.address),
});

/** An observation: what guardians sign about a log, a head or a log that is not final yet. */
async function observation(type, place, sequence, tail, description, { name, ...envelopeOf } = {}) {
  const timestamp = BLOCK_TIME;
  const envelope = {
    timestamp,
    nonce: 0,
    emitter_chain: place.registry_chain,
    emitter: wide(place.address),
    sequence,
    consistency: CONSISTENCY_FINAL,
    ...envelopeOf,
  };
  const prefix = prefixOf(type, place);
  const eventBody = encodeFields(TAILS[type], tail);
  const payload = concatHex([encodeFields(PREFIX, prefix), encodeFields(COMMON, BLOCK), eventBody]);
  return {
    name: name ?? type.toLowerCase(),
    description,
    input: {
      kind: 'observation',
      type: NUMBERS[type],
      envelope,
      prefix,
      common: BLOCK,
      fields: tail,
    },
    expected: { event_body: eventBody, ...(await makeVaa({ envelope, payload })) },
  };
}

/** An order: what a quorum lets a contract do. */
async function order(type, place, orderId, tail, description, name = type.toLowerCase()) {
  const window = {
    order_id: orderId,
    not_before: String(ORDER_TIME),
    expiry: String(ORDER_TIME + 600),
  };
  const envelope = {
    timestamp: ORDER_TIME,
    nonce: 0,
    emitter_chain: HUB_CHAIN,
    emitter: deploymentId,
    sequence: orderId,
    consistency: CONSISTENCY_FINAL,
  };
  const prefix = prefixOf(type, place);
  const payload = concatHex([
    encodeFields(PREFIX, prefix),
    encodeFields(WINDOW, window),
    encodeFields(TAILS[type], tail),
  ]);
  return {
    name,
    description,
    input: { kind: 'order', type: NUMBERS[type], envelope, prefix, window, fields: tail },
    expected: await makeVaa({ envelope, payload }),
  };
}

/** A signer set upgrade, from the governance emitter of the deployment. */
async function upgrade(name, chain, description) {
  const envelope = {
    timestamp: ORDER_TIME,
    nonce: 0,
    emitter_chain: HUB_CHAIN,
    emitter: governanceEmitter,
    sequence: '1',
    consistency: CONSISTENCY_FINAL,
  };
  const keys = nextGuardians.map((guardian) => guardian.address);
  const fields = {
    module: wide(stringToHex('BallastCore')),
    deployment_id: deploymentId,
    action: 2,
    chain,
    new_index: 1,
    count: keys.length,
  };
  const payload = concatHex([encodeFields(UPGRADE, fields), ...keys]);
  return {
    name,
    description,
    input: { kind: 'set_upgrade', envelope, fields: { ...fields, keys } },
    expected: await makeVaa({ envelope, payload }),
  };
}

const locked = {
  account: accounts.trader,
  token: wide(token),
  amount: '10000000000000000000',
  depositor: wide(trader.address),
};
const released = {
  order_id: '41',
  token: wide(token),
  amount: '1500000000000000000',
  recipient: wide(recipient),
  how: 0,
};
const traded = {
  account: accounts.trader,
  maker: accounts.maker,
  instrument: ETH_PERP,
  quantity: accept.quantity,
};
const moved = {
  account: accounts.trader,
  to: accounts.liquidator,
  instrument: ETH_PERP,
  quantity: '-700000000000000000',
  price_e18: '2950000000000000000000',
};
// Both expire at 08:00 UTC of that day, which is ORDER_TIME.
const settled = { instrument: instrument('ETH-15JAN27'), price_e18: '3123450000000000000000' };
const worthless = { instrument: instrument('ETH-15JAN27-4000-C'), price_e18: '0' };
const logId = keccak256(concatHex([BLOCK.block_hash, encode('u64', LOG_INDEX)]));
const provisionalSequence = BigInt(`0x${logId.slice(-16)}`).toString();
const provisional = await observation(
  'PROVISIONAL',
  vault,
  provisionalSequence,
  locked,
  'a deposit that is safe but not final',
  { emitter: labelled('BALLAST_PROVISIONAL', vault.address), consistency: 201 },
);
provisional.input.log_index = LOG_INDEX;

const cases = [
  await observation('LOCKED', vault, '1', locked, 'a deposit'),
  await observation('RELEASED', vault, '2', released, 'a payment'),
  await observation(
    'RELEASED',
    vault,
    '3',
    { ...released, order_id: '40', how: 1 },
    'a payment that waits for its claim',
    { name: 'released_claimable' },
  ),
  await observation('VOIDED', vault, '4', { order_id: '39' }, 'an order that can never execute'),
  await observation('SET_CHANGED', vault, '5', { index: 1 }, 'a vault took a new signer set'),
  await observation(
    'KEY',
    vault,
    '6',
    { owner: accounts.trader, key: wide(maker.address) },
    'a contract wallet names its signing key',
  ),
  provisional,
  await observation(
    'FILLED',
    venue,
    '1',
    { order_id: '42', ...traded, price_e18: quote.price, quote_digest: quoteDigest },
    'a trade',
  ),
  await observation(
    'TRANSFERRED',
    venue,
    '2',
    { order_id: '43', ...moved },
    'a position moved to a liquidator',
  ),
  await observation(
    'SETTLED',
    venue,
    '3',
    { order_id: '45', ...settled },
    'a future was settled at its expiry',
  ),
  await observation(
    'LIQUIDATOR',
    venue,
    '4',
    { account: accounts.liquidator, opted: 1 },
    'an account opted in as a liquidator',
  ),
  await observation(
    'SETTLED',
    venue,
    '5',
    { order_id: '46', ...worthless },
    'an option expired worthless',
    { name: 'settled_worthless' },
  ),
  await observation(
    'HEAD',
    vault,
    BLOCK.block_number,
    {
      event_nonce: '6',
      finalised_timestamp: String(BLOCK_TIME),
      state_root: keccak256(toHex('state')),
    },
    'a finalised block of the chain of the vault',
    { emitter: labelled('BALLAST_HEAD', vault.address) },
  ),
  await order(
    'RELEASE',
    vault,
    '41',
    {
      account: accounts.trader,
      token: wide(token),
      amount: '1500000000000000000',
      recipient: wide(recipient),
    },
    'the vault pays 1.5 tokens',
  ),
  await order(
    'PERMIT',
    venue,
    '42',
    {
      ...traded,
      quote_digest: quoteDigest,
      limit_price_e18: accept.limitPrice,
      account_epoch: '0',
      maker_epoch: '0',
      flags: 0,
    },
    'a trade may execute: its quote and accept are in eip712.json',
  ),
  await order(
    'TRANSFER',
    venue,
    '43',
    { ...moved, account_epoch: '1' },
    'a liquidator takes over a part of a short',
  ),
  await order('CANCEL', vault, '44', { target_order_id: '41' }, 'order 41 shall not execute'),
  await order('SETTLE', venue, '45', settled, 'a future is to be settled at its expiry'),
  await order(
    'SETTLE',
    venue,
    '46',
    worthless,
    'an option is to be settled at nothing',
    'settle_worthless',
  ),
  await upgrade('set_upgrade_everywhere', 0, 'the four next guardians take over on every chain'),
  await upgrade(
    'set_upgrade_one_chain',
    vault.registry_chain,
    'the same, on the chain of the vault only',
  ),
];
publish('orders.json', {
  description:
    'Messages between contracts and hub: fields, encoded payload and body, digest, the ' +
    'signatures of all four guardians, and the message (vaa) with those of the first three. ' +
    'event_body is what the contract emits in Observed. Integers of more than 32 bits are ' +
    'decimal strings',
  source: `tests/vectors/make/orders.mjs, viem ${VIEM_VERSION}`,
  deployment: { ...describe(), next_guardians: nextGuardians },
  layouts: {
    envelope: ENVELOPE,
    prefix: PREFIX,
    common: COMMON,
    window: WINDOW,
    tails: TAILS,
    upgrade: UPGRADE,
  },
  cases,
  refused: await refusals(cases.find(({ name }) => name === 'release')),
});
