// SPDX-License-Identifier: Apache-2.0
// The pipeline's life, its door, and its verifiers: evidence -> command.
#include "pipeline.hpp"

#include <ballast/pipeline/pipeline_state.hpp>

namespace ballast::pipeline {

SubmitProblem stopped_problem()
{
    return {SubmitError::Stopped, RejectReason::None, "Stopped",
            "the hub is stopping or cannot write its journal: try again later"};
}

Pipeline::Pipeline(PipelineSettings settings, Replica replica, env::JournalStore& store,
                   const env::Clock& clock, crypto::SecretKey hub_key,
                   std::function<void(const SharedBatch&)> on_batch)
    : replica_{std::move(replica)},
      impl_{std::make_unique<Impl>(*this, settings, store, clock, std::move(hub_key),
                                   std::move(on_batch))}
{}

Pipeline::~Pipeline() { stop(); }

void Pipeline::start()
{
    impl_->last_snapshot = replica_.position().next.value;
    impl_->started = true;
    impl_->engine = std::thread{[this] { impl_->run_engine(); }};
    for (std::uint32_t i = 0; i < std::max(1U, impl_->settings.verifier_threads); ++i)
        impl_->verifiers.emplace_back([this] { impl_->run_verifier(); });
}

void Pipeline::start(Term term, Replica replica)
{
    {
        const std::unique_lock lock{state_mutex_};
        replica_ = std::move(replica);
    }
    impl_->settings.term = term;
    start();
}

void Pipeline::stop()
{
    if (impl_->stopping.exchange(true)) return;
    impl_->incoming.close();
    for (std::thread& verifier : impl_->verifiers) verifier.join();
    for (Submission& left : impl_->incoming.drain())
    {
        --impl_->admitted;
        if (left.done) left.done(fail(stopped_problem()));
    }
    impl_->verified.close();
    if (impl_->engine.joinable()) impl_->engine.join();
    for (Verified& left : impl_->verified.drain()) impl_->answer(left, fail(stopped_problem()));
    for (auto& [key, left] : impl_->waiting)
        if (left.done) left.done(fail(stopped_problem()));
    impl_->waiting.clear();
}

void Pipeline::submit(EvidenceKind kind, Bytes evidence, SubmitCallback done)
{
    ++impl_->submitted;
    Submission submission{kind, std::move(evidence), std::move(done)};
    const bool room = impl_->admitted.fetch_add(1) < impl_->settings.queue_max;
    const bool runs = impl_->started && !impl_->failed && !impl_->stopping;
    if (room && runs && impl_->incoming.try_push(submission)) return;
    --impl_->admitted;
    if (!runs || impl_->stopping)
    {
        if (submission.done) submission.done(fail(stopped_problem()));
        return;
    }
    ++impl_->queue_full;
    if (submission.done)
        submission.done(fail(SubmitProblem{SubmitError::QueueFull, RejectReason::None, "QueueFull",
                                           "the hub is busy: try again in a second"}));
}

PipelineCounters Pipeline::counters() const
{
    const Impl& i = *impl_;
    return {.submitted = i.submitted,
            .refused_evidence = i.refused_evidence,
            .not_now = i.not_now,
            .queue_full = i.queue_full,
            .commands = i.commands,
            .rejected = i.rejected,
            .batches = i.batches,
            .journal_bytes = i.journal_bytes,
            .waiting = i.admitted,
            .early_observations = i.early};
}

std::optional<std::string> Pipeline::failure() const
{
    const std::lock_guard lock{impl_->failure_mutex};
    if (impl_->failure.empty()) return {};
    return impl_->failure;
}

void Pipeline::Impl::run_verifier()
{
    for (;;)
    {
        auto some = incoming.pop_some(1);
        if (some.empty()) return;
        verify(std::move(some.front()));
    }
}

void Pipeline::Impl::verify(Submission submission)
{
    auto command =
        submission.evidence.size() > journal::evidence_size_max(submission.kind)
            ? Result<Command, intake::IntakeProblem>{fail(intake::IntakeProblem{
                  intake::IntakeError::Malformed, "TooLong", "the evidence is too long"})}
            : intake::derive_command(submission.kind, submission.evidence, sources, clock.now_ms());
    if (command)
    {
        Verified item{submission.kind, std::move(submission.evidence), std::move(*command),
                      std::move(submission.done)};
        if (verified.push_admitted(item)) return;
        answer(item, fail(stopped_problem()));
        return;
    }
    ++refused_evidence;
    --admitted;
    if (submission.done)
        submission.done(fail(SubmitProblem{SubmitError::BadEvidence, RejectReason::None,
                                           std::string{command.error().code},
                                           std::string{command.error().sentence}}));
}

}  // namespace ballast::pipeline
