// SPDX-License-Identifier: Apache-2.0
// A dated instrument's settlement on a real node: the order goes out through the submitter and
// comes back through the watcher.
#include <ballast/chains/evm/evm_watcher.hpp>

#include "local_submitter.hpp"

namespace ballast::chains {

using namespace test_kit;
namespace abi = wire::abi;

class SettlementOnAChain : public SubmitterOnAChain
{
protected:
    static constexpr std::uint64_t life_s = 1'000;

    void TearDown() override
    {
        watcher.reset();
        SubmitterOnAChain::TearDown();
    }

    std::uint64_t now_s()
    {
        return require(evm::parse_header(rpc("eth_getBlockByNumber", {"latest", false})))
            ->timestamp_s;
    }

    /// A venue with one future, and a submitter and a watcher at it.
    void open_venue()
    {
        start();
        expiry_s = now_s() + life_s;
        const auto guardian = abi::address(crypto::address_of(key_of(1)));
        const auto listed =
            abi::tuple({abi::word(instrument.value), abi::number(1'000), abi::number(expiry_s)});
        venue = deploy("Venue",
                       {abi::text("Test"), abi::array({guardian}), abi::word(Bytes32{{1}}),
                        abi::number(test_chain.value), abi::array({listed}), abi::number(3'600)});
        relay();
        watch();
    }

    void watch()
    {
        WatchedChain chain{
            .chain = test_chain, .eip155 = test_eip155, .name = "test", .heartbeat_blocks = 4};
        chain.deployment = settle(1, 0).deployment;
        chain.contracts.push_back({Address::from_evm(venue), require(owner->code_hash(venue)), 1});
        WatcherEvents events;
        events.on_finalised = [this](const Observation& o) { finalised.put(o); };
        const std::chrono::milliseconds often{10};
        const evm::EvmWatcherSettings settings{
            .node = node->url(), .poll = often, .retry_min = often, .retry_max = often};
        watcher = std::make_unique<evm::EvmWatcher>(io, settings, std::move(chain),
                                                    std::move(events), std::nullopt);
        watcher->start();
    }

    Order settle(std::uint64_t id, i128 price_e18)
    {
        return order_to(venue, id, Settle{.instrument = instrument, .price_e18 = price_e18});
    }

    SubmissionOutcome outcome_of(const Order& order)
    {
        EXPECT_FALSE(submit(signed_order(order)));
        return outcomes.take().value();
    }

    const InstrumentName instrument = *InstrumentName::parse("ETH-15JAN27");
    std::uint64_t expiry_s{};
    Bytes20 venue;
    Inbox<Observation> finalised;
    std::unique_ptr<evm::EvmWatcher> watcher;
};

TEST_F(SettlementOnAChain, GoesOutAsAnOrderAndComesBackAsSettled)
{
    open_venue();
    const i128 price = static_cast<i128>(3'123) * 1'000'000'000'000'000'000;

    const auto early = outcome_of(settle(45, price));
    EXPECT_EQ(early.status, OutcomeStatus::Refused);
    EXPECT_TRUE(early.reason.starts_with("InstrumentNotExpired(")) << early.reason;
    rpc("evm_increaseTime", {life_s});
    mine();
    const auto order = settle(45, price);
    const auto outcome = outcome_of(order);
    ASSERT_EQ(outcome.status, OutcomeStatus::Included) << outcome.reason;
    const auto late = outcome_of(settle(46, price));
    EXPECT_EQ(late.status, OutcomeStatus::Refused);
    EXPECT_TRUE(late.reason.starts_with("InstrumentSettled(")) << late.reason;
    mine(4);

    const auto seen = finalised.take();
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->sequence, 1U);
    EXPECT_EQ(seen->contract, Address::from_evm(venue));
    EXPECT_EQ(seen->block_number, outcome.block_number);
    EXPECT_EQ(seen->body, (ObservationBody{Settled{order.id, instrument, price}}));
    EXPECT_GE(seen->timestamp_s, expiry_s);
}

TEST_F(SettlementOnAChain, IsVoidedLikeAnyOrderAfterItsExpiry)
{
    open_venue();
    const auto order = settle(45, 0);
    rpc("evm_increaseTime", {10 * life_s});
    mine();
    auto submission = signed_order(order);
    submission.action = SubmissionAction::Void;

    ASSERT_FALSE(submit(submission));

    const auto outcome = outcomes.take();
    ASSERT_TRUE(outcome);
    ASSERT_EQ(outcome->status, OutcomeStatus::Included) << outcome->reason;
    mine(4);
    const auto seen = finalised.take();
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->body, (ObservationBody{Voided{order.id}}));
}

}  // namespace ballast::chains
