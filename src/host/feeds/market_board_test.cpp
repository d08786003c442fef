// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ballast/feeds/market_board.hpp>

namespace ballast::feeds {
namespace {
using testing::IsEmpty;

Bytes32 feed_of(std::uint8_t number)
{
    Bytes32 out;
    out.bytes[0] = number;
    return out;
}

std::vector<FeedPrice> price(std::int64_t value, std::int32_t expo = -8)
{
    return {{.feed = feed_of(1), .price = value, .conf = 0, .expo = expo}};
}

ScriptedSurface surface(std::int64_t basis_e9)
{
    ScriptedSurface out{.underlying = feed_of(1), .slices = {}};
    for (const std::uint64_t expiry_s : {1'000U, 2'000U})
        out.slices.push_back(
            {.expiry_s = expiry_s, .a_e9 = 7, .sigma_e9 = 1, .basis_e9 = basis_e9, .rate_e9 = 4});
    return out;
}

ScriptedMark mark(std::int64_t basis_e9)
{
    return {.instrument = *InstrumentName::parse("ETH-PERP"),
            .feed = feed_of(1),
            .basis_e9 = basis_e9,
            .funding_e9_per_8h = -5};
}
}  // namespace

TEST(MarketBoard, MakesForwardsAndMarksFromTheIndex)
{
    MarketBoard board;
    board.hold(surface(10'000'000));
    board.hold(mark(-1'000'000));

    const DueMarket due = board.due(price(300'000'000'000), 900);

    ASSERT_EQ(due.surfaces.size(), 1U);
    EXPECT_EQ(due.surfaces[0].publish_time_s, 900U);
    ASSERT_EQ(due.surfaces[0].slices.size(), 2U);
    EXPECT_EQ(due.surfaces[0].slices[0], (VolatilitySlice{.expiry_s = 1'000,
                                                          .a_e9 = 7,
                                                          .sigma_e9 = 1,
                                                          .forward_e8 = 303'000'000'000,
                                                          .rate_e9 = 4}));
    ASSERT_EQ(due.marks.size(), 1U);
    EXPECT_EQ(due.marks[0], (InstrumentMark{.instrument = mark(0).instrument,
                                            .mark_e8 = 299'700'000'000,
                                            .funding_e9_per_8h = -5,
                                            .time_s = 900}));
}

TEST(MarketBoard, RepeatsASurfaceBeforeItGrowsStaleOrWhenItIsNew)
{
    MarketBoard board;
    board.hold(surface(0));
    ASSERT_EQ(board.due(price(100), 900).surfaces.size(), 1U);

    EXPECT_THAT(board.due(price(200), 901).surfaces, IsEmpty());
    board.hold(surface(1));
    EXPECT_EQ(board.due(price(200), 902).surfaces.size(), 1U);
    EXPECT_THAT(board.due(price(200), 906).surfaces, IsEmpty());
    EXPECT_EQ(board.due(price(200), 907).surfaces.size(), 1U);
}

TEST(MarketBoard, RepeatsAMarkWhenItsIndexMovedAndASecondLater)
{
    MarketBoard board;
    board.hold(mark(0));
    const auto is_due = [&](std::int64_t index, std::int64_t time_s) {
        return !board.due(price(index), time_s).marks.empty();
    };

    EXPECT_TRUE(is_due(100, 900));
    EXPECT_TRUE(is_due(100, 901));
    EXPECT_FALSE(is_due(100, 902));
    EXPECT_TRUE(is_due(101, 903));
    EXPECT_TRUE(is_due(101, 904));
    EXPECT_FALSE(is_due(101, 908));
    EXPECT_TRUE(is_due(101, 909));
    EXPECT_FALSE(is_due(101, 910));
}

TEST(MarketBoard, PublishesNothingTwiceInASecond)
{
    MarketBoard board;
    board.hold(surface(0));
    board.hold(mark(0));
    ASSERT_EQ(board.due(price(100), 900).surfaces.size(), 1U);

    board.hold(surface(1));
    board.hold(mark(1'000'000));
    EXPECT_EQ(board.due(price(100), 900), DueMarket{});
    EXPECT_EQ(board.due(price(100), 899), DueMarket{});

    const DueMarket next = board.due(price(100), 901);
    EXPECT_EQ(next.surfaces.size(), 1U);
    EXPECT_EQ(next.marks.size(), 1U);
}

TEST(MarketBoard, WaitsForAPrice)
{
    MarketBoard board;
    board.hold(surface(0));
    board.hold(mark(0));

    EXPECT_EQ(board.due({}, 900), DueMarket{});
    EXPECT_EQ(board.due(price(300, -30), 900), DueMarket{});
    EXPECT_EQ(board.due(price(3'000, 0), 900).marks.at(0).mark_e8, 300'000'000'000);
}

TEST(MarketBoard, LeavesOutWhatHasExpired)
{
    MarketBoard board;
    board.hold(surface(0));

    const DueMarket one = board.due(price(100), 1'000);
    ASSERT_EQ(one.surfaces.size(), 1U);
    EXPECT_EQ(one.surfaces[0].slices.size(), 1U);
    EXPECT_THAT(board.due(price(100), 2'000).surfaces, IsEmpty());
}

}  // namespace ballast::feeds
