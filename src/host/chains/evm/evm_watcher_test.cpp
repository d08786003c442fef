// SPDX-License-Identifier: Apache-2.0
// The watcher against a node that leaves things out, invents them, or contradicts itself.
#include <gtest/gtest.h>

#include <ballast/chains/evm/evm_watcher.hpp>
#include <ballast/chains/evm/fake_node_test_kit.hpp>
#include <ballast/net/raw_peer_test_kit.hpp>

namespace ballast::chains::evm {

using net::test_kit::Inbox;
using namespace std::chrono_literals;

class LyingNode : public testing::Test
{
protected:
    LyingNode() { io.start(); }
    ~LyingNode() override { watcher.reset(); }

    void watch(EvmWatcherSettings settings = {}, std::optional<Cursor> cursor = std::nullopt)
    {
        watch(node, std::move(settings), std::move(cursor));
    }
    void watch(const test_kit::FakeNode& at, EvmWatcherSettings settings = {},
               std::optional<Cursor> cursor = std::nullopt)
    {
        WatcherEvents events;
        events.on_pending = [this](const Observation& o) { pending.put(o.sequence); };
        events.on_removed = [this](const Observation& o) { removed.put(o.sequence); };
        events.on_finalised = [this](const Observation& o) { finalised.put(o.sequence); };
        events.on_head = [this](const Observation& o) { heads.put(o); };
        events.on_reorg = [this](const Reorg& r) { reorgs.put(r); };
        events.on_problem = [this](const ChainProblem& p) { problems.put(p); };
        events.on_recovered = [this] { recovered.put(true); };
        events.on_progress = [this](const Progress& p) { progress.put(p); };
        settings.node = at.url();
        settings.poll = 1ms;
        settings.retry_min = settings.retry_max = 1ms;
        watcher = std::make_unique<EvmWatcher>(io, settings, at.watched(), std::move(events),
                                               std::move(cursor));
        watcher->start();
    }
    void wait_for_final(std::uint64_t number)
    {
        while (const auto now = progress.take())
            if (now->finalised.number >= number) return;
        FAIL() << "block " << number << " did not become final";
    }
    /// The problem that ends the watcher.
    ChainProblem fatal_problem()
    {
        while (const auto problem = problems.take())
            if (is_fatal(problem->kind)) return *problem;
        return {};
    }

