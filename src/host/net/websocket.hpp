// SPDX-License-Identifier: Apache-2.0
// WebSocket connections: one open session, of either side, and a client that dials. Messages are
// bounded, a peer that reads too slowly is closed instead of buffered for, and a peer that vanished
// is found by pings. Leaves out TLS, compression and reconnecting (the caller knows when and what
// to say then).
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/base/result.hpp>
#include <ballast/net/http_message.hpp>
#include <ballast/net/io_context.hpp>
#include <ballast/net/url.hpp>

namespace ballast::net {

struct WebSocketSettings
{
    std::size_t message_size_max{limits::frame_size};
    std::size_t send_queue_bytes_max{4 * limits::frame_size};  ///< beyond it the peer is too slow
    std::size_t send_queue_count_max{4096};
    std::chrono::milliseconds handshake_timeout{5'000};
    std::chrono::milliseconds idle_timeout{
        10'000};  ///< half of it in silence: a ping; all of it: closed
    std::chrono::milliseconds close_timeout{1'000};  ///< how long a polite close may take
};

enum class CloseReason : std::uint8_t
{
    ByUs,            ///< close() was called
    ByPeer,          ///< the peer closed politely
    Broken,          ///< the connection broke
    Silent,          ///< the peer answered no ping
    SlowConsumer,    ///< the peer reads more slowly than we write
    TooLarge,        ///< the peer sent a message above the bound
    ProtocolError,   ///< the peer sent what is not WebSocket
    ServerStopping,  ///< our server was stopped
    // a dial that did not succeed
    Unreachable,  ///< nobody listens there, or the host has no address
    Refused,      ///< the server did not agree to a WebSocket at that target
    Timeout,      ///< the handshake took too long
};
/// The enumerator's name.
[[nodiscard]] std::string_view name_of(CloseReason reason);

/// Codes of a polite close (RFC 6455 §7.4.1).
enum class CloseCode : std::uint16_t
{
    Normal = 1000,
    GoingAway = 1001,
    Protocol = 1002,
    Policy = 1008,
    TryAgainLater = 1013,
};

/// A message's bytes, shared among the sessions that it goes to.
using SharedBytes = std::shared_ptr<const Bytes>;
[[nodiscard]] SharedBytes share(Bytes bytes);

enum class MessageKind : std::uint8_t
{
    Text,  ///< UTF-8; the peer breaks a session that sends other bytes as text
    Binary,
};

/// An open connection. Kept alive by itself until it is closed; holders of the pointer may outlive
/// that.
class WebSocketSession
{
public:
    virtual ~WebSocketSession() = default;

    /// Queues one message; false if the session is closed or this message made the peer too slow.
    /// From any thread; messages of one thread keep their order.
    virtual bool send(MessageKind kind, SharedBytes message) = 0;
    bool send_text(std::string_view text);
    bool send_binary(Bytes bytes);

    /// Closes politely after what is queued. From any thread; idempotent.
    virtual void close(CloseCode code = CloseCode::Normal, std::string reason = {}) = 0;
    [[nodiscard]] virtual bool is_open() const = 0;
    /// The peer's address and port.
    [[nodiscard]] virtual const std::string& remote() const = 0;

    /// Sets who receives; on the loop's thread, inside the callback that hands the session over.
    /// Without handlers messages are dropped. `on_close` is called exactly once, nothing after it.
    virtual void receive(Callback<void(MessageKind, BytesView)> on_message,
                         Callback<void(CloseReason, std::string_view)> on_close) = 0;
};

/// Dials one server; one connection at a time.
class WebSocketClient
{
public:
    struct Handlers
    {
        Callback<void(const std::shared_ptr<WebSocketSession>&)> on_open;
        Callback<void(MessageKind, BytesView)> on_message;
        /// Called once for each connect(): when the dial failed, or when the session ended.
        /// connect() may be called from inside (better after a pause).
        Callback<void(CloseReason, std::string_view sentence)> on_close;
    };

    /// Handlers run on the loop's thread.
    WebSocketClient(IoContext& io, Url url, Handlers handlers, WebSocketSettings settings = {});
    /// Closes. After it returns, no handler runs any more. From any thread.
    ~WebSocketClient();
    WebSocketClient(const WebSocketClient&) = delete;
    WebSocketClient& operator=(const WebSocketClient&) = delete;

    /// Dials; nothing while a dial or a session is under way. From any thread.
    void connect();
    /// Closes the session or gives up the dial. From any thread.
    void close();
    /// As WebSocketSession::send; false while there is no session. From any thread.
    bool send(MessageKind kind, SharedBytes message);
    bool send_text(std::string_view text);
    bool send_binary(Bytes bytes);
    [[nodiscard]] bool is_open() const;
    [[nodiscard]] const Url& url() const;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace ballast::net
