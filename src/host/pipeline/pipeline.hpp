// SPDX-License-Identifier: Apache-2.0
// The hub's heart: evidence in, order and time, durable first, then applied. Verifier threads
// derive commands; one engine thread orders, writes the journal, applies and publishes. Bounded
// queues; a full one refuses.
#pragma once
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/env/clock.hpp>
#include <ballast/env/journal_store.hpp>
#include <ballast/pipeline/replica.hpp>
#include <functional>
#include <shared_mutex>

namespace ballast::pipeline {

struct PipelineSettings
{
    Term term;  ///< of every batch it writes
    std::uint32_t verifier_threads{1};
    std::uint32_t queue_max{8192};  ///< submissions waiting; above it QueueFull
    std::uint32_t batch_records_max{1024};
    std::int64_t batch_wait_ms_max{0};  ///< 0: a batch takes what is there
    std::uint64_t snapshot_every{100'000};
    /// Batches that may wait for their certificates; then the next one waits, and grows. Guardians
    /// certify only what is fresh when it comes, so a hub must not run away from them. 0: no bound.
    std::size_t uncertified_max{0};
};

/// Counters for metrics; read at any time.
struct PipelineCounters
{
    std::uint64_t submitted{};
    std::uint64_t refused_evidence{};
    std::uint64_t not_now{};
    std::uint64_t queue_full{};
    std::uint64_t commands{};
    std::uint64_t rejected{};
    std::uint64_t batches{};
    std::uint64_t journal_bytes{};
    std::uint64_t waiting{};             ///< submissions in the queues now
    std::uint64_t early_observations{};  ///< waiting for an earlier one of their contract
};

/// Evidence that was durable in a term that is left.
struct Orphan
{
    EvidenceKind kind{};
    Bytes evidence;
};

/// Where a pipeline goes on.
struct TermBegin
{
    Term term;
    Replica replica;  ///< stands at the end of the store
    /// What older terms left behind, batch by batch and in its order: sequenced anew before
    /// anything else.
    std::vector<std::vector<Orphan>> orphans;
    /// Each orphan is durable again, or stayed before the journal (so many of them), and need not
    /// be kept any longer. Once, on the engine thread; not when there are none, and not when the
    /// pipeline stops before. May be empty.
    std::function<void(std::size_t refused)> on_orphans_settled;
};

using SubmitResult = Result<CommandOutcome, SubmitProblem>;
using SubmitCallback = std::function<void(SubmitResult)>;

class Pipeline
{
public:
    /// A pipeline that goes on where `replica` stands, which is the end of `store`. `on_batch` is
    /// called on the engine thread after each batch is durable and applied, in order; `on_failure`,
    /// once and there too, when the journal cannot be written (see failure()). An empty journal
    /// gets its genesis record first.
    Pipeline(PipelineSettings settings, Replica replica, env::JournalStore& store,
             const env::Clock& clock, crypto::SecretKey hub_key,
             std::function<void(const SharedBatch&)> on_batch,
             std::function<void(const std::string&)> on_failure = {});
    /// Stops.
    ~Pipeline();
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    void start();
    /// As start(), going on as `begin` says: for a hub that learns it only once a guardian quorum
    /// has opened its term, and again after each stop(). Until then submissions are answered
    /// Stopped and read() sees the replica of before.
    void start(TermBegin begin);
    /// Finishes the batch under way, answers what waits with Stopped, joins the threads. start()
    /// and stop() are one thread's business at a time. Idempotent.
    void stop();
    /// Between start() and stop(): whether submissions are taken.
    [[nodiscard]] bool is_running() const;

    /// Hands in evidence from any thread. `done` is called once, on a thread of the pipeline (or at
    /// once when the queue is full): after the command is durable and applied, or with the reason
    /// why it never was journaled. An observation that must wait for an earlier one is answered
    /// when its turn has come.
    void submit(EvidenceKind kind, Bytes evidence, SubmitCallback done);

    /// Calls `look` with the state between two batches; many readers at once, none while a batch is
    /// applied. Keep it short: the engine waits.
    template <class F>
    auto read(F look) const
    {
        const std::shared_lock lock{state_mutex_};
        return look(static_cast<const Replica&>(replica_));
    }

    /// Everything up to `sequence` is certified; see PipelineSettings::uncertified_max. From any
    /// thread.
    void note_certified(Sequence sequence);
    /// Whether the next batch waits for a certificate now.
    [[nodiscard]] bool is_held_up() const;

    [[nodiscard]] PipelineCounters counters() const;
    /// The journal could not be written: nothing is acknowledged any more. The sentence says what
    /// to do.
    [[nodiscard]] std::optional<std::string> failure() const;

private:
    struct Impl;
    mutable std::shared_mutex state_mutex_;
    Replica replica_;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ballast::pipeline
