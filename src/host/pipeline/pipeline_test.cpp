// SPDX-License-Identifier: Apache-2.0
#include <ballast/domain/codec.hpp>
#include <ballast/pipeline/pipeline_rig_test_kit.hpp>
#include <thread>

using namespace ballast;
using namespace ballast::pipeline;
using namespace ballast::pipeline::test_kit;
using namespace ballast::pipeline::testing;
using namespace ballast::engine::testing;

TEST(Pipeline, CarriesEvidenceToADurableAppliedCommand)
{
    Rig rig;
    rig.fund();

    const auto outcome = rig.submit(EvidenceKind::Trade,
                                    rig.kit.trade(100, 101, 1'000, price_3000, rig.clock.now_ms()));

    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->refusal(), nullptr);
    ASSERT_EQ(outcome->orders.size(), 1U);
    EXPECT_EQ(outcome->sequence.value, 4U);  // genesis, prices, two deposits, trade
    EXPECT_EQ(rig.store->last()->sequence, outcome->sequence);
}

TEST(Pipeline, ReplayFromTheStoreGivesTheSameStateHashWithAndWithoutEvidence)
{
    Rig rig;
    rig.fund();
    for (int i = 0; i < 20; ++i)
        ASSERT_TRUE(rig.submit(EvidenceKind::Trade,
                               rig.kit.trade(100, 101, 100, price_3000, rig.clock.now_ms())));
    const auto stated = rig.pipeline->read([](const Replica& r) { return r.head(); });
    rig.pipeline->stop();

    for (const Evidence evidence : {Evidence::Trust, Evidence::Verify})
    {
        Replica replica{rig.kit.genesis()};
        for (const SharedBatch& batch : rig.batches)
        {
            const auto followed = replica.follow(batch->bytes, evidence);
            ASSERT_TRUE(followed) << followed.error().sentence;
            ASSERT_TRUE(replica.check_head(batch->head.head));
        }
        EXPECT_EQ(replica.head(), stated);
    }
}

TEST(Pipeline, ASnapshotContinuesExactlyWhereItWasTaken)
{
    Rig rig;
    rig.fund();
    rig.pipeline->stop();
    Replica whole{rig.kit.genesis()};
    std::optional<Replica> resumed;
    for (std::size_t i = 0; i < rig.batches.size(); ++i)
    {
        ASSERT_TRUE(whole.follow(rig.batches[i]->bytes, Evidence::Trust));
        if (resumed)
        {
            ASSERT_TRUE(resumed->follow(rig.batches[i]->bytes, Evidence::Verify));
        }
        if (i == 1)
        {
            auto from = Replica::from_snapshot(rig.kit.genesis(), whole.snapshot());
            ASSERT_TRUE(from) << from.error().sentence;
            resumed.emplace(std::move(*from));
        }
    }
    EXPECT_EQ(resumed->head(), whole.head());
}

TEST(Pipeline, AnObservationThatComesEarlyWaitsForItsTurn)
{
    Rig rig;
    const Bytes first =
        rig.kit.deposit(account_of_key(100), usdc_alpha, 5 * dollar, rig.clock.now_ms());
    const Bytes second =
        rig.kit.deposit(account_of_key(100), usdc_alpha, 7 * dollar, rig.clock.now_ms());
    const Bytes head = rig.kit.head(0, rig.clock.now_ms());
    std::promise<SubmitResult> head_answer;
    std::promise<SubmitResult> second_answer;
    rig.pipeline->submit(EvidenceKind::Attestation, head,
                         [&](SubmitResult r) { head_answer.set_value(std::move(r)); });
    rig.pipeline->submit(EvidenceKind::Attestation, second,
                         [&](SubmitResult r) { second_answer.set_value(std::move(r)); });

    const auto first_outcome = rig.submit(EvidenceKind::Attestation, first);
    const auto second_outcome = second_answer.get_future().get();
    const auto head_outcome = head_answer.get_future().get();

    ASSERT_TRUE(first_outcome && second_outcome && head_outcome);
    EXPECT_LT(first_outcome->sequence, second_outcome->sequence);
    EXPECT_LT(second_outcome->sequence, head_outcome->sequence);
    EXPECT_EQ(head_outcome->refusal(), nullptr);
}

TEST(Pipeline, KeepsRepetitionsStalePricesAndStrangersOutOfTheJournal)
{
    Rig rig;
    rig.fund();
    const auto last = rig.store->last()->sequence;
    const Bytes again = rig.kit.prices(price_3000, 1'00000000, rig.clock.now_ms() / 1000);

    const auto stale = rig.submit(EvidenceKind::PriceUpdate, again);
    const auto stranger =
        rig.submit(EvidenceKind::Trade, rig.kit.trade(150, 101, 1, price_3000, rig.clock.now_ms()));

    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().code, "PriceStale");
    ASSERT_FALSE(stranger);
    EXPECT_EQ(stranger.error().code, "UnknownAccount");
    EXPECT_EQ(rig.store->last()->sequence, last);
}

TEST(Pipeline, RefusesForgedAndBelowQuorumEvidenceWithItsReason)
{
    Rig rig;
    const auto observation = rig.kit.observation(
        0, Locked{account_of_key(100), evm_address(22), 5, evm_address(77)}, start_ms);
    const auto below = rig.submit(EvidenceKind::Attestation, rig.kit.attest(observation, 2));
    ASSERT_FALSE(below);
    EXPECT_EQ(below.error().code, "BelowQuorum");

    Bytes forged = rig.kit.attest(observation, 3);
    forged.back() ^= 1;
    EXPECT_FALSE(rig.submit(EvidenceKind::Attestation, forged));
    EXPECT_EQ(rig.submit(EvidenceKind::Trade, Bytes{1, 2, 3}).error().code, "BadEncoding");
    EXPECT_EQ(rig.submit(EvidenceKind::Change, Bytes{1}).error().code, "Unsupported");
}

TEST(Pipeline, AFullDiskAcknowledgesNothingAndSaysWhatToDo)
{
    Rig rig;
    rig.fund();
    rig.disk.set_faults({.disk_full_at = rig.disk.operations()});

    const auto outcome =
        rig.submit(EvidenceKind::Attestation,
                   rig.kit.deposit(account_of_key(100), usdc_alpha, dollar, rig.clock.now_ms()));

    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, "Stopped");
    ASSERT_TRUE(rig.pipeline->failure());
    EXPECT_FALSE(rig.submit(EvidenceKind::Trade, {}));
    EXPECT_EQ(rig.failures, 1);
}

