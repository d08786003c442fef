// SPDX-License-Identifier: Apache-2.0
// A bounded queue between threads: full refuses, closed drains.
#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

namespace ballast::pipeline {

template <class T>
class SubmissionQueue
{
public:
    explicit SubmissionQueue(std::size_t capacity) : capacity_{capacity} {}

    /// False when full or closed; then `item` is unchanged.
    bool try_push(T& item)
    {
        {
            const std::lock_guard lock{mutex_};
            if (closed_ || items_.size() >= capacity_) return false;
            items_.push_back(std::move(item));
        }
        ready_.notify_one();
        return true;
    }

    /// Pushes beyond the capacity: for what was admitted before. False when closed.
    bool push_admitted(T& item)
    {
        {
            const std::lock_guard lock{mutex_};
            if (closed_) return false;
            items_.push_back(std::move(item));
        }
        ready_.notify_one();
        return true;
    }

    /// Waits for at least one item and takes up to `most`; empty only when closed and drained.
    std::vector<T> pop_some(std::size_t most)
    {
        std::unique_lock lock{mutex_};
        ready_.wait(lock, [this] { return closed_ || !items_.empty(); });
        std::vector<T> out;
        while (!items_.empty() && out.size() < most)
        {
            out.push_back(std::move(items_.front()));
            items_.pop_front();
        }
        return out;
    }

    /// Takes what is left without waiting.
    std::vector<T> drain()
    {
        const std::lock_guard lock{mutex_};
        std::vector<T> out{std::make_move_iterator(items_.begin()),
                           std::make_move_iterator(items_.end())};
        items_.clear();
        return out;
    }

    /// Takes items again after close() and drain().
    void open()
    {
        const std::lock_guard lock{mutex_};
        closed_ = false;
    }

    void close()
    {
        {
            const std::lock_guard lock{mutex_};
            closed_ = true;
        }
        ready_.notify_all();
    }

    [[nodiscard]] std::size_t size() const
    {
        const std::lock_guard lock{mutex_};
        return items_.size();
    }

private:
    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<T> items_;
    bool closed_{};
};

}  // namespace ballast::pipeline
