// SPDX-License-Identifier: Apache-2.0
// Makes tests/vectors/evm.json: RLP items, call data and EIP-1559 transactions, by viem's own encoders. Run from
// the project's root: `npm run vectors`; `--check` compares only.
import {
  concatHex, encodeAbiParameters, encodeFunctionData, getContractAddress, keccak256, parseAbi,
  parseAbiParameters, serializeTransaction, toEventSelector, toRlp,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import {
  VIEM_VERSION, guardians, maker, publish, salt, signDigest, token, trader, vault, venue, wide,
} from './deployment.mjs';

const bytes = (size) => `0x${'a5'.repeat(size)}`;

const rlp = [
  ['an empty string', '0x'],
  ['one byte below 0x80', '0x7f'],
  ['one byte from 0x80', '0x80'],
  ['a zero byte', '0x00'],
  ['55 bytes', bytes(55)],
  ['56 bytes', bytes(56)],
  ['256 bytes', bytes(256)],
  ['an empty list', []],
  ['lists in lists', [[], [[]], [[], [[]]]]],
  ['a list of 55 bytes', Array(55).fill('0x01')],
  ['a list of 56 bytes', Array(56).fill('0x01')],
  ['strings and lists', ['0x636174', ['0x646f67', '0x'], '0x0400']],
].map(([description, item]) => ({ description, input: item, expected: toRlp(item) }));

const rlpRefused = [
  ['nothing', '0x', 'Truncated'],
  ['a byte below 0x80 in the long way', '0x817f', 'NotCanonical'],
  ['a string that is cut', '0x83aabb', 'Truncated'],
  ['a string that says more than there is', '0xb838aa', 'Truncated'],
  ['a long form for 55 bytes', concatHex(['0xb837', bytes(55)]), 'NotCanonical'],
  ['a length with a leading zero', concatHex(['0xb90038', bytes(56)]), 'NotCanonical'],
  ['a length of 2^64 - 1', '0xbfffffffffffffffff', 'TooLong'],
  ['a list that is cut', '0xc201', 'Truncated'],
  ['a list with half an item', '0xc183', 'Truncated'],
  ['a long list form for 55 bytes', concatHex(['0xf837', ...Array(55).fill('0x01')]), 'NotCanonical'],
  ['a byte behind the item', '0xc000', 'TrailingBytes'],
  ['17 lists in one another', '0xd0cfcecdcccbcac9c8c7c6c5c4c3c2c1c0', 'TooDeep'],
].map(([description, input, expected_error]) => ({ description, input, expected_error }));

const ABI = parseAbi([
  'function deposit(bytes32 account, address token, uint256 amount)',
  'function submitOrder(bytes vaa)',
  'function upgradeSignerSet(bytes vaa)',
  'struct Quote { bytes32 maker; bytes32 instrument; int256 quantity; int256 price; uint64 expiry; uint64 nonce; }',
  'function executeTrade(Quote quote, bytes quoteSignature, bytes permit)',
  'function mixed(bool flag, string text, address[] list, (bytes data, uint64 number)[] pairs)',
]);
const quoteValue = {
  maker: salt, instrument: wide(token), quantity: -5n * 10n ** 18n, price: 3001n * 10n ** 18n,
  expiry: 1800000600n, nonce: 7n,
};
const call = (functionName, args) => encodeFunctionData({ abi: ABI, functionName, args });
const calls = {
  deposit: call('deposit', [salt, token, 10n ** 19n]),
  submit_order: call('submitOrder', [bytes(33)]),
  upgrade_signer_set: call('upgradeSignerSet', ['0x']),
  execute_trade: call('executeTrade', [quoteValue, bytes(65), bytes(64)]),
  mixed: call('mixed', [
    true, 'a text of more than thirty-two bytes', [token, vault.address],
    [{ data: '0x0102', number: 3n }, { data: '0x', number: 2n ** 64n - 1n }],
  ]),
  constructor: encodeAbiParameters(
    parseAbiParameters('string name, address[] guardians, bytes32 salt, uint16 chain'),
    ['Ballast vectors', guardians.map(({ address }) => address), salt, 1],
  ),
  observed_topic: toEventSelector('event Observed(uint64 indexed eventNonce, uint8 indexed kind, bytes body)'),
};

const transfer = {
  type: 'eip1559', chainId: Number(vault.chain_id), nonce: 0, maxPriorityFeePerGas: 1500000000n,
  maxFeePerGas: 30000000000n, gas: 21000n, to: venue.address, value: 10n ** 18n,
};
const inputs = [
  ['a transfer', trader, transfer],
  ['a call', trader, { ...transfer, nonce: 130, gas: 300000n, value: 0n, data: calls.submit_order }],
  ['a creation', maker, { ...transfer, to: undefined, value: 0n, gas: 5000000n, data: bytes(300) }],
  ['greatest numbers', maker, {
    ...transfer, chainId: Number.MAX_SAFE_INTEGER, nonce: Number.MAX_SAFE_INTEGER, gas: 2n ** 63n,
    maxFeePerGas: 2n ** 127n - 1n, maxPriorityFeePerGas: 2n ** 127n - 1n, value: 2n ** 127n - 1n,
  }],
  // Enough of them that some r or s starts with a zero byte, which RLP strips.
  ...[...Array(400).keys()].map((nonce) => [`nonce ${nonce}`, trader, { ...transfer, nonce }]),
];
const transactions = [];
for (const [description, signer, transaction] of inputs) {
  const unsigned = serializeTransaction(transaction);
  const raw = await privateKeyToAccount(signer.private_key).signTransaction(transaction);
  const { r, s } = await signDigest(keccak256(unsigned), signer);
  if (description.startsWith('nonce') && !r.startsWith('0x00') && !s.startsWith('0x00')) continue;
  transactions.push({
    description,
    input: {
      private_key: signer.private_key,
      sender: signer.address,
      eip155: String(transaction.chainId),
      nonce: String(transaction.nonce),
      priority_fee_max_wei: String(transaction.maxPriorityFeePerGas),
      fee_max_wei: String(transaction.maxFeePerGas),
      gas_limit: String(transaction.gas),
      to: transaction.to ?? null,
      value_wei: String(transaction.value),
      data: transaction.data ?? '0x',
    },
    expected: {
      unsigned,
      signing_hash: keccak256(unsigned),
      raw,
      hash: keccak256(raw),
      creates: getContractAddress({ from: signer.address, nonce: BigInt(transaction.nonce) }).toLowerCase(),
    },
  });
}

publish('evm.json', {
  description: 'RLP items, call data and signed EIP-1559 transactions; integers are decimal strings',
  source: `tests/vectors/make/evm.mjs, viem ${VIEM_VERSION}`,
  rlp,
  rlp_refused: rlpRefused,
  calls: {
    salt, token, vault: vault.address, guardians: guardians.map(({ address }) => address),
    ...calls,
  },
  transactions,
});