    net::IoContext io;
    test_kit::FakeNode node{io};
    Inbox<std::uint64_t> pending, removed, finalised;
    Inbox<Observation> heads;
    Inbox<Reorg> reorgs;
    Inbox<ChainProblem> problems;
    Inbox<bool> recovered;
    Inbox<Progress> progress;
    std::unique_ptr<EvmWatcher> watcher;
};

TEST_F(LyingNode, IsFollowedWhileItIsHonest)
{
    {
        const auto lock = node.change();
        for (std::uint64_t nonce = 1; nonce <= 3; ++nonce) node.mine_observation(nonce);
        node.mine_many(3);
        node.counters[node.blocks[4].hash] = 3;
        node.finalised = 5;
    }
    watch();
    wait_for_final(5);

    for (std::uint64_t nonce = 1; nonce <= 3; ++nonce) EXPECT_EQ(finalised.take(), nonce);
    const auto head = heads.take();
    ASSERT_TRUE(head);
    EXPECT_EQ(std::get<Head>(head->body).event_nonce, 3U);
    EXPECT_EQ(problems.size(), 0U);
}

TEST_F(LyingNode, IsCaughtWhenItLeavesALogOut)
{
    {
        const auto lock = node.change();
        node.mine_observation(1);
        node.mine_observation(3);
        node.mine_many(3);
        node.finalised = 4;
    }
    watch();

    const auto problem = fatal_problem();

    EXPECT_EQ(problem.kind, ChainProblemKind::NonceGap);
    EXPECT_NE(problem.sentence.find("observation 3"), std::string::npos) << problem.sentence;
}

TEST_F(LyingNode, IsCaughtWhenItLeavesTheLastLogOutAtAHeartbeat)
{
    {
        const auto lock = node.change();
        node.mine_observation(1);
        node.mine_many(7);
        node.counters[node.blocks[4].hash] = 2;
        node.finalised = 6;
    }
    watch();

    EXPECT_EQ(fatal_problem().kind, ChainProblemKind::NonceGap);
    EXPECT_EQ(heads.size(), 0U);
}

TEST_F(LyingNode, IsNotBelievedInAStrangeLog)
{
    const auto other_hash = to_hex_0x(test_kit::FakeNode::hash_of(1, "other").view());
    const std::vector<std::pair<std::string, std::function<void(boost::json::object&)>>> changes{
        {"marked as removed", [](auto& log) { log["removed"] = true; }},
        {"of another block", [&](auto& log) { log["blockHash"] = other_hash; }},
        {"of another contract", [](auto& log) { log["address"] = "0x" + std::string(40, '9'); }},
        {"of another event", [&](auto& log) { log["topics"].as_array()[0] = other_hash; }},
        {"without its kind", [](auto& log) { log["topics"].as_array().pop_back(); }},
        {"of an unknown kind",
         [](auto& log) { log["topics"].as_array()[2] = to_hex_0x(wire::abi::to_word(63).view()); }},
        {"of an order's kind",
         [](auto& log) { log["topics"].as_array()[2] = to_hex_0x(wire::abi::to_word(64).view()); }},
        {"that pretends to be a HEAD",
         [](auto& log) { log["topics"].as_array()[2] = to_hex_0x(wire::abi::to_word(32).view()); }},
        {"of a kind above a byte",
         [](auto& log) {
             log["topics"].as_array()[2] = to_hex_0x(wire::abi::to_word(256 + 3).view());
         }},
        {"with a truncated body",
         [](auto& log) {
             log["data"] = to_hex_0x(wire::abi::encode(std::array{wire::abi::bytes(Bytes(7))}));
         }},
        {"with a zero order",
         [](auto& log) {
             log["data"] = to_hex_0x(wire::abi::encode(std::array{wire::abi::bytes(Bytes(8))}));
         }},
        {"with trailing data",
         [](auto& log) {
             log["data"] = std::string{log["data"].as_string()} + std::string(64, '0');
         }},
    };
    for (const auto& [name, change] : changes)
    {
        test_kit::FakeNode strange{io};
        {
            const auto lock = strange.change();
            auto& block = strange.mine_observation(1);
            change(block.logs[0].as_object());
            strange.mine_many(2);
            strange.finalised = 2;
        }
        watch(strange);

        EXPECT_EQ(fatal_problem().kind, ChainProblemKind::BadLog) << name;
        EXPECT_EQ(finalised.size(), 0U) << name;
        watcher.reset();
    }
}

TEST_F(LyingNode, IsGivenTimeWhileTheBlockIsNotFinal)
{
    {
        const auto lock = node.change();
        node.mine_observation(2);
    }
    watch();
    EXPECT_EQ(problems.take()->kind, ChainProblemKind::BadAnswer);

    {
        const auto lock = node.change();
        node.blocks.pop_back();
        node.mine_observation(1, "other");
        node.mine_many(2, "other");
        node.finalised = 1;
    }

    EXPECT_TRUE(recovered.take());
    EXPECT_EQ(finalised.take(), 1U);
}

TEST_F(LyingNode, IsFollowedThroughADeepReorg)
{
    {
        const auto lock = node.change();
        node.mine_many(2);
        for (std::uint64_t nonce = 1; nonce <= 40; ++nonce) node.mine_observation(nonce);
        node.finalised = 1;
    }
    watch();
    for (std::uint64_t nonce = 1; nonce <= 40; ++nonce) ASSERT_EQ(pending.take(), nonce);
    {
        const auto lock = node.change();
        node.blocks.resize(3);
        for (std::uint64_t nonce = 1; nonce <= 45; ++nonce) node.mine_observation(nonce, "branch");
        node.finalised = 47;
    }

    const auto reorg = reorgs.take();
    ASSERT_TRUE(reorg);
    EXPECT_EQ(reorg->depth, 40U);
    EXPECT_EQ(reorg->ancestor.number, 2U);
    for (std::uint64_t nonce = 40; nonce >= 1; --nonce) EXPECT_EQ(removed.take(), nonce);
    for (std::uint64_t nonce = 1; nonce <= 45; ++nonce) EXPECT_EQ(finalised.take(), nonce);
}

TEST_F(LyingNode, IsNotFollowedBelowFinality)
{
    {
        const auto lock = node.change();
        node.mine_many(10);
        node.finalised = 6;
    }
    watch();
    wait_for_final(6);
    {
        const auto lock = node.change();
        node.blocks.resize(5);
        node.mine_many(10, "branch");
    }

    const auto problem = fatal_problem();

    EXPECT_EQ(problem.kind, ChainProblemKind::FinalityViolated);
    EXPECT_NE(problem.sentence.find("block 6"), std::string::npos) << problem.sentence;
    EXPECT_EQ(reorgs.size(), 0U);
}

TEST_F(LyingNode, IsNotFollowedWhenItExchangesTheFinalBlockItself)
{
    {
        const auto lock = node.change();
        node.mine_many(10);
        node.finalised = 6;
    }
    watch();
    wait_for_final(6);
    watcher->stop();
    const auto cursor = watcher->cursor();
    {
        const auto lock = node.change();
        node.blocks.resize(6);
        node.mine_many(4, "branch");
    }

    watch({}, cursor);

    EXPECT_EQ(fatal_problem().kind, ChainProblemKind::FinalityViolated);
}

TEST_F(LyingNode, IsOnlyBehindWhenItsChainIsShort)
{
    {
        const auto lock = node.change();
        node.mine_many(10);
        node.finalised = 6;
    }
    watch();
    wait_for_final(6);
    {
        const auto lock = node.change();
        node.blocks.resize(4);
        node.finalised = 1;
    }
    EXPECT_EQ(problems.take()->kind, ChainProblemKind::BadAnswer);
    {
        const auto lock = node.change();
        node.mine_many(10);
        node.finalised = 9;
    }

    EXPECT_TRUE(recovered.take());
    wait_for_final(9);
}

TEST_F(LyingNode, LaggingBehindItselfIsNoReorg)
{
    {
        const auto lock = node.change();
        node.mine_many(10);
        node.finalised = 2;
    }
    watch();
    wait_for_final(2);
    {
        const auto lock = node.change();
        node.blocks.resize(6);
        node.finalised = 3;
    }
    wait_for_final(3);

    EXPECT_EQ(reorgs.size(), 0U);
    EXPECT_EQ(problems.size(), 0U);
}

TEST_F(LyingNode, IsFollowedNoFurtherThanTheBoundWithoutFinality)
{
    {
        const auto lock = node.change();
        node.mine_many(50);
        node.finalised = 1;
    }
    watch({.unfinalised_blocks_max = 20});
    EXPECT_EQ(problems.take()->kind, ChainProblemKind::FinalityStalled);
    {
        const auto lock = node.change();
        node.finalised = 49;
    }

    wait_for_final(49);
    EXPECT_TRUE(recovered.take());
}

TEST_F(LyingNode, ThatKeepsNoOldStateIsFollowedWithoutTheCrossCheck)
{
    {
        const auto lock = node.change();
        node.mine_observation(1);
        node.mine_many(9);
        node.finalised = 9;
        node.refused_method = "eth_call";
    }
    watch();
    wait_for_final(9);

    EXPECT_EQ(std::get<Head>(heads.take()->body).event_nonce, 1U);
    EXPECT_EQ(heads.take()->sequence, 8U);
    EXPECT_EQ(problems.size(), 0U);
}

TEST_F(LyingNode, ThatAnswersNonsenseIsNamedAndTriedAgain)
{
    {
        const auto lock = node.change();
        node.mine_many(5);
        node.finalised = 3;
        node.raw_answer = "[{}]";
    }
    watch();
    EXPECT_EQ(problems.take()->kind, ChainProblemKind::BadAnswer);
    {
        const auto lock = node.change();
        node.raw_answer.clear();
    }

    EXPECT_TRUE(recovered.take());
    wait_for_final(3);
}

TEST_F(LyingNode, MayBeLeftFromInsideACallback)
{
    {
        const auto lock = node.change();
        for (std::uint64_t nonce = 1; nonce <= 3; ++nonce) node.mine_observation(nonce);
        node.mine_many(1);
        node.finalised = 3;
    }
    WatcherEvents events;
    events.on_finalised = [this](const Observation& o) {
        finalised.put(o.sequence);
        if (o.sequence == 2) watcher->stop();
    };
    watcher = std::make_unique<EvmWatcher>(io, EvmWatcherSettings{.node = node.url(), .poll = 1ms},
                                           node.watched(), std::move(events));
    watcher->start();

    EXPECT_EQ(finalised.take(), 1U);
    EXPECT_EQ(finalised.take(), 2U);
    watcher->stop();
    EXPECT_EQ(finalised.size(), 0U);
    // The second block was not reported whole, so it will be reported again.
    EXPECT_EQ(watcher->cursor().block.number, 1U);
}

TEST_F(LyingNode, StartsAnewWithACursorOfOtherContracts)
{
    {
        const auto lock = node.change();
        node.mine_observation(1);
        node.mine_many(3);
        node.finalised = 3;
    }
    Cursor other{.block = {.number = 3, .hash = test_kit::FakeNode::hash_of(3, "main")}};
    other.contracts.push_back({Address::from_evm(Bytes20{{0xee}}), 5});

    watch({}, other);

    EXPECT_EQ(finalised.take(), 1U);
}

}  // namespace ballast::chains::evm
