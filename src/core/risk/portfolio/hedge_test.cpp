// SPDX-License-Identifier: Apache-2.0
#include "hedge.hpp"

#include <gtest/gtest.h>

#include "portfolio_test_kit.hpp"

namespace ballast::risk::test {
namespace {

/// The function that best_hedge minimises, at one h, scaled by 2^30 * 10^10.
i128 loss_at(std::span<const HedgeColumn> columns, std::int64_t h, std::uint32_t reach)
{
    const i128 scale = pow10(10);
    i128 worst = 0;
    for (const HedgeColumn& c : columns)
    {
        const i128 y = c.domain * scale + h * c.cell;
        const i128 reached_y = y < 0 ? y * reach_one : y * reach;
        worst = std::max(worst, -(c.rest * scale * reach_one + reached_y));
    }
    return worst;
}

std::int64_t best_by_trying(std::span<const HedgeColumn> columns, std::int64_t most,
                            std::uint32_t reach)
{
    std::int64_t best = 0;
    for (std::int64_t h = 1; h <= most; ++h)
        if (loss_at(columns, h, reach) < loss_at(columns, best, reach)) best = h;
    return best;
}

TEST(BestHedge, IsNothingWhereNothingIsLost)
{
    const HedgeColumn columns[] = {{.rest = 5, .domain = 5, .cell = -100}};

    EXPECT_EQ(best_hedge(columns, 1'000, reach_one, 6), 0);
}

TEST(BestHedge, TakesAllWhereMoreIsAlwaysBetter)
{
    const HedgeColumn columns[] = {{.domain = -1'000'000, .cell = 5'00000000}};

    EXPECT_EQ(best_hedge(columns, 70, reach_one, 6), 70);
}

TEST(BestHedge, IsTheSmallestAmountThatTryingAllOfThemFinds)
{
    std::mt19937_64 random(7);
    const auto draw = [&](std::int64_t low, std::int64_t high) {
        return std::uniform_int_distribution<std::int64_t>(low, high)(random);
    };
    for (int i = 0; i < 500; ++i)
    {
        std::vector<HedgeColumn> columns(static_cast<std::size_t>(draw(1, 9)));
        for (HedgeColumn& c : columns)
            c = {.rest = draw(-300, 300),
                 .domain = draw(-300, 300),
                 .cell = draw(-60'000'000'000, 60'000'000'000)};
        const auto reach = static_cast<std::uint32_t>(draw(0, reach_one));

        EXPECT_EQ(best_hedge(columns, 300, reach, 6), best_by_trying(columns, 300, reach))
            << "case " << i;
    }
}

TEST(ApplyHedges, KeepsAnAssetOfManyChainsTogetherInsideTheRangeOfSums)
{
    MarketMaker make;
    make.market.model.core = {{.spot_ppm = 100'000}};
    for (int i = 0; i < 16; ++i) make.chain(4'000'000'000, 0);
    make.chain(0, 1);
    make.underlying(2'000'00000000);
    const InstrumentIndex sold = make.option(0, 1, [](std::size_t) { return 1 << 29; });
    const ScenarioMarket& market = make.finish();
    Portfolio portfolio{.positions = {{sold, -(std::int64_t{1} << 31U)}}};
    for (std::uint32_t chain = 0; chain < 16; ++chain)
        portfolio.hedges.push_back({.underlying = 0, .chain = chain, .amount_e8 = INT64_MAX});

    std::vector<Exposure> exposures;
    std::vector<std::int64_t> amounts_e8;
    collect_exposures(portfolio, market, exposures);
    apply_hedges(portfolio, market, market.domain_reach_q30, exposures, amounts_e8);

    // A gain of which a four-thousandth can be reached: all would enter, on every chain.
    EXPECT_GT(amounts_e8[0], 0);
    for (const Exposure& e : exposures)
        for (const std::int64_t pnl : e.collateral) EXPECT_LE(std::abs(pnl), pnl_limit / 4);
}

}  // namespace
}  // namespace ballast::risk::test
