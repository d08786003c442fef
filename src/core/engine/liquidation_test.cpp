// SPDX-License-Identifier: Apache-2.0
// Margin calls and liquidations as sentences: when, how much, to whom, at what price, and what
// happens when a chain answers late, otherwise, or never.
#include <gtest/gtest.h>

#include <ballast/engine/liquidation/deleverage.hpp>
#include <ballast/engine/liquidation/legs.hpp>
#include <ballast/engine/outstanding.hpp>
#include <ballast/engine/state_codec.hpp>
#include <ballast/engine/state_hash.hpp>
#include <ballast/engine/testing/world.hpp>
#include <set>

using namespace ballast;
using namespace ballast::engine;
using namespace ballast::engine::testing;

namespace {

const AccountId trader = account_number(1);
const AccountId maker = account_number(2);
const AccountId taker_a = account_number(3);
const AccountId taker_b = account_number(4);

constexpr std::int64_t usd(std::int64_t whole) { return whole * 1'00000000; }

/// A trader long 50 ETH from 3,000 on 10 WETH of chain alpha; two liquidators with dollars on beta.
struct Market
{
    World world;

    explicit Market(i128 fund_dollars = 50'000, Genesis genesis = test_genesis())
        : world{std::move(genesis)}
    {
        world.price("ETH", usd(3'000));
        world.price("USDC", usd(1));
        world.deposit(trader, weth_alpha, 10 * ether);
        world.deposit(maker, usdc_beta, 900'000 * dollar);
        world.deposit(taker_a, usdc_beta, 300'000 * dollar);
        world.deposit(taker_b, usdc_beta, 300'000 * dollar);
        if (fund_dollars > 0)
            world.deposit(world.state.genesis.fund, usdc_beta, fund_dollars * dollar);
        world.opt(taker_a);
        world.opt(taker_b);
        EXPECT_EQ(world.trade(trader, maker, 50'000, usd(3'000)), RejectReason::None);
        EXPECT_EQ(world.fill(world.last_order()), RejectReason::None);
    }

    /// The index moves, and two instants pass.
    void fall_to(std::int64_t price)
    {
        world.price("ETH", usd(price));
        world.pass_to(world.now_ms + 200);
    }

    template <class Body>
    std::vector<Order> orders() const
    {
        std::vector<Order> out;
        for (const Order& order : world.sink.orders)
            if (std::holds_alternative<Body>(order.body)) out.push_back(order);
        return out;
    }

    std::int64_t lots(const AccountId& id) const
    {
        std::int64_t out = 0;
        for (const Position& row : world.account(id).positions) out += row.lots;
        return out;
    }
};

}  // namespace

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
    world.price("ETH", usd(2'600));
    world.pass_to(world.now_ms + 100);
    EXPECT_EQ(world.state.watched.size(), 1U);
    for (int i = 0; i < 10; ++i) world.pass_to(world.now_ms + 9'000);
    EXPECT_TRUE(world.state.watched.begin()->second.transfers > 0);
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

namespace {

/// Commands every nine seconds, dollars still priced, until the trader is below or `for_ms` passed.
void wait_in_silence(World& world, std::int64_t for_ms)
{
    const std::int64_t until_ms = world.now_ms + for_ms;
    while (world.now_ms < until_ms && world.state.watched.empty())
    {
        world.now_ms += 8'000;
        world.price("USDC", usd(1));
    }
}

constexpr std::int64_t silence_ms = 60'000 + risk::dead_after_ms;

}  // namespace

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
