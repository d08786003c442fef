// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/engine/testing/world.hpp>

using namespace ballast;
using namespace ballast::engine;
using namespace ballast::engine::testing;

namespace {
const AccountId alice = account_number(1);

World priced_world(Genesis genesis = test_genesis())
{
    World world{std::move(genesis)};
    world.price("ETH", 3'000'00000000);
    world.price("USDC", 1'00000000);
    return world;
}
}  // namespace

TEST(Deposit, CountsAtValueLessHaircut)
{
    World world = priced_world();

    EXPECT_EQ(world.deposit(alice, weth_alpha, 10 * ether), RejectReason::None);

    const auto* booked = world.event<DepositBooked>();
    ASSERT_NE(booked, nullptr);
    EXPECT_EQ(booked->recognised, static_cast<u128>(10 * ether));
    EXPECT_EQ(booked->limit, RecognitionLimit::None);
    // tau = 64 s, L = 5.1982 %, up: 51,982 ppm; H = 28,373 + ceil(28,373 * 0.051982) + 2,000 =
    // 31,848 ppm
    const auto margin = world.margin(alice);
    EXPECT_EQ(margin.equity, 30'000 * dollar);
    EXPECT_EQ(margin.equity_initial, 30'000 * dollar - 955'440'000);
    EXPECT_EQ(margin.equity_maintenance, margin.equity_initial);
}

TEST(Deposit, ConfidenceIsTakenOffInTheInitialEquityOnly)
{
    Genesis genesis = test_genesis();
    genesis.assets[0].confidence_k_ppm = 1'000'000;
    World world{genesis};
    world.price("ETH", 3'000'00000000, 3'00000000);
    world.price("USDC", 1'00000000);

    world.deposit(alice, weth_alpha, 10 * ether);

    EXPECT_EQ(world.margin(alice).equity, 30'000 * dollar);
    EXPECT_LT(world.margin(alice).equity_initial, world.margin(alice).equity_maintenance);
}

TEST(Deposit, AboveEachCapIsBookedButNotRecognised)
{
    Genesis genesis = test_genesis();
    genesis.tokens[0].cap_account = static_cast<u128>(4 * ether);
    World world = priced_world(genesis);
    world.deposit(alice, weth_alpha, 10 * ether);
    EXPECT_EQ(world.event<DepositBooked>()->limit, RecognitionLimit::AccountCap);
    EXPECT_EQ(world.event<DepositBooked>()->unrecognised, static_cast<u128>(6 * ether));
    EXPECT_EQ(world.margin(alice).equity, 12'000 * dollar);

    genesis = test_genesis();
    genesis.tokens[0].cap_total = static_cast<u128>(5 * ether);
    genesis.tokens[0].cap_account = static_cast<u128>(5 * ether);
    World total = priced_world(genesis);
    total.deposit(alice, weth_alpha, 3 * ether);
    total.deposit(account_number(2), weth_alpha, 3 * ether);
    EXPECT_EQ(total.event<DepositBooked>()->limit, RecognitionLimit::TokenCap);
    EXPECT_EQ(total.event<DepositBooked>()->recognised, static_cast<u128>(2 * ether));

    genesis = test_genesis();
    genesis.chains[0].cap_usd_e6 = 6'000 * dollar;
    World chain = priced_world(genesis);
    chain.deposit(alice, weth_alpha, 3 * ether);
    EXPECT_EQ(chain.event<DepositBooked>()->limit, RecognitionLimit::ChainCap);
    EXPECT_EQ(chain.event<DepositBooked>()->recognised, static_cast<u128>(2 * ether));
}

TEST(Deposit, TheDailyBucketRefillsWithTime)
{
    Genesis genesis = test_genesis();
    genesis.chains[0].bucket_usd_e6 = 6'000 * dollar;
    genesis.feeds[0].staleness_ms = 1'000'000'000;
    World world = priced_world(genesis);

    world.deposit(alice, weth_alpha, 3 * ether);
    EXPECT_EQ(world.event<DepositBooked>()->limit, RecognitionLimit::DailyBucket);
    EXPECT_EQ(world.event<DepositBooked>()->recognised, static_cast<u128>(2 * ether));

    world.now_ms += 43'200'000;  // half a day, half a bucket
    world.deposit(alice, weth_alpha, 3 * ether);
    EXPECT_EQ(world.event<DepositBooked>()->recognised, static_cast<u128>(ether));
}

TEST(Deposit, BelowTheMinimumWithoutPriceOrWithAHomeChainIsNotRecognised)
{
    World world = priced_world();
    world.deposit(alice, weth_alpha, 1);
    EXPECT_EQ(world.event<DepositBooked>()->limit, RecognitionLimit::BelowMinimum);

    AccountId wallet = alice;
    wallet.value.bytes[21] = 1;
    world.deposit(wallet, weth_alpha, ether);
    EXPECT_EQ(world.event<DepositBooked>()->limit, RecognitionLimit::HomeChain);
    EXPECT_EQ(world.margin(wallet).equity, 0);

    World unpriced;
    unpriced.deposit(alice, weth_alpha, ether);
    EXPECT_EQ(unpriced.event<DepositBooked>()->limit, RecognitionLimit::NoPrice);
}

TEST(Deposit, AnUnlistedTokenIsRecordedAndCountsNothing)
{
    World world = priced_world();
    const auto reason =
        world.apply(world.next_event(0, Locked{alice, evm_address(99), 5, evm_address(77)}));
    EXPECT_EQ(reason, RejectReason::None);
    EXPECT_EQ(world.event<DepositBooked>()->limit, RecognitionLimit::UnknownToken);
    EXPECT_EQ(world.state.contracts[0].event_nonce, 1U);
}

TEST(Observation, ARepetitionIsRefusedAndAnEquivocationTripsTheRoute)
{
    World world = priced_world();
    ObserveChain first =
        world.next_event(0, Locked{alice, evm_address(22), 5'000'000, evm_address(77)});
    EXPECT_EQ(world.apply(first), RejectReason::None);
    EXPECT_EQ(world.apply(first), RejectReason::AlreadyApplied);
    EXPECT_EQ(world.margin(alice).equity, 5 * dollar);

    ObserveChain other = first;
    other.digest = numbered(6, 424242);
    EXPECT_EQ(world.apply(other), RejectReason::Equivocation);
    EXPECT_EQ(world.state.contracts[0].status, RouteStatus::Black);
    EXPECT_NE(world.event<RouteTripped>(), nullptr);
}

TEST(Observation, OnlyTheNextEventOfARegisteredContractOfTheRightKindIsTaken)
{
    World world = priced_world();
    const Locked locked{alice, evm_address(22), 5'000'000, evm_address(77)};
    ObserveChain early = world.next_event(0, locked);
    early.observation.sequence = 2;
    EXPECT_EQ(world.apply(early), RejectReason::WrongSequence);

    EXPECT_EQ(world.apply(world.next_event(2, locked)), RejectReason::WrongEmitterKind);

    ObserveChain stranger = world.next_event(0, locked);
    stranger.observation.contract = evm_address(98);
    EXPECT_EQ(world.apply(stranger), RejectReason::UnknownContract);
}

TEST(Observation, LaterTypesAreRefusedAsUnsupported)
{
    World world = priced_world();
    EXPECT_EQ(world.apply(world.next_event(0, Provisional{})), RejectReason::Unsupported);
    EXPECT_EQ(world.apply(world.next_event(0, KeyRegistered{})), RejectReason::Unsupported);
}

TEST(Observation, AReleaseThatNoOrderExplainsTripsTheRouteAndStaysContained)
{
    World world = priced_world();
    world.deposit(alice, usdc_alpha, 100 * dollar);
    EXPECT_EQ(world.apply(world.next_event(
                  0, Released{{7}, evm_address(22), 5, evm_address(1), ReleaseOutcome::Paid})),
              RejectReason::None);
    EXPECT_EQ(world.state.contracts[0].status, RouteStatus::Red);
    EXPECT_EQ(world.state.tokens[usdc_alpha.value].unexplained, -5);
    EXPECT_EQ(world.margin(alice).equity, 100 * dollar);
}

TEST(Prices, MustBeNewerNotFromTheFutureAndPositive)
{
    World world = priced_world();
    const Bytes32 feed = world.state.genesis.feeds[0].id;
    const std::int64_t now_s = world.now_ms / 1000;
    EXPECT_EQ(world.apply(UpdatePrices{{{feed, 1, 0, now_s + 1}}}), RejectReason::PriceStale);
    EXPECT_EQ(world.apply(UpdatePrices{{{feed, 1, 0, world.state.feeds[0].publish_time_s}}}),
              RejectReason::PriceStale);
    world.now_ms += 5'000;
    EXPECT_EQ(world.apply(UpdatePrices{{{feed, 0, 0, now_s + 5}}}), RejectReason::PriceMissing);
    EXPECT_EQ(world.apply(UpdatePrices{{{numbered(1, 9), 5, 0, now_s + 5}}}),
              RejectReason::PriceMissing);
    EXPECT_EQ(world.apply(UpdatePrices{{{feed, 2'900'00000000, 100'00000000, now_s + 5}}}),
              RejectReason::None);
    EXPECT_TRUE(world.state.feeds[0].degraded);
}

TEST(Genesis, CannotComeTwice)
{
    World world;
    EXPECT_EQ(world.apply(OpenDeployment{test_genesis()}), RejectReason::InvalidGenesis);
}

TEST(Time, NeverGoesBack)
{
    World world = priced_world();
    world.now_ms -= 1;
    EXPECT_EQ(world.apply(UpdatePrices{}), RejectReason::TimeRegressed);
}
