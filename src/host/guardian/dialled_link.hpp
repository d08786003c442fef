// SPDX-License-Identifier: Apache-2.0
// A connection that a guardian keeps up: dials, and dials again after pauses that double. Leaves
// out what is said on it.
#pragma once
#include <ballast/guardian/frames.hpp>
#include <ballast/net/websocket.hpp>
#include <chrono>
#include <functional>
#include <memory>

namespace ballast::guardian {

struct DialSettings
{
    net::Url url;
    std::chrono::milliseconds pause_min{250};
    std::chrono::milliseconds pause_max{5'000};
    net::WebSocketSettings socket;
};

/// All on the network thread; each may be empty.
struct DialHandlers
{
    std::function<void()> on_open;
    std::function<void(BytesView)> on_frame;
    /// The connection, or an attempt, ended; the next attempt comes by itself.
    std::function<void(std::string_view why)> on_close;
};

class DialledLink
{
public:
    /// Dials soon. From any thread.
    DialledLink(net::IoContext& io, DialSettings settings, DialHandlers handlers);
    /// Closes; after it returns, no handler runs any more. From any thread but a handler's.
    ~DialledLink();
    DialledLink(const DialledLink&) = delete;
    DialledLink& operator=(const DialledLink&) = delete;

    /// False while there is no connection. From any thread.
    bool send(const net::SharedBytes& frame);
    bool send(const Frame& frame);
    /// Ends the present connection; it is dialled again. From any thread.
    void hang_up();
    [[nodiscard]] bool is_open() const;

private:
    struct Impl;
    net::IoContext& io_;
    std::shared_ptr<Impl> impl_;
};

}  // namespace ballast::guardian
