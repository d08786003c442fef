// SPDX-License-Identifier: Apache-2.0
// The layouts of the messages between contracts and hub: lists of [field, wire type] in the order
// of the bytes, and the numbers of the types.
export const ENVELOPE = [
  ['timestamp', 'u32'],
  ['nonce', 'u32'],
  ['emitter_chain', 'u16'],
  ['emitter', 'b32'],
  ['sequence', 'u64'],
  ['consistency', 'u8'],
];
export const PREFIX = [
  ['magic', 'bytes'],
  ['type', 'u8'],
  ['deployment_id', 'b32'],
  ['chain_id', 'u64'],
  ['contract', 'b32'],
];
export const COMMON = [
  ['block_number', 'u64'],
  ['block_hash', 'b32'],
];
export const WINDOW = [
  ['order_id', 'u64'],
  ['not_before', 'u64'],
  ['expiry', 'u64'],
];
const LOCKED = [
  ['account', 'b32'],
  ['token', 'b32'],
  ['amount', 'u256'],
  ['depositor', 'b32'],
];
export const TAILS = {
  LOCKED,
  PROVISIONAL: LOCKED,
  RELEASED: [
    ['order_id', 'u64'],
    ['token', 'b32'],
    ['amount', 'u256'],
    ['recipient', 'b32'],
    ['how', 'u8'],
  ],
  VOIDED: [['order_id', 'u64']],
  SET_CHANGED: [['index', 'u32']],
  KEY: [
    ['owner', 'b32'],
    ['key', 'b32'],
  ],
  FILLED: [
    ['order_id', 'u64'],
    ['account', 'b32'],
    ['maker', 'b32'],
    ['instrument', 'b32'],
    ['quantity', 'i256'],
    ['price_e18', 'i256'],
    ['quote_digest', 'b32'],
  ],
  TRANSFERRED: [
    ['order_id', 'u64'],
    ['account', 'b32'],
    ['to', 'b32'],
    ['instrument', 'b32'],
    ['quantity', 'i256'],
    ['price_e18', 'i256'],
  ],
  SETTLED: [
    ['order_id', 'u64'],
    ['instrument', 'b32'],
    ['price_e18', 'i256'],
  ],
  LIQUIDATOR: [
    ['account', 'b32'],
    ['opted', 'u8'],
  ],
  HEAD: [
    ['event_nonce', 'u64'],
    ['finalised_timestamp', 'u64'],
    ['state_root', 'b32'],
  ],
  RELEASE: [
    ['account', 'b32'],
    ['token', 'b32'],
    ['amount', 'u256'],
    ['recipient', 'b32'],
  ],
  PERMIT: [
    ['account', 'b32'],
    ['maker', 'b32'],
    ['quote_digest', 'b32'],
    ['instrument', 'b32'],
    ['quantity', 'i256'],
    ['limit_price_e18', 'i256'],
    ['account_epoch', 'u64'],
    ['maker_epoch', 'u64'],
    ['flags', 'u8'],
  ],
  TRANSFER: [
    ['account', 'b32'],
    ['to', 'b32'],
    ['instrument', 'b32'],
    ['quantity', 'i256'],
    ['price_e18', 'i256'],
    ['account_epoch', 'u64'],
  ],
  CANCEL: [['target_order_id', 'u64']],
  SETTLE: [
    ['instrument', 'b32'],
    ['price_e18', 'i256'],
  ],
};
export const NUMBERS = {
  LOCKED: 1,
  RELEASED: 2,
  VOIDED: 3,
  SET_CHANGED: 7,
  PROVISIONAL: 8,
  KEY: 9,
  FILLED: 16,
  TRANSFERRED: 17,
  SETTLED: 18,
  LIQUIDATOR: 19,
  HEAD: 32,
  RELEASE: 64,
  PERMIT: 65,
  TRANSFER: 66,
  CANCEL: 71,
  SETTLE: 72,
};
export const UPGRADE = [
  ['module', 'b32'],
  ['deployment_id', 'b32'],
  ['action', 'u8'],
  ['chain', 'u16'],
  ['new_index', 'u32'],
  ['count', 'u8'],
];
