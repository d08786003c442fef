// SPDX-License-Identifier: Apache-2.0
#include "portfolio_margin.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ballast/risk/portfolio/hedge.hpp>

#include "portfolio_test_kit.hpp"

namespace ballast::risk::test {
namespace {

constexpr i128 usd = 1'000'000;

/// A market of one underlying at 2,000 with a perpetual in each of two domains.
struct TwoChains
{
    explicit TwoChains(std::uint32_t premium_a = 760'683, std::uint32_t premium_b = 760'683)
    {
        make.chain(premium_a, 0);
        make.chain(premium_b, 1);
        make.underlying(2'000'00000000);
        on_a = make.perpetual(0, 0);
        on_b = make.perpetual(0, 1);
        make.finish();
    }
    MarketMaker make;
    InstrumentIndex on_a;
    InstrumentIndex on_b;
};

PortfolioRequirement margin(const Portfolio& portfolio, const MarketMaker& make)
{
    return margin_portfolio(portfolio, make.market);
}

TEST(PortfolioMargin, AsksNothingOfAnEmptyPortfolio)
{
    const TwoChains world;

    const PortfolioRequirement out = margin({}, world.make);

    EXPECT_EQ(out.initial_usd_e6, 0);
    EXPECT_EQ(out.maintenance_usd_e6, 0);
}

TEST(PortfolioMargin, ChargesALongPerpetualItsWorstScenarioAndTheJointStress)
{
    const TwoChains world;

    // One hundred lots of a hundredth: one unit of the underlying.
    const PortfolioRequirement out = margin({.positions = {{world.on_a, 100}}}, world.make);

    // -27 % is the worst of the grid, -25 % the joint stress of a major.
    EXPECT_EQ(out.underlyings[0].requirement_usd_e6, 540 * usd);
    EXPECT_EQ(world.make.market.model.core[out.underlyings[0].worst_scenario].spot_ppm, -270'000);
    EXPECT_EQ(out.scenarios_usd_e6, 540 * usd);
    EXPECT_EQ(out.stress_usd_e6, 500 * usd);
    EXPECT_EQ(out.stress, Stress::JointDown);
    EXPECT_EQ(out.base_usd_e6, 540 * usd);
    EXPECT_EQ(out.maintenance_usd_e6 - out.add_ons.total().maintenance_usd_e6, 432 * usd);
}

TEST(PortfolioMargin, RoundsAShortAgainstItsHolder)
{
    const TwoChains world;

    const PortfolioRequirement lots = margin({.positions = {{world.on_a, -100}}}, world.make);

    // +27 %, and a unit of 10^-6 for each of a hundred lots sold.
    EXPECT_EQ(lots.underlyings[0].requirement_usd_e6, 540 * usd + 100);
}

TEST(PortfolioMargin, CountsAGainOnAnotherChainOnlyAsFarAsItCanBeReached)
{
    const TwoChains world;

    const Portfolio hedged{.positions = {{world.on_a, 100}, {world.on_b, -100}}};
    const PortfolioRequirement out = margin(hedged, world.make);

    // Of 540 lost on one chain, 540 / 1.760683 comes from the other.
    const i128 reachable = 540 * usd * reach_q30(760'683) / reach_one;
    EXPECT_NEAR(static_cast<double>(out.underlyings[0].requirement_usd_e6),
                static_cast<double>(540 * usd - reachable), 201.0);
}

TEST(PortfolioMargin, NetsFullyWithinOneDomain)
{
    TwoChains world;
    for (InstrumentRow& at : world.make.market.instruments) at.domain = 0;

    const PortfolioRequirement out =
        margin({.positions = {{world.on_a, 100}, {world.on_b, -100}}}, world.make);

    EXPECT_LE(out.underlyings[0].requirement_usd_e6, 100);
}

TEST(PortfolioMargin, CountsNoGainOnAChainThatIsLost)
{
    const TwoChains world(0, 0);

    const PortfolioRequirement out =
        margin({.positions = {{world.on_a, 100}, {world.on_b, -100}}}, world.make);

    // Half of 13.5 %, and nothing from the chain that is lost.
    EXPECT_LE(out.scenarios_usd_e6, 100);
    EXPECT_EQ(out.lost_kind, LossOf::Chain);
    EXPECT_NEAR(static_cast<double>(out.lost_usd_e6), 135e6, 101.0);
}

TEST(PortfolioMargin, LetsHeldCollateralPayForAShort)
{
    const TwoChains world(0, 0);

    const Portfolio alone{.positions = {{world.on_b, -100}}};
    Portfolio backed = alone;
    backed.hedges = {{.underlying = 0, .chain = 0, .amount_e8 = 5'00000000}};
    const PortfolioRequirement without = margin(alone, world.make);
    const PortfolioRequirement with = margin(backed, world.make);

    // One unit, reached in full from chain a, cancels one unit sold; no more of the five enters.
    EXPECT_NEAR(static_cast<double>(with.hedged_e8[0]), 1e8, 300.0);
    EXPECT_LE(with.underlyings[0].requirement_usd_e6, 200);
    EXPECT_GT(without.underlyings[0].requirement_usd_e6, 539 * usd);
}

TEST(PortfolioMargin, HedgesLessWhereTheShortsGainComesLate)
{
    const TwoChains world(0, 760'683);

    const PortfolioRequirement out =
        margin({.positions = {{world.on_b, -100}},
                .hedges = {{.underlying = 0, .chain = 0, .amount_e8 = 5'00000000}}},
               world.make);

    // What rises loses on the short and falls short on the collateral's side: the amount at which
    // a rise and a fall of 27 % cost the same, h = (1 + g) / 2.
    EXPECT_NEAR(static_cast<double>(out.hedged_e8[0]), 0.5e8 * (1 + 1 / 1.760683), 300.0);
}

TEST(PortfolioMargin, LeavesCollateralAsideThatWouldAddToALong)
{
    const TwoChains world;

    const PortfolioRequirement out =
        margin({.positions = {{world.on_a, 100}},
                .hedges = {{.underlying = 0, .chain = 1, .amount_e8 = 5'00000000}}},
               world.make);

    EXPECT_EQ(out.hedged_e8[0], 0);
}

TEST(PortfolioMargin, LetsAPermitCountAtItsWorstAndNeverAtItsBest)
{
    const TwoChains world;

    const PortfolioRequirement flat = margin({.positions = {{world.on_a, 100}}}, world.make);
    const PortfolioRequirement reducing =
        margin({.positions = {{world.on_a, 100}}, .pending = {{world.on_a, -100}}}, world.make);
    const PortfolioRequirement adding =
        margin({.positions = {{world.on_a, 100}}, .pending = {{world.on_a, 100}}}, world.make);
    const PortfolioRequirement doubled = margin({.positions = {{world.on_a, 200}}}, world.make);

    EXPECT_EQ(reducing.base_usd_e6, flat.base_usd_e6);
    EXPECT_EQ(adding.base_usd_e6, doubled.base_usd_e6);
}

TEST(PortfolioMargin, GivesCreditBetweenUnderlyingsOfAClass)
{
    MarketMaker make;
    make.chain(0, 0);
    make.underlying(2'000'00000000);
    make.underlying(2'000'00000000);
    const InstrumentIndex first = make.perpetual(0, 0);
    const InstrumentIndex second = make.perpetual(1, 0);
    make.finish();

    const PortfolioRequirement out = margin({.positions = {{first, 100}, {second, -100}}}, make);

    // Jointly a gain of 540 pays 80 % of a loss of 540; separately they are 1,080.
    EXPECT_NEAR(static_cast<double>(out.joint_usd_e6), 0.2 * 540e6, 300.0);
    EXPECT_NEAR(static_cast<double>(out.scenarios_usd_e6),
                0.8 * static_cast<double>(out.joint_usd_e6) +
                    0.2 * static_cast<double>(out.separate_usd_e6),
                1.0);
    // 20 % against each other is the worst of all here.
    EXPECT_EQ(out.base_usd_e6, out.stress_usd_e6);
    EXPECT_NEAR(static_cast<double>(out.stress_usd_e6), 800e6, 200.0);
}

/// Whether h* of any hedge is above zero, whatever it costs elsewhere.
bool enters_at_first(const Portfolio& portfolio, const ScenarioMarket& market)
{
    std::vector<Exposure> exposures;
    std::vector<std::int64_t> amounts_e8;
    collect_exposures(portfolio, market, exposures);
    apply_hedges(portfolio, market, market.domain_reach_q30, exposures, amounts_e8);
    return std::ranges::any_of(amounts_e8, [](std::int64_t h) { return h > 0; });
}

class RandomPortfolios : public testing::TestWithParam<std::uint64_t>
{
protected:
    std::mt19937_64 random{GetParam()};
    ScenarioMarket market = random_market(random);
};

TEST_P(RandomPortfolios, AskAtLeastAsMuchInitialAsMaintenanceMargin)
{
    for (int i = 0; i < 100; ++i)
    {
        const PortfolioRequirement out = margin_portfolio(random_portfolio(random, market), market);
        EXPECT_GE(out.maintenance_usd_e6, 0);
        EXPECT_GE(out.initial_usd_e6, out.maintenance_usd_e6);
    }
}

TEST_P(RandomPortfolios, NeverAskMoreForCollateralThatHedges)
{
    int helped = 0;
    int left_aside = 0;
    for (int i = 0; i < 300; ++i)
    {
        const Portfolio with = random_portfolio(random, market);
        Portfolio bare = with;
        bare.hedges.clear();

        const PortfolioRequirement hedged = margin_portfolio(with, market);
        const PortfolioRequirement plain = margin_portfolio(bare, market);

        EXPECT_LE(hedged.initial_usd_e6, plain.initial_usd_e6);
        EXPECT_LE(hedged.maintenance_usd_e6, plain.maintenance_usd_e6);
        EXPECT_EQ(hedged.hedged_e8.size(), with.hedges.size());
        if (std::ranges::any_of(hedged.hedged_e8, [](std::int64_t h) { return h > 0; }))
            ++helped;
        else if (enters_at_first(with, market))
        {
            ++left_aside;
            EXPECT_EQ(hedged.base_usd_e6, plain.base_usd_e6);
            EXPECT_EQ(hedged.joint_scenario, plain.joint_scenario);
        }
    }
    EXPECT_GT(helped, 0);
    EXPECT_GT(left_aside, 0) << "the story needs books in which h* costs";
}

TEST_P(RandomPortfolios, AskAtLeastAsMuchOfAPermitAsOfEitherOutcome)
{
    for (int i = 0; i < 100; ++i)
    {
        Portfolio open = random_portfolio(random, market);
        open.hedges.clear();
        if (open.pending.empty()) continue;
        const PortfolioPosition permit = open.pending.back();
        Portfolio lapsed = open;
        lapsed.pending.pop_back();
        Portfolio filled = lapsed;
        filled.positions.push_back(permit);

        const PortfolioRequirement before = margin_portfolio(open, market);

        for (const Portfolio* outcome : {&lapsed, &filled})
        {
            const PortfolioRequirement after = margin_portfolio(*outcome, market);
            EXPECT_GE(before.scenarios_usd_e6, after.scenarios_usd_e6);
            EXPECT_GE(before.lost_usd_e6, after.lost_usd_e6);
            EXPECT_GE(before.add_ons.total().initial_usd_e6, after.add_ons.total().initial_usd_e6);
        }
    }
}

TEST_P(RandomPortfolios, AskTheSameWhateverTheOrderAndHoweverALineIsSplit)
{
    for (unsigned i = 0; i < 50; ++i)
    {
        Portfolio portfolio = random_portfolio(random, market);
        const PortfolioRequirement first = margin_portfolio(portfolio, market);

        std::ranges::shuffle(portfolio.positions, random);
        if (!portfolio.positions.empty())
        {
            PortfolioPosition& line = portfolio.positions.front();
            const std::int64_t part = line.lots / 3;
            line.lots -= part;
            portfolio.positions.push_back({line.instrument, part});
        }
        const PortfolioRequirement second = margin_portfolio(portfolio, market);

        EXPECT_EQ(first.initial_usd_e6, second.initial_usd_e6);
        EXPECT_EQ(first.maintenance_usd_e6, second.maintenance_usd_e6);
    }
}

TEST_P(RandomPortfolios, ComeToAUnitALotWhenMirrored)
{
    for (unsigned i = 0; i < 50; ++i)
    {
        Portfolio portfolio = random_portfolio(random, market);
        portfolio.pending.clear();
        portfolio.hedges.clear();
        const std::vector<PortfolioPosition> half = portfolio.positions;
        std::vector<i128> lots(market.underlyings.size(), 0);
        for (const PortfolioPosition& line : half)
        {
            portfolio.positions.push_back({line.instrument, -line.lots});
            lots[market.instruments[line.instrument.value].underlying] += std::abs(line.lots);
        }

        const PortfolioRequirement out = margin_portfolio(portfolio, market);

        for (const UnderlyingRequirement& of : out.underlyings)
            EXPECT_LE(of.requirement_usd_e6, lots[of.underlying]);
    }
}

TEST_P(RandomPortfolios, AskNoMoreWhenMoreCanBeReached)
{
    for (unsigned i = 0; i < 50; ++i)
    {
        Portfolio portfolio = random_portfolio(random, market);
        portfolio.hedges.clear();
        const PortfolioRequirement before = margin_portfolio(portfolio, market);
        ScenarioMarket nearer = market;
        nearer.chains[i % 3U].premium_ppm /= 2;
        complete(nearer);

        const PortfolioRequirement after = margin_portfolio(portfolio, nearer);

        EXPECT_LE(after.scenarios_usd_e6, before.scenarios_usd_e6);
        EXPECT_LE(after.base_usd_e6, before.base_usd_e6);
    }
}

TEST_P(RandomPortfolios, AreTheWorstSumOfTheirDomainsLossesWhereNothingIsReached)
{
    std::ranges::fill(market.domain_reach_q30, 0);
    for (unsigned i = 0; i < 50; ++i)
    {
        Portfolio portfolio = random_portfolio(random, market);
        portfolio.hedges.clear();

        std::vector<Exposure> exposures;
        collect_exposures(portfolio, market, exposures);
        const PortfolioRequirement out = margin_portfolio(portfolio, market);

        for (const UnderlyingRequirement& of : out.underlyings)
        {
            std::int64_t worst = 0;
            std::int64_t sum_of_worst = 0;
            std::vector<std::int64_t> by_column(32, 0);
            for (const Exposure& e : exposures)
            {
                if (e.underlying != of.underlying) continue;
                std::int64_t own = 0;
                for (std::size_t s = 0; s < 32; ++s)
                {
                    const std::int64_t loss = -std::min<std::int64_t>(0, e.positions[s]);
                    by_column[s] += loss;
                    own = std::max(own, loss);
                }
                sum_of_worst += own;
            }
            worst = std::ranges::max(by_column);
            EXPECT_EQ(of.requirement_usd_e6, worst);
            EXPECT_LE(worst, sum_of_worst);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomPortfolios, testing::Values(1, 2, 3, 4));

}  // namespace
}  // namespace ballast::risk::test
