// SPDX-License-Identifier: Apache-2.0
// Options, futures, surfaces, marks and funding in the engine, and how a dated instrument ends.
#include <gtest/gtest.h>

#include <ballast/engine/dated_test_kit.hpp>
#include <ballast/engine/state_codec.hpp>
#include <ballast/engine/state_hash.hpp>

using namespace ballast;
using namespace ballast::engine;
using namespace ballast::engine::testing;

TEST(DatedInstruments, HaveNoPriceBeforeTheirSurface)
{
    Options market;

    EXPECT_EQ(market.trade(call, 100, usd(100)), RejectReason::PriceMissing);
    ASSERT_EQ(market.publish(), RejectReason::None);
    EXPECT_GT(market.mark(call), 0);
    EXPECT_EQ(market.mark(future), usd(3'030));
}

TEST(DatedInstruments, MoveTheirForwardWithTheIndex)
{
    Options market;
    market.publish();

    market.world.price("ETH", usd(3'300));

    EXPECT_EQ(market.mark(future), usd(3'333));
}

TEST(Surfaces, AreRefusedByNameWhereSomethingIsWrong)
{
    Options market;
    const std::int64_t now_ms = market.world.now_ms;
    ASSERT_EQ(market.publish(), RejectReason::None);

    VolatilitySlice wrong = slice(now_ms, 3'030);
    wrong.a_e9 = -1'000'000'000;
    EXPECT_EQ(market.publish(wrong), RejectReason::SurfaceInvalid);
    VolatilitySlice steep = slice(now_ms, 3'030);
    steep.a_e9 = 1'000'000;
    steep.b_e9 = 1'900'000'000;
    steep.sigma_e9 = 1'000'000;
    EXPECT_EQ(market.publish(steep), RejectReason::ButterflyArbitrage);
    VolatilitySlice elsewhere = slice(now_ms, 3'030);
    elsewhere.expiry_s += 86'400;
    EXPECT_EQ(market.publish(elsewhere), RejectReason::SurfaceIncomplete);
    EXPECT_EQ(market.world.apply(UpdateVolatility{{.underlying = numbered(0xEE, 1),
                                                   .publish_time_s = 1,
                                                   .slices = {slice(now_ms, 3'030)}}}),
              RejectReason::UnknownUnderlying);
}

TEST(Surfaces, OlderThanTheLastAreStale)
{
    Options market;
    ASSERT_EQ(market.publish(), RejectReason::None);

    market.world.now_ms -= 1'000;
    EXPECT_EQ(market.publish(), RejectReason::PriceStale);
}

TEST(Surfaces, ThatAreLateSupportNoNewRisk)
{
    Options market;
    market.publish();
    market.world.now_ms += 61'000;
    market.world.price("ETH", usd(3'000));

    EXPECT_EQ(market.trade(call, 100, market.mark(call) / 1'000'000 * 1'000'000),
              RejectReason::PriceStale);
}

TEST(CoveredCalls, CostLessThanTheirPartsAlone)
{
    Options covered;
    covered.publish();
    covered.world.deposit(trader, weth_alpha, 10 * ether);
    covered.open(call, -10'000);
    const i128 with_collateral = covered.world.margin(trader).initial;

    Options naked;
    naked.publish();
    naked.open(call, -10'000);
    const i128 without = naked.world.margin(trader).initial;

    EXPECT_LT(with_collateral, without * 7 / 10);
}

TEST(Marks, ArePerpetualsPricesInsteadOfTheIndex)
{
    Options market;
    ASSERT_EQ(market.set_mark(3'010, 0), RejectReason::None);

    EXPECT_EQ(market.mark(eth_perp), usd(3'010));
    market.world.now_ms += 1'000;
    EXPECT_EQ(market.set_mark(3'400, 0), RejectReason::PriceOutOfBand);
    EXPECT_EQ(market.set_mark(3'020, 200'000'000), RejectReason::PriceOutOfBand);
}

TEST(Funding, MovesFromLongsToShortsAndSumsToZero)
{
    Options market;
    market.set_mark(3'000, 10'000'000);  // 1 % in eight hours
    market.open(eth_perp, 1'000);
    const i128 before = market.world.margin(trader).unrealised;
    const i128 maker_before = market.world.margin(maker).unrealised;

    market.stay(48, 3'000);  // a tenth of eight hours
    market.set_mark(3'000, 10'000'000);

    // A tenth of 1 % of 3,000 on one unit.
    EXPECT_EQ(market.world.margin(trader).unrealised - before, -3 * dollar);
    EXPECT_EQ(market.world.margin(maker).unrealised - maker_before, 3 * dollar);
    const std::string problem = find_broken_invariant(market.world.state).value_or("");
    EXPECT_EQ(problem, "");
}

TEST(Funding, IsNotPaidByWhoOpensLater)
{
    Options market;
    market.set_mark(3'000, 10'000'000);
    market.stay(48, 3'000);
    market.set_mark(3'000, 10'000'000);

    market.open(eth_perp, 1'000);

    EXPECT_EQ(market.world.margin(trader).unrealised, 0);
}

TEST(Expiry, SettlesAtTheTimeWeightedIndexAndTellsTheVenue)
{
    Options market;
    market.publish();
    market.open(call, 1'000);
    market.open(future, -500);
    World& world = market.world;
    // A quarter of the last half hour at 4,200, the rest at 4,400; before it something else.
    const auto price_at = [&](std::int64_t before_s, std::int64_t price) {
        world.now_ms = (expiry_s - before_s) * 1'000 - 1'000;
        world.price("ETH", usd(price));
        ASSERT_EQ(world.now_ms, (expiry_s - before_s) * 1'000);
    };
    price_at(3'000, 3'000);
    price_at(1'800, 4'200);
    price_at(1'350, 4'400);
    EXPECT_FALSE(world.account(trader).positions.empty());

    price_at(0, 9'000);

    EXPECT_TRUE(world.account(trader).positions.empty());
    EXPECT_TRUE(world.account(maker).positions.empty());
    std::vector<std::int64_t> values;
    for (const auto& [order, settlement] : world.state.settlements)
        values.push_back(settlement.value_e8);
    EXPECT_EQ(values, (std::vector<std::int64_t>{usd(350), usd(4'350)}));
    EXPECT_EQ(market.mark(call), usd(350));
}

TEST(Expiry, AveragesOnlyTheTimeInWhichThereWasAnIndex)
{
    // A deployment whose first price comes ten minutes before the expiry: 4,100 for one of them,
    // then 4,200. price() lets a second pass.
    World world{dated_genesis()};
    world.now_ms = (expiry_s - 601) * 1'000;
    world.price("ETH", usd(4'100));
    world.price("USDC", usd(1));
    world.now_ms = (expiry_s - 541) * 1'000;
    world.price("ETH", usd(4'200));

    world.pass_to(expiry_s * 1'000);

    const auto* over = world.event<InstrumentExpired>();
    ASSERT_NE(over, nullptr);
    EXPECT_EQ(over->index_e8, usd(4'190));
}

TEST(Expiry, TellsEachHolderWhatHeGot)
{
    Options market;
    market.publish();
    World& world = market.world;
    world.now_ms = (expiry_s - 1'900) * 1'000;
    market.stay(30, 4'100);
    ASSERT_EQ(market.publish(slice(world.now_ms, 4'100)), RejectReason::None);
    // A dollar below what it comes to.
    ASSERT_EQ(market.trade(call, 1'500, usd(99)), RejectReason::None);
    ASSERT_EQ(world.fill(world.last_order()), RejectReason::None);
    const i128 before = world.margin(trader).equity - world.margin(trader).unrealised;

    world.pass_to(expiry_s * 1'000);

    std::vector<PositionExpired> told;
    for (const Event& event : world.sink.events)
        if (const auto* one = std::get_if<PositionExpired>(&event)) told.push_back(*one);
    ASSERT_EQ(told.size(), 2U);
    const InstrumentName name = *InstrumentName::parse("ETH-26MAR27-4000-C");
    const i128 held = i128{15} * pow10(17);  // 1,500 lots of 0.001 ETH
    EXPECT_EQ(told[0], (PositionExpired{maker, name, -held, usd(100), -dollar * 3 / 2}))
        << "losers first, so that clearing holds what it pays out";
    EXPECT_EQ(told[1], (PositionExpired{trader, name, held, usd(100), dollar * 3 / 2}));
    EXPECT_EQ(world.margin(trader).unrealised, 0);
    EXPECT_EQ(world.margin(trader).equity - before, dollar * 3 / 2);
}

TEST(Expiry, IsNotConfirmedByAnotherPriceInstrumentOrOrder)
{
    Options market;
    market.publish();
    World& world = market.world;
    world.now_ms = (expiry_s - 1'900) * 1'000;
    market.stay(32, 4'100);
    ASSERT_EQ(world.state.settlements.size(), 2U);
    const OutstandingSettlement ordered = world.state.settlements.begin()->second;
    const InstrumentName name = world.state.genesis.instruments[ordered.instrument.value].name;
    const InstrumentName other = world.state.genesis.instruments[future.value].name;
    ASSERT_NE(name, other);
    const i128 price_e18 = i128{ordered.value_e8} * pow10(10);

    for (const Settled& report :
         {Settled{ordered.order, name, price_e18 + 1}, Settled{ordered.order, other, price_e18},
          Settled{{ordered.order.value + 100}, name, price_e18}})
    {
        world.state.contracts[2].status = RouteStatus::Green;
        world.apply(world.next_event(2, report));
        EXPECT_NE(world.event<RouteTripped>(), nullptr);
        EXPECT_EQ(world.event<SettlementConfirmed>(), nullptr);
        EXPECT_EQ(world.state.contracts[2].status, RouteStatus::Red);
        EXPECT_TRUE(world.state.settlements.contains(ordered.order));
    }
    world.apply(world.next_event(2, Settled{ordered.order, name, price_e18}));
    EXPECT_FALSE(world.state.settlements.contains(ordered.order));
}

TEST(Expiry, OrdersAVoidedSettlementAgainAtTheSameValue)
{
    Options market;
    market.publish();
    World& world = market.world;
    world.now_ms = (expiry_s - 1'900) * 1'000;
    market.stay(32, 4'100);
    const OutstandingSettlement first = world.state.settlements.begin()->second;
    world.price("ETH", usd(9'000));

    world.apply(world.next_event(2, Voided{first.order}));

    const auto* again = world.event<SettlementReordered>();
    ASSERT_NE(again, nullptr);
    EXPECT_EQ(again->ended, first.order);
    EXPECT_EQ(again->how, OrderEnd::Voided);
    ASSERT_EQ(world.sink.orders.size(), 1U);
    EXPECT_EQ(world.sink.orders[0].id, again->order);
    EXPECT_EQ(std::get<Settle>(world.sink.orders[0].body).price_e18,
              i128{first.value_e8} * pow10(10));
}

TEST(Expiry, IsConfirmedByTheVenueOrOrderedAgain)
{
    Options market;
    market.publish();
    World& world = market.world;
    world.now_ms = (expiry_s - 1'900) * 1'000;
    market.stay(32, 4'100);
    ASSERT_EQ(world.state.settlements.size(), 2U);
    const OutstandingSettlement first = world.state.settlements.begin()->second;
    EXPECT_EQ(first.value_e8, usd(100));
    EXPECT_GE(first.not_before_s, static_cast<std::uint64_t>(expiry_s));

    const GenesisInstrument& listing = world.state.genesis.instruments[first.instrument.value];
    EXPECT_EQ(world.apply(world.next_event(
                  2, Settled{first.order, listing.name, i128{first.value_e8} * pow10(10)})),
              RejectReason::None);
    EXPECT_NE(world.event<SettlementConfirmed>(), nullptr);
    world.head(2, static_cast<std::uint64_t>(expiry_s) + 3'600);
    const auto* again = world.event<SettlementReordered>();
    ASSERT_NE(again, nullptr);
    EXPECT_EQ(world.state.settlements.size(), 1U);
    EXPECT_TRUE(world.state.settlements.contains(again->order));
}

TEST(Expiry, OrdersNoSettlementThatLivesLongerThanTheVenueAllows)
{
    Options market;
    market.publish();
    World& world = market.world;
    const std::int64_t life_s = world.state.genesis.contracts[2].order_life_ms / 1'000;
    world.now_ms = (expiry_s - 1'900) * 1'000;
    market.stay(31, 4'100);

    world.pass_to((expiry_s + 7) * 1'000);  // nobody said anything at the expiry itself
    ASSERT_EQ(world.state.settlements.size(), 2U);
    world.now_ms += life_s * 1'000;
    world.head(2, static_cast<std::uint64_t>(expiry_s + life_s + 60));

    ASSERT_EQ(world.state.settlements.size(), 2U);
    EXPECT_NE(world.event<SettlementReordered>(), nullptr);
    for (const Order& order : world.sink.orders)
        EXPECT_LE(order.expiry_s - order.not_before_s, static_cast<std::uint64_t>(life_s));
    ASSERT_FALSE(world.sink.orders.empty());
}

TEST(Expiry, LooksAtWhoHasAPermitOnWhatEnds)
{
    Options market;
    market.publish();
    World& world = market.world;
    world.now_ms = (expiry_s - 1'900) * 1'000;
    market.stay(31, 4'100);
    ASSERT_EQ(market.publish(slice(world.now_ms, 4'100)), RejectReason::None);
    world.now_ms = (expiry_s - 5) * 1'000;
    ASSERT_EQ(market.trade(call, -8'000, market.mark(call) / 1'000'000 * 1'000'000),
              RejectReason::None);
    world.price("ETH", usd(6'000));
    world.pass_to(expiry_s * 1'000 - 500);
    ASSERT_NE(world.event<MarginCalled>(), nullptr);

    world.pass_to(expiry_s * 1'000);

    // The average of the last half hour is far below the last price: what the permit may lose is
    // small again, and nobody holds a lot that would have been settled.
    EXPECT_EQ(world.event<InstrumentExpired>()->holders, 0U);
    EXPECT_NE(world.event<MarginCallMet>(), nullptr);
}

TEST(Expiry, SettlesAFillThatWasReportedLate)
{
    Options market;
    market.publish();
    World& world = market.world;
    world.now_ms = (expiry_s - 1'900) * 1'000;
    market.stay(30, 4'100);
    VolatilitySlice last = slice(world.now_ms, 4'100);
    ASSERT_EQ(market.publish(last), RejectReason::None);
    const std::int64_t price = market.mark(call) / 1'000'000 * 1'000'000;
    ASSERT_EQ(market.trade(call, 1'000, price), RejectReason::None);
    const OrderId order = world.last_order();
    EXPECT_LT(world.state.permits.at(order).expiry_s, static_cast<std::uint64_t>(expiry_s));
    market.stay(2, 4'100);
    const i128 before = world.margin(trader).equity;

    ASSERT_EQ(world.fill(order), RejectReason::None);

    EXPECT_TRUE(world.account(trader).positions.empty());
    const i128 gained = world.margin(trader).equity - before;
    EXPECT_NEAR(static_cast<double>(gained), static_cast<double>(usd(100) - price) / 100.0, 3.0);
    EXPECT_EQ(market.trade(call, 1'000, usd(100)), RejectReason::InstrumentOver);
}

TEST(DatedInstruments, AreTheSameAfterASnapshot)
{
    Options market;
    market.set_mark(3'010, 1'000'000);
    market.publish();
    market.open(call, 1'000);
    market.stay(1, 3'100);
    const State& state = market.world.state;

    const auto restored = decode_state(encode_state(state));

    ASSERT_TRUE(restored);
    EXPECT_EQ(full_state_hash(*restored), full_state_hash(state));
    for (std::size_t k = 0; k < state.risk.instruments.size(); ++k)
        EXPECT_EQ(restored->risk.instruments[k], state.risk.instruments[k]);
    const auto table = [](const State& s) {
        return s.risk.scenarios->market().underlyings[0].table;
    };
    EXPECT_EQ(table(*restored), table(state));
}

TEST(DatedInstruments, NeedScenarios)
{
    Genesis genesis = dated_genesis();
    genesis.scenarios.reset();

    const auto problem = find_problem(genesis);

    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->field, "instruments[1].name");
}
