// SPDX-License-Identifier: Apache-2.0
// WebSocket sessions of both sides. A session has one coroutine that reads and at most one that
// writes; whoever finds out that it is over sets the reason and closes the socket, and the reader,
// which ends last, tells the owner.
#include <ballast/net/awaitable.hpp>
#include <ballast/net/lookup.hpp>
#include <ballast/net/send_queue.hpp>
#include <ballast/net/websocket_session.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <optional>

namespace ballast::net {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
/// Bytes that one masked fragment of a client may hold; a server writes messages whole.
constexpr std::size_t write_buffer_size = 64 * 1024;

CloseReason classify(const error_code& error)
{
    if (error == websocket::error::closed) return CloseReason::ByPeer;
    if (error == beast::error::timeout) return CloseReason::Silent;
    if (error == websocket::error::message_too_big) return CloseReason::TooLarge;
    if (error == websocket::condition::protocol_violation) return CloseReason::ProtocolError;
    return CloseReason::Broken;
}

class Session final : public OwnedWebSocketSession, public std::enable_shared_from_this<Session>
{
public:
    using Stream = websocket::stream<beast::tcp_stream>;

    Session(IoContext& io, tcp::socket socket, std::string remote,
            const WebSocketSettings& settings)
        : io_{io},
          ws_{std::move(socket)},
          settings_{settings},
          queue_{settings},
          remote_{std::move(remote)},
          closing_{io}
    {
        error_code ignored;
        beast::get_lowest_layer(ws_).socket().set_option(tcp::no_delay{true}, ignored);
        set_times(settings.handshake_timeout);
        ws_.read_message_max(settings.message_size_max);
        ws_.auto_fragment(false);
        ws_.write_buffer_bytes(write_buffer_size);
    }

    Stream& stream() { return ws_; }

    bool send(MessageKind kind, SharedBytes message) override
    {
        const auto added = queue_.add({kind, std::move(message)});
        if (added == SendQueue::Added::WakesWriter) start_writer();
        if (added == SendQueue::Added::Overflows)
            io_.post([self = shared_from_this()] {
                self->abort(CloseReason::SlowConsumer, "the peer reads more slowly than we write");
            });
        return added <= SendQueue::Added::WakesWriter;
    }

    void close(CloseCode code, std::string reason) override
    {
        const auto added = queue_.close({code, reason});
        if (added > SendQueue::Added::WakesWriter) return;
        if (added == SendQueue::Added::WakesWriter) start_writer();
        io_.post([self = shared_from_this(), reason = std::move(reason)] {
            self->lose_patience_later(reason);
        });
    }

    bool is_open() const override { return queue_.is_open(); }

    const std::string& remote() const override { return remote_; }

    void receive(Callback<void(MessageKind, BytesView)> on_message,
                 Callback<void(CloseReason, std::string_view)> on_close) override
    {
        on_message_ = std::move(on_message);
        on_close_ = std::move(on_close);
    }

    void end(CloseReason reason, CloseCode code, std::string_view sentence) override
    {
        set_reason(reason, sentence);
        close(code, std::string{sentence});
        tell_closed();
    }

    /// Reads until the session is over; the last that happens on it.
    static asio::awaitable<void> read(std::shared_ptr<Session> self)
    {
        // From here on Beast's time for handshakes is that of closing.
        self->set_times(self->settings_.close_timeout);
        beast::flat_buffer buffer;
        for (;;)
        {
            const auto [error, size] = co_await self->ws_.async_read(buffer, as_result);
            if (error)
            {
                self->set_reason(classify(error), self->sentence_of(error));
                break;
            }
            if (self->on_message_ && !self->is_told_)
                self->on_message_(self->ws_.got_text() ? MessageKind::Text : MessageKind::Binary,
                                  {static_cast<const std::uint8_t*>(buffer.data().data()), size});
            buffer.consume(size);
        }
        self->finish();
    }

private:
    void set_times(std::chrono::milliseconds handshake)
    {
        ws_.set_option(websocket::stream_base::timeout{.handshake_timeout = handshake,
                                                       .idle_timeout = settings_.idle_timeout,
                                                       .keep_alive_pings = true});
    }

