// SPDX-License-Identifier: Apache-2.0
// The pipeline's life, its door, and its verifiers: evidence -> command.
#include "pipeline.hpp"

#include <ballast/base/assert.hpp>
#include <ballast/pipeline/pipeline_state.hpp>

namespace ballast::pipeline {

SubmitProblem stopped_problem()
{
    return {SubmitError::Stopped, RejectReason::None, "Stopped",
            "nothing is sequenced at present: the hub opens a term, stops, or cannot write its "
            "journal; try again later"};
}

SubmitProblem evidence_problem(const intake::IntakeProblem& problem)
{
    return {SubmitError::BadEvidence, RejectReason::None, std::string{problem.code},
            std::string{problem.sentence}};
}

Pipeline::Pipeline(PipelineSettings settings, Replica replica, env::JournalStore& store,
                   const env::Clock& clock, crypto::SecretKey hub_key,
                   std::function<void(const SharedBatch&)> on_batch,
                   std::function<void(const std::string&)> on_failure)
    : replica_{std::move(replica)},
      impl_{std::make_unique<Impl>(*this, settings, store, clock, std::move(hub_key),
                                   std::move(on_batch), std::move(on_failure))}
{}

Pipeline::~Pipeline() { stop(); }

void Pipeline::start() { impl_->start(); }

void Pipeline::start(TermBegin begin)
{
    {
        const std::unique_lock lock{state_mutex_};
        replica_ = std::move(begin.replica);
    }
    impl_->settings.term = begin.term;
    impl_->orphans = std::move(begin.orphans);
    impl_->on_orphans_settled = std::move(begin.on_orphans_settled);
    impl_->start();
}

void Pipeline::stop()
{
    Impl& i = *impl_;
    {
        const std::lock_guard lock{i.window_mutex};
        if (!i.is_running.exchange(false)) return;
        i.uncertified.clear();
    }
    i.window_moved.notify_all();
    i.incoming.close();
    for (std::thread& verifier : i.verifiers) verifier.join();
    i.verifiers.clear();
    i.verified.close();
    i.engine.join();
    // Nobody else is left who could answer.
    for (auto& [key, early] : i.waiting)
        if (early.done) early.done(fail(stopped_problem()));
    i.waiting.clear();
    i.early = 0;
}

bool Pipeline::is_running() const { return impl_->is_running; }

void Pipeline::submit(EvidenceKind kind, Bytes evidence, SubmitCallback done)
{
    ++impl_->submitted;
    Submission submission{kind, std::move(evidence), std::move(done)};
    const bool room = impl_->admitted.fetch_add(1) < impl_->settings.queue_max;
    const bool runs = impl_->is_running && !impl_->failed;
    if (room && runs && impl_->incoming.try_push(submission)) return;
    --impl_->admitted;
    if (!runs || !impl_->is_running)
    {
        if (submission.done) submission.done(fail(stopped_problem()));
        return;
    }
    ++impl_->queue_full;
    if (submission.done)
        submission.done(fail(SubmitProblem{SubmitError::QueueFull, RejectReason::None, "QueueFull",
                                           "the hub is busy: try again in a second"}));
}

void Pipeline::note_certified(Sequence sequence)
{
    {
        const std::lock_guard lock{impl_->window_mutex};
        std::deque<Sequence>& uncertified = impl_->uncertified;
        while (!uncertified.empty() && uncertified.front() <= sequence) uncertified.pop_front();
    }
    impl_->window_moved.notify_all();
}

bool Pipeline::is_held_up() const
{
    const std::lock_guard lock{impl_->window_mutex};
    return impl_->settings.uncertified_max != 0 &&
           impl_->uncertified.size() >= impl_->settings.uncertified_max;
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

void Pipeline::Impl::start()
{
    BALLAST_ASSERT(!is_running);
    last_snapshot = owner.replica_.position().next.value;
    incoming.open();
    verified.open();
    is_running = true;
    engine = std::thread{[this] { run_engine(); }};
    for (std::uint32_t n = 0; n < std::max(1U, settings.verifier_threads); ++n)
        verifiers.emplace_back([this] { run_verifier(); });
}

void Pipeline::Impl::run_verifier()
{
    for (;;)
    {
        auto some = incoming.pop_some(1);
        if (some.empty()) return;
        Submission& next = some.front();
        if (is_running)
            verify(std::move(next));
        else
        {
            --admitted;
            if (next.done) next.done(fail(stopped_problem()));
        }
    }
}

void Pipeline::Impl::verify(Submission submission)
{
    auto command = derive(submission.kind, submission.evidence);
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
    if (submission.done) submission.done(fail(evidence_problem(command.error())));
}

Result<Command, intake::IntakeProblem> Pipeline::Impl::derive(EvidenceKind kind,
                                                              const Bytes& evidence) const
{
    if (evidence.size() > journal::evidence_size_max(kind))
        return fail(intake::IntakeProblem{intake::IntakeError::Malformed, "TooLong",
                                          "the evidence is too long"});
    return intake::derive_command(kind, evidence, sources, clock.now_ms());
}

}  // namespace ballast::pipeline
