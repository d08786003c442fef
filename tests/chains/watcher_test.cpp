// SPDX-License-Identifier: Apache-2.0
// The watcher on a real node: finality, reorgs, restarts.
#include <ballast/chains/evm/evm_watcher.hpp>

#include "local_chain.hpp"

namespace ballast::chains {

using namespace test_kit;
using namespace std::chrono_literals;

class WatcherOnAChain : public LocalChain
{
protected:
    void TearDown() override { watcher.reset(); }

    void watch(WatchedChain chain, std::optional<Cursor> cursor = std::nullopt)
    {
        WatcherEvents events;
        events.on_pending = [this](const Observation& o) { pending.put(o); };
        events.on_removed = [this](const Observation& o) { removed.put(o); };
        events.on_finalised = [this](const Observation& o) { finalised.put(o); };
        events.on_head = [this](const Observation& o) { heads.put(o); };
        events.on_reorg = [this](const Reorg& r) { reorgs.put(r); };
        events.on_problem = [this](const ChainProblem& p) { problems.put(p); };
        events.on_recovered = [this] { recovered.put(true); };
        events.on_progress = [this](const Progress& p) { progress.put(p); };
        const evm::EvmWatcherSettings settings{
            .node = node->url(), .poll = 10ms, .retry_min = 10ms, .retry_max = 50ms};
        watcher = std::make_unique<evm::EvmWatcher>(io, settings, std::move(chain),
                                                    std::move(events), std::move(cursor));
        watcher->start();
    }

    /// Waits until the watcher has reported everything up to this final block.
    void wait_for_final(std::uint64_t number)
    {
        while (const auto now = progress.take())
            if (now->finalised.number >= number) return;
        FAIL() << "block " << number << " did not become final";
    }

