// SPDX-License-Identifier: Apache-2.0
// The journal as shown.
#include "journal_view.hpp"

#include <ballast/api/json_view.hpp>

namespace ballast::api {
namespace {
std::string subject_of(const Command& command)
{
    const auto* observed = std::get_if<ObserveChain>(&command);
    return observed == nullptr ? std::string{}
                               : std::string{alternative_name(observed->observation.body)};
}

RecordRow row_of(const journal::SealedBatch& batch, const journal::RecordView& record,
                 Sequence sequence)
{
    RecordRow out{.sequence = sequence,
                  .time_ms = record.time_ms,
                  .term = batch.header.term,
                  .kind = record.kind,
                  .evidence_size = static_cast<std::uint32_t>(record.evidence.size()),
                  .batch_hash = batch.hash};
    if (const auto command = journal::decode_command(record))
    {
        out.command = name_of(*command);
        out.subject = subject_of(*command);
    }
    return out;
}
}  // namespace

OutcomeSummary summary_of(const pipeline::CommandOutcome& outcome)
{
    OutcomeSummary out{.accepted = true};
    for (const Event& event : outcome.events)
    {
        out.events.emplace_back(name_of(event));
        if (const auto* refusal = std::get_if<CommandRejected>(&event); refusal && out.accepted)
        {
            out.accepted = false;
            out.code = enum_text(refusal->reason);
        }
    }
    for (const Order& order : outcome.orders) out.orders.push_back(order.id);
    return out;
}

void RecentOutcomes::add(Sequence sequence, OutcomeSummary summary)
{
    if (outcomes_.empty() || sequence.value != first_ + outcomes_.size())
    {
        outcomes_.clear();
        first_ = sequence.value;
    }
    outcomes_.push_back(std::move(summary));
    if (outcomes_.size() <= count_max_) return;
    outcomes_.pop_front();
    ++first_;
}

const OutcomeSummary* RecentOutcomes::find(Sequence sequence) const
{
    if (sequence.value < first_ || sequence.value - first_ >= outcomes_.size()) return nullptr;
    return &outcomes_[sequence.value - first_];
}

JournalEndView journal_end_view(const pipeline::Replica& replica, std::optional<Sequence> certified)
{
    const journal::HeadStatement head = replica.head();
    return {.deployment_id = replica.genesis().deployment_id,
            .term = head.term,
            .sequence = head.sequence,
            .time_ms = replica.position().time_ms,
            .batch_hash = head.batch_hash,
            .certified = certified,
            .state_sequence = head.state_sequence,
            .state_hash = head.state_hash};
}

Result<std::vector<RecordRow>, env::StoreError> journal_page(const env::JournalStore& store,
                                                             Sequence from, std::size_t limit,
                                                             const RecentOutcomes& outcomes)
{
    std::vector<RecordRow> out;
    const auto visit = [&](const journal::SealedBatch& batch) {
        const auto view = journal::parse_batch(batch.bytes);
        if (!view) return env::Walk::Stop;  // the store has checked its hash: cannot be
        Sequence sequence = batch.header.first;
        for (const journal::RecordView& record : *view)
        {
            if (out.size() >= limit) return env::Walk::Stop;
            if (sequence >= from)
            {
                out.push_back(row_of(batch, record, sequence));
                if (const auto* outcome = outcomes.find(sequence)) out.back().outcome = *outcome;
            }
            ++sequence.value;
        }
        return out.size() >= limit ? env::Walk::Stop : env::Walk::Continue;
    };
    BALLAST_CHECK(store.for_each_batch(from, visit));
    return out;
}

}  // namespace ballast::api
