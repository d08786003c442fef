// SPDX-License-Identifier: Apache-2.0
// The engine where genesis margins portfolios: what nets, what hedges, and what a trade, a
// withdrawal and a liquidation make of it.
#include <gtest/gtest.h>

#include <ballast/engine/liquidation_test_kit.hpp>

using namespace ballast;
using namespace ballast::engine;
using namespace ballast::engine::testing;

namespace {

constexpr InstrumentIndex eth_on_alpha{1};

/// The test deployment with a second venue, on alpha, that lists the same perpetual.
Genesis portfolio_genesis()
{
    Genesis g = test_genesis();
    GenesisContract venue = g.contracts[2];
    venue.chain = alpha;
    venue.address = evm_address(14);
    g.contracts.push_back(venue);
    GenesisInstrument listing = g.instruments[0];
    listing.chain = alpha;
    listing.venue = venue.address;
    g.instruments.push_back(listing);
    margin_portfolios(g);
    return g;
}

/// A trader with dollars on beta and a maker with many.
struct Desk
{
    World world{portfolio_genesis()};

    Desk()
    {
        world.price("ETH", usd(3'000));
        world.price("USDC", usd(1));
        world.deposit(trader, usdc_beta, 10'000 * dollar);
        world.deposit(maker, usdc_beta, 9'000'000 * dollar);
    }

    /// As World::trade, on either venue, and filled.
    RejectReason trade(InstrumentIndex instrument, std::int64_t lots)
    {
        RequestTrade request = world.trade_request(trader, maker, lots, usd(3'000));
        const GenesisInstrument& listing = world.state.genesis.instruments[instrument.value];
        request.chain = listing.chain;
        request.venue = listing.venue;
        const RejectReason out = world.apply(request);
        if (out == RejectReason::None) world.fill(world.last_order());
        return out;
    }

    [[nodiscard]] i128 initial() const { return world.margin(trader).initial; }
};

}  // namespace

TEST(PortfolioTrades, CostWhatTheWorstScenarioOfAPerpetualSays)
{
    Desk desk;

    ASSERT_EQ(desk.trade(eth_perp, 1'000), RejectReason::None);

    // -27 % of 3,000, and the cost of closing: half a spread of 0.05 % and an impact of nearly
    // none.
    const i128 expected = 810 * dollar + dollar * 15 / 10;
    EXPECT_GE(desk.initial(), expected);
    EXPECT_LE(desk.initial(), expected + dollar);
    EXPECT_LT(desk.world.margin(trader).maintenance, desk.initial());
}

TEST(PortfolioTrades, AreRefusedWithWhatIsMissing)
{
    Desk desk;

    EXPECT_EQ(desk.trade(eth_perp, 20'000), RejectReason::InsufficientMargin);

    const auto* refused = desk.world.event<CommandRejected>();
    ASSERT_NE(refused, nullptr);
    EXPECT_GT(refused->missing_usd_e6, 0);
}

TEST(PortfolioTrades, NetAcrossVenuesOnTwoChainsAsFarAsGainsCanBeReached)
{
    Desk desk;
    ASSERT_EQ(desk.trade(eth_perp, 5'000), RejectReason::None);
    const i128 alone = desk.initial();

    ASSERT_EQ(desk.trade(eth_on_alpha, -5'000), RejectReason::None);

    EXPECT_LT(desk.initial(), alone);
    EXPECT_GT(desk.initial(), 0);
}

TEST(PortfolioTrades, MayBeLargerWhereCollateralOffsetsThem)
{
    Desk desk;
    ASSERT_EQ(desk.trade(eth_perp, -15'000), RejectReason::InsufficientMargin);
    desk.world.deposit(trader, weth_alpha, 15 * ether);

    ASSERT_EQ(desk.trade(eth_perp, -15'000), RejectReason::None);

    // Fifteen ETH held against fifteen sold: far less than 27 % of them.
    EXPECT_LT(desk.initial(), 45'000 * dollar * 27 / 100);
}

TEST(PortfolioTrades, ThatTakeAHedgeAwayAreNotReducing)
{
    Desk desk;
    desk.world.deposit(trader, usdc_beta, 4'000 * dollar);
    ASSERT_EQ(desk.trade(eth_perp, 12'000), RejectReason::None);
    ASSERT_EQ(desk.trade(eth_on_alpha, -12'000), RejectReason::None);
    ASSERT_EQ(desk.trade(eth_perp, 9'000), RejectReason::None);

    // Bought 21 ETH against 12 sold: to buy the 12 back leaves more risk than there was.
    EXPECT_EQ(desk.trade(eth_on_alpha, 12'000), RejectReason::InsufficientMargin);
    EXPECT_EQ(desk.trade(eth_perp, -9'000), RejectReason::None);
}

TEST(PortfolioWithdrawals, MayNotTakeWhatHedges)
{
    Desk desk;
    desk.world.deposit(trader, weth_alpha, 15 * ether);
    ASSERT_EQ(desk.trade(eth_perp, -15'000), RejectReason::None);

    EXPECT_EQ(desk.world.withdraw(trader, weth_alpha, 15 * ether),
              RejectReason::InsufficientMargin);

    const Account& account = desk.world.account(trader);
    const u128 most = risk::withdrawable(account, weth_alpha, desk.world.state.risk,
                                         desk.world.state.counters.time_ms);
    EXPECT_LT(most, static_cast<u128>(15 * ether));
    EXPECT_EQ(desk.world.withdraw(trader, weth_alpha, static_cast<i128>(most)), RejectReason::None);
}

TEST(PortfolioLiquidation, TakesAPartThatLeavesTheRequirementCovered)
{
    Genesis genesis = test_genesis();
    margin_portfolios(genesis);
    World world{genesis};
    world.price("ETH", usd(3'000));
    world.price("USDC", usd(1));
    world.deposit(trader, usdc_beta, 50'000 * dollar);
    for (const AccountId& other : {maker, taker_a})
        world.deposit(other, usdc_beta, 900'000 * dollar);
    world.opt(taker_a);
    ASSERT_EQ(world.trade(trader, maker, 50'000, usd(3'000)), RejectReason::None);
    world.fill(world.last_order());

    world.price("ETH", usd(2'500));
    world.pass_to(world.now_ms + 200);

    ASSERT_FALSE(world.sink.orders.empty());
    const auto* transfer = std::get_if<Transfer>(&world.sink.orders[0].body);
    ASSERT_NE(transfer, nullptr);
    world.transfer(world.sink.orders[0].id);
    const risk::MarginTotals after = world.margin(trader);
    EXPECT_GT(after.cushion(), 0);
    EXPECT_FALSE(world.account(trader).positions.empty());
}

TEST(PortfolioGenesis, IsRefusedWhereAnInstrumentHasNoUnderlying)
{
    Genesis genesis = portfolio_genesis();
    genesis.scenarios->underlyings.clear();

    EXPECT_TRUE(find_problem(genesis));
}

TEST(PortfolioGenesis, JoinsChainsOfOneSequencerIntoOneDomain)
{
    Genesis genesis = portfolio_genesis();
    genesis.scenarios->sequencers = {{.name = "shared", .chains = {alpha, beta}}};
    Desk apart;
    Desk joined;
    joined.world = World{genesis};
    joined.world.price("ETH", usd(3'000));
    joined.world.price("USDC", usd(1));
    joined.world.deposit(trader, usdc_beta, 10'000 * dollar);
    joined.world.deposit(maker, usdc_beta, 9'000'000 * dollar);

    for (Desk* desk : {&apart, &joined})
    {
        ASSERT_EQ(desk->trade(eth_perp, 5'000), RejectReason::None);
        ASSERT_EQ(desk->trade(eth_on_alpha, -5'000), RejectReason::None);
    }

    // Long and short net in full; only a unit a lot, and no cost of latency, is left.
    EXPECT_LT(joined.initial(), 10 * dollar);
    EXPECT_GT(apart.initial(), 1'000 * dollar);
}
