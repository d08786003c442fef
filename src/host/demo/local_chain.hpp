// SPDX-License-Identifier: Apache-2.0
// One local chain of the demo: its node, the deployer's account there, the contracts, and what can
// be read of them. Blocking. Leaves out what is deployed and why (deployment.hpp).
#pragma once
#include <ballast/chains/evm/anvil_process.hpp>
#include <ballast/chains/evm/evm_account.hpp>
#include <ballast/demo/failure.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/domain/observation.hpp>
#include <map>
#include <memory>

namespace ballast::demo {

using chains::evm::Receipt;

/// A transaction that is in a block.
struct Included
{
    Bytes32 transaction;
    std::uint64_t block_number{};
    Bytes32 block_hash;
};

/// A transaction that was sent whatever the node thought of it.
struct Presented
{
    Included where;
    bool has_succeeded{};
    std::string reason;  ///< the contract's error when it did not
};

class LocalChain
{
public:
    /// Takes a node over. `name` and `id` are the genesis' names of the chain.
    LocalChain(net::IoContext& io, std::string name, ChainId id, std::uint64_t eip155,
               chains::evm::AnvilProcess node);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] ChainId id() const { return id_; }
    [[nodiscard]] std::uint64_t eip155() const { return eip155_; }
    [[nodiscard]] chains::evm::AnvilProcess& node() { return node_; }
    [[nodiscard]] std::string url() const { return node_.url().text(); }

    /// An account that signs here; it has no wei unless it is given some.
    [[nodiscard]] std::unique_ptr<chains::evm::EvmAccount> account(crypto::SecretKey key) const;
    /// Gives an address wei out of nothing, as only a local node does.
    [[nodiscard]] Answer<void> give_wei(const Bytes20& address, u128 wei) const;

    // ---- what the node says

    [[nodiscard]] Answer<std::uint64_t> latest_block() const { return block_number("latest"); }
    [[nodiscard]] Answer<std::uint64_t> finalised_block() const
    {
        return block_number("finalized");
    }
    /// The receipt, or nothing while (or since) the transaction is in no block.
    [[nodiscard]] Answer<std::optional<Receipt>> receipt(const Bytes32& transaction) const;
    /// One word of a contract's storage at the latest block.
    [[nodiscard]] Answer<Bytes32> storage_word(const Bytes20& contract, const Bytes32& slot) const;
    /// The number that a view returns, e.g. ("balanceOf(address)", {...}).
    [[nodiscard]] Answer<i128> ask(const Bytes20& contract, std::string_view signature,
                                   std::vector<wire::abi::Value> arguments) const;
    [[nodiscard]] Answer<std::uint64_t> time_of_block(std::uint64_t number) const;
    /// Sends a call as it is, without asking first whether it would succeed, and says what became
    /// of it.
    [[nodiscard]] Answer<Presented> present(const crypto::SecretKey& sender, const Bytes20& to,
                                            BytesView data) const;
    /// Signs many calls of one sender to one contract, sends them, and returns their hashes;
    /// whether they succeed is not waited for.
    [[nodiscard]] Answer<std::vector<Bytes32>> send_many(const crypto::SecretKey& sender,
                                                         const Bytes20& to,
                                                         std::span<const Bytes> calls) const;
    /// Stops making blocks, or goes on.
    [[nodiscard]] Answer<void> set_mining(std::int64_t block_s) const;
    /// Calls a method of the node itself, e.g. evm_setIntervalMining.
    [[nodiscard]] Answer<boost::json::value> rpc(std::string method,
                                                 boost::json::array params) const;

private:
    [[nodiscard]] Answer<std::uint64_t> block_number(std::string_view tag) const;
    /// Nonce of the sender's next transaction.
    [[nodiscard]] Answer<std::uint64_t> next_nonce(const Bytes20& sender) const;
    /// Why a call would fail now; empty when it would not.
    [[nodiscard]] std::string reason_of(const std::string& from, const Bytes20& to,
                                        BytesView data) const;
    [[nodiscard]] Answer<chains::evm::Header> header(std::string_view tag) const;

    net::IoContext* io_;
    std::string name_;
    ChainId id_;
    std::uint64_t eip155_;
    chains::evm::AnvilProcess node_;
    std::unique_ptr<chains::evm::JsonRpc> rpc_;
};

/// Where a receipt says the transaction is.
[[nodiscard]] Included included(const Receipt& receipt);

}  // namespace ballast::demo
