// SPDX-License-Identifier: Apache-2.0
// One thread that does one thing after the other: where the link and the guardian do their work, so
// that the network's thread is never blocked and their states need no locks. Bounded.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace ballast::guardian {

class Worker
{
public:
    using Task = std::move_only_function<void()>;

    /// Starts the thread; at most `waiting_max` tasks of post() wait. `tick`, if there is one, runs
    /// on it about every `tick_every`, busy or not.
    explicit Worker(std::size_t waiting_max, Task tick = {},
                    std::chrono::milliseconds tick_every = std::chrono::milliseconds{50});
    /// Stops.
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Queues a task; false, and the task is dropped, when too many wait or the worker has stopped.
    bool post(Task task);
    /// As post, but waits for room; false when the worker has stopped. Not from the worker itself.
    bool post_waiting(Task task);
    /// Queues a task that must not be dropped, beyond the bound if need be; false when stopped. For
    /// the few that an owner posts, never for what a peer causes.
    bool post_always(Task task);
    /// Runs the task and returns when it is done; at once when called from the worker itself. False
    /// when the worker has stopped.
    bool run(Task task);
    /// Drops what waits and begins no further task; the one under way goes on. From any thread.
    void dismiss();
    /// As dismiss(), and returns when the task under way has ended. Idempotent; not from a task.
    void stop();
    [[nodiscard]] bool is_own_thread() const { return std::this_thread::get_id() == id_; }

private:
    using Moment = std::chrono::steady_clock::time_point;
    void loop();
    /// The next task, nothing when it is time for a tick; false when stopping.
    bool next(Task& task, Moment tick_at);

    const std::size_t waiting_max_;
    Task tick_;
    const std::chrono::milliseconds tick_every_;
    mutable std::mutex mutex_;
    std::condition_variable came_;
    std::condition_variable left_;
    std::deque<Task> tasks_;
    bool is_stopping_{};
    std::jthread thread_;
    std::thread::id id_;
};

}  // namespace ballast::guardian
