// SPDX-License-Identifier: Apache-2.0
// Accounts and the node's process, on a real node.
#include <ballast/crypto/keccak256.hpp>

#include "local_chain.hpp"

namespace ballast::chains {

using namespace test_kit;
namespace abi = wire::abi;

class AccountOnAChain : public LocalChain
{};

TEST_F(AccountOnAChain, DeploysCallsAndSends)
{
    start();
    deploy_vault();

    const auto receipt = deposit(1'000);

    EXPECT_TRUE(receipt.has_succeeded);
    const auto locked =
        require(owner->call(vault, "locked(address)", std::array{abi::address(token)}));
    EXPECT_EQ(abi::Reader{locked}.u64(0), 1'000U);
}

TEST_F(AccountOnAChain, NamesTheErrorThatRefusesACall)
{
    start();
    deploy_vault();

    const auto refused =
        owner->send(vault, "deposit(bytes32,address,uint256)",
                    std::array{abi::word(AccountId::of_owner(owner->address()).value),
                               abi::address(vault), abi::number(5)});

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().revert, "TokenNotListed(" + to_hex_0x(vault.view()) + ")");
}

TEST_F(AccountOnAChain, NamesTheErrorOfATransactionThatFailedInItsBlock)
{
    start({.is_mining = false});
    rpc("evm_setAutomine", {true});
    deploy_vault();
    rpc("evm_setAutomine", {false});
    // The deposit is fine when it is sent; then the owner's balance (OpenZeppelin's slot 0) is
    // gone.
    const auto sent = require(owner->send_only(vault, deposit_data(600'000)));
    const auto slot =
        crypto::keccak256(abi::encode(std::array{abi::address(owner->address()), abi::number(0)}));
    rpc("anvil_setStorageAt",
        {to_hex_0x(token.view()), to_hex_0x(slot.view()), to_hex_0x(Bytes32{}.view())});
    mine();

    const auto failed = owner->wait_for(sent);

    ASSERT_FALSE(failed);
    EXPECT_TRUE(failed.error().revert.starts_with("ERC20InsufficientBalance("))
        << failed.error().sentence;
    EXPECT_EQ(failed.error().transaction, sent);
}

TEST_F(AccountOnAChain, RefusesANodeOfAnotherChain)
{
    start();
    evm::EvmAccount other{io, node->url(), 1, key_of(0)};

    const auto refused = other.send_data(owner->address(), {}, 1);

    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().sentence.find("speaks for chain 31337, not 1"), std::string::npos);
}

TEST_F(AccountOnAChain, NamesANodeThatIsGone)
{
    start();
    node->kill();
    EXPECT_FALSE(node->is_running());

    const auto refused = owner->balance(owner->address());

    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().sentence.find("start the chain's node"), std::string::npos);
}

TEST_F(AccountOnAChain, NodeKeepsItsChainOverARestartWhenAsked)
{
    const auto folder =
        std::filesystem::path{testing::TempDir()} / ("ballast-node-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    start({.state_file = folder / "state.json"});
    mine(5);
    const auto before = height();
    node->stop();
    start({.state_file = folder / "state.json"});

    EXPECT_EQ(height(), before);

    node.reset();
    std::filesystem::remove_all(folder);
}

TEST_F(AccountOnAChain, SaysThatThereIsNoNodeToRun)
{
    const auto missing = evm::AnvilProcess::start(io, {.binary = "/nowhere/anvil"});

    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().find("/nowhere/anvil"), std::string::npos);
}

}  // namespace ballast::chains