TEST(Pipeline, AStoppedOneStartsAgainInAnotherTermWithWhatTheOldOneLeftBehind)
{
    Rig rig;
    rig.fund();
    const Bytes first = rig.kit.trade(100, 101, 1'000, price_3000, rig.clock.now_ms());
    const Bytes second = rig.kit.trade(100, 101, 500, price_3000, rig.clock.now_ms());
    ASSERT_TRUE(rig.submit(EvidenceKind::Trade, first));
    ASSERT_TRUE(rig.submit(EvidenceKind::Trade, second));
    rig.pipeline->stop();
    EXPECT_EQ(rig.submit(EvidenceKind::Trade, second).error().error, SubmitError::Stopped);

    // The new term begins behind the deposits: the trades are orphans, one repeated.
    ASSERT_TRUE(rig.store->truncate_after(Sequence{3}));
    Replica replica{rig.kit.genesis()};
    for (std::size_t i = 0; i < 4; ++i)
        ASSERT_TRUE(replica.follow(rig.batches[i]->bytes, Evidence::Trust));
    rig.batches.resize(4);
    std::promise<std::size_t> settled;
    rig.pipeline->start(
        {.term = {2},
         .replica = std::move(replica),
         .orphans = {{{EvidenceKind::Trade, first}},
                     {{EvidenceKind::Trade, second}, {EvidenceKind::Trade, {1, 2, 3}}}},
         .on_orphans_settled = [&](std::size_t refused) { settled.set_value(refused); }});
    EXPECT_EQ(settled.get_future().get(), 1U);
    const auto again = rig.submit(EvidenceKind::Trade, first);

    ASSERT_EQ(rig.batches.size(), 7U);
    EXPECT_EQ(rig.batches[4]->header.term, Term{2});
    EXPECT_EQ(rig.batches[4]->outcomes[0].refusal(), nullptr);
    EXPECT_EQ(rig.batches[5]->outcomes[0].refusal(), nullptr);
    ASSERT_TRUE(again);
    ASSERT_NE(again->refusal(), nullptr) << "done twice";
    EXPECT_EQ(again->refusal()->reason, RejectReason::NonceUsed);
}

TEST(Pipeline, OrphansThatWereNotReachedBeforeAStopAreNotSettled)
{
    Rig rig;
    rig.pipeline->stop();
    // Nobody brings the first event of the contract, so the second one waits.
    static_cast<void>(rig.kit.deposit(account_of_key(100), usdc_alpha, dollar, rig.clock.now_ms()));
    const Bytes early =
        rig.kit.deposit(account_of_key(100), usdc_alpha, dollar, rig.clock.now_ms());
    bool is_settled = false;

    rig.pipeline->start({.term = {2},
                         .replica = replay(rig),
                         .orphans = {{{EvidenceKind::Attestation, early}}},
                         .on_orphans_settled = [&](std::size_t) { is_settled = true; }});
    // Answered behind the orphans, which are not complete: the one before this one is missing.
    ASSERT_FALSE(rig.submit(EvidenceKind::Trade,
                            rig.kit.trade(150, 101, 1, price_3000, rig.clock.now_ms())));
    EXPECT_EQ(rig.pipeline->counters().early_observations, 1U);
    rig.pipeline->stop();

    EXPECT_FALSE(is_settled);
    EXPECT_EQ(rig.pipeline->counters().early_observations, 0U);
    EXPECT_EQ(rig.store->last()->sequence, Sequence{0});
}

TEST(Pipeline, WhatWaitsWhenItStopsIsAnsweredStoppedAndNotWritten)
{
    Rig rig;
    rig.fund();
    std::promise<void> is_inside;
    std::promise<void> may_go_on;
    rig.on_batch = [&, is_first = true]() mutable {
        if (!std::exchange(is_first, false)) return;
        is_inside.set_value();
        may_go_on.get_future().wait();
    };
    const auto deposit = [&] {
        return rig.kit.deposit(account_of_key(100), usdc_alpha, dollar, rig.clock.now_ms());
    };
    std::promise<SubmitResult> first;
    std::promise<SubmitResult> second;
    rig.pipeline->submit(EvidenceKind::Attestation, deposit(),
                         [&](SubmitResult r) { first.set_value(std::move(r)); });
    is_inside.get_future().wait();
    rig.pipeline->submit(EvidenceKind::Attestation, deposit(),
                         [&](SubmitResult r) { second.set_value(std::move(r)); });

    std::thread stopper{[&] { rig.pipeline->stop(); }};
    while (rig.pipeline->is_running()) std::this_thread::yield();
    may_go_on.set_value();
    stopper.join();

    EXPECT_TRUE(first.get_future().get());
    EXPECT_EQ(second.get_future().get().error().error, SubmitError::Stopped);
    EXPECT_EQ(rig.store->last()->sequence, rig.batches.back()->header.last());
}

TEST(Pipeline, EventsOfOneContractFollowEachOtherInsideABatch)
{
    Rig rig;
    rig.fund();
    std::promise<void> is_inside;
    std::promise<void> may_go_on;
    rig.on_batch = [&, is_first = true]() mutable {
        if (!std::exchange(is_first, false)) return;
        is_inside.set_value();
        may_go_on.get_future().wait();
    };
    constexpr std::size_t count = 6;
    std::vector<Bytes> deposits;
    for (std::size_t i = 0; i < count; ++i)
        deposits.push_back(
            rig.kit.deposit(account_of_key(100), usdc_alpha, dollar, rig.clock.now_ms()));
    std::vector<std::promise<SubmitResult>> answers(count);
    const auto submit = [&](std::size_t i) {
        rig.pipeline->submit(EvidenceKind::Attestation, deposits[i],
                             [&, i](SubmitResult r) { answers[i].set_value(std::move(r)); });
    };
    submit(0);
    is_inside.get_future().wait();
    for (const std::size_t i : {1U, 3U, 2U, 5U, 4U}) submit(i);  // nor need they come in order
    while (rig.pipeline->counters().submitted < 3 + count) std::this_thread::yield();
    may_go_on.set_value();

    for (std::promise<SubmitResult>& answer : answers) ASSERT_TRUE(answer.get_future().get());
    rig.pipeline->stop();
    EXPECT_EQ(rig.pipeline->counters().rejected, 0U);
    // The first alone, the others together or, where the verifier was slower, in a few.
    EXPECT_LE(rig.batches.size(), 4 + 1 + count - 1);
    EXPECT_EQ(
        rig.pipeline->read([](const Replica& r) { return r.state().contracts[0].event_nonce; }),
        1 + count);
}

namespace {
/// Deposits that all wait while the engine thread stands inside the batch of one more.
class Crowd
{
public:
    Crowd(Rig& rig, std::size_t count) : rig_{rig}, answers_(count)
    {
        rig.on_batch = [this, is_first = true]() mutable {
            if (std::exchange(is_first, false))
            {
                is_inside_.set_value();
                may_go_on_.get_future().wait();
            }
            if (each_batch) each_batch();
        };
        submit([](const SubmitResult&) {});
        is_inside_.get_future().wait();
        for (std::size_t i = 0; i < count; ++i)
            submit([this, i](SubmitResult r) { answers_[i].set_value(std::move(r)); });
        // One verifier: when it has taken the last, the others are with the engine thread.
        while (rig.pipeline->counters().waiting < count + 1) std::this_thread::yield();
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    std::vector<SubmitResult> let_go()
    {
        may_go_on_.set_value();
        std::vector<SubmitResult> out;
        for (auto& answer : answers_) out.push_back(answer.get_future().get());
        return out;
    }

    std::function<void()> each_batch;

private:
    template <class Done>
    void submit(Done done)
    {
        rig_.pipeline->submit(
            EvidenceKind::Attestation,
            rig_.kit.deposit(account_of_key(100), usdc_alpha, dollar, rig_.clock.now_ms()),
            std::move(done));
    }

    Rig& rig_;
    std::promise<void> is_inside_;
    std::promise<void> may_go_on_;
    std::vector<std::promise<SubmitResult>> answers_;
};
}  // namespace

TEST(Pipeline, BatchesThatAreWrittenBesideOneAnotherLeadWhereTheJournalLeads)
{
    Rig rig{{.term = {1}, .batch_records_max = 2}};
    rig.fund();
    Crowd crowd{rig, 15};

    std::uint64_t last = 0;
    for (const SubmitResult& answer : crowd.let_go())
    {
        ASSERT_TRUE(answer);
        EXPECT_GT(answer->sequence.value, last);  // in the order of the contract's events
        last = answer->sequence.value;
    }
    const auto stated = rig.pipeline->read([](const Replica& r) { return r.head(); });
    rig.pipeline->stop();

    EXPECT_GE(rig.batches.size(), 1 + 3 + 1 + 8U);
    EXPECT_EQ(rig.store->last()->sequence.value, last);
    EXPECT_EQ(replay(rig).head(), stated);
    Sequence next{0};
    for (const SharedBatch& batch : rig.batches)
    {
        EXPECT_EQ(batch->header.first, next);  // published in order, none left out
        next = {batch->header.last().value + 1};
    }
}

TEST(Pipeline, BatchesBesideOneAnotherStillWaitForTheirCertificates)
{
    for (const std::uint32_t uncertified_max : {1U, 2U})
    {
        Rig rig{{.term = {1}, .batch_records_max = 1, .uncertified_max = uncertified_max}};
        std::atomic<std::uint64_t> certified{};
        std::atomic<std::uint64_t> ahead_most{};
        std::atomic<bool> is_funded{};
        std::thread certifier{[&] {
            while (!is_funded) rig.pipeline->note_certified({1'000'000});
        }};
        rig.fund();
        is_funded = true;
        certifier.join();
        rig.pipeline->note_certified({1'000'000});
        Crowd crowd{rig, 6};
        crowd.each_batch = [&] {
            ahead_most = std::max(ahead_most.load(), rig.store->last()->sequence.value - certified);
            certified = rig.batches.back()->header.last().value;
            rig.pipeline->note_certified({certified});
        };
        certified = rig.store->last()->sequence.value - 1;

        for (const SubmitResult& answer : crowd.let_go()) EXPECT_TRUE(answer);

        EXPECT_LE(ahead_most, uncertified_max);
        rig.pipeline->stop();
        EXPECT_EQ(rig.batches.size(), 1 + 3 + 1 + 6U);
    }
}

TEST(Pipeline, ADiskThatFillsBehindADurableBatchStillAnswersThatBatch)
{
    Rig rig{{.term = {1}, .batch_records_max = 1}};
    rig.fund();
    Crowd crowd{rig, 6};
    // A batch takes two operations: the second one's first finds the disk full.
    rig.disk.set_faults({.disk_full_at = rig.disk.operations() + 3});

    std::size_t durable = 0;
    for (const SubmitResult& answer : crowd.let_go())
    {
        if (answer)
            ++durable;
        else
            EXPECT_EQ(answer.error().error, SubmitError::Stopped);
    }
    rig.pipeline->stop();

    EXPECT_EQ(durable, 1U);
    EXPECT_EQ(rig.failures, 1);
    EXPECT_EQ(rig.store->last()->sequence, rig.batches.back()->header.last());
    EXPECT_EQ(rig.batches.size(), 1 + 3 + 1 + durable);
}

TEST(Pipeline, DoesNotRunAwayFromItsCertificates)
{
    Rig rig{{.term = {1}, .uncertified_max = 1}};
    std::promise<SubmitResult> answer;
    auto answered = answer.get_future();
    rig.clock.advance_ms(1'000);
    rig.pipeline->submit(EvidenceKind::PriceUpdate,
                         rig.kit.prices(price_3000, 1'00000000, rig.clock.now_ms() / 1000),
                         [&](SubmitResult r) { answer.set_value(std::move(r)); });
    while (rig.pipeline->counters().batches < 1) std::this_thread::yield();
    EXPECT_EQ(answered.wait_for(std::chrono::milliseconds{20}), std::future_status::timeout);

    rig.clock.advance_ms(5'000);
    rig.pipeline->note_certified({0});

    const SubmitResult result = answered.get();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->time_ms, rig.clock.now_ms());  // fresh when it left
}

TEST(Pipeline, AStopEndsTheWaitForCertificates)
{
    Rig rig{{.term = {1}, .uncertified_max = 1}};
    std::promise<SubmitResult> answer;
    rig.clock.advance_ms(1'000);
    rig.pipeline->submit(EvidenceKind::PriceUpdate,
                         rig.kit.prices(price_3000, 1'00000000, rig.clock.now_ms() / 1000),
                         [&](SubmitResult r) { answer.set_value(std::move(r)); });
    while (rig.pipeline->counters().batches < 1) std::this_thread::yield();
    rig.pipeline->stop();
    EXPECT_EQ(answer.get_future().get().error().error, SubmitError::Stopped);
}

TEST(Replica, RefusesABatchWhoseCommandIsNotWhatItsEvidenceSays)
{
    EvidenceKit kit;
    Replica replica{kit.genesis()};
    journal::Batch batch{.header = {.deployment_id = kit.genesis().deployment_id, .term = {1}}};
    batch.records = {{EvidenceKind::Genesis, start_ms, codec::encoded(kit.genesis()),
                      OpenDeployment{kit.genesis()}}};
    const Bytes evidence = kit.deposit(account_of_key(100), usdc_alpha, 5 * dollar, start_ms);
    auto command = *intake::derive_command(EvidenceKind::Attestation, evidence,
                                           intake::Sources{kit.genesis()}, start_ms);
    std::get<Locked>(std::get<ObserveChain>(command).observation.body).amount *= 1000;
    batch.records.push_back({EvidenceKind::Attestation, start_ms, evidence, command});
    batch.header.count = 2;

    const auto followed = replica.follow(*journal::encode_batch(batch), Evidence::Verify);

    ASSERT_FALSE(followed);
    EXPECT_EQ(followed.error().error, FollowError::CommandDiffers);
    EXPECT_EQ(followed.error().sequence.value, 1U);
}
