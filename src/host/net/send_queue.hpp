// SPDX-License-Identifier: Apache-2.0
// What a session still has to send: bounded messages, then a farewell. Filled from any thread,
// emptied by one writer. Not for other modules.
#pragma once
#include <ballast/net/websocket.hpp>
#include <deque>
#include <mutex>
#include <optional>

namespace ballast::net {

class SendQueue
{
public:
    struct Item
    {
        MessageKind kind{};
        SharedBytes message;
    };
    struct Farewell
    {
        CloseCode code{};
        std::string reason;
    };
    /// What the writer does next: one of the two, or nothing, which ends it.
    struct Next
    {
        std::optional<Item> item;
        std::optional<Farewell> farewell;
    };
    enum class Added : std::uint8_t
    {
        Yes,
        WakesWriter,  ///< yes, and a writer must be started
        Overflows,    ///< no, and the queue is closed by that
        No,           ///< the queue is closed
    };

    explicit SendQueue(const WebSocketSettings& settings)
        : bytes_max_{settings.send_queue_bytes_max}, count_max_{settings.send_queue_count_max}
    {}

    Added add(Item item)
    {
        const std::lock_guard lock{mutex_};
        if (!is_open_) return Added::No;
        if (items_.size() >= count_max_ || item.message->size() > bytes_max_ - bytes_)
        {
            is_open_ = false;
            return Added::Overflows;
        }
        bytes_ += item.message->size();
        items_.push_back(std::move(item));
        return wake();
    }

    /// Lets nothing in any more; the farewell follows what is inside already.
    Added close(Farewell farewell)
    {
        const std::lock_guard lock{mutex_};
        if (!is_open_) return Added::No;
        is_open_ = false;
        farewell_ = std::move(farewell);
        return wake();
    }

    /// Drops everything.
    void shut()
    {
        const std::lock_guard lock{mutex_};
        is_open_ = false;
        items_.clear();
        farewell_.reset();
    }

    /// For the writer. A message counts as queued until it is written.
    Next take(std::size_t written)
    {
        const std::lock_guard lock{mutex_};
        bytes_ -= written;
        if (!items_.empty())
        {
            Next next{.item = std::move(items_.front())};
            items_.pop_front();
            return next;
        }
        if (farewell_) return {.farewell = std::exchange(farewell_, std::nullopt)};
        has_writer_ = false;
        return {};
    }

    [[nodiscard]] bool is_open() const
    {
        const std::lock_guard lock{mutex_};
        return is_open_;
    }

private:
    Added wake() { return std::exchange(has_writer_, true) ? Added::Yes : Added::WakesWriter; }

    const std::size_t bytes_max_;
    const std::size_t count_max_;
    mutable std::mutex mutex_;
    std::deque<Item> items_;
    std::size_t bytes_{};
    std::optional<Farewell> farewell_;
    bool has_writer_{};
    bool is_open_{true};
};

}  // namespace ballast::net
