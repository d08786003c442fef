// SPDX-License-Identifier: Apache-2.0
// The inside of the pipeline: its queues, threads and counters. Not for other modules. Split over
// pipeline.cpp (life and verifiers) and pipeline_engine.cpp (the engine thread).
#pragma once
#include <atomic>
#include <ballast/pipeline/gate.hpp>
#include <ballast/pipeline/helping_thread.hpp>
#include <ballast/pipeline/pipeline.hpp>
#include <ballast/pipeline/submission_queue.hpp>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace ballast::pipeline {

struct Submission
{
    EvidenceKind kind{};
    Bytes evidence;
    SubmitCallback done;
};

/// A submission whose command is known.
struct Verified
{
    EvidenceKind kind{};
    Bytes evidence;
    Command command;
    SubmitCallback done;
};

/// The answer to what never reached the journal because the pipeline does not run.
[[nodiscard]] SubmitProblem stopped_problem();
/// The answer to evidence that proves no command.
[[nodiscard]] SubmitProblem evidence_problem(const intake::IntakeProblem& problem);

/// Most batches that are decided about with one state and then written one beside the other.
inline constexpr std::size_t batches_at_hand = 4;

struct Pipeline::Impl
{
    /// A batch between put together and applied.
    struct Writing
    {
        journal::SealedBatch sealed;  ///< a view of the builder it was made in
        std::vector<Verified> items;
        std::int64_t time_ms{};
        bool is_elsewhere{};  ///< `writer` writes it
        Result<void, env::StoreError> written;
    };

    Pipeline& owner;
    PipelineSettings settings;
    env::JournalStore& store;
    const env::Clock& clock;
    crypto::SecretKey hub_key;
    std::function<void(const SharedBatch&)> on_batch;
    std::function<void(const std::string&)> on_failure;
    intake::Sources sources;
    SubmissionQueue<Submission> incoming;
    SubmissionQueue<Verified> verified;
    std::vector<std::thread> verifiers;
    std::thread engine;
    std::atomic<std::size_t> admitted{};  ///< submissions not answered yet, waiting ones excepted
    std::atomic<bool> is_running{};
    std::atomic<bool> failed{};
    mutable std::mutex failure_mutex;
    std::string failure;
    std::mutex window_mutex;
    std::condition_variable window_moved;
    std::deque<Sequence> uncertified;  ///< last sequences of batches without certificate
    // set before the engine thread starts, and its own from then on
    std::vector<std::vector<Orphan>> orphans;
    std::function<void(std::size_t)> on_orphans_settled;
    std::multimap<WaitKey, Verified> waiting;
    std::uint64_t last_snapshot{};
    journal::BatchBuilder builder;
    journal::BatchBuilder other_builder;  ///< has the batch that is being written
    OutcomeSink sink;
    // counters
    std::atomic<std::uint64_t> submitted{}, refused_evidence{}, not_now{}, queue_full{}, commands{},
        rejected{}, batches{}, journal_bytes{}, early{};
    HelpingThread writer;  ///< last, so that it ends first

    Impl(Pipeline& self, PipelineSettings s, env::JournalStore& st, const env::Clock& c,
         crypto::SecretKey key, std::function<void(const SharedBatch&)> publish,
         std::function<void(const std::string&)> report)
        : owner{self},
          settings{s},
          store{st},
          clock{c},
          hub_key{std::move(key)},
          on_batch{std::move(publish)},
          on_failure{std::move(report)},
          sources{self.replica_.genesis()},
          incoming{s.queue_max},
          verified{s.queue_max}
    {}

    void start();
    void run_verifier();
    void run_engine();
    void open_journal();
    void sequence_orphans();
    void verify(Submission submission);
    [[nodiscard]] Result<Command, intake::IntakeProblem> derive(EvidenceKind kind,
                                                                const Bytes& evidence) const;
    void order(std::vector<Verified> arrived);
    void admit(Verified item, BatchAhead& ahead, std::vector<Verified>& passed,
               std::vector<Verified>& later);
    [[nodiscard]] std::vector<Verified> take_ready(BatchAhead ahead);
    void commit(std::vector<Verified>& items);
    [[nodiscard]] std::unique_ptr<Writing> put_together(std::vector<Verified>& items,
                                                        std::size_t& from,
                                                        journal::ChainPosition& at);
    [[nodiscard]] std::int64_t record_time_ms(const Verified& item, std::int64_t batch_ms) const;
    [[nodiscard]] bool has_room_beside(std::size_t others);
    [[nodiscard]] bool wait_for_certificates();
    [[nodiscard]] bool wait_until_durable(Writing& batch);
    void publish(Writing& batch);
    void settle(Writing& batch);
    SharedBatch apply(const journal::SealedBatch& sealed, std::vector<Verified>& items,
                      std::int64_t time_ms);
    void maybe_snapshot();
    void fail_with(std::string sentence);
    void answer_stopped(std::vector<Verified>& items);
    void answer(Verified& item, SubmitResult result)
    {
        --admitted;
        if (item.done) item.done(std::move(result));
    }
};

}  // namespace ballast::pipeline
