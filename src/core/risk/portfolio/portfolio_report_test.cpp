// SPDX-License-Identifier: Apache-2.0
#include "portfolio_report.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "portfolio_test_kit.hpp"

namespace ballast::risk::test {
namespace {

/// Long on a chain of which everything comes late, short on one that is reached at once.
struct LateChain
{
    LateChain()
    {
        make.chain(760'683, 0);
        make.chain(0, 1);
        make.underlying(2'000'00000000);
        portfolio.positions = {{make.perpetual(0, 0), 100}, {make.perpetual(0, 1), -100}};
        make.finish();
    }
    [[nodiscard]] PortfolioReport report() const
    {
        return report_portfolio(portfolio, make.market);
    }

    MarketMaker make;
    Portfolio portfolio;
};

TEST(PortfolioReport, TellsWhatNettingSavesAndWhatLatencyCosts)
{
    const PortfolioReport out = LateChain{}.report();

    EXPECT_GT(out.netting_credit_usd_e6, 0);
    ASSERT_EQ(out.latency_cost_usd_e6.size(), 2U);
    EXPECT_GT(out.latency_cost_usd_e6[0], 0);
    EXPECT_EQ(out.latency_cost_usd_e6[1], 0);
}

TEST(PortfolioReport, TellsEveryPositionsPartInTheWorstScenario)
{
    const PortfolioReport out = LateChain{}.report();

    // A rise, of which the gain comes late: 27 % of 2,000 each, and a unit for each lot sold.
    ASSERT_EQ(out.position_worst_usd_e6.size(), 2U);
    EXPECT_EQ(out.position_worst_usd_e6[0], 540'000'000);
    EXPECT_EQ(out.position_worst_usd_e6[1], -540'000'100);
}

TEST(PortfolioReport, OfNothingNamesNothing)
{
    const LateChain world;

    const PortfolioReport out = report_portfolio({}, world.make.market);

    EXPECT_EQ(base_of(out.requirement), BaseOf::Nothing);
    EXPECT_TRUE(out.underlyings.empty());
    EXPECT_EQ(out.netting_credit_usd_e6, 0);
    EXPECT_EQ(out.latency_cost_usd_e6, (std::vector<i128>{0, 0}));
    EXPECT_EQ(scenario_name(world.make.market, out.requirement.joint_scenario), "");
    EXPECT_EQ(lost_name(world.make.market, out.requirement), "");
    EXPECT_EQ(stress_name(out.requirement.stress), "");
}

TEST(PortfolioReport, NamesTheStepThatDecides)
{
    // Reached at once the grid nets to nothing, and the loss of a chain is what is left.
    LateChain world;
    for (ChainRisk& chain : world.make.market.chains) chain.premium_ppm = 0;
    complete(world.make.market);

    const PortfolioRequirement out = world.report().requirement;

    EXPECT_EQ(base_of(out), BaseOf::Lost);
    EXPECT_EQ(lost_name(world.make.market, out), "chain chain-0 lost");
    EXPECT_EQ(
        base_of(margin_portfolio({.positions = {world.portfolio.positions[0]}}, world.make.market)),
        BaseOf::Scenarios);
}

TEST(ScenarioName, SaysSpotVolatilityAndDampening)
{
    EXPECT_EQ(scenario_name({.spot_ppm = -135'000, .volatility = market::VolatilityMove::Up}),
              "spot -13.5 %, vol up");
    EXPECT_EQ(scenario_name({.spot_ppm = 5'000'000,
                             .volatility = market::VolatilityMove::Down,
                             .dampening_e9 = 27'720'000}),
              "spot +500 %, vol down, x0.02772");
    EXPECT_EQ(scenario_name({.spot_ppm = 0}), "spot 0 %, vol same");
}

class RandomReports : public testing::TestWithParam<std::uint64_t>
{
protected:
    std::mt19937_64 random{GetParam()};
    ScenarioMarket market = random_market(random);
};

TEST_P(RandomReports, HoldTheRequirementAndTheScenariosThatMakeIt)
{
    for (int i = 0; i < 50; ++i)
    {
        const Portfolio portfolio = random_portfolio(random, market);
        const PortfolioReport out = report_portfolio(portfolio, market);
        const PortfolioRequirement& of = out.requirement;

        const PortfolioRequirement plain = margin_portfolio(portfolio, market);
        EXPECT_EQ(of.initial_usd_e6, plain.initial_usd_e6);
        EXPECT_EQ(of.maintenance_usd_e6, plain.maintenance_usd_e6);
        EXPECT_GE(of.credit_usd_e6(), 0);
        ASSERT_EQ(out.underlyings.size(), of.underlyings.size());
        for (std::size_t u = 0; u < of.underlyings.size(); ++u)
        {
            const i128 least = std::ranges::min(out.underlyings[u].pnl_usd_e6);
            EXPECT_EQ(of.underlyings[u].requirement_usd_e6, std::max<i128>(0, -least));
            const std::uint8_t worst = of.underlyings[u].worst_scenario;
            EXPECT_EQ(worst == no_scenario, least >= 0);
            if (worst == no_scenario) continue;
            EXPECT_EQ(out.underlyings[u].pnl_usd_e6[worst], least);
        }
        EXPECT_EQ(of.joint_usd_e6, std::ranges::max(out.joint_loss_usd_e6));
        for (std::size_t s = 0; s < out.pnl_usd_e6.size(); ++s)
            EXPECT_GE(out.joint_loss_usd_e6[s], -out.pnl_usd_e6[s]);
    }
}

TEST_P(RandomReports, CompareWithLinesAloneAndWithChainsThatAreInstant)
{
    for (int i = 0; i < 25; ++i)
    {
        const Portfolio portfolio = random_portfolio(random, market);
        const PortfolioReport out = report_portfolio(portfolio, market);
        const i128 initial = out.requirement.initial_usd_e6;

        i128 alone = 0;
        for (const PortfolioPosition& line : portfolio.positions)
            alone += margin_portfolio({.positions = {line}}, market).initial_usd_e6;
        for (const PortfolioPosition& line : portfolio.pending)
            alone += margin_portfolio({.pending = {line}}, market).initial_usd_e6;
        EXPECT_EQ(out.netting_credit_usd_e6, alone - initial);
        for (std::uint32_t j = 0; j < market.chains.size(); ++j)
        {
            ScenarioMarket instant = market;
            instant.chains[j].premium_ppm = 0;
            complete(instant);
            EXPECT_EQ(out.latency_cost_usd_e6[j],
                      initial - margin_portfolio(portfolio, instant).initial_usd_e6);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomReports, testing::Values(1, 2, 3));

}  // namespace
}  // namespace ballast::risk::test
