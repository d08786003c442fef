// SPDX-License-Identifier: Apache-2.0
// EIP-1559 transactions: 02 | rlp of the fields, without and with the signature.
#include "evm_transaction.hpp"

#include <ballast/crypto/keccak256.hpp>
#include <ballast/wire/rlp.hpp>

namespace ballast::wire {
namespace {
constexpr std::uint8_t dynamic_fee_type = 2;

std::vector<rlp::Item> fields_of(const EvmTransaction& transaction)
{
    return {
        rlp::integer(transaction.eip155),
        rlp::integer(transaction.nonce),
        rlp::integer(transaction.priority_fee_max_wei),
        rlp::integer(transaction.fee_max_wei),
        rlp::integer(transaction.gas_limit),
        rlp::bytes(transaction.to ? transaction.to->view() : BytesView{}),
        rlp::integer(transaction.value_wei),
        rlp::bytes(transaction.data),
        rlp::list({}),  // access list
    };
}

Bytes typed(std::vector<rlp::Item> fields)
{
    Bytes out{dynamic_fee_type};
    append(out, rlp::encode(rlp::list(std::move(fields))));
    return out;
}
}  // namespace

Bytes encode_unsigned_transaction(const EvmTransaction& transaction)
{
    return typed(fields_of(transaction));
}

Bytes32 transaction_signing_hash(const EvmTransaction& transaction)
{
    return crypto::keccak256(encode_unsigned_transaction(transaction));
}

SignedEvmTransaction encode_signed_transaction(const EvmTransaction& transaction,
                                               const Signature& signature)
{
    const std::span<const std::uint8_t, 65> bytes{signature.bytes};
    std::vector<rlp::Item> fields = fields_of(transaction);
    fields.push_back(rlp::integer(bytes[64]));
    fields.push_back(rlp::integer(Bytes32::from(bytes.subspan<0, 32>())));
    fields.push_back(rlp::integer(Bytes32::from(bytes.subspan<32, 32>())));
    SignedEvmTransaction out;
    out.raw = typed(std::move(fields));
    out.hash = crypto::keccak256(out.raw);
    return out;
}

SignedEvmTransaction sign_transaction(const EvmTransaction& transaction,
                                      const crypto::SecretKey& key)
{
    return encode_signed_transaction(transaction,
                                     crypto::sign(transaction_signing_hash(transaction), key));
}

Bytes20 created_address(const Bytes20& sender, std::uint64_t nonce)
{
    const Bytes32 hash =
        crypto::keccak256(rlp::encode(rlp::list({rlp::bytes(sender.view()), rlp::integer(nonce)})));
    return Bytes20::from(std::span<const std::uint8_t, 20>{hash.bytes.data() + 12, 20});
}

}  // namespace ballast::wire
