// SPDX-License-Identifier: Apache-2.0
// The end of the journal and pages of its records. Outcomes are recomputed by replay and never
// stored, so only those of the latest commands, kept in memory, are shown beside their records.
#pragma once
#include <ballast/env/journal_store.hpp>
#include <ballast/pipeline/replica.hpp>
#include <boost/describe.hpp>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace ballast::api {

/// What became of a command, in short.
struct OutcomeSummary
{
    bool accepted{};
    std::string code;  ///< the refusal's; empty when accepted
    std::vector<std::string> events;
    std::vector<OrderId> orders;
    bool operator==(const OutcomeSummary&) const = default;
};
BOOST_DESCRIBE_STRUCT(OutcomeSummary, (), (accepted, code, events, orders))
[[nodiscard]] OutcomeSummary summary_of(const pipeline::CommandOutcome& outcome);

/// Outcomes of the latest commands, as many as were asked for. One thread at a time.
class RecentOutcomes
{
public:
    explicit RecentOutcomes(std::size_t count_max) : count_max_{count_max} {}
    /// Sequences come in order; after a gap the ones before it are forgotten.
    void add(Sequence sequence, OutcomeSummary summary);
    void clear() { outcomes_.clear(); }
    [[nodiscard]] const OutcomeSummary* find(Sequence sequence) const;

private:
    std::size_t count_max_;
    std::uint64_t first_{};
    std::deque<OutcomeSummary> outcomes_;
};

struct JournalEndView
{
    Bytes32 deployment_id;
    Term term;
    Sequence sequence;  ///< of the last durable command
    std::int64_t time_ms{};
    Bytes32 batch_hash;
    std::optional<Sequence> certified;  ///< last one under a quorum's certificate
    Sequence state_sequence;            ///< the latest at which a state hash was due
    Bytes32 state_hash;
};
BOOST_DESCRIBE_STRUCT(JournalEndView, (),
                      (deployment_id, term, sequence, time_ms, batch_hash, certified,
                       state_sequence, state_hash))
[[nodiscard]] JournalEndView journal_end_view(const pipeline::Replica& replica,
                                              std::optional<Sequence> certified);

struct RecordRow
{
    Sequence sequence;
    std::int64_t time_ms{};
    Term term;
    EvidenceKind kind{};
    std::string command;  ///< its name
    std::string subject;  ///< of an observation: what was observed; otherwise empty
    std::uint32_t evidence_size{};
    Bytes32 batch_hash;
    std::optional<OutcomeSummary> outcome;
};
BOOST_DESCRIBE_STRUCT(RecordRow, (),
                      (sequence, time_ms, term, kind, command, subject, evidence_size, batch_hash,
                       outcome))

/// Up to `limit` records from `from` on, or why the store could not read them.
[[nodiscard]] Result<std::vector<RecordRow>, env::StoreError> journal_page(
    const env::JournalStore& store, Sequence from, std::size_t limit,
    const RecentOutcomes& outcomes);

}  // namespace ballast::api
