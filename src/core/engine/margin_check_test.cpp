// SPDX-License-Identifier: Apache-2.0
// When accounts are called and liquidated: at which instants, after outages, with feeds that are
// late, dead, or come back.
#include <gtest/gtest.h>

#include <ballast/engine/invariants.hpp>
#include <ballast/engine/liquidation_test_kit.hpp>
#include <set>

using namespace ballast;
using namespace ballast::engine;
using namespace ballast::engine::testing;

TEST(MarginCall, IsSaidOnceAndTakenBackOnceItIsMet)
{
    Market market;
    World& world = market.world;
    world.price("ETH", usd(2'720));
    world.pass_to(world.now_ms + 100);
    const auto* called = world.event<MarginCalled>();
    ASSERT_NE(called, nullptr);
    EXPECT_EQ(called->account, trader);
    const auto totals = world.margin(trader);
    EXPECT_EQ(called->missing_usd_e6, -totals.tradable());
    EXPECT_EQ(called->cushion_usd_e6, totals.cushion());
    EXPECT_GT(totals.cushion(), 0);
    world.pass_to(world.now_ms + 100);
    EXPECT_EQ(world.event<MarginCalled>(), nullptr);

    world.deposit(trader, usdc_beta, 20'000 * dollar);
    world.pass_to(world.now_ms + 100);
    ASSERT_NE(world.event<MarginCallMet>(), nullptr);
    EXPECT_TRUE(world.state.watched.empty());
}

TEST(Liquidation, FallsAtTheSecondGridInstantAndNotBefore)
{
    Market market;
    World& world = market.world;
    world.price("ETH", usd(2'600));
    const std::int64_t at_ms = world.now_ms;
    ASSERT_EQ(at_ms % 100, 0);
    world.pass_to(at_ms + 99);
    EXPECT_TRUE(world.state.watched.empty());
    world.pass_to(at_ms + 199);
    ASSERT_EQ(world.state.watched.size(), 1U);
    EXPECT_EQ(world.state.watched.begin()->second.below_ms, at_ms + 100);
    EXPECT_TRUE(world.sink.orders.empty());
    world.pass_to(at_ms + 200);
    const auto* triggered = world.event<LiquidationTriggered>();
    ASSERT_NE(triggered, nullptr);
    EXPECT_EQ(triggered->first_instant_ms, at_ms + 100);
    EXPECT_EQ(triggered->instant_ms, at_ms + 200);
}

TEST(Liquidation, DoesNotFollowADipThatIsOverAtTheNextInstant)
{
    Market market;
    World& world = market.world;
    const auto price_at = [&](std::int64_t time_ms, std::int64_t price) {
        world.now_ms = time_ms;
        EXPECT_EQ(world.apply(
                      UpdatePrices{{{world.state.feeds[0].feed, usd(price), 0, time_ms / 1'000}}}),
                  RejectReason::None);
    };
    const std::int64_t second_ms = world.now_ms + 2'000;
    price_at(second_ms - 50, 2'600);
    world.pass_to(second_ms);
    EXPECT_EQ(world.state.watched.size(), 1U);
    price_at(second_ms + 50, 2'900);
    world.pass_to(second_ms + 1'000);
    EXPECT_TRUE(world.state.watched.empty());
    EXPECT_TRUE(world.sink.orders.empty());
}

TEST(Liquidation, NothingIsDecidedBeforeTwoFreshGridsAfterAnOutage)
{
    Market market;
    World& world = market.world;
    world.price("ETH", usd(2'600));
    world.pass_to(world.now_ms + 60'000);
    EXPECT_TRUE(world.state.watched.empty());
    const std::int64_t back_ms = world.now_ms;
    world.pass_to(back_ms + 1'900);
    EXPECT_TRUE(world.state.watched.empty());
    world.pass_to(back_ms + 2'000);
    EXPECT_EQ(world.state.watched.size(), 1U);
    EXPECT_EQ(world.event<LiquidationTriggered>(), nullptr);
    world.pass_to(back_ms + 2'100);
    EXPECT_NE(world.event<LiquidationTriggered>(), nullptr);
}

TEST(Liquidation, AStaleFeedStopsNothing)
{
    Market market;
    World& world = market.world;
    for (int i = 0; i < 10; ++i) world.pass_to(world.now_ms + 9'000);
    ASSERT_LT(world.state.risk.tokens[usdc_beta.value].fresh_until_ms, world.now_ms);
    world.price("ETH", usd(2'600));  // the liquidators' dollars are still at their last price
    world.pass_to(world.now_ms + 200);
    EXPECT_NE(world.event<LiquidationTriggered>(), nullptr);
    EXPECT_EQ(market.orders<Transfer>().size(), 1U);
}

TEST(MarginCheck, SeesAFeedDieBetweenTwoCommands)
{
    Market market;
    World& world = market.world;
    const std::int64_t dies_ms = world.state.feeds[0].publish_time_s * 1'000 + silence_ms;
    wait_in_silence(world, 2 * silence_ms);
    ASSERT_EQ(world.state.watched.size(), 1U);
    EXPECT_LE(world.now_ms, dies_ms + 9'000);
}

TEST(MarginCheck, SeesAFeedDieInTheInstantOfACommand)
{
    Market market;
    World& world = market.world;
    const std::int64_t dies_ms = world.state.feeds[0].publish_time_s * 1'000 + silence_ms;
    wait_in_silence(world, dies_ms - world.now_ms - 9'000);
    world.pass_to(dies_ms);
    world.pass_to(dies_ms + 40);
    EXPECT_TRUE(world.state.watched.empty());
    world.pass_to(dies_ms + 140);
    EXPECT_EQ(world.state.watched.size(), 1U);
}

TEST(MarginCheck, SeesAFeedComeBackAtTheSamePrice)
{
    Market market{0};
    World& world = market.world;
    world.opt(taker_a, false);
    world.opt(taker_b, false);
    wait_in_silence(world, 2 * silence_ms);
    ASSERT_EQ(world.state.watched.size(), 1U);
    world.price("ETH", usd(3'000));
    world.pass_to(world.now_ms + 100);
    EXPECT_TRUE(world.state.watched.empty());
}

TEST(MarginCheck, SeesTheFirstPriceOfWhatIsOwed)
{
    World world;
    world.price("ETH", usd(3'000));
    world.deposit(trader, weth_alpha, 10 * ether);
    world.deposit(maker, weth_alpha, 100 * ether);
    ASSERT_EQ(world.trade(trader, maker, 50'000, usd(3'000)), RejectReason::None);
    ASSERT_EQ(world.fill(world.last_order()), RejectReason::None);
    world.price("ETH", usd(2'700));
    ASSERT_EQ(world.trade(trader, maker, -50'000, usd(2'700)), RejectReason::None);
    ASSERT_EQ(world.fill(world.last_order()), RejectReason::None);
    world.price("ETH", usd(1'500));
    world.pass_to(world.now_ms + 200);
    ASSERT_TRUE(world.state.watched.empty());
    world.price("USDC", usd(1));
    world.pass_to(world.now_ms + 100);
    EXPECT_EQ(world.state.watched.size(), 1U);
}

TEST(Liquidation, FallsAtTheFirstInstantsTheRuleAllowsForEveryoneWhoIsBelow)
{
    Genesis genesis = test_genesis();
    genesis.tokens[usdc_beta.value].cap_total = static_cast<u128>(pow10(15));
    genesis.instruments[0].lots_open_max = 1'000'000'000;
    Market market{1'000'000, std::move(genesis)};
    World& world = market.world;
    world.recounts = false;  // once a step is enough here
    for (std::uint64_t i = 0; i < 400; ++i)
    {
        world.deposit(account_number(1'000 + i), usdc_beta,
                      static_cast<i128>(320 + 3 * i) * dollar);
        ASSERT_EQ(world.trade(account_number(1'000 + i), maker, 1'000, usd(3'000)),
                  RejectReason::None);
        ASSERT_EQ(world.fill(world.last_order()), RejectReason::None);
    }
    std::size_t liquidated = 0;
    for (std::int64_t price = 2'980; price > 2'600; price -= 20)
    {
        world.price("ETH", usd(price));
        const std::int64_t at_ms = world.now_ms;
        std::set<AccountId> below;  // by a full sweep
        for (const Account& account : world.state.accounts)
            if (risk::standing(account, world.state.risk, at_ms).cushion() < 0)
                below.insert(account.id);
        world.pass_to(at_ms + 200);
        for (const Event& event : world.sink.events)
            if (const auto* triggered = std::get_if<LiquidationTriggered>(&event))
            {
                EXPECT_EQ(below.erase(triggered->account), 1U);
                EXPECT_EQ(triggered->first_instant_ms, at_ms + 100);
                EXPECT_EQ(triggered->instant_ms, at_ms + 200);
                ++liquidated;
            }
        EXPECT_TRUE(below.empty());
        for (const Order& order : std::vector<Order>{world.sink.orders})
        {
            const bool is_transfer = world.state.transfers.contains(order.id);
            ASSERT_EQ(is_transfer ? world.transfer(order.id) : world.pay(order.id),
                      RejectReason::None);
        }
        EXPECT_EQ(find_broken_invariant(world.state), std::nullopt);
    }
    EXPECT_GT(liquidated, 100U);
}
