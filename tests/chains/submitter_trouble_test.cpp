// SPDX-License-Identifier: Apache-2.0
// The submitter on a real node when things go wrong: answers lost, transactions dropped, blocks
// taken back.
#include "local_submitter.hpp"
#include "lossy_proxy.hpp"

namespace ballast::chains {

using namespace test_kit;
using namespace std::chrono_literals;

TEST_F(SubmitterOnAChain, SendsTheSameBytesAgainWhenTheAnswerWasLost)
{
    start();
    deploy_vault();
    deposit(1'000);
    std::atomic<int> lost{};
    std::vector<std::string> raws;
    LossyProxy proxy{io, node->url(), [&](const std::string& body) {
                         if (body.find("eth_sendRawTransaction") == std::string::npos) return false;
                         raws.push_back(body);
                         // The client repeats a request on a connection that broke, so two losses
                         // are one for us.
                         return ++lost <= 2;
                     }};
    relay({.node = proxy.url(), .http = {.connections_max = 1}});

    ASSERT_FALSE(submit(release(1, 300)));

    const auto outcome = outcomes.take();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->status, OutcomeStatus::Included) << outcome->reason;
    EXPECT_EQ(problems.take()->kind, ChainProblemKind::Unreachable);
    EXPECT_TRUE(recovered.take());
    EXPECT_EQ(paid(), 300U);
    const auto nonce =
        rpc("eth_getTransactionCount", {to_hex_0x(submitter->relayer().view()), "latest"});
    EXPECT_EQ(nonce, boost::json::value("0x1"));
    submitter.reset();
    for (const auto& raw : raws) EXPECT_EQ(raw, raws.front());
}

TEST_F(SubmitterOnAChain, SendsADroppedTransactionAgain)
{
    start({.is_mining = false});
    rpc("evm_setAutomine", {true});
    deploy_vault();
    deposit(1'000);
    rpc("evm_setAutomine", {false});
    relay({.resend_after = 50ms});
    ASSERT_FALSE(submit(release(1, 300)));
    const auto first = sent.take();
    ASSERT_TRUE(first);
    rpc("anvil_dropTransaction", {to_hex_0x(first->transaction.view())});

    const auto second = sent.take();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->transaction, first->transaction);
    mine();

    EXPECT_EQ(outcomes.take()->transaction, first->transaction);
    EXPECT_EQ(paid(), 300U);
}

TEST_F(SubmitterOnAChain, ReplacesOnceWithAHigherFee)
{
    start({.is_mining = false});
    rpc("evm_setAutomine", {true});
    deploy_vault();
    deposit(1'000);
    rpc("evm_setAutomine", {false});
    relay({.resend_after = 10s, .replace_after = 100ms, .stuck_after = 200ms});
    ASSERT_FALSE(submit(release(1, 300)));
    const auto first = sent.take();
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->is_replacement);

    const auto second = sent.take();
    ASSERT_TRUE(second);
    EXPECT_TRUE(second->is_replacement);
    EXPECT_EQ(problems.take()->kind, ChainProblemKind::TransactionStuck);
    mine();

    const auto outcome = outcomes.take();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->status, OutcomeStatus::Included);
    EXPECT_EQ(outcome->transaction, second->transaction);
    EXPECT_EQ(sent.size(), 0U);
    EXPECT_EQ(paid(), 300U);
}

TEST_F(SubmitterOnAChain, NamesTheErrorOfAnOrderThatRevertedInItsBlock)
{
    start({.is_mining = false});
    rpc("evm_setAutomine", {true});
    deploy_vault();
    deposit(1'000);
    rpc("evm_setAutomine", {false});
    relay();
    ASSERT_FALSE(submit(release(9, 300)));
    ASSERT_TRUE(sent.take());
    // The next block comes after the order's expiry.
    rpc("evm_increaseTime", {100'000});
    mine();

    const auto outcome = outcomes.take();

    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->status, OutcomeStatus::Reverted);
    EXPECT_TRUE(outcome->reason.starts_with("OrderExpired(9, ")) << outcome->reason;
    EXPECT_NE(outcome->block_number, 0U);
    EXPECT_EQ(paid(), 0U);
}

TEST_F(SubmitterOnAChain, SignsAnewWhatAReorgTookBack)
{
    start({.is_mining = false, .slots_in_an_epoch = 8});
    rpc("evm_setAutomine", {true});
    deploy_vault();
    deposit(1'000);
    mine(5);
    relay();
    ASSERT_FALSE(submit(release(1, 100)));
    EXPECT_EQ(outcomes.take()->status, OutcomeStatus::Included);
    rpc("evm_setAutomine", {false});
    ASSERT_FALSE(submit(release(2, 200)));
    ASSERT_TRUE(sent.take());
    ASSERT_TRUE(sent.take());

    // The first order's transaction vanishes, so the nonce of the second is one ahead of the chain.
    rpc("anvil_reorg", {2, boost::json::array{}});

    std::optional<SubmissionOutcome> outcome;
    for (int blocks = 0; blocks < 200 && !outcome; ++blocks)
    {
        mine();
        outcome = outcomes.take(50ms);
    }
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->order, OrderId{2});
    EXPECT_EQ(outcome->status, OutcomeStatus::Included) << outcome->reason;
    EXPECT_EQ(paid(), 200U);
}

TEST_F(SubmitterOnAChain, WaitsForADeadNodeAndGoesOn)
{
    const auto folder = std::filesystem::path{testing::TempDir()} /
                        ("ballast-submitter-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    start({.state_file = folder / "state.json"});
    deploy_vault();
    deposit(1'000);
    relay();
    const auto port = node->url().port;
    const auto order = release(1, 300);
    node->stop();

    ASSERT_FALSE(submit(order));
    EXPECT_EQ(problems.take()->kind, ChainProblemKind::Unreachable);
    start({.port = port, .state_file = folder / "state.json"});

    EXPECT_EQ(outcomes.take()->status, OutcomeStatus::Included);
    EXPECT_TRUE(recovered.take());
    EXPECT_EQ(paid(), 300U);
    submitter.reset();
    node.reset();
    std::filesystem::remove_all(folder);
}

TEST_F(SubmitterOnAChain, SaysThatItCannotPayAndGoesOnWhenItCan)
{
    start();
    deploy_vault();
    deposit(1'000);
    relay();
    const auto relayer = to_hex_0x(submitter->relayer().view());
    rpc("anvil_setBalance", {relayer, "0x0"});

    ASSERT_FALSE(submit(release(1, 300)));
    const auto problem = problems.take();
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->kind, ChainProblemKind::NoBalance) << problem->sentence;
    EXPECT_NE(problem->sentence.find(relayer), std::string::npos);
    rpc("anvil_setBalance", {relayer, "0xde0b6b3a7640000"});

    EXPECT_EQ(outcomes.take()->status, OutcomeStatus::Included);
}

}  // namespace ballast::chains
