// SPDX-License-Identifier: Apache-2.0
// A ring of batches: helpers prepare any that nobody took, the caller applies them in order and
// prepares the one it needs itself where no helper came to it yet.
#include "replay.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace ballast::pipeline {
namespace {
enum class Stage : std::uint8_t
{
    Waiting,
    Taken,
    Ready,
};

struct Task
{
    Stage stage{};
    Bytes bytes;
    PreparedBatch prepared;
};
}  // namespace

struct Replay::Impl
{
    Replica& replica;
    std::function<void(CommandOutcome&&)> on_outcome;
    std::size_t depth;  ///< batches in the ring before the first is applied
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::unique_ptr<Task>> ring;
    std::unique_ptr<Task> spare;  ///< its memory is used again
    bool stopping{};
    std::vector<std::thread> helpers;

    Impl(Replica& r, unsigned threads, std::function<void(CommandOutcome&&)> tell)
        : replica{r}, on_outcome{std::move(tell)}, depth{4 * std::size_t{threads} + 1}
    {
        for (unsigned i = 0; i < threads; ++i) helpers.emplace_back([this] { help(); });
    }

    void help()
    {
        std::unique_lock lock{mutex};
        const auto is_waiting = [](const auto& task) { return task->stage == Stage::Waiting; };
        while (!stopping)
        {
            // Not the first of several: the caller is about to need that one and takes it itself.
            const auto from = ring.begin() + (ring.size() > 1 ? 1 : 0);
            const auto at = std::find_if(from, ring.end(), is_waiting);
            if (at == ring.end())
                changed.wait(lock);
            else
                prepare(**at, lock);
        }
    }

    void prepare(Task& task, std::unique_lock<std::mutex>& lock)
    {
        task.stage = Stage::Taken;
        lock.unlock();
        prepare_batch(task.bytes, task.prepared);
        lock.lock();
        task.stage = Stage::Ready;
        changed.notify_all();
    }

    void push(BytesView batch)
    {
        auto task = spare ? std::move(spare) : std::make_unique<Task>();
        task->stage = Stage::Waiting;
        task->bytes.assign(batch.begin(), batch.end());
        const std::lock_guard lock{mutex};
        ring.push_back(std::move(task));
        changed.notify_all();
    }

    Result<void, FollowProblem> apply_first()
    {
        std::unique_ptr<Task> task;
        {
            std::unique_lock lock{mutex};
            Task& first = *ring.front();
            if (first.stage == Stage::Waiting) prepare(first, lock);
            changed.wait(lock, [&] { return first.stage == Stage::Ready; });
            task = std::move(ring.front());
            ring.pop_front();
        }
        BALLAST_CHECK(replica.follow_prepared(task->prepared, on_outcome));
        spare = std::move(task);
        return {};
    }
};

Replay::Replay(Replica& replica, unsigned threads, std::function<void(CommandOutcome&&)> on_outcome)
    : impl_{std::make_unique<Impl>(replica, threads, std::move(on_outcome))}
{}

Replay::~Replay()
{
    {
        const std::lock_guard lock{impl_->mutex};
        impl_->stopping = true;
        impl_->changed.notify_all();
    }
    for (std::thread& helper : impl_->helpers) helper.join();
}

Result<void, FollowProblem> Replay::add(BytesView batch)
{
    impl_->push(batch);
    while (impl_->ring.size() >= impl_->depth) BALLAST_CHECK(impl_->apply_first());
    return {};
}

Result<void, FollowProblem> Replay::finish()
{
    while (!impl_->ring.empty()) BALLAST_CHECK(impl_->apply_first());
    return {};
}

unsigned replay_threads() { return std::max(1U, std::thread::hardware_concurrency()) - 1; }

}  // namespace ballast::pipeline
