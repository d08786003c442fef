// SPDX-License-Identifier: Apache-2.0
// Transactions of EVM chains (EIP-1559, type 2): signed here and sent raw, so that no node ever
// holds a key.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/numeric/int128.hpp>
#include <optional>

namespace ballast::wire {

struct EvmTransaction
{
    std::uint64_t eip155{};
    std::uint64_t nonce{};
    u128 priority_fee_max_wei{};  ///< maxPriorityFeePerGas
    u128 fee_max_wei{};           ///< maxFeePerGas
    std::uint64_t gas_limit{};
    std::optional<Bytes20> to;  ///< nothing: creates a contract of `data`
    u128 value_wei{};
    Bytes data;
    bool operator==(const EvmTransaction&) const = default;
};

struct SignedEvmTransaction
{
    Bytes raw;     ///< for eth_sendRawTransaction
    Bytes32 hash;  ///< the transaction's hash
};

/// The unsigned form: 02 | rlp([...]) with an empty access list.
[[nodiscard]] Bytes encode_unsigned_transaction(const EvmTransaction& transaction);
/// keccak256 of the unsigned form: what the sender signs.
[[nodiscard]] Bytes32 transaction_signing_hash(const EvmTransaction& transaction);
/// The raw bytes and the hash of the transaction with a signature of its signing hash.
[[nodiscard]] SignedEvmTransaction encode_signed_transaction(const EvmTransaction& transaction,
                                                             const Signature& signature);
/// Signs and encodes.
[[nodiscard]] SignedEvmTransaction sign_transaction(const EvmTransaction& transaction,
                                                    const crypto::SecretKey& key);
/// Address of the contract that `sender`'s transaction of that nonce creates.
[[nodiscard]] Bytes20 created_address(const Bytes20& sender, std::uint64_t nonce);

}  // namespace ballast::wire
