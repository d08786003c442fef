// SPDX-License-Identifier: Apache-2.0
// Following a journal, with or without deriving its commands again.
#include "replica.hpp"

#include <ballast/domain/codec.hpp>
#include <ballast/engine/state_codec.hpp>

namespace ballast::pipeline {
namespace {

std::unexpected<FollowProblem> problem(FollowError error, Sequence sequence, std::string sentence)
{
    return fail(FollowProblem{error, sequence, std::move(sentence)});
}

/// Decodes the record's command and, where evidence counts, derives it again and compares.
Result<Command, FollowProblem> command_of(const journal::RecordView& record, Sequence sequence,
                                          const intake::Sources& sources, Evidence evidence)
{
    auto command = journal::decode_command(record);
    if (!command)
        return problem(
            FollowError::BadBatch, sequence,
            std::string{"its command does not decode: "} + std::string{describe(command.error())});
    if (evidence == Evidence::Trust) return std::move(*command);
    const auto derived =
        intake::derive_command(record.kind, record.evidence, sources, record.time_ms);
    if (!derived)
        return problem(
            FollowError::BadEvidence, sequence,
            std::string{derived.error().code} + ": " + std::string{derived.error().sentence});
    if (*derived != *command)
        return problem(FollowError::CommandDiffers, sequence,
                       "the recorded command is not the one its evidence proves");
    return std::move(*command);
}

}  // namespace

const CommandRejected* CommandOutcome::refusal() const
{
    for (const Event& event : events)
        if (const auto* rejected = std::get_if<CommandRejected>(&event)) return rejected;
    return nullptr;
}

Replica::Replica(const Genesis& genesis)
    : genesis_{genesis}, sources_{genesis}, chain_{genesis.deployment_id}
{}

Result<Replica, FollowProblem> Replica::from_snapshot(const Genesis& genesis, BytesView snapshot)
{
    const auto view = journal::parse_snapshot(snapshot);
    if (!view) return problem(FollowError::BadSnapshot, {}, std::string{describe(view.error())});
    const Sequence at = view->header.sequence;
    if (view->header.deployment_id != genesis.deployment_id)
        return problem(FollowError::BadSnapshot, at, "the snapshot is of another deployment");
    codec::Reader payload{view->payload};
    const auto due = codec::decode<DueHash>(payload);
    if (!due)
        return problem(FollowError::BadSnapshot, at, std::string{codec::describe(due.error())});
    auto state = engine::decode_state(payload.left);
    if (!state)
        return problem(FollowError::BadSnapshot, at, std::string{codec::describe(state.error())});
    Replica out{genesis};
    out.state_ = std::move(*state);
    if (out.state_.genesis != genesis)
        return problem(FollowError::GenesisDiffers, at, "the snapshot has another genesis");
    out.chain_ = journal::ChainVerifier{genesis.deployment_id, view->header.position()};
    out.due_ = *due;
    if (out.state_.counters.sequence != at || out.hash_now().hash != view->header.state_hash)
        return problem(FollowError::BadSnapshot, at,
                       "the snapshot's state has another hash than it says");
    return out;
}

Result<void, FollowProblem> Replica::follow(BytesView batch, Evidence evidence,
                                            const std::function<void(CommandOutcome&&)>& on_outcome)
{
    const Sequence expected = chain_.position().next;
    const auto linked = chain_.accept(batch);
    if (!linked)
        return problem(FollowError::BadBatch, expected, std::string{describe(linked.error())});
    begin_batch(linked->batch.header().last());
    Sequence sequence = linked->batch.header().first;
    for (const journal::RecordView& record : linked->batch)
    {
        BALLAST_TRY(Command command, command_of(record, sequence, sources_, evidence));
        const auto* opening = std::get_if<OpenDeployment>(&command);
        if (sequence.value == 0 && (opening == nullptr || opening->genesis != genesis_))
            return problem(FollowError::GenesisDiffers, sequence,
                           "record 0 is not the configured genesis");
        const SequencedCommand sequenced{sequence, record.time_ms, std::move(command)};
        sink_.clear();
        apply(sequenced, sink_);
        if (on_outcome)
            on_outcome({sequence, record.time_ms, sequenced.command, sink_.events, sink_.orders});
        ++sequence.value;
    }
    return {};
}

void Replica::apply(const SequencedCommand& command, OutcomeSink& sink)
{
    engine::apply(state_, command, sink);
    if (command.sequence == next_due_) due_ = hash_now();
}

void Replica::begin_batch(Sequence last)
{
    next_due_ = {last.value - last.value % genesis_.state_hash_every};
}

void Replica::finish_batch(const journal::SealedBatch& batch, std::int64_t last_time_ms)
{
    chain_ = journal::ChainVerifier{
        genesis_.deployment_id,
        {batch.header.term, {batch.header.last().value + 1}, batch.hash, last_time_ms}};
}

journal::HeadStatement Replica::head() const
{
    const journal::ChainPosition& at = chain_.position();
    return {at.term, {at.next.value - 1}, at.hash, due_.sequence, due_.hash};
}

Result<void, FollowProblem> Replica::check_head(const journal::HeadStatement& stated) const
{
    const journal::HeadStatement own = head();
    if (stated == own) return {};
    const char* what = stated.batch_hash != own.batch_hash || stated.sequence != own.sequence ||
                               stated.term != own.term
                           ? "the head names another batch"
                           : "the head names another state hash";
    return problem(FollowError::HeadDiffers, stated.sequence, what);
}

DueHash Replica::hash_now()
{
    return {state_.counters.sequence, engine::state_hash(state_, tree_)};
}

Bytes Replica::snapshot()
{
    const journal::ChainPosition& at = chain_.position();
    const DueHash now = hash_now();
    // The hash that heads name is the latest that was due, which need not be this one: it stands in
    // front.
    Bytes payload = codec::encoded(due_);
    append(payload, engine::encode_state(state_));
    auto framed = journal::encode_snapshot({.deployment_id = genesis_.deployment_id,
                                            .term = at.term,
                                            .sequence = now.sequence,
                                            .time_ms = at.time_ms,
                                            .batch_hash = at.hash,
                                            .state_hash = now.hash},
                                           payload);
    return framed ? std::move(*framed) : Bytes{};
}

}  // namespace ballast::pipeline
