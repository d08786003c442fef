// SPDX-License-Identifier: Apache-2.0
// Conservation and containment under random commands against models of the chains: late, repeated,
// early, contradicting and unexplained reports among true ones. The story recounts every invariant
// after each command. BALLAST_SEED and BALLAST_COMMANDS choose another story.
#include <gtest/gtest.h>

#include <ballast/engine/testing/story.hpp>
#include <cstdlib>

using namespace ballast;
using namespace ballast::engine;
using namespace ballast::engine::testing;

namespace {

constexpr std::uint64_t stories = 4;

std::uint64_t chosen(const char* variable, std::uint64_t otherwise)
{
    const char* text = std::getenv(variable);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

StoryTally play(StoryOptions options)
{
    Story story{options};
    while (story.step())
    {
    }
    if (story.problem().empty()) story.conclude();
    EXPECT_EQ(story.problem(), "");
    return story.tally();
}

/// Of what only stories with options and futures have.
void expect_dated(const StoryTally& tally)
{
    const auto& seen = tally.seen;
    EXPECT_GT(seen.gaps, 0U);
    EXPECT_GT(seen.dated_fills, 0U);
    EXPECT_GT(seen.dated_transfers, 0U);
    EXPECT_GT(seen.expiries_held, 0U);
    EXPECT_GT(seen.liquidated_as_found, 10U);
    EXPECT_GT(seen.accounts_spared, seen.accounts_margined);
    EXPECT_GT(tally.refusals(RejectReason::SurfaceIncomplete), 0U);
    EXPECT_GT(tally.refusals(RejectReason::CalendarArbitrage), 0U);
    EXPECT_GT(tally.refusals(RejectReason::InstrumentOver), 0U);
    EXPECT_GT(tally.refusals(RejectReason::PriceMissing), 0U);
}

/// Stories of this size must reach all of this, else they test nothing.
void expect_eventful(const StoryTally& tally)
{
    const auto& seen = tally.seen;
    EXPECT_GT(seen.partial_liquidations, 0U);
    EXPECT_GT(seen.full_liquidations, 0U);
    EXPECT_GT(seen.claims_only, 0U);
    EXPECT_GT(seen.deleveragings, 0U);
    EXPECT_GT(seen.shortfalls_paid, 0U);
    EXPECT_GT(seen.lapses, 0U);
    EXPECT_GT(seen.voids, 0U);
    EXPECT_GT(seen.reorders_lapsed, 0U);
    EXPECT_GT(seen.reorders_voided, 0U);
    EXPECT_GT(seen.paid_claimable, 0U);
    EXPECT_GT(seen.transfers_clamped, 0U);
    EXPECT_GT(seen.unrecognised_deposits, 0U);
    EXPECT_GT(seen.rogue_events, 0U);
    EXPECT_GT(seen.contradictions, 0U);
    EXPECT_GT(seen.snapshots, 0U);
}

}  // namespace

TEST(RandomCommands, KeepEveryInvariantAfterEachCommand)
{
    const std::uint64_t first = chosen("BALLAST_SEED", 1);
    StoryTally all;
    for (std::uint64_t seed = first; seed < first + stories; ++seed)
    {
        SCOPED_TRACE("BALLAST_SEED=" + std::to_string(seed));
        std::printf("BALLAST_SEED=%llu\n", static_cast<unsigned long long>(seed));
        all.add(play({.seed = seed, .commands = chosen("BALLAST_COMMANDS", 25'000)}));
    }
    for (const auto& [name, count] : all.rows())
        std::printf("%-36s %llu\n", name.c_str(), static_cast<unsigned long long>(count));
    if (first == 1 && all.seen.commands >= 100'000) expect_eventful(all);
}

TEST(RandomCommands, LeadToTheSameWhoeverIsCheckedAndWhateverWasRestored)
{
    const std::uint64_t first = chosen("BALLAST_SEED", 1);
    for (std::uint64_t seed = first; seed < first + stories; ++seed)
    {
        SCOPED_TRACE("BALLAST_SEED=" + std::to_string(seed));
        play({.seed = seed, .commands = chosen("BALLAST_COMMANDS", 5'000), .has_twins = true});
    }
}

TEST(RandomCommands, FindTheSameAccountsAsAFullSweepWherePortfoliosAreMargined)
{
    const std::uint64_t first = chosen("BALLAST_SEED", 1);
    for (std::uint64_t seed = first; seed < first + stories / 2; ++seed)
    {
        SCOPED_TRACE("BALLAST_SEED=" + std::to_string(seed));
        play({.seed = seed,
              .commands = chosen("BALLAST_COMMANDS", 3'000),
              .has_twins = true,
              .margins_portfolios = true});
    }
}

TEST(RandomCommands, FindTheSameAccountsAsAFullSweepWithOptionsAndFutures)
{
    const std::uint64_t first = chosen("BALLAST_SEED", 1);
    const std::uint64_t commands = chosen("BALLAST_COMMANDS", 4'000);
    StoryTally all;
    for (std::uint64_t seed = first; seed < first + stories / 2; ++seed)
    {
        SCOPED_TRACE("BALLAST_SEED=" + std::to_string(seed));
        all.add(play({.seed = seed, .commands = commands, .has_twins = true, .has_dated = true}));
    }
    if (first == 1 && commands >= 4'000) expect_dated(all);
}
