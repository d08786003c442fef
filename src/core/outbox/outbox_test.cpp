// SPDX-License-Identifier: Apache-2.0
// The way of an order from the engine to its chain's report.
#include <gtest/gtest.h>

#include <ballast/outbox/outbox.hpp>

namespace ballast::outbox {
namespace {

constexpr std::int64_t start_ms = 1'800'000'000'000;

NewOrder permit(std::uint64_t id, bool relay = true)
{
    Order order{.id = {id},
                .chain = {2},
                .eip155 = 31338,
                .timestamp_s = start_ms / 1000,
                .not_before_s = start_ms / 1000,
                .expiry_s = start_ms / 1000 + 60,
                .body = Permit{.quantity_e18 = 7}};
    return {.order = order, .sequence = {id}, .relay = relay};
}

const Bytes message{1, 2, 3};

Outbox with_signed(std::uint64_t id, OutboxSettings settings = {})
{
    Outbox out{settings};
    EXPECT_TRUE(out.add(permit(id)));
    EXPECT_TRUE(out.sign({id}, message));
    return out;
}

TEST(Outbox, SendsNothingThatNoQuorumHasSigned)
{
    Outbox outbox;

    ASSERT_TRUE(outbox.add(permit(1)));

    EXPECT_TRUE(outbox.due(start_ms, 10).empty());
    EXPECT_EQ(outbox.note_sent({1}, start_ms), fail(OutboxError::UnknownOrder));
    EXPECT_EQ(outbox.find({1})->stage, OrderStage::Produced);
}

TEST(Outbox, SendsASignedOrderAgainAfterPausesThatDouble)
{
    Outbox outbox = with_signed(1, {.retry_ms_min = 1'000, .retry_ms_max = 3'000});
    std::vector<std::int64_t> attempts;

    for (std::int64_t now = start_ms; now < start_ms + 10'000; now += 500)
        for (const OrderId id : outbox.due(now, 10))
        {
            ASSERT_TRUE(outbox.note_sent(id, now));
            attempts.push_back(now - start_ms);
        }

    EXPECT_EQ(attempts, (std::vector<std::int64_t>{0, 1'000, 3'000, 6'000, 9'000}));
    EXPECT_EQ(outbox.find({1})->message, message);
}

TEST(Outbox, KeepsTheFirstSignedMessageSoThatEachReSendIsIdentical)
{
    Outbox outbox = with_signed(1);

    ASSERT_TRUE(outbox.sign({1}, Bytes{9, 9}));

    EXPECT_EQ(outbox.find({1})->message, message);
}

TEST(Outbox, TakesAnOrderOnce)
{
    Outbox outbox = with_signed(1);

    EXPECT_TRUE(outbox.add(permit(1)));

    EXPECT_EQ(outbox.outstanding_count(), 1U);
    EXPECT_EQ(outbox.find({1})->stage, OrderStage::Signed);
    NewOrder other = permit(1);
    other.order.expiry_s += 1;
    EXPECT_EQ(outbox.add(other), fail(OutboxError::OtherContent));
}

TEST(Outbox, LeavesAnOrderToItsOwnerWhenItIsNotToBeRelayed)
{
    Outbox outbox;
    ASSERT_TRUE(outbox.add(permit(1, false)));
    ASSERT_TRUE(outbox.sign({1}, message));

    EXPECT_TRUE(outbox.due(start_ms, 10).empty());
    EXPECT_EQ(outbox.next_due_ms(), std::nullopt);
    EXPECT_TRUE(outbox.acknowledge(TradeFilled{.order = {1}}));
    EXPECT_EQ(outbox.find({1})->stage, OrderStage::Confirmed);
}

TEST(Outbox, ConfirmsByTheReportedFillAndSendsNoMore)
{
    Outbox outbox = with_signed(1);
    ASSERT_TRUE(outbox.note_sent({1}, start_ms));

    EXPECT_TRUE(outbox.acknowledge(TradeFilled{.order = {1}}));
    EXPECT_FALSE(outbox.acknowledge(TradeFilled{.order = {1}}));

    EXPECT_EQ(outbox.find({1})->stage, OrderStage::Confirmed);
    EXPECT_TRUE(outbox.due(start_ms + 30'000, 10).empty());
    EXPECT_EQ(outbox.outstanding_count(), 0U);
}

TEST(Outbox, EndsALapsedOrderEvenIfItWasNeverSigned)
{
    Outbox outbox;
    ASSERT_TRUE(outbox.add(permit(1)));

    EXPECT_TRUE(outbox.acknowledge(OrderClosed{.order = {1}, .how = OrderEnd::Lapsed}));

    EXPECT_EQ(outbox.find({1})->stage, OrderStage::Ended);
    EXPECT_TRUE(outbox.outstanding().empty());
}

TEST(Outbox, SendsOnlyBetweenNotBeforeAndExpiry)
{
    Outbox outbox;
    NewOrder later = permit(1);
    later.order.not_before_s += 10;
    ASSERT_TRUE(outbox.add(later));
    ASSERT_TRUE(outbox.sign({1}, message));

    EXPECT_TRUE(outbox.due(start_ms + 9'999, 10).empty());
    EXPECT_EQ(outbox.next_due_ms(), start_ms + 10'000);
    EXPECT_EQ(outbox.due(start_ms + 10'000, 10).size(), 1U);
    EXPECT_EQ(outbox.due(start_ms + 60'999, 10).size(), 1U);
    EXPECT_TRUE(outbox.due(start_ms + 61'000, 10).empty());
}

TEST(Outbox, WaitsTheLongestPauseForTheReportOfAnIncludedTransaction)
{
    Outbox outbox = with_signed(1, {.retry_ms_min = 1'000, .retry_ms_max = 30'000});
    ASSERT_TRUE(outbox.note_sent({1}, start_ms));

    outbox.note_included({1}, start_ms + 500);

    EXPECT_EQ(outbox.next_due_ms(), start_ms + 30'500);
}

TEST(Outbox, OffersTheOldestOrdersFirstAndNoMoreThanAskedFor)
{
    Outbox outbox;
    for (std::uint64_t id : {3U, 1U, 2U})
    {
        ASSERT_TRUE(outbox.add(permit(id)));
        ASSERT_TRUE(outbox.sign({id}, message));
    }

    EXPECT_EQ(outbox.due(start_ms, 2), (std::vector<OrderId>{{1}, {2}}));
}

TEST(Outbox, RefusesMoreOutstandingOrdersThanItsBound)
{
    Outbox outbox{{.outstanding_max = 1}};
    ASSERT_TRUE(outbox.add(permit(1)));

    EXPECT_EQ(outbox.add(permit(2)), fail(OutboxError::TooManyOrders));
    EXPECT_TRUE(outbox.acknowledge(OrderClosed{.order = {1}}));
    EXPECT_TRUE(outbox.add(permit(2)));
}

TEST(Outbox, ForgetsTheOldestSettledOrdersOnly)
{
    Outbox outbox{{.settled_max = 1}};
    for (std::uint64_t id : {1U, 2U, 3U}) ASSERT_TRUE(outbox.add(permit(id)));

    outbox.acknowledge(OrderClosed{.order = {2}});
    outbox.acknowledge(OrderClosed{.order = {1}});

    EXPECT_EQ(outbox.find({2}), nullptr);
    EXPECT_NE(outbox.find({1}), nullptr);
    EXPECT_EQ(outbox.outstanding(), (std::vector<OrderId>{{3}}));
}

TEST(Outbox, ForgetsOrdersOfCommandsThatWereTakenBack)
{
    Outbox outbox = with_signed(1);
    for (std::uint64_t id : {2U, 3U, 4U}) ASSERT_TRUE(outbox.add(permit(id)));
    outbox.acknowledge(OrderClosed{.order = {4}, .how = OrderEnd::Lapsed});

    EXPECT_EQ(outbox.forget_beyond(Sequence{2}), (std::vector<OrderId>{{3}, {4}}));

    EXPECT_EQ(outbox.outstanding(), (std::vector<OrderId>{{1}, {2}}));
    EXPECT_EQ(outbox.outstanding_count(), 2U);
    // Their ids are free for other orders.
    NewOrder other = permit(4);
    other.order.body = Permit{.quantity_e18 = 8};
    EXPECT_TRUE(outbox.add(other));
    EXPECT_TRUE(outbox.sign({4}, message));
}

TEST(Outbox, KeepsASignedOrderWhateverIsTakenBack)
{
    Outbox outbox = with_signed(1);
    ASSERT_TRUE(outbox.note_sent({1}, start_ms));

    EXPECT_TRUE(outbox.forget_beyond(std::nullopt).empty());

    EXPECT_EQ(outbox.find({1})->stage, OrderStage::Sent);
    EXPECT_EQ(outbox.find({1})->message, message);
}

TEST(Outbox, RefusesSignaturesForWhatItDoesNotKnow)
{
    Outbox outbox = with_signed(1);

    EXPECT_EQ(outbox.sign({2}, message), fail(OutboxError::UnknownOrder));
    EXPECT_EQ(outbox.sign({1}, {}), fail(OutboxError::EmptyMessage));
}

NewOrder order_of(std::uint64_t id, OrderBody body)
{
    NewOrder out = permit(id);
    out.order.body = std::move(body);
    return out;
}

TEST(Outbox, ACancelIsDoneWhenItsReleaseHasEndedEitherWay)
{
    for (const bool is_paid : {false, true})
    {
        Outbox outbox;
        ASSERT_TRUE(outbox.add(order_of(1, Release{.amount = 5})));
        ASSERT_TRUE(outbox.add(order_of(2, Cancel{.target = {1}})));

        if (is_paid)
            EXPECT_TRUE(outbox.acknowledge(WithdrawalPaid{.order = {1}}));
        else
            EXPECT_TRUE(outbox.acknowledge(OrderClosed{{1}, {}, OrderEnd::Voided}));

        EXPECT_EQ(outbox.find({2})->stage, is_paid ? OrderStage::Ended : OrderStage::Confirmed);
        EXPECT_TRUE(outbox.outstanding().empty());
    }
}

TEST(Outbox, ALiquidationsLegsEndWithTheirReports)
{
    Outbox outbox;
    ASSERT_TRUE(outbox.add(order_of(1, Transfer{.quantity_e18 = 7})));
    ASSERT_TRUE(outbox.add(order_of(2, Release{.amount = 5})));
    ASSERT_TRUE(outbox.add(order_of(3, Release{.amount = 6})));

    EXPECT_TRUE(outbox.acknowledge(PositionTransferred{.order = {1}}));
    EXPECT_TRUE(outbox.acknowledge(ClaimPaid{.order = {2}}));
    EXPECT_TRUE(outbox.acknowledge(ClaimReordered{.ended = {3}, .order = {4}}));

    EXPECT_EQ(outbox.find({1})->stage, OrderStage::Confirmed);
    EXPECT_EQ(outbox.find({2})->stage, OrderStage::Confirmed);
    EXPECT_EQ(outbox.find({3})->stage, OrderStage::Ended);
}
}  // namespace
}  // namespace ballast::outbox
