// SPDX-License-Identifier: Apache-2.0
// A subscriber of the hub's events that remembers when each one came.
#pragma once
#include <ballast/demo/failure.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/net/websocket.hpp>
#include <boost/json/value.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace ballast::demo {

/// An event of /v1/events and the monotonic time at which it was here.
struct TimedEvent
{
    boost::json::value event;
    std::int64_t at_us{};
};

class EventClient
{
public:
    /// Subscribes to some kinds of event of all accounts; waits until the hub says so.
    [[nodiscard]] static Answer<std::unique_ptr<EventClient>> subscribe(
        net::IoContext& io, const net::Url& hub, std::initializer_list<std::string_view> kinds);
    /// Subscribes to every event that concerns an account.
    [[nodiscard]] static Answer<std::unique_ptr<EventClient>> subscribe(net::IoContext& io,
                                                                        const net::Url& hub,
                                                                        const AccountId& account);
    ~EventClient();
    EventClient(const EventClient&) = delete;
    EventClient& operator=(const EventClient&) = delete;

    /// What has come since the last call, in order.
    [[nodiscard]] std::vector<TimedEvent> take();
    /// The hub went away: nothing more will come.
    [[nodiscard]] bool is_closed();

private:
    EventClient(net::IoContext& io, const net::Url& hub, std::string subscription);
    [[nodiscard]] static Answer<std::unique_ptr<EventClient>> open(net::IoContext& io,
                                                                   const net::Url& hub,
                                                                   std::string subscription);
    void on_message(BytesView text);

    std::string subscription_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_subscribed_{};
    bool is_closed_{};
    std::vector<TimedEvent> events_;
    std::unique_ptr<net::WebSocketClient> client_;
};

/// Microseconds of the monotonic clock.
[[nodiscard]] std::int64_t monotonic_us();

}  // namespace ballast::demo
