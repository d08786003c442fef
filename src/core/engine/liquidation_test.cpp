// SPDX-License-Identifier: Apache-2.0
// Liquidations as sentences: how much, to whom, at what price, and what happens when a chain
// answers late, otherwise, or never.
#include <gtest/gtest.h>

#include <ballast/engine/liquidation_test_kit.hpp>
#include <ballast/engine/outstanding.hpp>
#include <ballast/engine/state_codec.hpp>
#include <ballast/engine/state_hash.hpp>

using namespace ballast;
using namespace ballast::engine;
using namespace ballast::engine::testing;

TEST(Liquidation, OrdersThePositionAndTheClaimInOneCommand)
{
    Market market;
    market.fall_to(2'600);
    World& world = market.world;
    const auto transfers = market.orders<Transfer>();
    const auto releases = market.orders<Release>();
    ASSERT_EQ(transfers.size(), 1U);
    ASSERT_EQ(releases.size(), 1U);
    EXPECT_EQ(transfers[0].chain, beta);
    EXPECT_EQ(releases[0].chain, alpha);
    const auto& transfer = std::get<Transfer>(transfers[0].body);
    const auto& release = std::get<Release>(releases[0].body);
    EXPECT_EQ(transfer.account, trader);
    EXPECT_EQ(transfer.to, taker_a);
    EXPECT_EQ(transfer.price_e18, static_cast<i128>(usd(2'574)) * pow10(10));
    EXPECT_EQ(transfer.account_epoch, 1U);
    EXPECT_EQ(release.recipient, Address::from_evm(taker_a.owner()));

    // What the buyer paid covers the loss of the part that moves; he got it at 2 % less.
    const auto* claimed = world.event<CollateralClaimed>();
    ASSERT_NE(claimed, nullptr);
    const i128 eth = transfer.quantity_e18;
    const i128 loss = mul_div_up(eth, 426 * dollar, ether);
    EXPECT_GE(claimed->proceeds_usd_e6, loss);
    EXPECT_LT(claimed->proceeds_usd_e6, loss + 10);
    EXPECT_EQ(claimed->value_usd_e6,
              mul_div_down(static_cast<i128>(claimed->amount), 2'600 * dollar, ether));
    EXPECT_NEAR(static_cast<double>(claimed->proceeds_usd_e6),
                0.98 * static_cast<double>(claimed->value_usd_e6), 10);
    EXPECT_EQ(world.state.tokens[weth_alpha.value].in_flight, static_cast<i128>(claimed->amount));
}

TEST(Liquidation, TakesTheSmallestPartThatLeavesTheBuffer)
{
    Market market;
    market.fall_to(2'600);
    World& world = market.world;
    const auto* triggered = world.event<LiquidationTriggered>();
    ASSERT_NE(triggered, nullptr);
    // E_MM - 1,300 f >= 1.15 * 6,500 (1 - f) with the numbers of the event.
    const double equity = static_cast<double>(triggered->equity_maintenance_usd_e6) / 1e6;
    const double expected = (7'475 - equity) / (7'475 - 1'300);
    EXPECT_NEAR(triggered->fraction_ppm / 1e6, expected, 2e-5);

    ASSERT_EQ(world.transfer(market.orders<Transfer>()[0].id), RejectReason::None);
    const auto totals = world.margin(trader);
    EXPECT_GE(totals.equity_maintenance * 100, totals.maintenance * 115);
    EXPECT_EQ(totals.debt, 0);
    EXPECT_EQ(market.lots(trader) + market.lots(taker_a), 50'000);
}

TEST(Liquidation, IsSettledWithTheLastReportAndSaysWhatTheWayCost)
{
    Market market;
    market.fall_to(2'600);
    World& world = market.world;
    const OrderId transfer = market.orders<Transfer>()[0].id;
    const OrderId release = market.orders<Release>()[0].id;
    const u128 amount = world.state.releases.at(release).amount;
    ASSERT_EQ(world.transfer(transfer), RejectReason::None);
    EXPECT_EQ(world.event<LiquidationSettled>(), nullptr);
    world.price("ETH", usd(2'500));
    ASSERT_EQ(world.pay(release), RejectReason::None);
    ASSERT_NE(world.event<ClaimPaid>(), nullptr);
    const auto* settled = world.event<LiquidationSettled>();
    ASSERT_NE(settled, nullptr);
    const i128 then = mul_div_down(static_cast<i128>(amount), 2'600 * dollar, ether);
    const i128 now = mul_div_down(static_cast<i128>(amount), 2'500 * dollar, ether);
    EXPECT_EQ(settled->slippage_usd_e6, then - now);
    EXPECT_TRUE(world.state.liquidations.empty());
    EXPECT_EQ(world.state.tokens[weth_alpha.value].in_flight, 0);
}

TEST(Liquidation, GoesRoundAmongThoseWhoOptedInAndPassesOverWhoLacksMargin)
{
    Market market;
    World& world = market.world;
    market.fall_to(2'600);
    EXPECT_EQ(std::get<Transfer>(market.orders<Transfer>()[0].body).to, taker_a);
    const AccountId second = account_number(11);
    const AccountId third = account_number(12);
    world.price("ETH", usd(3'000));
    for (const AccountId& id : {second, third})
    {
        world.deposit(id, weth_alpha, 10 * ether);
        ASSERT_EQ(world.trade(id, maker, 50'000, usd(3'000)), RejectReason::None);
        ASSERT_EQ(world.fill(world.last_order()), RejectReason::None);
    }
    const AccountId poor = account_number(5);
    world.deposit(poor, usdc_beta, 10 * dollar);
    world.opt(poor);
    market.fall_to(2'600);
    const auto transfers = market.orders<Transfer>();
    ASSERT_EQ(transfers.size(), 2U);
    std::vector<AccountId> takers;
    for (const Order& order : transfers) takers.push_back(std::get<Transfer>(order.body).to);
    EXPECT_NE(takers[0], takers[1]);
    EXPECT_EQ(std::count(takers.begin(), takers.end(), poor), 0);
}

TEST(Liquidation, WaitsForALiquidatorAndTriesAgain)
{
    Market market{0};
    World& world = market.world;
    world.opt(taker_a, false);
    world.opt(taker_b, false);
    market.fall_to(2'600);
    const auto* stalled = world.event<LiquidationStalled>();
    ASSERT_NE(stalled, nullptr);
    EXPECT_EQ(stalled->reason, RejectReason::NoLiquidator);
    EXPECT_TRUE(world.sink.orders.empty());
    world.opt(taker_b);
    world.pass_to(world.now_ms + 2'000);
    ASSERT_EQ(market.orders<Transfer>().size(), 1U);
    EXPECT_EQ(std::get<Transfer>(market.orders<Transfer>()[0].body).to, taker_b);
}

TEST(Liquidation, BooksWhatReallyMoved)
{
    Market market;
    market.fall_to(2'600);
    World& world = market.world;
    const OrderId order = market.orders<Transfer>()[0].id;
    ASSERT_EQ(world.apply(world.transfer_report(order, 10'000)), RejectReason::None);
    EXPECT_EQ(market.lots(trader), 40'000);
    EXPECT_EQ(market.lots(taker_a), 10'000);
    EXPECT_TRUE(world.state.transfers.empty());
    EXPECT_EQ(world.account(trader).epochs.at(0).epoch, 1U);
    // Still below: the rest is ordered again, under a new id.
    world.pass_to(world.now_ms + 300);
    ASSERT_EQ(market.orders<Transfer>().size(), 1U);
    EXPECT_NE(market.orders<Transfer>()[0].id, order);
}

TEST(Liquidation, AReportThatDiffersFromItsOrderTripsTheVenueAndMovesNothing)
{
    Market market;
    market.fall_to(2'600);
    World& world = market.world;
    const OrderId order = market.orders<Transfer>()[0].id;
    const std::int64_t ordered = world.state.transfers.at(order).lots;
    const auto trips = [&](auto change) {
        ObserveChain command = world.transfer_report(order, ordered);
        change(std::get<Transferred>(command.observation.body));
        world.state.contracts[2].status = RouteStatus::Green;
        world.apply(std::move(command));
        EXPECT_EQ(world.state.contracts[2].status, RouteStatus::Red);
        EXPECT_EQ(market.lots(trader), 50'000);
        EXPECT_EQ(world.state.transfers.size(), 1U);
    };
    trips([](Transferred& t) { t.quantity_e18 *= 2; });
    trips([](Transferred& t) { t.quantity_e18 = -t.quantity_e18; });
    trips([](Transferred& t) { t.quantity_e18 += 1; });
    trips([](Transferred& t) { t.price_e18 += 1; });
    trips([](Transferred& t) { t.to = taker_b; });
    trips([](Transferred& t) { t.account = maker; });
    trips([](Transferred& t) { t.order = {999}; });
}

TEST(Liquidation, OrdersATransferAgainOnceItHasLapsed)
{
    Market market;
    market.fall_to(2'600);
    World& world = market.world;
    const Order first = market.orders<Transfer>()[0];
    world.pass_to(world.now_ms + 5'000);
    EXPECT_TRUE(market.orders<Transfer>().empty());
    world.head(2, first.expiry_s + 1);
    const auto* closed = world.event<OrderClosed>();
    ASSERT_NE(closed, nullptr);
    EXPECT_EQ(closed->order, first.id);
    EXPECT_EQ(market.lots(taker_a), 0);
    world.pass_to(world.now_ms + 300);
    ASSERT_EQ(market.orders<Transfer>().size(), 1U);
    EXPECT_NE(market.orders<Transfer>()[0].id, first.id);
    EXPECT_EQ(std::get<Transfer>(market.orders<Transfer>()[0].body).to, taker_b);
}

TEST(Liquidation, OrdersAClaimAgainForTheSameBuyerOnceItHasLapsedOrWasVoided)
{
    for (const bool voided : {false, true})
    {
        Market market;
        market.fall_to(2'600);
        World& world = market.world;
        const Order first = market.orders<Release>()[0];
        if (voided)
            world.apply(world.next_event(0, Voided{first.id}));
        else
        {
            world.now_ms = static_cast<std::int64_t>(first.expiry_s + 2) * 1'000;
            world.head(0, first.expiry_s + 1);
        }
        const auto* again = world.event<ClaimReordered>();
        ASSERT_NE(again, nullptr);
        EXPECT_EQ(again->ended, first.id);
        const auto releases = market.orders<Release>();
        ASSERT_EQ(releases.size(), 1U);
        EXPECT_EQ(releases[0].body, first.body);
        EXPECT_GT(releases[0].id, first.id);
        EXPECT_EQ(world.pay(releases[0].id), RejectReason::None);
        EXPECT_EQ(world.state.contracts[0].status, RouteStatus::Green);
    }
}

TEST(Liquidation, CancelsWithdrawalsUnderWay)
{
    Market market;
    World& world = market.world;
    ASSERT_EQ(world.withdraw(trader, weth_alpha, ether), RejectReason::None);
    const OrderId withdrawal = world.last_order();
    market.fall_to(2'650);
    const auto cancels = market.orders<Cancel>();
    ASSERT_EQ(cancels.size(), 1U);
    EXPECT_EQ(std::get<Cancel>(cancels[0].body).target, withdrawal);
    EXPECT_EQ(cancels[0].chain, alpha);
    bool is_outstanding = false;
    for (const auto& row : outstanding_orders(world.state))
        is_outstanding = is_outstanding || row.order == cancels[0];
    EXPECT_TRUE(is_outstanding);

    const i128 before = world.account(trader).balances[0].amount;
    world.apply(world.next_event(0, Voided{withdrawal}));
    EXPECT_EQ(world.account(trader).balances[0].amount, before + ether);
    EXPECT_EQ(world.state.contracts[0].status, RouteStatus::Green);
}

TEST(Liquidation, AllowsNeitherTradesNorWithdrawalsUntilTheVenueHasReported)
{
    Market market;
    market.fall_to(2'600);
    World& world = market.world;
    EXPECT_EQ(world.trade(trader, maker, -1'000, usd(2'600)), RejectReason::InLiquidation);
    EXPECT_EQ(world.withdraw(trader, weth_alpha, ether / 100), RejectReason::InLiquidation);
}

TEST(Liquidation, SurvivesASnapshotInTheMiddle)
{
    Market market;
    market.fall_to(2'600);
    World& world = market.world;
    auto restored = decode_state(encode_state(world.state));
    ASSERT_TRUE(restored);
    EXPECT_EQ(full_state_hash(*restored), full_state_hash(world.state));
    const ObserveChain report = world.transfer_report(market.orders<Transfer>()[0].id, 20'000);
    OutcomeSink sink;
    engine::apply(*restored, {Sequence{world.next_sequence}, world.now_ms + 300, report}, sink);
    engine::apply(*restored,
                  {Sequence{world.next_sequence + 1}, world.now_ms + 900, UpdatePrices{}}, sink);
    world.now_ms += 300;
    world.apply(report);
    world.now_ms += 600;
    world.apply(UpdatePrices{});
    EXPECT_EQ(full_state_hash(*restored), full_state_hash(world.state));
}

TEST(Liquidation, PassesOverALiquidatorWhoseCollateralIsDead)
{
    Market market{0};
    World& world = market.world;
    world.opt(taker_a, false);
    world.opt(taker_b, false);
    const AccountId rich_in_ether = account_number(11);
    world.deposit(rich_in_ether, weth_alpha, 1'000 * ether);
    world.opt(rich_in_ether);
    wait_in_silence(world, 2 * silence_ms);
    world.pass_to(world.now_ms + 200);
    ASSERT_EQ(world.state.watched.size(), 1U);
    EXPECT_GT(world.state.watched.begin()->second.retry_ms, 0);
    EXPECT_TRUE(world.state.transfers.empty());
}
