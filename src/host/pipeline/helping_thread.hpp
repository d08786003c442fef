// SPDX-License-Identifier: Apache-2.0
// A thread that does one task at a time beside its owner's. Kept between tasks: what a fresh thread
// allocates comes from memory that nobody has touched yet.
#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace ballast::pipeline {

class HelpingThread
{
public:
    HelpingThread() : thread_{[this] { run(); }} {}
    /// Waits for the task under way.
    ~HelpingThread()
    {
        {
            const std::lock_guard lock{mutex_};
            stopping_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }
    HelpingThread(const HelpingThread&) = delete;
    HelpingThread& operator=(const HelpingThread&) = delete;

    /// Begins a task; the one before it was waited for.
    void begin(std::function<void()> task)
    {
        {
            const std::lock_guard lock{mutex_};
            task_ = std::move(task);
            is_busy_ = true;
        }
        changed_.notify_all();
    }
    /// Until the task is done.
    void wait()
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return !is_busy_; });
    }

private:
    void run()
    {
        std::unique_lock lock{mutex_};
        for (;;)
        {
            changed_.wait(lock, [this] { return is_busy_ || stopping_; });
            if (!is_busy_) return;
            lock.unlock();
            task_();
            lock.lock();
            is_busy_ = false;
            changed_.notify_all();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::function<void()> task_;
    bool is_busy_{};
    bool stopping_{};
    std::thread thread_;
};

}  // namespace ballast::pipeline
