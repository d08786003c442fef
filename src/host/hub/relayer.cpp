// SPDX-License-Identifier: Apache-2.0
// The relayer: outbox in, submitters out.
#include "relayer.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <ballast/base/hex.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/journal/batch.hpp>

namespace ballast::hub {
namespace {
/// Orders handed to submitters in one go.
constexpr std::size_t burst = 64;
/// Block times lag behind this machine's clock.
constexpr std::int64_t queue_margin_ms = 2'000;
/// How many settled orders are remembered for GET /v1/orders beyond the outbox's own.
constexpr std::size_t sending_max = 200'000;

api::OrderStage stage_of(const outbox::OutboxEntry& entry, bool included, bool failed, OrderEnd end)
{
    switch (entry.stage)
    {
        case outbox::OrderStage::Produced:
            return api::OrderStage::Issued;
        case outbox::OrderStage::Signed:
            return failed ? api::OrderStage::Failed : api::OrderStage::Signed;
        case outbox::OrderStage::Sent:
            if (included) return api::OrderStage::Included;
            return failed ? api::OrderStage::Failed : api::OrderStage::Sent;
        case outbox::OrderStage::Confirmed:
            return api::OrderStage::Executed;
        case outbox::OrderStage::Ended:
            return end == OrderEnd::Voided ? api::OrderStage::Voided : api::OrderStage::Lapsed;
    }
    return api::OrderStage::Issued;
}
}  // namespace

std::optional<SignedTrade> trade_evidence(BytesView batch, Sequence sequence)
{
    const auto view = journal::parse_batch(batch);
    if (!view) return {};
    Sequence at = view->header().first;
    for (const journal::RecordView& record : *view)
    {
        if (at == sequence)
        {
            if (record.kind != EvidenceKind::Trade) return {};
            auto trade = codec::decode_whole<SignedTrade>(record.evidence);
            if (!trade) return {};
            return std::move(*trade);
        }
        ++at.value;
    }
    return {};
}

Relayer::Relayer(net::IoContext& io, const env::Clock& clock, const Genesis& genesis,
                 outbox::OutboxSettings settings)
    : io_{io},
      clock_{clock},
      genesis_{genesis},
      outbox_{settings},
      timer_{std::make_unique<net::Timer>(io)},
      alive_{std::make_shared<bool>(true)}
{}

Relayer::~Relayer() { *alive_ = false; }

void Relayer::add_chain(ChainId chain, chains::Submitter& submitter)
{
    const std::lock_guard lock{mutex_};
    submitters_[chain] = &submitter;
}

void Relayer::begin_term(std::optional<Sequence> base,
                         std::span<const outbox::NewOrder> outstanding)
{
    {
        const std::lock_guard lock{mutex_};
        for (const OrderId order : outbox_.forget_beyond(base)) sending_.erase(order);
    }
    for (const outbox::NewOrder& order : outstanding) add(order);
}

void Relayer::add(outbox::NewOrder order)
{
    const OrderId id = order.order.id;
    const std::lock_guard lock{mutex_};
    if (const auto added = outbox_.add(std::move(order)); !added)
        spdlog::error("relayer: order={} not taken: {}", id.value, outbox::describe(added.error()));
    while (sending_.size() > sending_max) sending_.erase(sending_.begin());
}

void Relayer::on_batch(const pipeline::CommittedBatch& batch)
{
    for (const pipeline::CommandOutcome& outcome : batch.outcomes)
    {
        const auto* trade = std::get_if<RequestTrade>(&outcome.command);
        for (const Order& order : outcome.orders)
        {
            const bool is_permit = std::holds_alternative<Permit>(order.body);
            outbox::NewOrder produced{.order = order, .sequence = outcome.sequence};
            if (is_permit)
            {
                produced.relay = trade == nullptr || trade->relay;
                produced.trade = trade_evidence(batch.bytes, outcome.sequence);
            }
            add(std::move(produced));
        }
        const std::lock_guard lock{mutex_};
        for (const Event& event : outcome.events)
        {
            if (const auto ended = ended_order(event); ended && !ended->executed)
                sending_[ended->order].end = ended->how;
            if (const auto* paid = std::get_if<WithdrawalPaid>(&event))
                sending_[paid->order].claimable = paid->claimable;
            else if (const auto* claim = std::get_if<ClaimPaid>(&event))
                sending_[claim->order].claimable = claim->claimable;
            outbox_.acknowledge(event);
        }
    }
}

void Relayer::on_signed(OrderId order, const Bytes& vaa)
{
    {
        const std::lock_guard lock{mutex_};
        if (const auto kept = outbox_.sign(order, vaa); !kept)
        {
            spdlog::debug("relayer: order={} signed, but: {}", order.value,
                          outbox::describe(kept.error()));
            return;
        }
    }
    io_.post([this, alive = alive_] {
        if (*alive) send_due();
    });
}

void Relayer::schedule()
{
    std::optional<std::int64_t> next_ms;
    {
        const std::lock_guard lock{mutex_};
        next_ms = outbox_.next_due_ms();
    }
    if (!next_ms) return;
    const std::int64_t wait_ms = std::clamp<std::int64_t>(*next_ms - clock_.now_ms(), 20, 60'000);
    timer_->start(std::chrono::milliseconds{wait_ms}, [this, alive = alive_] {
        if (*alive) send_due();
    });
}

void Relayer::send_due()
{
    std::vector<OrderId> due;
    {
        const std::lock_guard lock{mutex_};
        due = outbox_.due(clock_.now_ms(), burst);
    }
    for (const OrderId order : due) submit(order);
    schedule();
}

void Relayer::submit(OrderId order)
{
    chains::Submission submission{.order = order};
    chains::Submitter* submitter = nullptr;
    {
        const std::lock_guard lock{mutex_};
        const outbox::OutboxEntry* entry = outbox_.find(order);
        if (entry == nullptr || sending_[order].under_way) return;
        const auto at = submitters_.find(entry->produced.order.chain);
        if (at == submitters_.end()) return;
        submitter = at->second;
        submission.contract = entry->produced.order.contract;
        submission.vaa = entry->message;
        submission.trade = entry->produced.trade;
        if (sending_[order].queued) submission.action = chains::SubmissionAction::ExecuteQueued;
        if (!outbox_.note_sent(order, clock_.now_ms())) return;
        sending_[order].under_way = true;
    }
    const auto refused =
        submitter->submit(std::move(submission), [this, alive = alive_](const auto& outcome) {
            if (*alive) on_outcome(outcome);
        });
    if (!refused) return;
    const std::lock_guard lock{mutex_};
    sending_[order].under_way = false;
    if (*refused != chains::SubmitError::Duplicate)
        sending_[order].problem = std::string{chains::describe(*refused)};
}

void Relayer::note_transaction(OrderId order, const Bytes32& transaction, bool is_replacement)
{
    const std::lock_guard lock{mutex_};
    sending_[order].transaction = transaction;
    ++(is_replacement ? counters_.replaced : counters_.sent);
}

void Relayer::on_outcome(const chains::SubmissionOutcome& outcome)
{
    using chains::OutcomeStatus;
    {
        const std::lock_guard lock{mutex_};
        Sending& row = sending_[outcome.order];
        row.under_way = false;
        row.included = outcome.status == OutcomeStatus::Included;
        row.problem = row.included ? std::string{} : outcome.reason;
        if (!outcome.transaction.is_zero()) row.transaction = outcome.transaction;
        if (row.included)
            note_included(outcome, row);
        else
            note_refused(outcome, row);
        if (outcome.status == OutcomeStatus::Reverted) ++counters_.reverted;
        if (outcome.status == OutcomeStatus::Refused) ++counters_.refused;
    }
    spdlog::info("relayer: order={} {} tx={} {}", outcome.order.value,
                 chains::name_of(outcome.status), to_hex_0x(outcome.transaction.view()),
                 outcome.reason);
    schedule();
}

/// How long its vault holds this order back; 0: it pays at once.
std::int64_t Relayer::queue_ms(const Order& order) const
{
    const auto* release = std::get_if<Release>(&order.body);
    if (release == nullptr) return 0;
    for (const GenesisToken& token : genesis_.tokens)
        if (token.chain == order.chain && token.address == release->token &&
            release->amount < token.release_large)
            return 0;
    for (const GenesisContract& contract : genesis_.contracts)
        if (contract.chain == order.chain && contract.address == order.contract)
            return contract.release_delay_ms;
    return 0;
}

/// A large release is in its vault's queue now, and is to be called for when its delay is over;
/// everything else only waits for its report.
void Relayer::note_included(const chains::SubmissionOutcome& outcome, Sending& row)
{
    ++counters_.included;
    const outbox::OutboxEntry* entry = outbox_.find(outcome.order);
    const std::int64_t wait_ms = entry == nullptr ? 0 : queue_ms(entry->produced.order);
    if (wait_ms == 0 || outcome.action != chains::SubmissionAction::Execute)
        return outbox_.note_included(outcome.order, clock_.now_ms());
    row.queued = true;
    row.included = false;
    outbox_.postpone(outcome.order, clock_.now_ms() + wait_ms + queue_margin_ms);
}

/// What somebody else presented before, or what is no longer queued, is called for the other way
/// the next time.
void Relayer::note_refused(const chains::SubmissionOutcome& outcome, Sending& row)
{
    using chains::SubmissionAction;
    if (outcome.action == SubmissionAction::Execute &&
        outcome.reason == "OrderUsed(" + std::to_string(outcome.order.value) + ", 1)")
        row.queued = true;
    if (outcome.action == SubmissionAction::ExecuteQueued &&
        outcome.reason.starts_with("NotQueued("))
        row.queued = false;
}

std::optional<api::OrderStatus> Relayer::status(OrderId order) const
{
    const std::lock_guard lock{mutex_};
    const outbox::OutboxEntry* entry = outbox_.find(order);
    if (entry == nullptr) return {};
    api::OrderStatus out{.order = entry->produced.order,
                         .sequence = entry->produced.sequence,
                         .relay = entry->produced.relay,
                         .vaa = entry->message};
    const auto sent = sending_.find(order);
    const Sending row = sent == sending_.end() ? Sending{} : sent->second;
    out.transaction = row.transaction;
    out.problem = row.problem;
    out.claimable = row.claimable;
    out.queued = row.queued;
    out.stage = stage_of(*entry, row.included, !row.problem.empty(), row.end);
    return out;
}

api::RelayerCounters Relayer::counters() const
{
    const std::lock_guard lock{mutex_};
    return counters_;
}

}  // namespace ballast::hub
