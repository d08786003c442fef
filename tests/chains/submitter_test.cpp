// SPDX-License-Identifier: Apache-2.0
// The submitter on a real node: orders executed, refused, reverted, lost on the way, replaced, and
// trades on a venue.
#include <ballast/chains/evm/evm_submitter.hpp>
#include <ballast/wire/eip712.hpp>
#include <ballast/wire/order_message.hpp>

#include "local_chain.hpp"
#include "lossy_proxy.hpp"

namespace ballast::chains {

using namespace test_kit;
using namespace std::chrono_literals;
namespace abi = wire::abi;

class SubmitterOnAChain : public LocalChain
{
protected:
    void TearDown() override { submitter.reset(); }

    struct Sent
    {
        Bytes32 transaction;
        bool is_replacement{};
    };

    /// A submitter whose relayer is Anvil's account 2.
    evm::EvmSubmitter& relay(evm::EvmSubmitterSettings settings = {})
    {
        if (settings.node.host.empty()) settings.node = node->url();
        if (settings.eip155 == 0) settings.eip155 = test_eip155;
        settings.name = "test";
        settings.poll = 10ms;
        settings.retry_min = 10ms;
        settings.retry_max = 50ms;
        SubmitterEvents events;
        events.on_sent = [this](OrderId, const Bytes32& hash, bool is_replacement) {
            sent.put({hash, is_replacement});
        };
        events.on_problem = [this](const ChainProblem& problem) { problems.put(problem); };
        events.on_recovered = [this] { recovered.put(true); };
        submitter = std::make_unique<evm::EvmSubmitter>(io, settings, key_of(2), std::move(events));
        return *submitter;
    }

    std::optional<SubmitError> submit(Submission submission)
    {
        return submitter->submit(std::move(submission), [this](const SubmissionOutcome& outcome) {
            outcomes.put(outcome);
        });
    }

    /// The order, signed by the one guardian (Anvil's account 1).
    static Submission signed_order(const Order& order)
    {
        const auto body = wire::encode_order(order);
        const std::array signatures{
            wire::VaaSignature{0, crypto::sign(wire::vaa_digest(body), key_of(1))}};
        return {.order = order.id,
                .contract = order.contract,
                .vaa = wire::encode_vaa(0, signatures, body)};
    }

    Order order_to(const Bytes20& contract, std::uint64_t id, OrderBody body)
    {
        const auto deployment = require(evm::parse_hash(
            rpc("eth_call",
                {boost::json::object{{"to", to_hex_0x(contract.view())},
                                     {"data", to_hex_0x(abi::encode_call("deploymentId()", {}))}},
                 "latest"}),
            "id"));
        const auto latest =
            *require(evm::parse_header(rpc("eth_getBlockByNumber", {"latest", false})));
        return {.id = {id},
                .deployment = deployment,
                .chain = test_chain,
                .eip155 = test_eip155,
                .contract = Address::from_evm(contract),
                .timestamp_s = 1,
                .not_before_s = latest.timestamp_s - 500,
                .expiry_s = latest.timestamp_s + 3000,
                .body = std::move(body)};
    }

    Submission release(std::uint64_t id, u128 amount)
    {
        return signed_order(order_to(vault, id,
                                     Release{.account = AccountId::of_owner(owner->address()),
                                             .token = Address::from_evm(token),
                                             .amount = amount,
                                             .recipient = Address::from_evm(recipient)}));
    }

    u128 paid()
    {
        const auto result =
            require(owner->call(token, "balanceOf(address)", std::array{abi::address(recipient)}));
        return *abi::Reader{result}.number(0);
    }

    const Bytes20 recipient{{0x77}};
    Inbox<Sent> sent;
    Inbox<ChainProblem> problems;
    Inbox<bool> recovered;
    Inbox<SubmissionOutcome> outcomes;
    std::unique_ptr<evm::EvmSubmitter> submitter;
};

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

TEST_F(SubmitterOnAChain, SendsTheSameBytesAgainWhenTheAnswerWasLost)
{
    start();
    deploy_vault();
    deposit(1'000);
    std::atomic<int> lost{};
    std::vector<std::string> raws;
    LossyProxy proxy{io, node->url(), [&](const std::string& body) {
                         if (body.find("eth_sendRawTransaction") == std::string::npos) return false;
                         raws.push_back(body);
                         // The client repeats a request on a connection that broke, so two losses
                         // are one for us.
                         return ++lost <= 2;
                     }};
    relay({.node = proxy.url(), .http = {.connections_max = 1}});

    ASSERT_FALSE(submit(release(1, 300)));

    const auto outcome = outcomes.take();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->status, OutcomeStatus::Included) << outcome->reason;
    EXPECT_EQ(problems.take()->kind, ChainProblemKind::Unreachable);
    EXPECT_TRUE(recovered.take());
    EXPECT_EQ(paid(), 300U);
    const auto nonce =
        rpc("eth_getTransactionCount", {to_hex_0x(submitter->relayer().view()), "latest"});
    EXPECT_EQ(nonce, boost::json::value("0x1"));
    submitter.reset();
    for (const auto& raw : raws) EXPECT_EQ(raw, raws.front());
}

TEST_F(SubmitterOnAChain, SendsADroppedTransactionAgain)
{
    start({.is_mining = false});
    rpc("evm_setAutomine", {true});
    deploy_vault();
    deposit(1'000);
    rpc("evm_setAutomine", {false});
    relay({.resend_after = 50ms});
    ASSERT_FALSE(submit(release(1, 300)));
    const auto first = sent.take();
    ASSERT_TRUE(first);
    rpc("anvil_dropTransaction", {to_hex_0x(first->transaction.view())});

    const auto second = sent.take();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->transaction, first->transaction);
    mine();

    EXPECT_EQ(outcomes.take()->transaction, first->transaction);
    EXPECT_EQ(paid(), 300U);
}

TEST_F(SubmitterOnAChain, ReplacesOnceWithAHigherFee)
{
    start({.is_mining = false});
    rpc("evm_setAutomine", {true});
    deploy_vault();
    deposit(1'000);
    rpc("evm_setAutomine", {false});
    relay({.resend_after = 10s, .replace_after = 100ms, .stuck_after = 200ms});
    ASSERT_FALSE(submit(release(1, 300)));
    const auto first = sent.take();
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->is_replacement);

    const auto second = sent.take();
    ASSERT_TRUE(second);
    EXPECT_TRUE(second->is_replacement);
    EXPECT_EQ(problems.take()->kind, ChainProblemKind::TransactionStuck);
    mine();

    const auto outcome = outcomes.take();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->status, OutcomeStatus::Included);
    EXPECT_EQ(outcome->transaction, second->transaction);
    EXPECT_EQ(sent.size(), 0U);
    EXPECT_EQ(paid(), 300U);
}

