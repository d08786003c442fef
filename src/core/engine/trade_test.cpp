// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/engine/state_codec.hpp>
#include <ballast/engine/state_hash.hpp>
#include <ballast/engine/testing/world.hpp>

using namespace ballast;
using namespace ballast::engine;
using namespace ballast::engine::testing;

namespace {
constexpr std::int64_t price_3000 = 3'000'00000000;
const AccountId alice = account_number(1);
const AccountId maker = account_number(2);
const AccountId carol = account_number(3);

/// Alice has 10 ETH on alpha and nothing on beta; the makers have USDC on beta.
World funded_world(Genesis genesis = test_genesis())
{
    World world{std::move(genesis)};
    world.price("ETH", price_3000);
    world.price("USDC", 1'00000000);
    world.deposit(alice, weth_alpha, 10 * ether);
    world.deposit(maker, usdc_beta, 1'000'000 * dollar);
    world.deposit(carol, usdc_beta, 1'000'000 * dollar);
    return world;
}
}  // namespace

TEST(Trade, CollateralOnOneChainBacksAPositionOnAnother)
{
    World world = funded_world();

    ASSERT_EQ(world.trade(alice, maker, 20'000, price_3000), RejectReason::None);

    ASSERT_EQ(world.sink.orders.size(), 1U);
    const Order& order = world.sink.orders[0];
    EXPECT_EQ(order.chain, beta);
    const auto& permit = std::get<Permit>(order.body);
    EXPECT_EQ(permit.account, alice);
    EXPECT_EQ(permit.quantity_e18, 20 * ether);
    EXPECT_EQ(order.expiry_s, order.timestamp_s + 60);
    EXPECT_EQ(world.margin(alice).initial,
              6'000 * dollar);  // reserved at its worst before the fill

    ASSERT_EQ(world.fill(order.id), RejectReason::None);
    EXPECT_EQ(world.account(alice).positions.at(0).lots, 20'000);
    EXPECT_EQ(world.account(maker).positions.at(0).lots, -20'000);
    EXPECT_TRUE(world.account(alice).pending.empty());
    EXPECT_EQ(world.margin(alice).initial, 6'000 * dollar);
    EXPECT_EQ(world.margin(alice).maintenance, 3'000 * dollar);
    EXPECT_EQ(world.state.instruments[0].lots_long, 20'000);
}

TEST(Trade, ThatNeedsTooMuchIsRefusedWithTheNumberThatWasMissing)
{
    World world = funded_world();
    // 100 ETH at 3,000 need 30,000 USD; 29,044.56 are there after haircut.
    EXPECT_EQ(world.trade(alice, maker, 100'000, price_3000), RejectReason::InsufficientMargin);
    ASSERT_NE(world.event<CommandRejected>(), nullptr);
    EXPECT_EQ(world.event<CommandRejected>()->account, alice);
    EXPECT_EQ(world.event<CommandRejected>()->missing_usd_e6, 955'440'000);
    EXPECT_TRUE(world.sink.orders.empty());
}

TEST(Trade, TheMakersMarginIsCheckedToo)
{
    World world = funded_world();
    const AccountId poor = account_number(4);
    world.deposit(poor, usdc_beta, 100 * dollar);
    EXPECT_EQ(world.trade(alice, poor, 20'000, price_3000), RejectReason::InsufficientMargin);
    EXPECT_EQ(world.event<CommandRejected>()->account, poor);
}

TEST(Trade, OutstandingPermitsCountAtTheirWorst)
{
    World world = funded_world();
    EXPECT_EQ(world.trade(alice, maker, 60'000, price_3000), RejectReason::None);
    EXPECT_EQ(world.trade(alice, maker, -60'000, price_3000),
              RejectReason::None);  // the other way: worst is still 60
    EXPECT_EQ(world.margin(alice).initial, 18'000 * dollar);
    EXPECT_EQ(world.trade(alice, maker, 60'000, price_3000), RejectReason::InsufficientMargin);
}

TEST(Trade, AFillAboveTheMarkCountsItsLossAtOnce)
{
    World world = funded_world();
    world.trade(alice, maker, 10'000, 3'030'00000000);
    EXPECT_EQ(world.margin(alice).pending_loss, -300 * dollar);
    world.fill(world.last_order());
    EXPECT_EQ(world.margin(alice).pending_loss, 0);
    EXPECT_EQ(world.margin(alice).unrealised, -300 * dollar);
}

TEST(Trade, ALapseIsProvenByAHeadAfterTheExpiryAndFreesTheReservation)
{
    World world = funded_world();
    world.trade(alice, maker, 60'000, price_3000);
    const std::uint64_t expiry_s = world.sink.orders.at(0).expiry_s;

    world.head(
        2, expiry_s);  // not later than the expiry: the permit could still execute in that second
    EXPECT_EQ(world.margin(alice).initial, 18'000 * dollar);
    world.head(0, expiry_s + 100);  // another contract's head proves nothing
    EXPECT_EQ(world.margin(alice).initial, 18'000 * dollar);
    world.head(2, expiry_s + 1);
    EXPECT_EQ(world.margin(alice).initial, 0);
    ASSERT_NE(world.event<OrderClosed>(), nullptr);
    EXPECT_EQ(world.event<OrderClosed>()->how, OrderEnd::Lapsed);
    EXPECT_TRUE(world.state.permits.empty());
    EXPECT_TRUE(world.account(alice).positions.empty());
}

TEST(Trade, AHeadBeforeItsEventsIsRefused)
{
    World world = funded_world();
    ObserveChain head = world.next_event(2, Head{.event_nonce = 1, .finalised_timestamp_s = 1});
    EXPECT_EQ(world.apply(head), RejectReason::WrongSequence);
}

TEST(Trade, AVoidedPermitFreesTheReservation)
{
    World world = funded_world();
    world.trade(alice, maker, 60'000, price_3000);
    EXPECT_EQ(world.apply(world.next_event(2, Voided{world.last_order()})), RejectReason::None);
    EXPECT_EQ(world.event<OrderClosed>()->how, OrderEnd::Voided);
    EXPECT_EQ(world.margin(alice).initial, 0);
}

TEST(Trade, AFillThatDiffersFromItsPermitIsRecordedAndTripsTheVenue)
{
    World world = funded_world();
    world.trade(alice, maker, 1'000, price_3000);
    const OrderId order = world.last_order();
    auto report = world.fill_report(order);
    std::get<Filled>(report.body).quantity_e18 += 1;
    EXPECT_EQ(world.apply(ObserveChain{report, numbered(6, 5555)}), RejectReason::None);
    EXPECT_EQ(world.state.contracts[2].status, RouteStatus::Red);
    EXPECT_EQ(world.state.contracts[2].event_nonce, 1U);
    EXPECT_EQ(world.account(alice).positions.at(0).lots, 0);
    EXPECT_EQ(world.trade(alice, maker, 1'000, price_3000), RejectReason::BreakerTripped);
}

TEST(Trade, AQuoteIsTakenInPartsUpToItsSizeAndGivesBackWhatLapsed)
{
    World world = funded_world();
    RequestTrade part = world.trade_request(alice, maker, 1'000, price_3000);
    part.quote.quantity_e18 = -3 * ether / 2;  // 1.5 ETH on offer
    EXPECT_EQ(world.apply(part), RejectReason::None);
    RequestTrade rest = part;
    rest.accept.nonce = 1'000'001;
    EXPECT_EQ(world.apply(rest), RejectReason::QuoteExhausted);
    rest.accept.quantity_e18 = ether / 2;
    EXPECT_EQ(world.apply(rest), RejectReason::None);

    const std::uint64_t expiry_s = world.sink.orders.at(0).expiry_s;
    world.now_ms += 100'000;
    world.price("ETH", price_3000);
    world.price("USDC", 1'00000000);
    world.head(2, expiry_s + 1);
    rest.accept.nonce = 1'000'002;
    EXPECT_EQ(world.apply(rest), RejectReason::None);
}

TEST(Trade, EachRefusalHasItsReason)
{
    World world = funded_world();
    const auto refused = [&world](auto change) {
        RequestTrade request = world.trade_request(alice, maker, 1'000, price_3000);
        change(request);
        return world.apply(request);
    };
    EXPECT_EQ(refused([](auto& r) { r.venue = evm_address(11); }), RejectReason::UnknownContract);
    EXPECT_EQ(refused([](auto& r) { r.quote.instrument = *InstrumentName::parse("BTC-PERP"); }),
              RejectReason::UnknownInstrument);
    EXPECT_EQ(refused([](auto& r) { r.accept.account = account_number(99); }),
              RejectReason::UnknownAccount);
    EXPECT_EQ(refused([](auto& r) { r.quote.maker = r.accept.account; }), RejectReason::SameParty);
    EXPECT_EQ(refused([](auto& r) { r.accept.quote_digest = numbered(1, 1); }),
              RejectReason::QuoteMismatch);
    EXPECT_EQ(refused([](auto& r) { r.accept.quantity_e18 = 0; }), RejectReason::QuantityZero);
    EXPECT_EQ(refused([](auto& r) { r.accept.quantity_e18 = -ether; }), RejectReason::SidesEqual);
    EXPECT_EQ(refused([](auto& r) { r.accept.quantity_e18 += 1; }), RejectReason::QuantityOffLot);
    EXPECT_EQ(refused([](auto& r) { r.accept.quantity_e18 = pow10(36); }),
              RejectReason::QuantityTooLarge);
    EXPECT_EQ(refused([](auto& r) { r.quote.price_e18 += 1; }), RejectReason::PriceOffTick);
    EXPECT_EQ(refused([](auto& r) { r.quote.price_e18 = 0; }), RejectReason::PriceOffTick);
    EXPECT_EQ(refused([](auto& r) { r.accept.limit_price_e18 -= 1; }),
              RejectReason::PriceBeyondLimit);
    EXPECT_EQ(
        refused([](auto& r) { r.quote.price_e18 = r.accept.limit_price_e18 = 3'100 * ether; }),
        RejectReason::PriceOutOfBand);
    EXPECT_EQ(refused([](auto& r) { r.quote.expiry_s = 1; }), RejectReason::Expired);
    EXPECT_EQ(refused([](auto& r) { r.accept.deadline_s = 1; }), RejectReason::Expired);
    EXPECT_EQ(refused([](auto& r) { r.accept.deadline_s += 7'200; }), RejectReason::DeadlineTooFar);
    EXPECT_EQ(refused([](auto&) {}), RejectReason::None);
    EXPECT_EQ(refused([](auto& r) { r.accept.nonce -= 1; }), RejectReason::NonceUsed);
    EXPECT_EQ(refused([](auto& r) { r.quote.nonce -= 2; }), RejectReason::NonceUsed);
}

TEST(Trade, LimitsOfAccountAndOpenInterestHold)
{
    Genesis genesis = test_genesis();
    genesis.instruments[0].lots_account_max = 5'000;
    genesis.instruments[0].lots_open_max = 7'000;
    World world = funded_world(genesis);
    EXPECT_EQ(world.trade(alice, maker, 5'001, price_3000), RejectReason::AccountLimit);
    EXPECT_EQ(world.trade(alice, maker, 4'000, price_3000), RejectReason::None);
    EXPECT_EQ(world.trade(carol, maker, 4'000, price_3000), RejectReason::OpenInterestLimit);
}

TEST(Trade, AStalePriceAllowsNoNewRiskButReducing)
{
    World world = funded_world();
    world.trade(alice, maker, 20'000, price_3000);
    world.fill(world.last_order());
    world.now_ms += 120'000;
    EXPECT_EQ(world.trade(alice, maker, 1'000, price_3000), RejectReason::PriceStale);
    EXPECT_EQ(world.trade(alice, maker, -20'000, price_3000), RejectReason::None);
    EXPECT_EQ(std::get<Permit>(world.sink.orders.at(0).body).flags, permit_reduce_only);
}

TEST(Settlement, AProfitIsPaidInKindAndTheClearingAccountOwesTheOtherSide)
{
    World world = funded_world();
    world.trade(alice, maker, 10'000, price_3000);
    world.fill(world.last_order());
    world.price("ETH", 3'050'00000000);
    world.trade(alice, carol, -10'000, 3'050'00000000);
    ASSERT_EQ(world.fill(world.last_order()), RejectReason::None);

    // Alice made 500 USD; the maker has not paid yet, so clearing owes it on the instrument's
    // chain.
    EXPECT_EQ(world.event<TradeFilled>()->realised_account_usd_e6, 500 * dollar);
    const Balance* received = nullptr;
    for (const Balance& row : world.account(alice).balances)
        if (row.token == usdc_beta) received = &row;
    ASSERT_NE(received, nullptr);
    EXPECT_EQ(received->amount, 500 * dollar);
    EXPECT_EQ(world.state.instruments[0].clearing.at(0).amount, -500 * dollar);
    EXPECT_EQ(world.margin(maker).unrealised, -500 * dollar);

    world.trade(maker, carol, 10'000, 3'050'00000000);
    world.fill(world.last_order());
    EXPECT_EQ(world.state.instruments[0].clearing.at(0).amount, 0);
    EXPECT_EQ(world.state.instruments[0].lots_long, 0);
}

TEST(Settlement, ALossWithoutTheSettlementTokenBecomesADebtOnTheInstrumentsChain)
{
    World world = funded_world();
    world.trade(alice, maker, 10'000, price_3000);
    world.fill(world.last_order());
    world.price("ETH", 2'950'00000000);
    world.trade(alice, carol, -10'000, 2'950'00000000);
    ASSERT_EQ(world.fill(world.last_order()), RejectReason::None);

    EXPECT_EQ(world.margin(alice).debt, 500 * dollar);
    ASSERT_NE(world.event<DebtChanged>(), nullptr);
    EXPECT_FALSE(world.event<DebtChanged>()->over_cap);
    // The debt is charged to the line of the chain whose collateral backs it.
    EXPECT_EQ(world.state.chains[0].line_used_usd_e6, 500 * dollar);
    EXPECT_EQ(world.state.chains[1].line_used_usd_e6, 0);

    world.deposit(alice, usdc_beta, 500 * dollar);
    EXPECT_EQ(world.margin(alice).debt, 0);
    EXPECT_EQ(world.state.chains[0].line_used_usd_e6, 0);
}

TEST(Settlement, WhoOwesOpensNothingMoreOnceAllTogetherOweTooMuch)
{
    Genesis genesis = test_genesis();
    genesis.debt_account_usd_e6 = 600 * dollar;
    genesis.debt_pool_usd_e6 = 700 * dollar;
    World world = funded_world(genesis);
    const AccountId other = account_number(70);
    world.deposit(other, weth_alpha, 10 * ether);
    for (const AccountId& debtor : {alice, other})
    {
        world.price("ETH", price_3000);
        ASSERT_EQ(world.trade(debtor, maker, 10'000, price_3000), RejectReason::None);
        ASSERT_EQ(world.fill(world.last_order()), RejectReason::None);
        world.price("ETH", 2'950'00000000);
        ASSERT_EQ(world.trade(debtor, carol, -10'000, 2'950'00000000), RejectReason::None);
        ASSERT_EQ(world.fill(world.last_order()), RejectReason::None);
        EXPECT_EQ(world.margin(debtor).debt, 500 * dollar);
    }
    EXPECT_EQ(world.trade(other, maker, 1'000, 2'950'00000000), RejectReason::DebtLimit);
    EXPECT_EQ(world.event<CommandRejected>()->missing_usd_e6, 300 * dollar);
    // Whoever owes nothing goes on.
    EXPECT_EQ(world.trade(carol, maker, 1'000, 2'950'00000000), RejectReason::None);
}

TEST(Settlement, TheIntervalSettlesEveryHolderAtTheMark)
{
    Genesis genesis = test_genesis();
    genesis.settlement_interval_ms = 3'600'000;
    World world = funded_world(genesis);
    world.trade(carol, maker, 10'000, price_3000);
    world.fill(world.last_order());
    world.price("ETH", 3'040'00000000);
    world.now_ms += 3'600'000;
    world.price("ETH", 3'041'00000000);

    ASSERT_NE(world.event<InstrumentSettled>(), nullptr);
    EXPECT_EQ(world.event<InstrumentSettled>()->holders, 2U);
    EXPECT_EQ(world.account(carol).balances.at(0).amount, (1'000'000 + 400) * dollar);
    EXPECT_EQ(world.account(maker).balances.at(0).amount, (1'000'000 - 400) * dollar);
    EXPECT_EQ(world.margin(carol).unrealised, 10 * dollar);  // the price after the settlement
}

TEST(StateHash, OfDirtyAccountsEqualsTheHashFromNothingAndASnapshotKeepsIt)
{
    World world = funded_world();
    AccountTree tree;
    for (int round = 0; round < 40; ++round)
    {
        world.deposit(account_number(100U + static_cast<std::uint64_t>(round)), usdc_alpha,
                      10 * dollar);
        world.trade(alice, maker, 1'000, price_3000);
        if (round % 2 == 0) world.fill(world.last_order());
        ASSERT_EQ(state_hash(world.state, tree), full_state_hash(world.state));
    }
    const Bytes snapshot = encode_state(world.state);
    auto restored = decode_state(snapshot);
    ASSERT_TRUE(restored);
    EXPECT_EQ(full_state_hash(*restored), full_state_hash(world.state));
    EXPECT_EQ(encode_state(*restored), snapshot);
    EXPECT_EQ(find_broken_invariant(*restored), std::nullopt);

    // The restored state goes on exactly as the first.
    World twin = world;
    twin.state = std::move(*restored);
    world.trade(alice, maker, -1'000, price_3000);
    twin.trade(alice, maker, -1'000, price_3000);
    EXPECT_EQ(full_state_hash(twin.state), full_state_hash(world.state));
}

TEST(Snapshot, ATruncatedOneIsRefused)
{
    World world = funded_world();
    const Bytes snapshot = encode_state(world.state);
    for (std::size_t n = 0; n < snapshot.size(); n += 7)
        ASSERT_FALSE(decode_state(BytesView{snapshot}.first(n)));
}
