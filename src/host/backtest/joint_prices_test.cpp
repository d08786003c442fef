// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "backtest_test_kit.hpp"

namespace ballast::backtest {
namespace {
constexpr std::int64_t hour_s = 3'600;

/// Bars by the hour; `close_of(i)` e8.
template <class Closes>
PriceSeries hourly(const std::string& symbol, std::int64_t count, Closes close_of)
{
    PriceSeries out{.symbol = symbol, .file = symbol + ".csv", .step_s = hour_s};
    for (std::int64_t i = 0; i < count; ++i) out.points.push_back({i * hour_s, close_of(i)});
    return out;
}

std::int64_t one_dollar(std::int64_t /*bar*/) { return 100'000'000; }

JointPrices joined(std::vector<PriceSeries> series)
{
    auto out = JointPrices::join("test", std::move(series));
    EXPECT_TRUE(out) << (out ? "" : out.error().sentence());
    return *std::move(out);
}

TEST(JointPrices, ShowNothingAfterTheirMoment)
{
    const JointPrices prices = made_up();
    const std::int64_t time_s = prices.moments(86'400).times_s[17];

    const KnownPrices known = prices.known_at(time_s);

    ASSERT_EQ(known.assets.size(), 3U);
    for (const KnownPrice& asset : known.assets)
    {
        EXPECT_EQ(asset.points.back().time_s, time_s);
        EXPECT_GE(asset.points.front().time_s, time_s - memory_s);
    }
}

TEST(JointPrices, LeaveOutMomentsThatAGapTouches)
{
    const std::int64_t bars = memory_s / hour_s + 100;
    PriceSeries holed = hourly("B", bars, one_dollar);
    const std::int64_t hole_s = holed.points[static_cast<std::size_t>(bars - 50)].time_s;
    std::erase_if(holed.points, [&](const PricePoint& p) { return p.time_s == hole_s; });
    const JointPrices whole = joined({hourly("A", bars, one_dollar)});
    const JointPrices both = joined({hourly("A", bars, one_dollar), holed});

    const JointPrices::Moments all = whole.moments(24 * hour_s);
    const JointPrices::Moments some = both.moments(24 * hour_s);

    EXPECT_EQ(all.times_s.size(), 76U);
    EXPECT_EQ(all.skipped, 0U);
    EXPECT_EQ(all.times_s.front(), memory_s);
    EXPECT_EQ(all.times_s.back(), (bars - 1 - 24) * hour_s);
    // One at which the close is not there, one whose horizon ends at it.
    EXPECT_EQ(some.times_s.size(), 74U);
    EXPECT_EQ(some.skipped, 2U);
}

TEST(JointPrices, CountAGapThatAllAssetsShare)
{
    const std::int64_t bars = memory_s / hour_s + 100;
    PriceSeries holed = hourly("A", bars, one_dollar);
    const std::int64_t hole_s = holed.points[static_cast<std::size_t>(bars - 50)].time_s;
    std::erase_if(holed.points, [&](const PricePoint& p) { return p.time_s == hole_s; });

    EXPECT_EQ(joined({holed}).moments(24 * hour_s).skipped, 2U);
}

TEST(JointPrices, RefuseTwoSeriesOfAnAssetAndTwoSteps)
{
    EXPECT_FALSE(JointPrices::join("t", {hourly("A", 9, one_dollar), hourly("A", 9, one_dollar)}));
    PriceSeries slower = hourly("B", 9, one_dollar);
    slower.step_s = 2 * hour_s;
    EXPECT_FALSE(JointPrices::join("t", {hourly("A", 9, one_dollar), slower}));
    EXPECT_FALSE(JointPrices::join("t", {}));
    EXPECT_FALSE(read_folder(BALLAST_SOURCE_DIR "/none"));
    EXPECT_FALSE(read_folder(BALLAST_SOURCE_DIR "/config/models"));
}

TEST(RealisedVolatility, IsTheRootOfMeanSquaredReturnsAYear)
{
    // Up and down by one percent each hour: every return is +-log 1.01.
    const auto zigzag = [](std::int64_t i) -> std::int64_t {
        return i % 2 == 0 ? 100'000'000 : 101'000'000;
    };
    const JointPrices prices = joined({hourly("A", memory_s / hour_s + 1, zigzag)});

    const double volatility = realised_volatility(prices.known_at(memory_s).assets.front());

    EXPECT_NEAR(volatility, std::log(1.01) * std::sqrt(365.0 * 24), 1e-12);
}

TEST(RealisedVolatility, WeighsADayAgoByNinetyFourPercent)
{
    // A single move, its square weighed against the sum of all weights.
    const std::int64_t bars = memory_s / hour_s;
    const auto step_at = [&](std::int64_t move) {
        return [=](std::int64_t i) -> std::int64_t { return i < move ? 100'000'000 : 110'000'000; };
    };
    const auto of = [&](std::int64_t move) {
        const JointPrices prices = joined({hourly("A", bars + 1, step_at(move))});
        return realised_volatility(prices.known_at(memory_s).assets.front());
    };

    EXPECT_NEAR(std::pow(of(bars - 24) / of(bars), 2), 0.94, 1e-12);
}

TEST(RealisedVolatility, LeavesOutReturnsOverAGapAndStaysInItsRange)
{
    PriceSeries jump = hourly("A", memory_s / hour_s + 1, [](std::int64_t i) -> std::int64_t {
        return i < 700 ? 100'000'000 : 900'000'000;
    });
    jump.points.erase(jump.points.begin() + 700);

    const JointPrices prices = joined({jump});

    EXPECT_EQ(realised_volatility(prices.known_at(memory_s).assets.front()), volatility_least);
}

}  // namespace
}  // namespace ballast::backtest