TEST_F(SubmitterOnAChain, NamesTheErrorOfAnOrderThatRevertedInItsBlock)
{
    start({.is_mining = false});
    rpc("evm_setAutomine", {true});
    deploy_vault();
    deposit(1'000);
    rpc("evm_setAutomine", {false});
    relay();
    ASSERT_FALSE(submit(release(9, 300)));
    ASSERT_TRUE(sent.take());
    // The next block comes after the order's expiry.
    rpc("evm_increaseTime", {100'000});
    mine();

    const auto outcome = outcomes.take();

    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->status, OutcomeStatus::Reverted);
    EXPECT_TRUE(outcome->reason.starts_with("OrderExpired(9, ")) << outcome->reason;
    EXPECT_NE(outcome->block_number, 0U);
    EXPECT_EQ(paid(), 0U);
}

TEST_F(SubmitterOnAChain, SignsAnewWhatAReorgTookBack)
{
    start({.is_mining = false, .slots_in_an_epoch = 8});
    rpc("evm_setAutomine", {true});
    deploy_vault();
    deposit(1'000);
    mine(5);
    relay();
    ASSERT_FALSE(submit(release(1, 100)));
    EXPECT_EQ(outcomes.take()->status, OutcomeStatus::Included);
    rpc("evm_setAutomine", {false});
    ASSERT_FALSE(submit(release(2, 200)));
    ASSERT_TRUE(sent.take());
    ASSERT_TRUE(sent.take());

    // The first order's transaction vanishes, so the nonce of the second is one ahead of the chain.
    rpc("anvil_reorg", {2, boost::json::array{}});

    std::optional<SubmissionOutcome> outcome;
    for (int blocks = 0; blocks < 200 && !outcome; ++blocks)
    {
        mine();
        outcome = outcomes.take(50ms);
    }
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->order, OrderId{2});
    EXPECT_EQ(outcome->status, OutcomeStatus::Included) << outcome->reason;
    EXPECT_EQ(paid(), 200U);
}

TEST_F(SubmitterOnAChain, WaitsForADeadNodeAndGoesOn)
{
    const auto folder = std::filesystem::path{testing::TempDir()} /
                        ("ballast-submitter-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    start({.state_file = folder / "state.json"});
    deploy_vault();
    deposit(1'000);
    relay();
    const auto port = node->url().port;
    const auto order = release(1, 300);
    node->stop();

    ASSERT_FALSE(submit(order));
    EXPECT_EQ(problems.take()->kind, ChainProblemKind::Unreachable);
    start({.port = port, .state_file = folder / "state.json"});

    EXPECT_EQ(outcomes.take()->status, OutcomeStatus::Included);
    EXPECT_TRUE(recovered.take());
    EXPECT_EQ(paid(), 300U);
    submitter.reset();
    node.reset();
    std::filesystem::remove_all(folder);
}

TEST_F(SubmitterOnAChain, SaysThatItCannotPayAndGoesOnWhenItCan)
{
    start();
    deploy_vault();
    deposit(1'000);
    relay();
    const auto relayer = to_hex_0x(submitter->relayer().view());
    rpc("anvil_setBalance", {relayer, "0x0"});

    ASSERT_FALSE(submit(release(1, 300)));
    const auto problem = problems.take();
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->kind, ChainProblemKind::NoBalance) << problem->sentence;
    EXPECT_NE(problem->sentence.find(relayer), std::string::npos);
    rpc("anvil_setBalance", {relayer, "0xde0b6b3a7640000"});

    EXPECT_EQ(outcomes.take()->status, OutcomeStatus::Included);
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
    const auto venue = deploy(
        "Venue", {abi::text("Test"), abi::array({guardian}), abi::word(Bytes32{{1}}),
                  abi::number(test_chain.value),
                  abi::array({abi::tuple({abi::word(instrument.value), abi::number(1'000)})}),
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