    void start_writer()
    {
        io_.post([self = shared_from_this()] {
            asio::co_spawn(self->io_.native(), write(self), asio::detached);
        });
    }

    static asio::awaitable<void> write(std::shared_ptr<Session> self)
    {
        auto next = self->queue_.take(0);
        while (next.item)
        {
            const auto message = next.item->message;
            self->ws_.text(next.item->kind == MessageKind::Text);
            const auto bytes = asio::buffer(message->data(), message->size());
            const auto [error, size] = co_await self->ws_.async_write(bytes, as_result);
            if (error) co_return self->abort(classify(error), self->sentence_of(error));
            next = self->queue_.take(message->size());
        }
        if (next.farewell) co_await self->say(*next.farewell);
    }

    asio::awaitable<void> say(SendQueue::Farewell farewell)
    {
        set_reason(CloseReason::ByUs, farewell.reason);
        // A reason has 123 bytes at most (RFC 6455 §5.5).
        const websocket::close_reason reason{static_cast<websocket::close_code>(farewell.code),
                                             farewell.reason.substr(0, 123)};
        const auto [error] = co_await ws_.async_close(reason, as_result);
        if (error) beast::get_lowest_layer(ws_).close();
    }

    /// A peer that does not take what is queued, or does not answer the farewell, is not waited
    /// for.
    void lose_patience_later(const std::string& reason)
    {
        if (is_over_) return;
        closing_.start(settings_.close_timeout,
                       [this, reason] { abort(CloseReason::ByUs, reason); });
    }

    /// Ends the connection without manners.
    void abort(CloseReason reason, std::string_view sentence)
    {
        set_reason(reason, sentence);
        beast::get_lowest_layer(ws_).close();
    }

    /// The first reason stands: what follows from it is not the cause.
    void set_reason(CloseReason reason, std::string_view sentence)
    {
        if (!reason_) reason_.emplace(reason, sentence);
    }

    std::string sentence_of(const error_code& error) const
    {
        if (error == websocket::error::closed)
        {
            const auto& reason = ws_.reason();
            return "the peer closed (" + std::to_string(reason.code) +
                   (reason.reason.empty() ? "" : ": ") +
                   std::string{reason.reason.data(), reason.reason.size()} + ")";
        }
        if (error == beast::error::timeout) return "the peer answered no ping";
        if (error == websocket::error::message_too_big)
            return "the peer sent more than " + std::to_string(settings_.message_size_max) +
                   " bytes in a message";
        return error.message();
    }

    void finish()
    {
        is_over_ = true;
        queue_.shut();
        closing_.cancel();
        beast::get_lowest_layer(ws_).close();
        tell_closed();
        // Handlers often hold the session itself: let go of them.
        on_message_ = {};
        on_close_ = {};
    }

    void tell_closed()
    {
        if (std::exchange(is_told_, true)) return;
        if (on_close_) on_close_(reason_->first, reason_->second);
    }

    IoContext& io_;
    Stream ws_;
    const WebSocketSettings settings_;
    SendQueue queue_;
    const std::string remote_;
    Timer closing_;
    std::optional<std::pair<CloseReason, std::string>> reason_;
    bool is_over_{};  ///< the reader has ended
    bool is_told_{};  ///< on_close was called; nothing is called any more
    Callback<void(MessageKind, BytesView)> on_message_;
    Callback<void(CloseReason, std::string_view)> on_close_;
};

asio::awaitable<void> serve_upgrade(
    IoContext& io, UpgradeRequest request, WebSocketSettings settings,
    Callback<void(const std::shared_ptr<OwnedWebSocketSession>&)> on_open, Callback<void()> on_end)
{
    const auto session = std::make_shared<Session>(io, std::move(request.socket),
                                                   std::move(request.remote), settings);
    const auto received = asio::buffer(request.received);
    const auto [error] = co_await session->stream().async_accept(received, as_result);
    on_open(error ? nullptr : session);
    if (!error) co_await Session::read(session);
    on_end();
}

class Dial final : public WebSocketDial
{
public:
    using OnOpen = Callback<void(const std::shared_ptr<OwnedWebSocketSession>&)>;
    using OnFail = Callback<void(CloseReason, std::string_view)>;

