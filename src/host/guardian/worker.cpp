// SPDX-License-Identifier: Apache-2.0
// The thread and its queue.
#include "worker.hpp"

#include <future>

namespace ballast::guardian {

Worker::Worker(std::size_t waiting_max, Task tick, std::chrono::milliseconds tick_every)
    : waiting_max_{waiting_max}, tick_{std::move(tick)}, tick_every_{tick_every}
{
    const std::lock_guard lock{mutex_};  // so that no task asks for the id before it is there
    thread_ = std::jthread{[this] { loop(); }};
    id_ = thread_.get_id();
}

Worker::~Worker() { stop(); }

bool Worker::post(Task task)
{
    const std::lock_guard lock{mutex_};
    if (is_stopping_ || tasks_.size() >= waiting_max_) return false;
    tasks_.push_back(std::move(task));
    came_.notify_one();
    return true;
}

bool Worker::post_waiting(Task task)
{
    std::unique_lock lock{mutex_};
    left_.wait(lock, [this] { return is_stopping_ || tasks_.size() < waiting_max_; });
    if (is_stopping_) return false;
    tasks_.push_back(std::move(task));
    came_.notify_one();
    return true;
}

bool Worker::post_always(Task task)
{
    const std::lock_guard lock{mutex_};
    if (is_stopping_) return false;
    tasks_.push_back(std::move(task));
    came_.notify_one();
    return true;
}

bool Worker::run(Task task)
{
    if (is_own_thread())
    {
        task();
        return true;
    }
    // A task that is dropped by stop() breaks its promise, which ends the waiting.
    std::promise<void> done;
    auto ended = done.get_future();
    if (!post_always([task = std::move(task), done = std::move(done)]() mutable {
            task();
            done.set_value();
        }))
        return false;
    ended.wait();
    try
    {
        ended.get();
    } catch (const std::future_error&)
    {
        return false;
    }
    return true;
}

void Worker::dismiss()
{
    std::deque<Task> dropped;
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
        dropped.swap(tasks_);
    }
    came_.notify_all();
    left_.notify_all();
}

void Worker::stop()
{
    dismiss();
    if (thread_.joinable()) thread_.join();
}

void Worker::loop()
{
    using clock = std::chrono::steady_clock;
    // Without a tick the moment never comes; a day keeps the arithmetic of wait_until safe.
    auto tick_at = clock::now() + (tick_ ? tick_every_ : std::chrono::hours{24});
    for (Task task; next(task, tick_at); task = {})
    {
        if (task) task();
        if (clock::now() < tick_at) continue;
        if (tick_) tick_();
        tick_at = clock::now() + (tick_ ? tick_every_ : std::chrono::hours{24});
    }
}

bool Worker::next(Task& task, Moment tick_at)
{
    std::unique_lock lock{mutex_};
    came_.wait_until(lock, tick_at, [this] { return is_stopping_ || !tasks_.empty(); });
    if (is_stopping_) return false;
    if (tasks_.empty()) return true;
    task = std::move(tasks_.front());
    tasks_.pop_front();
    left_.notify_one();
    return true;
}

}  // namespace ballast::guardian
