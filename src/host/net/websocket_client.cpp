// SPDX-License-Identifier: Apache-2.0
// The client: one dial or one session at a time. Also the parts of sessions that need no sockets.
#include <ballast/net/websocket_session.hpp>
#include <mutex>

namespace ballast::net {

struct WebSocketClient::Impl : std::enable_shared_from_this<Impl>
{
    Impl(IoContext& io_context, Url where, Handlers what, WebSocketSettings how)
        : io{io_context}, url{std::move(where)}, handlers{std::move(what)}, settings{how}
    {}

    IoContext& io;
    const Url url;
    Handlers handlers;
    const WebSocketSettings settings;
    std::shared_ptr<WebSocketDial> dial;
    bool is_stopped{};
    mutable std::mutex mutex;
    std::shared_ptr<OwnedWebSocketSession> session;  ///< under the mutex, for other threads

    void connect()
    {
        if (is_stopped || dial || current()) return;
        dial = dial_websocket(
            io, url, settings,
            [self = shared_from_this()](const std::shared_ptr<OwnedWebSocketSession>& opened) {
                self->open(opened);
            },
            [self = shared_from_this()](CloseReason reason, std::string_view sentence) {
                self->closed(reason, sentence);
            });
    }

    void open(const std::shared_ptr<OwnedWebSocketSession>& opened)
    {
        dial.reset();
        if (is_stopped) return opened->end(CloseReason::ByUs, CloseCode::GoingAway, {});
        {
            const std::lock_guard lock{mutex};
            session = opened;
        }
        opened->receive(
            [self = shared_from_this()](MessageKind kind, BytesView message) {
                if (self->handlers.on_message) self->handlers.on_message(kind, message);
            },
            [self = shared_from_this()](CloseReason reason, std::string_view sentence) {
                self->closed(reason, sentence);
            });
        if (handlers.on_open) handlers.on_open(opened);
    }

    void closed(CloseReason reason, std::string_view sentence)
    {
        dial.reset();
        {
            const std::lock_guard lock{mutex};
            session.reset();
        }
        if (!is_stopped && handlers.on_close) handlers.on_close(reason, sentence);
    }

    void close()
    {
        if (dial) dial->give_up();
        if (const auto opened = current()) opened->close();
    }

    void stop()
    {
        is_stopped = true;
        if (dial) dial->give_up();
        if (const auto opened = current()) opened->end(CloseReason::ByUs, CloseCode::GoingAway, {});
    }

    [[nodiscard]] std::shared_ptr<OwnedWebSocketSession> current() const
    {
        const std::lock_guard lock{mutex};
        return session;
    }
};

WebSocketClient::WebSocketClient(IoContext& io, Url url, Handlers handlers,
                                 WebSocketSettings settings)
    : impl_{std::make_shared<Impl>(io, std::move(url), std::move(handlers), settings)}
{}

WebSocketClient::~WebSocketClient()
{
    auto& io = impl_->io;
    io.run([this] {
        impl_->stop();
        impl_.reset();
    });
}

void WebSocketClient::connect()
{
    impl_->io.post([impl = impl_] { impl->connect(); });
}

void WebSocketClient::close()
{
    impl_->io.post([impl = impl_] { impl->close(); });
}

bool WebSocketClient::send(MessageKind kind, SharedBytes message)
{
    const auto session = impl_->current();
    return session && session->send(kind, std::move(message));
}

bool WebSocketClient::send_text(std::string_view text)
{
    const auto view = as_bytes(text);
    return send(MessageKind::Text, share({view.begin(), view.end()}));
}

bool WebSocketClient::send_binary(Bytes bytes)
{
    return send(MessageKind::Binary, share(std::move(bytes)));
}

bool WebSocketClient::is_open() const
{
    const auto session = impl_->current();
    return session && session->is_open();
}

const Url& WebSocketClient::url() const { return impl_->url; }

SharedBytes share(Bytes bytes) { return std::make_shared<const Bytes>(std::move(bytes)); }

bool WebSocketSession::send_text(std::string_view text)
{
    const auto view = as_bytes(text);
    return send(MessageKind::Text, share({view.begin(), view.end()}));
}

bool WebSocketSession::send_binary(Bytes bytes)
{
    return send(MessageKind::Binary, share(std::move(bytes)));
}

std::string_view name_of(CloseReason reason)
{
    switch (reason)
    {
        case CloseReason::ByUs:
            return "ByUs";
        case CloseReason::ByPeer:
            return "ByPeer";
        case CloseReason::Broken:
            return "Broken";
        case CloseReason::Silent:
            return "Silent";
        case CloseReason::SlowConsumer:
            return "SlowConsumer";
        case CloseReason::TooLarge:
            return "TooLarge";
        case CloseReason::ProtocolError:
            return "ProtocolError";
        case CloseReason::ServerStopping:
            return "ServerStopping";
        case CloseReason::Unreachable:
            return "Unreachable";
        case CloseReason::Refused:
            return "Refused";
        case CloseReason::Timeout:
            return "Timeout";
    }
    return "Unknown";
}

}  // namespace ballast::net
