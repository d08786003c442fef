// SPDX-License-Identifier: Apache-2.0
// Where a term may start, as a function of what guardians hold.
#include <gtest/gtest.h>

#include <ballast/env/clock.hpp>
#include <ballast/guardian/scripted_hub_test_kit.hpp>
#include <ballast/guardian/term_opening.hpp>
#include <ballast/store/simulated_store.hpp>

namespace ballast::guardian {
namespace {

using namespace test_kit;

ChainPoint point(std::uint64_t sequence)
{
    return {{1}, {sequence}, engine::testing::numbered(3, sequence)};
}

class Base : public testing::Test
{
protected:
    std::vector<Hello> hold(const std::vector<std::vector<std::uint64_t>>& held)
    {
        std::vector<Hello> out;
        for (const auto& sequences : held)
        {
            std::vector<ChainPoint> points;
            for (const auto sequence : sequences) points.push_back(point(sequence));
            out.push_back(hub.hello(static_cast<std::uint8_t>(out.size()), {1}, points));
        }
        return out;
    }
    static bool all(const ChainPoint&) { return true; }

    EvidenceKit kit;
    ScriptedHub hub{kit.genesis(), {2}};
};

TEST_F(Base, IsTheHighestBatchThatTwoOfFourHold)
{
    EXPECT_EQ(*choose_base(hold({{9, 5}, {7, 5}, {5}}), 4, all), point(7));
    EXPECT_EQ(*choose_base(hold({{9}, {9}, {5}}), 4, all), point(9));
    EXPECT_EQ(*choose_base(hold({{9}, {}, {}}), 4, all), std::nullopt);
}

TEST_F(Base, CountsOnlyWhatTheHubHoldsToo)
{
    const auto below_8 = [](const ChainPoint& held) { return held.sequence.value < 8; };

    EXPECT_EQ(*choose_base(hold({{9, 5}, {9, 6}, {9, 2}}), 4, below_8), point(5));
}

TEST_F(Base, IsNeverBelowWhatIsCertified)
{
    (void)hub.first_batch();
    auto hellos = hold({{}, {}, {}});
    hellos[2].certified = hub.certificate();

    EXPECT_EQ(*choose_base(hellos, 4, all), hub.points().back());
    EXPECT_EQ(choose_base(hellos, 4, [](const auto&) { return false; }),
              fail(OpeningError::CertifiedMissing));
}

TEST_F(Base, BelowWhatEnoughGuardiansHoldIsRefused)
{
    Welcome welcome{.term = {2}, .base = point(5), .opening = hold({{9}, {9}, {5}})};
    const auto check = [&] {
        return check_opening(welcome, kit.genesis().deployment_id, kit.genesis().guardians, all);
    };

    EXPECT_EQ(check(), fail(OpeningError::BaseTooLow));
    welcome.base = point(9);
    EXPECT_TRUE(check());
}

TEST_F(Base, IsBelievedOnlyWithNewPromisesOfAQuorum)
{
    const auto check = [&](const Welcome& welcome) {
        return check_opening(welcome, kit.genesis().deployment_id, kit.genesis().guardians, all);
    };
    const Welcome good = hub.welcome();
    EXPECT_TRUE(check(good));

    Welcome bad = good;
    bad.opening[1] = bad.opening[0];
    EXPECT_EQ(check(bad), fail(OpeningError::SameGuardian));
    bad = good;
    bad.opening.pop_back();
    EXPECT_EQ(check(bad), fail(OpeningError::BelowQuorum));
    bad = good;
    bad.term = {1};
    EXPECT_EQ(check(bad), fail(OpeningError::TermNotNew));
    bad = good;
    bad.opening[0].opening = false;
    EXPECT_EQ(check(bad), fail(OpeningError::NotAPromise));
    bad = good;
    bad.opening[0].highest_term = {0};
    EXPECT_EQ(check(bad), fail(OpeningError::BadSignature));
    bad = good;
    bad.opening[0].guardian_index = 7;
    EXPECT_EQ(check(bad), fail(OpeningError::NoGuardian));
}

TEST_F(Base, IsFoundByPointsThatThinOutBackwards)
{
    store::SimulatedDisk disk{1};
    const auto store = std::move(store::open_simulated_store(disk).value());
    env::SimulatedClock clock{engine::testing::start_ms};
    const auto keep = [&](const BatchFrame& frame) {
        const journal::SealedBatch sealed{*journal::parse_batch_header(frame.batch),
                                          frame.head->head.batch_hash, frame.batch};
        ASSERT_TRUE(store->append_synced({&sealed, 1}));
    };
    keep(hub.first_batch());
    for (int i = 0; i < 40; ++i)
    {
        clock.advance_ms(1'000);
        keep(hub.batch({{EvidenceKind::PriceUpdate,
                         kit.prices(3'000'00000000, 1'00000000, clock.now_ms() / 1000)}},
                       clock.now_ms()));
    }

    const auto points = points_of(*store);

    ASSERT_TRUE(points);
    std::vector<std::uint64_t> sequences;
    for (const ChainPoint& each : *points) sequences.push_back(each.sequence.value);
    EXPECT_EQ(sequences,
              (std::vector<std::uint64_t>{40, 39, 38, 37, 36, 35, 34, 33, 32, 30, 26, 18, 2}));
    EXPECT_TRUE(std::ranges::all_of(*points, holds_in(*store)));
}

}  // namespace
}  // namespace ballast::guardian
