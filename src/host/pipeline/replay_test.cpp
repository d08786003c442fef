// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/engine/testing/world.hpp>
#include <ballast/pipeline/replay.hpp>

using namespace ballast;
using namespace ballast::pipeline;
using namespace ballast::engine::testing;

namespace {

/// A journal of deposits of many accounts, in batches of seven records. Its evidence proves
/// nothing: a replay of one's own journal does not look at it.
struct Journal
{
    World world;
    std::vector<Bytes> batches;

    explicit Journal(std::size_t count)
    {
        journal::Batch batch{
            .header = {.deployment_id = world.state.genesis.deployment_id, .term = {1}}};
        std::int64_t time_ms = start_ms;
        const auto append = [&](EvidenceKind kind, Command command) {
            batch.records.push_back({kind, time_ms, Bytes(300, 1), std::move(command)});
            time_ms += 10;
            if (batch.records.size() == 7) close(batch);
        };
        append(EvidenceKind::Genesis, OpenDeployment{world.state.genesis});
        for (std::uint64_t i = 1; i < count; ++i)
        {
            const Locked locked{account_number(i % 100), world.state.genesis.tokens[1].address,
                                static_cast<u128>(i * dollar), evm_address(77)};
            ObserveChain event = world.next_event(0, locked);
            event.observation.sequence = i;
            append(EvidenceKind::Attestation, std::move(event));
        }
        if (!batch.records.empty()) close(batch);
    }

    void close(journal::Batch& batch)
    {
        batches.push_back(journal::encode_batch(batch).value());
        batch.header.first.value += batch.records.size();
        batch.header.previous_hash =
            journal::batch_hash(batch.header.previous_hash, batches.back());
        batch.records.clear();
    }

    [[nodiscard]] Result<void, FollowProblem> replay(Replica& replica, unsigned threads) const
    {
        Replay replay{replica, threads};
        for (const Bytes& batch : batches) BALLAST_CHECK(replay.add(batch));
        return replay.finish();
    }
};

}  // namespace

TEST(Replay, GivesTheSameStateWithAnyNumberOfThreads)
{
    const Journal journal{500};
    Replica expected{journal.world.state.genesis};
    for (const Bytes& batch : journal.batches) ASSERT_TRUE(expected.follow(batch, Evidence::Trust));
    ASSERT_EQ(expected.state().accounts.size(), 102U);  // fund and treasury are two

    for (const unsigned threads : {0U, 1U, 4U})
    {
        Replica replica{journal.world.state.genesis};
        const auto done = journal.replay(replica, threads);
        ASSERT_TRUE(done) << done.error().sentence;
        EXPECT_EQ(replica.head(), expected.head());
        EXPECT_EQ(replica.hash_now(), expected.hash_now());
    }
}

TEST(Replay, NamesTheRecordThatDoesNotFit)
{
    for (const unsigned threads : {0U, 3U})
    {
        Journal journal{100};
        journal.batches[5].back() ^= 1U;  // the hash chain breaks at the batch behind it
        Replica replica{journal.world.state.genesis};
        const auto done = journal.replay(replica, threads);
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().error, FollowError::BadBatch);
        EXPECT_EQ(done.error().sequence.value, 42U);
    }
}

TEST(Replay, ABatchThatIsNoneEndsIt)
{
    Journal journal{50};
    journal.batches[3].resize(20);
    Replica replica{journal.world.state.genesis};
    const auto done = journal.replay(replica, 2);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().sequence.value, 21U);
    EXPECT_EQ(replica.position().next.value, 21U);
}
