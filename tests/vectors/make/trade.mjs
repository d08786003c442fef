// SPDX-License-Identifier: Apache-2.0
// The signed requests (EIP-712) of the vectors: a maker's Quote and a trader's Accept on the
// venue's domain, and a Withdraw on the hub's domain; shared by orders.mjs, whose PERMIT names
// them, and by eip712.mjs.
import { hashDomain, hashStruct, hashTypedData, concatHex, numberToHex } from 'viem';
import {
  accounts,
  deploymentId,
  instrument,
  maker,
  recipient,
  signDigest,
  token,
  trader,
  vault,
  venue,
  wide,
} from './deployment.mjs';

const DOMAIN_FIELDS = {
  name: 'string',
  version: 'string',
  chainId: 'uint256',
  verifyingContract: 'address',
  salt: 'bytes32',
};

export const venueDomain = {
  name: 'Ballast Venue',
  version: '1',
  chainId: Number(venue.chain_id),
  verifyingContract: venue.address,
};
export const hubDomain = { name: 'Ballast', version: '1', salt: deploymentId };

export const TYPES = {
  Quote: [
    { name: 'maker', type: 'bytes32' },
    { name: 'instrument', type: 'bytes32' },
    { name: 'quantity', type: 'int256' },
    { name: 'price', type: 'int256' },
    { name: 'expiry', type: 'uint64' },
    { name: 'nonce', type: 'uint64' },
  ],
  Accept: [
    { name: 'account', type: 'bytes32' },
    { name: 'quoteDigest', type: 'bytes32' },
    { name: 'quantity', type: 'int256' },
    { name: 'limitPrice', type: 'int256' },
    { name: 'deadline', type: 'uint64' },
    { name: 'nonce', type: 'uint64' },
  ],
  Withdraw: [
    { name: 'account', type: 'bytes32' },
    { name: 'chainId', type: 'uint64' },
    { name: 'token', type: 'bytes32' },
    { name: 'amount', type: 'uint256' },
    { name: 'recipient', type: 'bytes32' },
    { name: 'issuedAt', type: 'uint64' },
    { name: 'deadline', type: 'uint64' },
    { name: 'nonce', type: 'uint64' },
  ],
};

export const quote = {
  maker: accounts.maker,
  instrument: instrument('ETH-PERP'),
  quantity: '-5000000000000000000',
  price: '3001500000000000000000',
  expiry: '1800000600',
  nonce: '7',
};

export const quoteDigest = digestOf(venueDomain, 'Quote', quote);

export const accept = {
  account: accounts.trader,
  quoteDigest,
  quantity: '2000000000000000000',
  limitPrice: '3002000000000000000000',
  deadline: '1800000300',
  nonce: '8',
};

export const withdraw = {
  account: accounts.trader,
  chainId: vault.chain_id,
  token: wide(token),
  amount: '1500000000000000000',
  recipient: wide(recipient),
  issuedAt: '1800000000',
  deadline: '1800003600',
  nonce: '9',
};

/** The EIP-712 digest of a message, by viem's own encoder. */
export function digestOf(domain, primaryType, message) {
  return hashTypedData({ domain, primaryType, types: TYPES, message });
}

/** One vector: domain, message, every intermediate hash, and the signature by the given party. */
export async function signedRequest({ name, description, domain, primaryType, message, signer }) {
  const fields = Object.keys(domain).map((field) => ({ name: field, type: DOMAIN_FIELDS[field] }));
  const types = { ...TYPES, EIP712Domain: fields };
  const digest = digestOf(domain, primaryType, message);
  const { r, s, recid } = await signDigest(digest, signer);
  return {
    name,
    description,
    input: { primary_type: primaryType, domain, message, private_key: signer.private_key },
    expected: {
      type: encodeType(primaryType, TYPES[primaryType]),
      domain_type: encodeType('EIP712Domain', fields),
      domain_separator: hashDomain({ domain, types }),
      struct_hash: hashStruct({ primaryType, types, data: message }),
      digest,
      signer: signer.address,
      signature: concatHex([r, s, numberToHex(27 + recid, { size: 1 })]),
    },
  };
}

const encodeType = (typeName, fields) =>
  `${typeName}(${fields.map(({ type, name }) => `${type} ${name}`).join(',')})`;

export const requests = () =>
  Promise.all([
    signedRequest({
      name: 'quote',
      description: 'a maker sells up to 5 ETH-PERP',
      domain: venueDomain,
      primaryType: 'Quote',
      message: quote,
      signer: maker,
    }),
    signedRequest({
      name: 'accept',
      description: 'a trader buys 2 of the quote',
      domain: venueDomain,
      primaryType: 'Accept',
      message: accept,
      signer: trader,
    }),
    signedRequest({
      name: 'quote_widest',
      description: 'extreme values: least int256, greatest int256 and uint64',
      domain: venueDomain,
      primaryType: 'Quote',
      signer: maker,
      message: {
        ...quote,
        quantity: (-(2n ** 255n)).toString(),
        price: (2n ** 255n - 1n).toString(),
        expiry: (2n ** 64n - 1n).toString(),
        nonce: (2n ** 64n - 1n).toString(),
      },
    }),
    signedRequest({
      name: 'withdraw',
      description: 'a trader asks the hub for 1.5 tokens',
      domain: hubDomain,
      primaryType: 'Withdraw',
      message: withdraw,
      signer: trader,
    }),
  ]);