    Inbox<Observation> pending, removed, finalised, heads;
    Inbox<Reorg> reorgs;
    Inbox<ChainProblem> problems;
    Inbox<bool> recovered;
    Inbox<Progress> progress;
    std::unique_ptr<evm::EvmWatcher> watcher;
};

TEST_F(WatcherOnAChain, FollowsADepositToFinality)
{
    start();
    deploy_vault();
    watch(watched());

    const auto receipt = deposit(1'234);

    const auto seen = pending.take();
    ASSERT_TRUE(seen);
    EXPECT_EQ(finalised.size(), 0U);
    mine(4);
    const auto final_one = finalised.take();
    ASSERT_TRUE(final_one);
    EXPECT_EQ(*final_one, *seen);
    EXPECT_EQ(final_one->sequence, 1U);
    EXPECT_EQ(final_one->block_number, receipt.block_number);
    EXPECT_EQ(final_one->block_hash, receipt.block_hash);
    EXPECT_EQ(final_one->chain, test_chain);
    EXPECT_EQ(final_one->eip155, test_eip155);
    const auto* locked = std::get_if<Locked>(&final_one->body);
    ASSERT_NE(locked, nullptr);
    EXPECT_EQ(locked->amount, 1'234U);
    EXPECT_EQ(locked->token, Address::from_evm(token));
    EXPECT_EQ(locked->depositor, Address::from_evm(owner->address()));
}

TEST_F(WatcherOnAChain, ReportsHeadsWithTheCounterOfTheirBlock)
{
    start();
    deploy_vault();
    watch(watched(2));
    while (height() < 7) deposit(1);
    mine(6);
    wait_for_final(9);

    const auto first = heads.take();
    const auto second = heads.take();

    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->sequence, 4U);
    EXPECT_EQ(std::get<Head>(first->body).event_nonce, 0U);
    EXPECT_EQ(second->sequence, 8U);
    EXPECT_EQ(std::get<Head>(second->body).event_nonce, height() >= 13 ? 3U : 0U);
    EXPECT_FALSE(std::get<Head>(second->body).state_root.is_zero());
    EXPECT_EQ(problems.size(), 0U);
}

TEST_F(WatcherOnAChain, NeverReportsAsFinalWhatAReorgRemoved)
{
    start({.slots_in_an_epoch = 4});
    deploy_vault();
    mine(10);
    watch(watched());
    deposit(77);
    const auto seen = pending.take();
    ASSERT_TRUE(seen);

    rpc("anvil_reorg", {3, boost::json::array{}});

    const auto gone = removed.take();
    ASSERT_TRUE(gone);
    EXPECT_EQ(*gone, *seen);
    const auto reorg = reorgs.take();
    ASSERT_TRUE(reorg);
    EXPECT_EQ(reorg->from.hash, seen->block_hash);
    EXPECT_GE(reorg->depth, 1U);
    EXPECT_EQ(reorg->from.number - reorg->ancestor.number, reorg->depth);
    mine(10);
    wait_for_final(seen->block_number);
    EXPECT_EQ(finalised.size(), 0U);
    EXPECT_EQ(problems.size(), 0U);
}

TEST_F(WatcherOnAChain, ReportsTheSameDepositAgainWhenItCameBackInAnotherBlock)
{
    start({.slots_in_an_epoch = 4});
    deploy_vault();
    mine(10);
    watch(watched());
    deposit(77);
    const auto seen = pending.take();
    ASSERT_TRUE(seen);
    rpc("anvil_reorg", {1, boost::json::array{}});
    ASSERT_TRUE(removed.take());

    deposit(78);
    mine(10);

    const auto final_one = finalised.take();
    ASSERT_TRUE(final_one);
    EXPECT_EQ(final_one->sequence, 1U);
    EXPECT_NE(final_one->block_hash, seen->block_hash);
}

TEST_F(WatcherOnAChain, CatchesUpInBatchesFromTheFirstBlock)
{
    start();
    deploy_vault();
    for (int i = 1; i <= 5; ++i)
    {
        deposit(static_cast<u128>(i));
        mine(40);
    }
    watch(watched());
    wait_for_final(height() - 4);

    for (std::uint64_t i = 1; i <= 5; ++i) EXPECT_EQ(finalised.take()->sequence, i);
    EXPECT_EQ(pending.size(), 0U);
    EXPECT_EQ(heads.size(), (height() - 4) / 4);
}

TEST_F(WatcherOnAChain, GoesOnFromItsCursor)
{
    start();
    deploy_vault();
    watch(watched());
    deposit(1);
    mine(4);
    wait_for_final(5);
    ASSERT_TRUE(finalised.take());
    watcher->stop();
    const auto cursor = watcher->cursor();
    EXPECT_EQ(cursor.contracts.at(0).event_nonce, 1U);
    deposit(2);
    mine(4);

    watch(watched(), cursor);

    const auto next = finalised.take();
    ASSERT_TRUE(next);
    EXPECT_EQ(next->sequence, 2U);
    EXPECT_EQ(finalised.size(), 0U);
}

TEST_F(WatcherOnAChain, SaysOnceThatTheNodeIsGoneAndGoesOnWhenItIsBack)
{
    const auto folder = std::filesystem::path{testing::TempDir()} /
                        ("ballast-watcher-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    start({.state_file = folder / "state.json"});
    deploy_vault();
    watch(watched());
    deposit(1);
    mine(4);
    ASSERT_TRUE(finalised.take());
    const auto port = node->url().port;

    node->stop();
    const auto problem = problems.take();
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->kind, ChainProblemKind::Unreachable);
    start({.port = port, .state_file = folder / "state.json"});
    ASSERT_TRUE(recovered.take());
    deposit(2);
    mine(4);

    const auto next = finalised.take();
    ASSERT_TRUE(next);
    EXPECT_EQ(next->sequence, 2U);
    EXPECT_EQ(problems.size(), 0U);
    watcher.reset();
    node.reset();
    std::filesystem::remove_all(folder);
}

TEST_F(WatcherOnAChain, IsFatalWhenAnotherChainStandsBelowFinality)
{
    start();
    deploy_vault();
    auto chain = watched();
    watch(chain);
    deposit(1);
    mine(20);
    ASSERT_TRUE(finalised.take());
    const auto port = node->url().port;
    node->kill();
    ASSERT_EQ(problems.take()->kind, ChainProblemKind::Unreachable);

    start({.port = port});
    deploy_vault();
    mine(40);

    std::optional<ChainProblem> last;
    do last = problems.take();
    while (last && !is_fatal(last->kind));
    ASSERT_TRUE(last);
    EXPECT_EQ(last->kind, ChainProblemKind::FinalityViolated) << last->sentence;
}

TEST_F(WatcherOnAChain, RefusesAnotherChainAndOtherCode)
{
    start();
    deploy_vault();
    auto chain = watched();
    chain.eip155 = 5;
    watch(chain);
    EXPECT_EQ(problems.take()->kind, ChainProblemKind::WrongChain);

    chain = watched();
    chain.contracts[0].code_hash.bytes[0] ^= 1;
    watch(chain);
    const auto problem = problems.take();
    EXPECT_EQ(problem->kind, ChainProblemKind::WrongCode);
    EXPECT_NE(problem->sentence.find(to_hex_0x(vault.view())), std::string::npos);

    chain = watched();
    chain.contracts[0].address = Address::from_evm(owner->address());
    watch(chain);
    EXPECT_NE(problems.take()->sentence.find("has no code"), std::string::npos);
}

}  // namespace ballast::chains
