// SPDX-License-Identifier: Apache-2.0
// An account on an EVM chain for programs and tests: deploys, calls, sends, and waits for the
// receipt. Blocking: never on the network thread. Leaves out queues, replacements and repeats
// (evm_submitter.hpp).
#pragma once
#include <ballast/chains/evm/json_rpc.hpp>
#include <ballast/chains/evm/rpc_types.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/wire/abi.hpp>
#include <optional>

namespace ballast::chains::evm {

/// Why a transaction or a call did not do what was wanted: a sentence, and the contract's error if
/// it gave one.
struct EvmFailure
{
    std::string sentence;
    std::string
        revert;  ///< the decoded error, e.g. "TokenNotListed(0x…)"; empty when nothing reverted
    Bytes32 transaction;  ///< zero when none was sent
};

/// The creation code in an artifact of forge (build/contracts/out/X.sol/X.json), read and checked.
[[nodiscard]] Result<Bytes, EvmFailure> read_artifact(const std::string& path);

class EvmAccount
{
public:
    struct Settings
    {
        std::chrono::milliseconds receipt_timeout{30'000};
        std::chrono::milliseconds poll{20};
        std::uint32_t gas_margin_ppm{250'000};
        u128 priority_fee_wei{1'000'000'000};
        net::HttpClientSettings http;
    };

    /// An account at one node; the chain id is asked from the node at the first use and must be
    /// `eip155`.
    EvmAccount(net::IoContext& io, net::Url node, std::uint64_t eip155, crypto::SecretKey key);
    EvmAccount(net::IoContext& io, net::Url node, std::uint64_t eip155, crypto::SecretKey key,
               Settings settings);
    ~EvmAccount();
    EvmAccount(const EvmAccount&) = delete;
    EvmAccount& operator=(const EvmAccount&) = delete;

    [[nodiscard]] Bytes20 address() const;
    /// Deploys `code` with a constructor's arguments; the contract's address is receipt.contract.
    [[nodiscard]] Result<Receipt, EvmFailure> deploy(BytesView code,
                                                     std::span<const wire::abi::Value> arguments);
    /// Sends a call such as ("deposit(bytes32,address,uint256)", {...}) and waits for its receipt.
    /// A revert is a failure.
    [[nodiscard]] Result<Receipt, EvmFailure> send(const Bytes20& to, std::string_view signature,
                                                   std::span<const wire::abi::Value> arguments,
                                                   u128 value_wei = 0);
    /// Sends prepared call data and waits.
    [[nodiscard]] Result<Receipt, EvmFailure> send_data(const Bytes20& to, BytesView data,
                                                        u128 value_wei = 0);
    /// Signs and sends without waiting: the transaction's hash.
    [[nodiscard]] Result<Bytes32, EvmFailure> send_only(const Bytes20& to, BytesView data,
                                                        u128 value_wei = 0);
    /// Waits for the receipt of a transaction; a revert is a failure.
    [[nodiscard]] Result<Receipt, EvmFailure> wait_for(const Bytes32& transaction);
    /// eth_call at the latest block: the returned bytes (read them with wire::abi::Reader).
    [[nodiscard]] Result<Bytes, EvmFailure> call(const Bytes20& to, std::string_view signature,
                                                 std::span<const wire::abi::Value> arguments);
    /// Wei of any address.
    [[nodiscard]] Result<u128, EvmFailure> balance(const Bytes20& address);
    /// Keccak of a contract's code at the latest block; a failure where there is none.
    [[nodiscard]] Result<Bytes32, EvmFailure> code_hash(const Bytes20& contract);
    /// The node's JSON-RPC, for what is not listed here (evm_mine, anvil_setBalance…).
    [[nodiscard]] JsonRpc& rpc();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ballast::chains::evm