    Dial(IoContext& io, Url url, const WebSocketSettings& settings, OnOpen on_open, OnFail on_fail)
        : io_{io},
          url_{std::move(url)},
          settings_{settings},
          on_open_{std::move(on_open)},
          on_fail_{std::move(on_fail)},
          stream_{io.native()},
          lookup_{io}
    {}

    void give_up() override
    {
        is_given_up_ = true;
        lookup_.cancel();
        stream_.close();
        if (session_) beast::get_lowest_layer(session_->stream()).close();
    }

    static asio::awaitable<void> run(std::shared_ptr<Dial> self)
    {
        auto failure = co_await self->connect();
        if (!failure) failure = co_await self->shake_hands();
        if (self->is_given_up_) failure.emplace(CloseReason::ByUs, "given up");
        if (failure) co_return self->on_fail_(failure->first, failure->second);
        const auto session = std::move(self->session_);
        self->on_open_(session);
        self.reset();
        co_await Session::read(session);
    }

private:
    using Failure = std::optional<std::pair<CloseReason, std::string>>;

    asio::awaitable<Failure> connect()
    {
        stream_.expires_after(settings_.handshake_timeout);
        const auto found = co_await lookup_.find(url_.host, url_.port);
        if (found.error || is_given_up_)
            co_return failure(CloseReason::Unreachable, "the host has no address", found.error);
        const auto [error, endpoint] = co_await stream_.async_connect(found.endpoints, as_result);
        if (error == beast::error::timeout)
            co_return failure(CloseReason::Timeout, "no connection in time", error);
        if (error) co_return failure(CloseReason::Unreachable, "nobody listens", error);
        stream_.expires_never();
        co_return std::nullopt;
    }

    asio::awaitable<Failure> shake_hands()
    {
        const auto authority = url_.authority();
        const auto session =
            std::make_shared<Session>(io_, stream_.release_socket(), authority, settings_);
        session_ = session;
        const auto [error] =
            co_await session->stream().async_handshake(authority, url_.target, as_result);
        if (!error) co_return std::nullopt;
        session_.reset();
        if (error == beast::error::timeout)
            co_return failure(CloseReason::Timeout, "no answer in time", error);
        co_return failure(CloseReason::Refused, "the server opened no WebSocket", error);
    }

    Failure failure(CloseReason reason, std::string_view what, const error_code& error) const
    {
        return std::pair{reason,
                         url_.text() + ": " + std::string{what} + " (" + error.message() + ")"};
    }

    IoContext& io_;
    const Url url_;
    const WebSocketSettings settings_;
    OnOpen on_open_;
    OnFail on_fail_;
    beast::tcp_stream stream_;
    Lookup lookup_;
    std::shared_ptr<Session> session_;  ///< during its handshake
    bool is_given_up_{};
};

}  // namespace

std::shared_ptr<WebSocketDial> dial_websocket(IoContext& io, const Url& url,
                                              const WebSocketSettings& settings,
                                              Dial::OnOpen on_open, Dial::OnFail on_fail)
{
    auto dial = std::make_shared<Dial>(io, url, settings, std::move(on_open), std::move(on_fail));
    asio::co_spawn(io.native(), Dial::run(dial), asio::detached);
    return dial;
}

void accept_websocket(IoContext& io, UpgradeRequest request, const WebSocketSettings& settings,
                      Callback<void(const std::shared_ptr<OwnedWebSocketSession>&)> on_open,
                      Callback<void()> on_end)
{
    asio::co_spawn(
        io.native(),
        serve_upgrade(io, std::move(request), settings, std::move(on_open), std::move(on_end)),
        asio::detached);
}

}  // namespace ballast::net
