// SPDX-License-Identifier: Apache-2.0
// What websocket.cpp does for the server and the client of this module: takes over a connection
// whose client asked for an upgrade, and dials. Not for other modules.
#pragma once
#include <ballast/net/websocket.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace ballast::net {

/// A session that its owner can end at once.
class OwnedWebSocketSession : public WebSocketSession
{
public:
    /// Calls on_close(reason) now unless it was called; nothing is called afterwards. Says `code`
    /// to the peer if that is possible without waiting long. On the loop's thread.
    virtual void end(CloseReason reason, CloseCode code, std::string_view sentence) = 0;
};

/// A connection on which an upgrade was asked for.
struct UpgradeRequest
{
    boost::asio::ip::tcp::socket socket;
    std::string received;  ///< the request's header as text, and what was read behind it
    std::string remote;
};

/// Answers the upgrade. `on_open` gets the session and sets its handlers, or gets nothing when the
/// handshake failed; `on_end` is called last, once the connection is gone, in both cases.
void accept_websocket(IoContext& io, UpgradeRequest request, const WebSocketSettings& settings,
                      Callback<void(const std::shared_ptr<OwnedWebSocketSession>&)> on_open,
                      Callback<void()> on_end);

/// A dial under way.
class WebSocketDial
{
public:
    virtual ~WebSocketDial() = default;
    /// Ends it if it has not ended; `on_fail` comes later. On the loop's thread.
    virtual void give_up() = 0;
};

/// Dials. Either `on_open` gets the session and sets its handlers, or `on_fail` is called; never
/// before this returns.
[[nodiscard]] std::shared_ptr<WebSocketDial> dial_websocket(
    IoContext& io, const Url& url, const WebSocketSettings& settings,
    Callback<void(const std::shared_ptr<OwnedWebSocketSession>&)> on_open,
    Callback<void(CloseReason, std::string_view sentence)> on_fail);

}  // namespace ballast::net
