// SPDX-License-Identifier: Apache-2.0
// What only the simulated disk can do: crash, run out of space, write half, at a chosen operation.
#include <gtest/gtest.h>

#include <ballast/journal/batch.hpp>
#include <ballast/store/simulated_store.hpp>

using namespace ballast;
using namespace ballast::env;
using namespace ballast::store;

namespace {

class Simulated : public ::testing::Test
{
protected:
    Simulated() { open(); }
    void open()
    {
        store.reset();
        auto opened = open_simulated_store(disk);
        ASSERT_TRUE(opened);
        store = std::move(*opened);
    }
    Result<void, StoreError> append(bool synced)
    {
        const auto end = store->last();
        journal::BatchBuilder builder;
        builder.start({.deployment_id = {{0xd0}},
                       .term = {1},
                       .first = {end ? end->sequence.value + 1 : 0},
                       .previous_hash = end ? end->hash : Bytes32{}});
        EXPECT_TRUE(builder.append({.kind = EvidenceKind::PriceUpdate,
                                    .time_ms = 1,
                                    .evidence = Bytes{1},
                                    .command = UpdatePrices{}}));
        const journal::SealedBatch batch = builder.seal();
        return synced ? store->append_synced({&batch, 1}) : store->append({&batch, 1});
    }
    [[nodiscard]] std::uint64_t count() const
    {
        const auto end = store->last();
        return end ? end->sequence.value + 1 : 0;
    }

    SimulatedDisk disk{42};
    std::unique_ptr<JournalStore> store;
};

}  // namespace

TEST_F(Simulated, LosesAllThatWasNotSyncedAndNothingElse)
{
    ASSERT_TRUE(append(true));
    ASSERT_TRUE(append(false));
    ASSERT_TRUE(append(false));
    EXPECT_EQ(disk.unsynced(), 2U);
    disk.crash_keeping(0);
    open();
    EXPECT_EQ(count(), 1U);
}

TEST_F(Simulated, LeavesAPrefixOfWhatWasNotSynced)
{
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(append(false));
    disk.crash_keeping(3);
    open();
    EXPECT_EQ(count(), 3U);
    ASSERT_TRUE(append(true));
    EXPECT_EQ(count(), 4U);
}

TEST_F(Simulated, DrawsWhatACrashLeavesFromItsSeed)
{
    const auto run = [](std::uint64_t seed) {
        SimulatedDisk other{seed};
        std::vector<std::size_t> kept;
        for (int i = 0; i < 20; ++i)
        {
            const auto opened = open_simulated_store(other);
            for (std::uint8_t n = 0; n < 10; ++n)
                EXPECT_TRUE((*opened)->put_blob("s", Bytes{static_cast<std::uint8_t>(i), n}, {}));
            other.crash();
            std::size_t left = 0;
            EXPECT_TRUE((*open_simulated_store(other))
                            ->for_each_blob("s", Bytes{static_cast<std::uint8_t>(i)},
                                            [&](BytesView, BytesView) {
                                                ++left;
                                                return Walk::Continue;
                                            }));
            kept.push_back(left);
        }
        return kept;
    };
    EXPECT_EQ(run(1), run(1));
    EXPECT_NE(run(1), run(2));
}

TEST_F(Simulated, FailsAfterACrashUntilItIsOpenedAgain)
{
    ASSERT_TRUE(append(true));
    disk.crash();
    EXPECT_EQ(append(true).error(), StoreError::Io);
    EXPECT_EQ(store->read_batch({0}).error(), StoreError::Io);
    open();
    EXPECT_TRUE(append(true));
}

TEST_F(Simulated, RunsOutOfSpaceAndTakesNothingMoreUntilOpenedAgain)
{
    ASSERT_TRUE(append(true));
    disk.set_faults({.disk_full_at = disk.operations() + 1});
    EXPECT_EQ(append(true).error(), StoreError::DiskFull);
    EXPECT_EQ(store->put_meta("k", {}).error(), StoreError::DiskFull);
    disk.set_faults({});
    EXPECT_EQ(append(true).error(), StoreError::DiskFull);
    EXPECT_TRUE(store->read_batch({0}));
    open();
    EXPECT_EQ(count(), 1U);
    EXPECT_TRUE(append(true));
}

TEST_F(Simulated, FailsToSyncAndMayHaveKeptTheWriteOrNot)
{
    for (const std::size_t kept : {0U, 1U})
    {
        const std::uint64_t before = count();
        disk.set_faults({.short_write_at = disk.operations() + 2});  // the sync of append_synced
        EXPECT_EQ(append(true).error(), StoreError::Io);
        disk.crash_keeping(kept);
        open();
        EXPECT_EQ(count(), before + kept);
    }
}

TEST_F(Simulated, LeavesNothingOfAShortWrite)
{
    disk.set_faults({.short_write_at = disk.operations() + 1});
    EXPECT_EQ(append(false).error(), StoreError::Io);
    disk.crash_keeping(100);
    open();
    EXPECT_EQ(count(), 0U);
}
