// SPDX-License-Identifier: Apache-2.0
#include "add_ons.hpp"

#include <gtest/gtest.h>

#include "portfolio_test_kit.hpp"

namespace ballast::risk::test {
namespace {

/// A market of one underlying and one option of which a lot gains where spot rises and loses as
/// much where it falls.
ScenarioMarket swinging_market(const ScenarioModel& model, std::uint32_t unit_exponent,
                               std::int32_t swing)
{
    MarketMaker make;
    make.market.model = model;
    make.chain(0, 0);
    make.underlying(2'000'00000000);
    make.market.underlyings[0].unit_exponent = unit_exponent;
    const ScenarioPlan plan = scenario_plan(model, 0);
    make.option(0, 0, [&](std::size_t s) {
        const std::int32_t spot_ppm = plan.grid.scenarios[s].spot_ppm;
        return spot_ppm == 0 ? 0 : spot_ppm < 0 ? -swing : swing;
    });
    return make.finish();
}

TEST(AddOns, FitForTheLargestPositionUnderTheSmallestDepth)
{
    ScenarioModel model = default_scenario_model();
    model.basis.move_ppm = 1'000;
    model.closing.impact_ppm = 1'000'000;
    model.closing.depth_usd_e6 = pow10(9);
    ASSERT_FALSE(find_problem(model));
    const ScenarioMarket market = swinging_market(model, 0, (1 << 30) - 1);
    const Portfolio portfolio{.positions = {{{0}, (std::int64_t{1} << 31U) - 1}}};

    const PortfolioRequirement out = margin_portfolio(portfolio, market);

    // X counts at most 10^21; X * X / depth.
    EXPECT_GE(out.add_ons.closing.initial_usd_e6, pow10(33));
    EXPECT_GE(out.initial_usd_e6, out.maintenance_usd_e6);
}

TEST(AddOns, FitForAnIndexThatIsSureOfNothing)
{
    ScenarioModel model = default_scenario_model();
    model.confidence.k_ppm = 10'000'000;
    ScenarioMarket market = swinging_market(model, 0, (1 << 30) - 1);
    market.underlyings[0].index_e8 = 1;
    market.underlyings[0].conf_e8 = INT64_MAX;
    const Portfolio portfolio{.positions = {{{0}, (std::int64_t{1} << 31U) - 1}}};

    const PortfolioRequirement out = margin_portfolio(portfolio, market);

    // A confidence counts as the index at most: ten times X, which is 10^21 at most.
    EXPECT_EQ(out.add_ons.confidence.initial_usd_e6, pow10(22));
}

TEST(AddOns, CountAPermitAtItsWorstAlsoWhereItCouldTurnThePosition)
{
    const ScenarioMarket market = swinging_market(default_scenario_model(), 6, 1'000'000);
    const Portfolio flat{.positions = {{{0}, 100}}};

    // Filled or not, a hundred lots have to be closed, bought ones or sold ones.
    Portfolio turning = flat;
    turning.pending = {{{0}, -200}};
    AddOnScratch scratch;
    const auto of = [&](const Portfolio& portfolio) {
        return add_ons(portfolio, market, market.domain_reach_q30, scratch);
    };
    EXPECT_EQ(of(turning).closing, of(flat).closing);
    EXPECT_GT(of(flat).closing.initial_usd_e6, 0);

    // Of two that cancel either may be filled alone.
    const Portfolio two{.pending = {{{0}, 100}, {{0}, -100}}};
    EXPECT_EQ(of(two).closing, of(flat).closing);
}

}  // namespace
}  // namespace ballast::risk::test
