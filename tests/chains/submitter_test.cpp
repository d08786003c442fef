// SPDX-License-Identifier: Apache-2.0
// The submitter on a real node: orders executed and refused, trades on a venue, bounds.
#include <ballast/wire/eip712.hpp>

#include "local_submitter.hpp"

namespace ballast::chains {

using namespace test_kit;
namespace abi = wire::abi;

TEST_F(SubmitterOnAChain, ExecutesAnOrderAndSaysWhere)
{
    start();
    deploy_vault();
    deposit(1'000);
    relay();

    ASSERT_FALSE(submit(release(1, 300)));

    const auto outcome = outcomes.take();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->status, OutcomeStatus::Included) << outcome->reason;
    EXPECT_EQ(outcome->order, OrderId{1});
    EXPECT_EQ(outcome->block_number, height());
    EXPECT_EQ(outcome->transaction, sent.take()->transaction);
    EXPECT_EQ(paid(), 300U);
    EXPECT_EQ(submitter->pending_count(), 0U);
}

TEST_F(SubmitterOnAChain, RefusesWithoutGasWhatTheContractWouldRefuse)
{
    start();
    deploy_vault();
    deposit(1'000);
    relay();

    ASSERT_FALSE(submit(release(1, 1'001)));
    EXPECT_EQ(outcomes.take()->reason, "AmountAboveLocked(1001, 1000)");
    ASSERT_FALSE(submit(release(2, 10)));
    EXPECT_EQ(outcomes.take()->status, OutcomeStatus::Included);
    ASSERT_FALSE(submit(release(2, 10)));
    const auto again = outcomes.take();

    EXPECT_EQ(again->status, OutcomeStatus::Refused);
    EXPECT_EQ(again->reason, "OrderUsed(2, 2)");
    EXPECT_TRUE(again->transaction.is_zero());
    EXPECT_EQ(sent.size(), 1U);
}

TEST_F(SubmitterOnAChain, BringsManyOrdersThroughAFewAtATime)
{
    start();
    deploy_vault();
    deposit(1'000);
    relay({.in_flight_max = 4});

    for (std::uint64_t id = 1; id <= 20; ++id) ASSERT_FALSE(submit(release(id, id)));

    std::set<std::uint64_t> done;
    for (int i = 0; i < 20; ++i)
    {
        const auto outcome = outcomes.take();
        ASSERT_TRUE(outcome);
        EXPECT_EQ(outcome->status, OutcomeStatus::Included) << outcome->reason;
        done.insert(outcome->order.value);
    }
    EXPECT_EQ(done.size(), 20U);
    EXPECT_EQ(paid(), 210U);
}

TEST_F(SubmitterOnAChain, SendsNothingToAnotherChain)
{
    start();
    deploy_vault();
    deposit(1'000);
    relay({.eip155 = 5});

    ASSERT_FALSE(submit(release(1, 300)));

    EXPECT_EQ(problems.take()->kind, ChainProblemKind::WrongChain);
    EXPECT_EQ(sent.size(), 0U);
    submitter->stop();
    EXPECT_EQ(outcomes.take()->status, OutcomeStatus::Stopped);
}

TEST_F(SubmitterOnAChain, WaitsWhileFeesAreAboveTheCap)
{
    start();
    deploy_vault();
    deposit(1'000);
    relay({.fee_max_wei = 2'000'000'000});
    rpc("anvil_setNextBlockBaseFeePerGas", {"0x174876e800"});
    mine();

    ASSERT_FALSE(submit(release(1, 300)));

    EXPECT_EQ(problems.take()->kind, ChainProblemKind::FeesTooHigh);
    mine(60);
    EXPECT_EQ(outcomes.take()->status, OutcomeStatus::Included);
}

TEST_F(SubmitterOnAChain, BoundsItsQueueAndRefusesDuplicates)
{
    start();
    deploy_vault();
    deposit(1'000);
    const auto first = release(1, 1);
    node->kill();
    relay({.queue_max = 2});

    EXPECT_FALSE(submit(first));
    EXPECT_EQ(submit(first), SubmitError::Duplicate);
    auto other_action = first;
    other_action.action = SubmissionAction::Void;
    EXPECT_FALSE(submit(other_action));
    auto third = first;
    third.order = {3};
    EXPECT_EQ(submit(third), SubmitError::QueueFull);
    EXPECT_EQ(submitter->pending_count(), 2U);
    auto empty = first;
    empty.vaa.clear();
    EXPECT_EQ(submit(empty), SubmitError::Malformed);

    submitter->stop();

    EXPECT_EQ(outcomes.take()->status, OutcomeStatus::Stopped);
    EXPECT_EQ(outcomes.take()->status, OutcomeStatus::Stopped);
    EXPECT_EQ(submit(first), SubmitError::Stopped);
}

TEST_F(SubmitterOnAChain, PresentsATradeWithBothSignatures)
{
    start();
    const auto guardian = abi::address(crypto::address_of(key_of(1)));
    const auto instrument = *InstrumentName::parse("ETH-PERP");
    const auto venue =
        deploy("Venue", {abi::text("Test"), abi::array({guardian}), abi::word(Bytes32{{1}}),
                         abi::number(test_chain.value),
                         abi::array({abi::tuple(
                             {abi::word(instrument.value), abi::number(1'000), abi::number(0)})}),
                         abi::number(3600)});
    const auto maker = AccountId::of_owner(crypto::address_of(key_of(3)));
    const auto taker = AccountId::of_owner(crypto::address_of(key_of(4)));
    const auto domain = wire::venue_domain(test_eip155, Address::from_evm(venue));
    SignedTrade trade{.chain = test_chain, .venue = Address::from_evm(venue)};
    const i128 price = static_cast<i128>(3'000) * 1'000'000'000'000'000'000;
    trade.quote = {.maker = maker,
                   .instrument = instrument,
                   .quantity_e18 = -50'000,
                   .price_e18 = price,
                   .expiry_s = 4'000'000'000,
                   .nonce = 1};
    trade.quote_signature = crypto::sign(wire::quote_digest(domain, trade.quote), key_of(3));
    trade.accept = {.account = taker,
                    .quote_digest = wire::quote_digest(domain, trade.quote),
                    .quantity_e18 = 20'000,
                    .limit_price_e18 = price,
                    .deadline_s = 4'000'000'000,
                    .nonce = 1};
    trade.accept_signature = crypto::sign(wire::accept_digest(domain, trade.accept), key_of(4));
    auto permit = signed_order(order_to(venue, 5,
                                        Permit{.account = taker,
                                               .maker = maker,
                                               .quote_digest = trade.accept.quote_digest,
                                               .instrument = instrument,
                                               .quantity_e18 = 20'000,
                                               .limit_price_e18 = price}));
    permit.trade = trade;
    relay();

    ASSERT_FALSE(submit(permit));

    const auto outcome = outcomes.take();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->status, OutcomeStatus::Included) << outcome->reason;
    const auto position =
        require(owner->call(venue, "positions(bytes32,bytes32)",
                            std::array{abi::word(maker.value), abi::word(instrument.value)}));
    EXPECT_EQ(*abi::Reader{position}.signed_number(0), -20'000);
}

TEST_F(SubmitterOnAChain, QueuesExecutesAndVoidsAsTheVaultWants)
{
    start();
    deploy_vault();
    deposit(900'000);
    relay();
    ASSERT_FALSE(submit(release(1, 10)));
    EXPECT_EQ(outcomes.take()->status, OutcomeStatus::Included);
    auto expired = release(2, 10);
    auto queued = expired;
    queued.action = SubmissionAction::ExecuteQueued;
    ASSERT_FALSE(submit(queued));
    EXPECT_EQ(outcomes.take()->reason, "NotQueued(2)");

    expired.action = SubmissionAction::Void;
    ASSERT_FALSE(submit(expired));
    EXPECT_TRUE(outcomes.take()->reason.starts_with("OrderNotExpired(2, "));
    rpc("evm_increaseTime", {100'000});
    mine();
    ASSERT_FALSE(submit(expired));

    EXPECT_EQ(outcomes.take()->status, OutcomeStatus::Included);
}

}  // namespace ballast::chains
