// SPDX-License-Identifier: Apache-2.0
// Following a journal, with or without deriving its commands again.
#include "replica.hpp"

#include <ballast/domain/codec.hpp>
#include <ballast/engine/lookahead.hpp>
#include <ballast/engine/state_codec.hpp>

namespace ballast::pipeline {
namespace {

std::unexpected<FollowProblem> problem(FollowError error, Sequence sequence, std::string sentence)
{
    return fail(FollowProblem{error, sequence, std::move(sentence)});
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

void prepare_batch(BytesView batch, PreparedBatch& out)
{
    out.bytes = batch;
    out.view.reset();
    out.error.reset();
    out.commands.clear();
    const auto view = journal::parse_batch(batch);
    if (!view)
    {
        out.error = view.error();
        return;
    }
    out.view = *view;
    out.hash = journal::batch_hash(view->header().previous_hash, batch);
    Sequence sequence = view->header().first;
    for (const journal::RecordView& record : *view)
    {
        SequencedCommand& next = out.commands.emplace_back();
        next.sequence = sequence;
        next.time_ms = record.time_ms;
        if (const auto error = journal::decode_command_into(record, next.command))
        {
            out.error = error;
            out.commands.pop_back();
            return;
        }
        ++sequence.value;
    }
}

/// Derives every command again from its evidence, and compares.
Result<void, FollowProblem> Replica::check_evidence(const PreparedBatch& batch) const
{
    auto command = batch.commands.begin();
    for (const journal::RecordView& record : *batch.view)
    {
        if (command == batch.commands.end()) return {};  // the rest does not decode
        const auto derived =
            intake::derive_command(record.kind, record.evidence, sources_, record.time_ms);
        if (!derived)
            return problem(
                FollowError::BadEvidence, command->sequence,
                std::string{derived.error().code} + ": " + std::string{derived.error().sentence});
        if (*derived != command->command)
            return problem(FollowError::CommandDiffers, command->sequence,
                           "the recorded command is not the one its evidence proves");
        ++command;
    }
    return {};
}

Result<void, FollowProblem> Replica::follow(BytesView batch, Evidence evidence,
                                            const std::function<void(CommandOutcome&&)>& on_outcome)
{
    PreparedBatch prepared = std::move(prepared_);
    prepare_batch(batch, prepared);
    if (evidence == Evidence::Verify && prepared.view) BALLAST_CHECK(check_evidence(prepared));
    BALLAST_CHECK(follow_prepared(prepared, on_outcome));
    prepared_ = std::move(prepared);  // its memory, for the next one
    return {};
}

Result<void, FollowProblem> Replica::follow_prepared(
    const PreparedBatch& batch, const std::function<void(CommandOutcome&&)>& on_outcome)
{
    const Sequence expected = chain_.position().next;
    if (!batch.view)
        return problem(FollowError::BadBatch, expected, std::string{describe(*batch.error)});
    if (const auto linked = chain_.accept_hashed(*batch.view, batch.hash); !linked)
        return problem(FollowError::BadBatch, expected, std::string{describe(linked.error())});
    begin_batch(batch.view->header().last());
    const std::span commands{batch.commands};
    for (std::size_t i = 0; i < commands.size(); ++i)
    {
        engine::look_ahead(state_, commands, i);
        const SequencedCommand& next = commands[i];
        const auto* opening = std::get_if<OpenDeployment>(&next.command);
        if (next.sequence.value == 0 && (opening == nullptr || *opening->genesis != genesis_))
            return problem(FollowError::GenesisDiffers, next.sequence,
                           "record 0 is not the configured genesis");
        sink_.clear();
        apply(next, sink_);
        if (on_outcome)
            on_outcome({next.sequence, next.time_ms, next.command, sink_.events, sink_.orders});
    }
    if (batch.error)
        return problem(
            FollowError::BadBatch, {expected.value + commands.size()},
            std::string{"its command does not decode: "} + std::string{describe(*batch.error)});
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
