// SPDX-License-Identifier: Apache-2.0
// What the fund pays, and what happens beyond it.
#include <gtest/gtest.h>

#include <ballast/engine/liquidation/deleverage.hpp>
#include <ballast/engine/liquidation/legs.hpp>
#include <ballast/engine/liquidation_test_kit.hpp>

using namespace ballast;
using namespace ballast::engine;
using namespace ballast::engine::testing;

TEST(Liquidation, TheFundPaysWhatCollateralLeavesOpen)
{
    Market market{80'000};
    World& world = market.world;
    world.price("ETH", usd(2'400));
    world.pass_to(world.now_ms + 200);
    ASSERT_EQ(market.orders<Transfer>().size(), 1U);
    EXPECT_EQ(world.event<LiquidationTriggered>()->fraction_ppm, 1'000'000U);
    EXPECT_FALSE(world.event<LiquidationTriggered>()->deleverages);
    ASSERT_EQ(world.transfer(market.orders<Transfer>()[0].id), RejectReason::None);
    EXPECT_GT(world.margin(trader).debt, 0);
    while (!world.state.releases.empty())
        ASSERT_EQ(world.pay(world.state.releases.begin()->first), RejectReason::None);
    world.pass_to(world.now_ms + 300);
    const auto* covered = world.event<ShortfallCovered>();
    ASSERT_NE(covered, nullptr);
    EXPECT_GT(covered->paid_usd_e6, 0);
    EXPECT_EQ(covered->left_usd_e6, 0);
    EXPECT_EQ(world.event<LiquidationStalled>(), nullptr);
    world.pass_to(world.now_ms + 300);
    EXPECT_TRUE(world.state.watched.empty());
    EXPECT_EQ(world.margin(trader).debt, 0);
    EXPECT_EQ(market.lots(trader), 0);
}

TEST(Liquidation, BeyondTheFundClosesAgainstTheOtherSideProRataAtThePriceThatCanBePaid)
{
    Market market{1'000};
    World& world = market.world;
    const AccountId other = account_number(6);
    world.deposit(other, usdc_beta, 900'000 * dollar);
    const AccountId buyer = account_number(7);
    world.deposit(buyer, usdc_beta, 900'000 * dollar);
    ASSERT_EQ(world.trade(buyer, other, 25'000, usd(3'000)), RejectReason::None);
    ASSERT_EQ(world.fill(world.last_order()), RejectReason::None);
    world.opt(world.state.genesis.fund);
    market.fall_to(2'200);
    const auto* triggered = world.event<LiquidationTriggered>();
    ASSERT_NE(triggered, nullptr);
    EXPECT_TRUE(triggered->deleverages);
    const auto transfers = market.orders<Transfer>();
    ASSERT_EQ(transfers.size(), 3U);
    i128 sum = 0;
    for (const Order& order : transfers)
    {
        const auto& body = std::get<Transfer>(order.body);
        EXPECT_EQ(body.to, world.state.genesis.fund);
        EXPECT_EQ(body.price_e18, std::get<Transfer>(transfers[0].body).price_e18);
        sum += body.quantity_e18;
    }
    EXPECT_EQ(sum, 0);
    // 50,000 lots against 50,000 of the maker and 25,000 of the other: two to one.
    EXPECT_EQ(std::get<Transfer>(transfers[1].body).account, maker);
    EXPECT_NEAR(static_cast<double>(std::get<Transfer>(transfers[1].body).quantity_e18) / -1e18,
                33.334, 0.001);
    for (const Order& order : transfers) ASSERT_EQ(world.transfer(order.id), RejectReason::None);
    while (!world.state.releases.empty())
        ASSERT_EQ(world.pay(world.state.releases.begin()->first), RejectReason::None);
    world.pass_to(world.now_ms + 300);
    EXPECT_EQ(world.margin(trader).debt, 0);
    EXPECT_EQ(market.lots(trader), 0);
    EXPECT_EQ(market.lots(world.state.genesis.fund), 0);
    EXPECT_EQ(world.margin(world.state.genesis.fund).debt, 0);
}

TEST(Liquidation, KeepsTheFundsPurchasesOfSeveralTokensInsideTheLine)
{
    Genesis genesis = test_genesis();
    GenesisToken other = genesis.tokens[weth_alpha.value];
    other.address = evm_address(29);
    genesis.tokens.push_back(other);
    genesis.chains[0].line_usd_e6 = 25'000 * dollar;
    Market market{900'000, genesis};
    World& world = market.world;
    world.deposit(trader, TokenIndex{3}, 10 * ether);
    world.opt(taker_a, false);
    world.opt(taker_b, false);
    world.opt(world.state.genesis.fund);
    market.fall_to(2'000);
    EXPECT_EQ(market.orders<Release>().size(), 1U);
    EXPECT_GT(world.state.chains[0].line_used_usd_e6, 0);
    EXPECT_LE(world.state.chains[0].line_used_usd_e6, genesis.chains[0].line_usd_e6);
}

TEST(Deleveraging, NeverTakesMoreThanTheNotionalThatIsClosed)
{
    Market market;
    const State& state = market.world.state;
    const std::int64_t mark = usd(3'000);
    EXPECT_EQ(bankruptcy_price(state, eth_perp, 1'000, 100 * dollar), usd(3'100));
    EXPECT_EQ(bankruptcy_price(state, eth_perp, -1'000, 100 * dollar), usd(2'900));
    EXPECT_EQ(bankruptcy_price(state, eth_perp, 1, 50'000 * dollar), 2 * mark);
    EXPECT_EQ(bankruptcy_price(state, eth_perp, 1, 1'000'000'000 * dollar), 2 * mark);
    EXPECT_EQ(bankruptcy_price(state, eth_perp, -1, 50'000 * dollar), 1'000'000);
}

TEST(Deleveraging, OrdersNothingThatIsOnItsWayAlready)
{
    Market market;
    World& world = market.world;
    State& state = world.state;
    const AccountIndex from = state.find_account(maker).value();
    OutstandingTransfer transfer{.order = {state.counters.next_order++},
                                 .contract = 2,
                                 .account = from,
                                 .to = state.find_account(taker_a).value(),
                                 .instrument = eth_perp,
                                 .lots = -20'000,
                                 .price_e8 = usd(3'000)};
    reserve_transfer(state, transfer);
    auto others = opposing(state, eth_perp, 50'000);
    ASSERT_EQ(others.size(), 1U);
    EXPECT_EQ(others[0].account, from);
    EXPECT_EQ(others[0].lots, -30'000);
    transfer.order = {state.counters.next_order++};
    transfer.lots = -30'000;
    reserve_transfer(state, transfer);
    EXPECT_TRUE(opposing(state, eth_perp, 50'000).empty());
}
