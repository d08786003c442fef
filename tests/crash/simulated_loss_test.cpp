// SPDX-License-Identifier: Apache-2.0
// Lost power and failing disks, at every operation and with every prefix of what was not synced:
// what SIGKILL cannot show, since the kernel's cache outlives a process.
#include <gtest/gtest.h>

#include <ballast/store/simulated_store.hpp>
#include <vector>

#include "synthetic_workload.hpp"

using namespace ballast;
using namespace ballast::crash;
using namespace ballast::store;

namespace {

constexpr std::uint64_t steps = 25;
constexpr std::uint64_t seeds = 3;

/// One run of the workload on a disk, with what it acknowledged.
struct Playthrough
{
    explicit Playthrough(std::uint64_t run_seed) : seed{run_seed}, disk{run_seed} {}

    /// Opens the disk's store and plays until it ends or fails.
    Result<void, env::StoreError> play(std::uint64_t part)
    {
        auto store = open_simulated_store(disk);
        EXPECT_TRUE(store);
        return play_synthetic(**store, seed * 1000 + part, steps,
                              [&](const Acknowledgement& a) { acknowledged.push_back(a); });
    }
    [[nodiscard]] std::optional<std::string> complaint()
    {
        const auto store = open_simulated_store(disk);
        return check_synthetic(**store, acknowledged);
    }

    std::uint64_t seed;
    SimulatedDisk disk;
    std::vector<Acknowledgement> acknowledged;
};

std::uint64_t operations_of(std::uint64_t seed)
{
    Playthrough run{seed};
    EXPECT_TRUE(run.play(0));
    EXPECT_TRUE(run.play(1));
    return run.disk.operations();
}

/// Plays two parts until `faults` strike, crashes with `kept` unsynced writes left, and expects
/// that every promise holds, now and after another part was played upon it.
void expect_kept(std::uint64_t seed, const DiskFaults& faults, std::size_t kept)
{
    SCOPED_TRACE(::testing::Message() << "seed " << seed << ", kept " << kept);
    Playthrough run{seed};
    run.disk.set_faults(faults);
    const bool through = run.play(0) && run.play(1);
    EXPECT_FALSE(through);
    run.disk.set_faults({});
    run.disk.crash_keeping(kept);

    EXPECT_EQ(run.complaint(), std::nullopt);
    EXPECT_TRUE(run.play(2));
    EXPECT_EQ(run.complaint(), std::nullopt);
}

/// How many writes are unsynced when `faults` strike.
std::size_t unsynced_at(std::uint64_t seed, const DiskFaults& faults)
{
    Playthrough run{seed};
    run.disk.set_faults(faults);
    const bool through = run.play(0) && run.play(1);
    EXPECT_FALSE(through);
    return run.disk.unsynced();
}

/// Every operation at which a fault can strike, and every prefix that can be left then.
template <class FaultsAt>
void expect_kept_everywhere(const FaultsAt& faults_at)
{
    for (std::uint64_t seed = 1; seed <= seeds; ++seed)
        for (std::uint64_t at = 1, end = operations_of(seed); at <= end; ++at)
        {
            SCOPED_TRACE(::testing::Message() << "operation " << at);
            const DiskFaults faults = faults_at(at);
            for (std::size_t kept = 0; kept <= unsynced_at(seed, faults); ++kept)
                expect_kept(seed, faults, kept);
            if (::testing::Test::HasFailure()) return;  // one is enough to look at
        }
}

}  // namespace

TEST(LostPower, KeepsEveryPromiseAtEveryOperation)
{
    expect_kept_everywhere([](std::uint64_t at) { return DiskFaults{.power_loss_at = at}; });
}

TEST(FullDisk, KeepsEveryPromiseAtEveryOperation)
{
    expect_kept_everywhere([](std::uint64_t at) { return DiskFaults{.disk_full_at = at}; });
}

TEST(ShortWrite, KeepsEveryPromiseAtEveryOperation)
{
    expect_kept_everywhere([](std::uint64_t at) { return DiskFaults{.short_write_at = at}; });
}

TEST(Check, NoticesALostBatch)
{
    Playthrough run{1};
    ASSERT_TRUE(run.play(0));
    run.acknowledged.push_back(
        {.kind = static_cast<std::uint8_t>(Promise::Batch), .number = 3, .digest = {{1}}});
    EXPECT_NE(run.complaint(), std::nullopt);
}

TEST(Check, NoticesALostTermCertificateAndBlob)
{
    for (const Promise kind : {Promise::Term, Promise::Certificate, Promise::Blob})
    {
        Playthrough run{1};
        ASSERT_TRUE(run.play(0));
        run.acknowledged.push_back(
            {.kind = static_cast<std::uint8_t>(kind), .number = 1'000'000'000});
        EXPECT_NE(run.complaint(), std::nullopt);
    }
}
