// SPDX-License-Identifier: Apache-2.0
// For tests: a local node with a token and a vault on it, and what a test does to them.
#pragma once
#include <gtest/gtest.h>

#include <ballast/base/hex.hpp>
#include <ballast/chains/evm/anvil_process.hpp>
#include <ballast/chains/evm/evm_account.hpp>
#include <ballast/chains/watcher.hpp>
#include <ballast/net/raw_peer_test_kit.hpp>
#include <filesystem>

namespace ballast::chains::test_kit {

using net::test_kit::Inbox;

inline constexpr std::uint64_t test_eip155 = 31'337;
inline constexpr ChainId test_chain{7};

inline std::string source_path(std::string_view relative)
{
    return std::string{BALLAST_SOURCE_DIR} + "/" + std::string{relative};
}

inline std::string node_binary()
{
#if defined(__aarch64__)
    return source_path("node_modules/@foundry-rs/anvil-linux-arm64/bin/anvil");
#else
    return source_path("node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");
#endif
}

inline std::string artifact_path(const std::string& contract)
{
    return source_path("build/contracts/out/" + contract + ".sol/" + contract + ".json");
}

inline crypto::SecretKey key_of(std::size_t account)
{
    return *crypto::SecretKey::from_bytes(*parse_hex_fixed<32>(evm::anvil_key_hex(account)));
}

/// The value, or a failure of the test that says why there is none.
template <class T, class E>
T require(Result<T, E>&& result)
{
    if (result) return *std::move(result);
    if constexpr (std::is_same_v<E, std::string>)
        throw std::runtime_error{result.error()};
    else
        throw std::runtime_error{result.error().sentence};
}

/// A node of its own for each test, with blocks only when the test mines them unless it asks
/// otherwise.
class LocalChain : public testing::Test
{
protected:
    void SetUp() override
    {
        if (!std::filesystem::exists(node_binary()))
            GTEST_SKIP() << "no local node: npm ci installs it";
        if (!std::filesystem::exists(artifact_path("CollateralVault")))
            GTEST_SKIP() << "no contracts: forge build makes them";
        io.start();
    }

    void start(evm::AnvilSettings settings = {})
    {
        settings.binary = node_binary();
        settings.eip155 = test_eip155;
        node = std::make_unique<evm::AnvilProcess>(require(evm::AnvilProcess::start(io, settings)));
        owner = std::make_unique<evm::EvmAccount>(io, node->url(), test_eip155, key_of(0));
    }

    Bytes20 deploy(const std::string& contract, std::vector<wire::abi::Value> arguments)
    {
        const auto code = require(evm::read_artifact(artifact_path(contract)));
        return *require(owner->deploy(code, arguments)).contract;
    }

    /// A token of which the owner holds 1,000,000 units and a vault that takes it from him.
    void deploy_vault()
    {
        namespace abi = wire::abi;
        token = deploy("TestToken", {abi::text("Test"), abi::text("TST"), abi::number(6)});
        const auto guardian = abi::address(crypto::address_of(key_of(1)));
        const auto listed =
            abi::tuple({abi::address(token), abi::number(1'000'000'000), abi::number(1),
                        abi::number(500'000'000), abi::number(400'000'000)});
        vault =
            deploy("CollateralVault", {abi::text("Test"), abi::array({guardian}),
                                       abi::word(Bytes32{{1}}), abi::number(test_chain.value),
                                       abi::array({listed}), abi::number(3600), abi::number(60)});
        require(owner->send(token, "mint(address,uint256)",
                            std::array{abi::address(owner->address()), abi::number(1'000'000)}));
        require(owner->send(token, "approve(address,uint256)",
                            std::array{abi::address(vault), abi::number(1'000'000)}));
    }

    /// The call data of a deposit of the owner's for himself.
    [[nodiscard]] Bytes deposit_data(u128 amount) const
    {
        namespace abi = wire::abi;
        return abi::encode_call("deposit(bytes32,address,uint256)",
                                std::array{abi::word(AccountId::of_owner(owner->address()).value),
                                           abi::address(token), abi::number(amount)});
    }

    evm::Receipt deposit(u128 amount)
    {
        return require(owner->send_data(vault, deposit_data(amount)));
    }

    [[nodiscard]] WatchedChain watched(std::uint64_t deployed_block = 1)
    {
        WatchedChain chain{
            .chain = test_chain, .eip155 = test_eip155, .name = "test", .heartbeat_blocks = 4};
        chain.deployment = require(
            evm::parse_hash(rpc("eth_call", {vault_call("deploymentId()"), "latest"}), "id"));
        chain.contracts.push_back(
            {Address::from_evm(vault), require(owner->code_hash(vault)), deployed_block});
        return chain;
    }

    [[nodiscard]] boost::json::object vault_call(std::string_view signature) const
    {
        return {{"to", to_hex_0x(vault.view())},
                {"data", to_hex_0x(wire::abi::encode_call(signature, {}))}};
    }

    boost::json::value rpc(std::string method, boost::json::array params = {})
    {
        return require(owner->rpc().call_and_wait({std::move(method), std::move(params)}));
    }
    void mine(std::uint64_t blocks = 1) { rpc("anvil_mine", {evm::quantity(blocks), "0x1"}); }
    std::uint64_t height() { return require(evm::parse_u64(rpc("eth_blockNumber"), "number")); }

    net::IoContext io;
    std::unique_ptr<evm::AnvilProcess> node;
    std::unique_ptr<evm::EvmAccount> owner;
    Bytes20 token;
    Bytes20 vault;
};

}  // namespace ballast::chains::test_kit
