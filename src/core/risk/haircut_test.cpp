// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/risk/haircut.hpp>

using namespace ballast;
using namespace ballast::risk;

// Expected values: docs/margin.md §2, the worked table; computed there in floating point from
// seconds.
TEST(LatencyPremium, MatchesTheWorkedTable)
{
    EXPECT_NEAR(latency_premium_ppm(1'260'000), 760'682, 1);  // ethereum: 1140 s + 120 s
    EXPECT_NEAR(latency_premium_ppm(1'200'000), 732'051, 1);  // arbitrum
    EXPECT_NEAR(latency_premium_ppm(92'000), 73'934, 1);      // solana
    EXPECT_NEAR(latency_premium_ppm(64'000), 51'982, 11);     // avalanche
    EXPECT_NEAR(latency_premium_ppm(120'000), 95'445, 1);     // bnb
}

TEST(LatencyPremium, IsZeroWithoutDelayAndRisesStrictly)
{
    EXPECT_EQ(latency_premium_ppm(0), 0U);
    std::uint32_t before = 0;
    for (std::int64_t tau_ms = 1'000; tau_ms < 100'000'000; tau_ms += 10'000)
    {
        const std::uint32_t now = latency_premium_ppm(tau_ms);
        ASSERT_GT(now, before);
        before = now;
    }
}

TEST(Haircut, AddsEveryTermAndStopsAtTheCap)
{
    const GenesisAsset eth{
        .symbol = "ETH", .market_ppm = 28'373, .floor_ppm = 22'000, .cap_ppm = 500'000};
    GenesisToken token{
        .asset = "ETH", .liquidity_ppm = 3'900, .security_ppm = 0, .concentration_ppm = 1'000};

    const HaircutTerms h = haircut(eth, token, 760'682);

    EXPECT_EQ(h.market_ppm, 28'373U);
    EXPECT_EQ(h.latency_ppm, 21'583U);  // 28,373 * 0.760682 = 21,582.8, up
    EXPECT_EQ(h.total_maintenance_ppm, 28'373U + 21'583U + 3'900U);
    EXPECT_EQ(h.total_initial_ppm, h.total_maintenance_ppm + 1'000U);

    token.security_ppm = 600'000;
    EXPECT_EQ(haircut(eth, token, 760'682).total_initial_ppm, 500'000U);
}

TEST(Haircut, TheFloorComesBeforeTheLatencyFactor)
{
    const GenesisAsset asset{
        .symbol = "X", .market_ppm = 1'000, .floor_ppm = 5'000, .cap_ppm = 500'000};
    const GenesisToken token{.asset = "X"};
    EXPECT_EQ(haircut(asset, token, 0).total_maintenance_ppm, 5'000U);
    EXPECT_GT(haircut(asset, token, 100'000).total_maintenance_ppm,
              haircut(asset, token, 50'000).total_maintenance_ppm);
}
