// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/engine/state_codec.hpp>
#include <ballast/engine/state_hash.hpp>
#include <ballast/engine/testing/world.hpp>

using namespace ballast;
using namespace ballast::engine;
using namespace ballast::engine::testing;

namespace {
const AccountId alice = account_number(1);
const AccountId maker = account_number(2);
const Address wallet = evm_address(500);
constexpr std::int64_t price_3000 = 3'000'00000000;

/// Alice has 10 WETH and 5,000 USDC on alpha; the maker is rich on beta.
World funded_world(Genesis genesis = test_genesis())
{
    World world{std::move(genesis)};
    world.price("ETH", price_3000);
    world.price("USDC", 1'00000000);
    world.deposit(alice, weth_alpha, 10 * ether);
    world.deposit(alice, usdc_alpha, 5'000 * dollar);
    world.deposit(maker, usdc_beta, 500'000 * dollar);
    return world;
}

/// As funded_world, with a long of `eth` ether at 3,000.
World trading_world(std::int64_t eth)
{
    World world = funded_world();
    world.trade(alice, maker, eth * 1'000, price_3000);
    world.fill(world.last_order());
    return world;
}

i128 balance(const World& world, const AccountId& account, TokenIndex token)
{
    for (const Balance& row : world.account(account).balances)
        if (row.token == token) return row.amount;
    return 0;
}

i128 usable(const World& world, TokenIndex token)
{
    return static_cast<i128>(risk::withdrawable(world.account(alice), token, world.state.risk,
                                                world.state.counters.time_ms));
}
}  // namespace

TEST(Withdrawal, CountsOutWhenItIsApprovedAndLeavesTheBooksWhenItIsPaid)
{
    World world = funded_world();

    ASSERT_EQ(world.withdraw(alice, weth_alpha, 4 * ether, wallet), RejectReason::None);

    const auto* approved = world.event<WithdrawalApproved>();
    ASSERT_NE(approved, nullptr);
    ASSERT_EQ(world.sink.orders.size(), 1U);
    const Order order = world.sink.orders.front();
    EXPECT_EQ(order.contract, evm_address(11));
    EXPECT_EQ(order.expiry_s, order.timestamp_s + 300);
    EXPECT_EQ(std::get<Release>(order.body),
              (Release{alice, evm_address(21), static_cast<u128>(4 * ether), wallet}));
    EXPECT_EQ(balance(world, alice, weth_alpha), 6 * ether);
    EXPECT_EQ(world.state.tokens[0].in_flight, 4 * ether);

    ASSERT_EQ(world.pay(order.id), RejectReason::None);

    ASSERT_NE(world.event<WithdrawalPaid>(), nullptr);
    EXPECT_FALSE(world.event<WithdrawalPaid>()->claimable);
    EXPECT_EQ(world.state.tokens[0].in_flight, 0);
    EXPECT_EQ(world.state.tokens[0].held(), 6 * ether);
    EXPECT_EQ(world.state.tokens[0].recognised, 6 * ether);
    EXPECT_TRUE(world.account(alice).releases.empty());
    EXPECT_EQ(balance(world, alice, weth_alpha), 6 * ether);
}

TEST(Withdrawal, AClaimablePaymentLeavesTheBooksToo)
{
    World world = funded_world();
    world.withdraw(alice, usdc_alpha, 5'000 * dollar, wallet);
    ASSERT_EQ(world.pay(world.last_order(), ReleaseOutcome::Claimable), RejectReason::None);
    EXPECT_TRUE(world.event<WithdrawalPaid>()->claimable);
    EXPECT_EQ(world.state.tokens[1].held(), 0);
}

TEST(Withdrawal, WithoutPositionsEverythingMayLeaveEvenAtAStalePrice)
{
    World world = funded_world();
    world.now_ms += 3'600'000;
    EXPECT_EQ(world.withdraw(alice, weth_alpha, 10 * ether, wallet), RejectReason::None);
    EXPECT_EQ(world.withdraw(alice, usdc_alpha, 5'000 * dollar, wallet), RejectReason::None);
}

TEST(Withdrawal, LeavesTheInitialRequirementAndSaysWhatIsMissing)
{
    // 50 ETH long: a requirement of 15,000 against 10 WETH (29,044.56 counted) and 5,000 USDC.
    World world = trading_world(50);
    const i128 most = usable(world, weth_alpha);
    ASSERT_GT(most, 0);
    ASSERT_LT(most, 10 * ether);

    EXPECT_EQ(world.withdraw(alice, weth_alpha, most + ether, wallet),
              RejectReason::InsufficientMargin);

    const auto* rejected = world.event<CommandRejected>();
    EXPECT_EQ(rejected->missing_units, static_cast<u128>(ether));
    EXPECT_NEAR(static_cast<double>(rejected->missing_usd_e6), 2'904.456e6, 1.0);
    EXPECT_EQ(balance(world, alice, weth_alpha), 10 * ether);
    EXPECT_EQ(world.withdraw(alice, weth_alpha, most + 1, wallet),
              RejectReason::InsufficientMargin);
    EXPECT_EQ(world.withdraw(alice, weth_alpha, most, wallet), RejectReason::None);
    EXPECT_GE(world.margin(alice).tradable(), 0);
    EXPECT_EQ(usable(world, weth_alpha), 0);
}

TEST(Withdrawal, UnrealisedGainsCannotBeWithdrawn)
{
    World world = trading_world(50);
    const i128 before = usable(world, usdc_alpha);
    world.now_ms += 1'000;
    world.price("ETH", 3'300'00000000);
    world.price("USDC", 1'00000000);
    ASSERT_GT(world.margin(alice).unrealised_gains, 10'000 * dollar);
    // The WETH is worth more, the requirement is higher, and the 15,000 of gains count nothing.
    const auto totals = world.margin(alice);
    EXPECT_GT(totals.tradable(), before);
    EXPECT_EQ(world.withdraw(alice, usdc_alpha, 5'000 * dollar, wallet), RejectReason::None);
    EXPECT_EQ(world.withdraw(alice, weth_alpha, 10 * ether, wallet),
              RejectReason::InsufficientMargin);
}

TEST(Withdrawal, AStaleMarkAllowsNone)
{
    World world = trading_world(1);
    world.now_ms += 3'600'000;
    EXPECT_EQ(world.withdraw(alice, usdc_alpha, dollar, wallet), RejectReason::PriceStale);
}

TEST(Withdrawal, LapsesByALaterHeadAndCountsAgain)
{
    World world = funded_world();
    world.withdraw(alice, weth_alpha, 4 * ether, wallet);
    const Order order = world.sink.orders.front();

    world.head(0, order.expiry_s);
    EXPECT_EQ(world.state.tokens[0].in_flight, 4 * ether);
    world.head(0, order.expiry_s + 1);

    ASSERT_NE(world.event<OrderClosed>(), nullptr);
    EXPECT_EQ(world.event<OrderClosed>()->how, OrderEnd::Lapsed);
    EXPECT_EQ(balance(world, alice, weth_alpha), 10 * ether);
    EXPECT_EQ(world.state.tokens[0].in_flight, 0);
}

TEST(Withdrawal, VoidedCountsAgain)
{
    World world = funded_world();
    world.withdraw(alice, weth_alpha, 4 * ether, wallet);
    ASSERT_EQ(world.apply(world.next_event(0, Voided{world.last_order()})), RejectReason::None);
    EXPECT_EQ(world.event<OrderClosed>()->how, OrderEnd::Voided);
    EXPECT_EQ(balance(world, alice, weth_alpha), 10 * ether);
}

TEST(Withdrawal, APaymentThatDiffersFromItsOrderTripsTheVault)
{
    World world = funded_world();
    world.withdraw(alice, weth_alpha, 4 * ether, wallet);
    Observation report = world.release_report(world.last_order());
    std::get<Released>(report.body).recipient = evm_address(666);

    world.apply(ObserveChain{report, numbered(6, 999)});

    ASSERT_NE(world.event<RouteTripped>(), nullptr);
    EXPECT_EQ(world.state.contracts[0].status, RouteStatus::Red);
    EXPECT_EQ(world.withdraw(alice, usdc_alpha, dollar, wallet), RejectReason::BreakerTripped);
}

TEST(Withdrawal, EachBadRequestIsRefusedAndMovesNothing)
{
    World world = funded_world();
    const auto refused = [&](RejectReason expected, auto change) {
        RequestWithdrawal request = world.withdrawal_request(alice, weth_alpha, ether, wallet);
        change(request.withdraw);
        EXPECT_EQ(world.apply(request), expected);
        EXPECT_EQ(balance(world, alice, weth_alpha), 10 * ether);
        EXPECT_TRUE(world.state.releases.empty());
    };
    refused(RejectReason::AmountZero, [](Withdraw& w) { w.amount = 0; });
    refused(RejectReason::RecipientZero, [](Withdraw& w) { w.recipient = {}; });
    refused(RejectReason::RecipientZero, [](Withdraw& w) { w.recipient.value = numbered(1, 1); });
    refused(RejectReason::RecipientIsVault, [](Withdraw& w) { w.recipient = evm_address(11); });
    refused(RejectReason::UnknownToken, [](Withdraw& w) { w.token = evm_address(99); });
    refused(RejectReason::UnknownToken, [](Withdraw& w) { w.eip155 = 1; });
    refused(RejectReason::UnknownToken, [](Withdraw& w) { w.eip155 = 31338; });
    refused(RejectReason::UnknownAccount, [](Withdraw& w) { w.account = account_number(3); });
    refused(RejectReason::Expired, [](Withdraw& w) { w.deadline_s = w.issued_at_s; });
    refused(RejectReason::DeadlineTooFar,
            [](Withdraw& w) { w.deadline_s = w.issued_at_s + 3'601; });
    refused(RejectReason::IssuedInFuture, [](Withdraw& w) { w.issued_at_s += 60; });
    refused(RejectReason::InsufficientBalance,
            [](Withdraw& w) { w.amount = static_cast<u128>(10 * ether) + 1; });
}

TEST(Withdrawal, ANonceServesOnceAndARefusalUsesItUp)
{
    World world = funded_world();
    const auto request = world.withdrawal_request(alice, weth_alpha, ether, wallet);
    EXPECT_EQ(world.apply(request), RejectReason::None);
    EXPECT_EQ(world.apply(request), RejectReason::NonceUsed);
    EXPECT_EQ(balance(world, alice, weth_alpha), 9 * ether);

    auto too_much = world.withdrawal_request(alice, weth_alpha, 10 * ether, wallet);
    EXPECT_EQ(world.apply(too_much), RejectReason::InsufficientBalance);
    EXPECT_EQ(world.apply(too_much), RejectReason::NonceUsed);
}

TEST(Withdrawal, AboveTheBalanceNamesTheMissingUnits)
{
    World world = funded_world();
    world.deposit(maker, weth_alpha, 10 * ether);
    EXPECT_EQ(world.withdraw(alice, weth_alpha, 12 * ether, wallet),
              RejectReason::InsufficientBalance);
    EXPECT_EQ(world.event<CommandRejected>()->missing_units, static_cast<u128>(2 * ether));
}

TEST(Withdrawal, NeverMoreThanTheVaultHoldsBesideWhatIsUnderWay)
{
    World world = funded_world();
    // As after settlements: the maker's claims on alpha's USDC are matched by somebody's debt
    // there.
    const AccountId carol = account_number(3);
    world.deposit(carol, weth_alpha, 10 * ether);
    auto& books = world.state;
    books.accounts[books.find_account(maker)->value].balances.insert(
        books.accounts[books.find_account(maker)->value].balances.begin(),
        Balance{.token = usdc_alpha, .amount = 2'000 * dollar});
    books.accounts[books.find_account(carol)->value].balances.push_back(
        Balance{.token = usdc_alpha, .amount = -2'000 * dollar});

    ASSERT_EQ(world.withdraw(alice, usdc_alpha, 4'000 * dollar, wallet), RejectReason::None);
    EXPECT_EQ(world.withdraw(maker, usdc_alpha, 2'000 * dollar, wallet), RejectReason::VaultShort);
    EXPECT_EQ(world.event<CommandRejected>()->missing_units, static_cast<u128>(1'000 * dollar));
}

TEST(Withdrawal, TheVaultsWindowBoundsWhatIsUnderWay)
{
    Genesis genesis = test_genesis();
    genesis.tokens[0].outflow_max = static_cast<u128>(5 * ether);
    World world = funded_world(genesis);
    ASSERT_EQ(world.withdraw(alice, weth_alpha, 3 * ether, wallet), RejectReason::None);
    EXPECT_EQ(world.withdraw(alice, weth_alpha, 3 * ether, wallet), RejectReason::OutflowLimit);
    EXPECT_EQ(world.event<CommandRejected>()->missing_units, static_cast<u128>(ether));
    world.pay(OrderId{1});
    EXPECT_EQ(world.withdraw(alice, weth_alpha, 3 * ether, wallet), RejectReason::None);
}

TEST(Withdrawal, WhatNeverCountedGoesBackToItsDepositorOnly)
{
    Genesis genesis = test_genesis();
    genesis.tokens[0].cap_account = static_cast<u128>(4 * ether);
    World world = funded_world(genesis);  // 6 of 10 WETH are above the cap; evm_address(77) paid
    ASSERT_EQ(balance(world, alice, weth_alpha), 4 * ether);

    EXPECT_EQ(world.withdraw(alice, weth_alpha, 6 * ether, wallet),
              RejectReason::InsufficientBalance);
    ASSERT_EQ(world.withdraw(alice, weth_alpha, 7 * ether, evm_address(77)), RejectReason::None);
    EXPECT_EQ(world.event<WithdrawalApproved>()->unrecognised, static_cast<u128>(6 * ether));
    EXPECT_EQ(balance(world, alice, weth_alpha), 3 * ether);
    const OrderId order = world.last_order();
    ASSERT_EQ(world.apply(world.next_event(0, Voided{order})), RejectReason::None);
    EXPECT_EQ(balance(world, alice, weth_alpha), 4 * ether);
    EXPECT_EQ(world.state.unrecognised.begin()->second, static_cast<u128>(6 * ether));
}

TEST(Withdrawal, SurvivesASnapshot)
{
    World world = funded_world();
    world.withdraw(alice, weth_alpha, 4 * ether, wallet);
    auto restored = decode_state(encode_state(world.state));
    ASSERT_TRUE(restored);
    EXPECT_EQ(full_state_hash(*restored), full_state_hash(world.state));
    world.state = std::move(*restored);
    EXPECT_EQ(world.pay(world.last_order()), RejectReason::None);
}
