// SPDX-License-Identifier: Apache-2.0
// One coroutine accepts; one for each connection reads a request, waits for its answer, writes it,
// and goes on.
#include <ballast/net/awaitable.hpp>
#include <ballast/net/http_server.hpp>
#include <ballast/net/listen.hpp>
#include <ballast/net/responder.hpp>
#include <ballast/net/websocket_session.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <map>
#include <set>

namespace ballast::net {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
/// After a failed accept (too many open files, say) the next attempt waits.
constexpr std::chrono::milliseconds accept_pause{100};
constexpr std::size_t first_read = 4096;
constexpr std::chrono::milliseconds linger_time{1'000};
constexpr std::size_t linger_size = 1U << 20U;

using Parser = http::request_parser<http::string_body>;
using Message = http::response<http::string_body>;

HttpRequest from_beast(http::request<http::string_body>&& message, const std::string& remote)
{
    HttpRequest out{.method = std::string{message.method_string()},
                    .target = std::string{message.target()},
                    .content_type = std::string{message[http::field::content_type]},
                    .body = std::move(message.body()),
                    .remote = remote};
    for (const auto& field : message.base())
        out.headers.emplace_back(std::string{field.name_string()}, std::string{field.value()});
    return out;
}

Message to_beast(HttpResponse response, bool is_head, bool keep_alive)
{
    Message out;
    out.version(11);
    out.result(response.status);
    out.set(http::field::server, "ballast");
    if (!response.content_type.empty()) out.set(http::field::content_type, response.content_type);
    for (const auto& [name, value] : response.headers) out.insert(name, value);
    out.keep_alive(keep_alive);
    out.body() = std::move(response.body);
    out.prepare_payload();
    if (is_head) out.body().clear();
    return out;
}

/// The header of a request as text again: the WebSocket code reads it for itself.
std::string header_text(const http::request<http::string_body>& message)
{
    std::string out{message.method_string()};
    out.append(" ").append(message.target()).append(" HTTP/1.1\r\n");
    for (const auto& field : message.base())
        out.append(field.name_string()).append(": ").append(field.value()).append("\r\n");
    return out.append("\r\n");
}

std::string text_of(const tcp::endpoint& endpoint)
{
    const auto address = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" +
           std::to_string(endpoint.port());
}

struct Connection
{
    explicit Connection(tcp::socket socket, std::string peer)
        : stream{std::move(socket)}, remote{std::move(peer)}
    {}
    beast::tcp_stream stream;
    beast::flat_buffer buffer;
    std::string remote;
};
using ConnectionPtr = std::shared_ptr<Connection>;

/// What a connection does after a request.
enum class Next
{
    Request,   ///< the next one
    Farewell,  ///< nothing but to let the peer read the answer
    Session,   ///< it has become a WebSocket and is no longer ours
    Nothing,
};

struct WebSocketRoute
{
    mutable HttpServer::WebSocketHandler handler;  ///< calling it may change what it owns
    WebSocketSettings settings;
};

}  // namespace

struct HttpServer::Impl : std::enable_shared_from_this<Impl>
{
    Impl(IoContext& io_context, HttpServerSettings how, Handler what, tcp::acceptor listening)
        : io{io_context},
          settings{std::move(how)},
          handler{std::move(what)},
          acceptor{std::move(listening)},
          port{acceptor.local_endpoint().port()}
    {}

    IoContext& io;
    const HttpServerSettings settings;
    Handler handler;
    tcp::acceptor acceptor;
    const std::uint16_t port;
    std::map<std::string, WebSocketRoute, std::less<>> routes;
    std::set<ConnectionPtr> connections;
    std::set<std::shared_ptr<OwnedWebSocketSession>> sessions;
    std::size_t pending{};
    std::atomic<std::size_t> open_count{};
    bool is_stopped{};

    static asio::awaitable<void> accept_all(std::shared_ptr<Impl> self)
    {
        asio::steady_timer pause{self->io.native()};
        while (!self->is_stopped)
        {
            auto [error, socket] = co_await self->acceptor.async_accept(as_result);
            if (self->is_stopped) co_return;
            if (!error)
            {
                self->take(std::move(socket));
                continue;
            }
            pause.expires_after(accept_pause);
            co_await pause.async_wait(as_result);
        }
    }

    void take(tcp::socket socket)
    {
        error_code error;
        const auto peer = socket.remote_endpoint(error);
        if (error) return;
        socket.set_option(tcp::no_delay{true}, error);
        if (open_count >= settings.connections_max) return turn_away(std::move(socket));
        ++open_count;
        const auto connection = std::make_shared<Connection>(std::move(socket), text_of(peer));
        connections.insert(connection);
        asio::co_spawn(io.native(), serve(shared_from_this(), connection), asio::detached);
    }

    /// Says 503 as far as that goes without waiting, and hangs up.
    static void turn_away(tcp::socket socket)
    {
        constexpr std::string_view answer =
            "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: "
            "1\r\nContent-Length: 0\r\n\r\n";
        error_code error;
        socket.non_blocking(true, error);
        if (!error) socket.write_some(asio::buffer(answer.data(), answer.size()), error);
        socket.shutdown(tcp::socket::shutdown_send, error);
    }

    static asio::awaitable<void> serve(std::shared_ptr<Impl> self, ConnectionPtr connection)
    {
        auto next = Next::Request;
        while (next == Next::Request && !self->is_stopped)
            next = co_await self->serve_one(connection);
        if (next == Next::Farewell) co_await self->linger(*connection);
        self->connections.erase(connection);
        if (next != Next::Session) --self->open_count;
    }

    asio::awaitable<Next> serve_one(ConnectionPtr connection)
    {
        Parser parser;
        const auto error = co_await read(*connection, parser);
        if (is_stopped) co_return Next::Nothing;
        if (error) co_return co_await refuse_bytes(connection, error);
        if (const auto* route = route_of(parser.get()))
        {
            upgrade(*connection, parser.release(), *route);
            co_return Next::Session;
        }
        const bool is_head = parser.get().method() == http::verb::head;
        const bool keep_alive = parser.keep_alive();
        auto request = from_beast(parser.release(), connection->remote);
        auto response = co_await ask(std::move(request));
        if (is_stopped) co_return Next::Nothing;
        const auto message = to_beast(std::move(response), is_head, keep_alive);
        const bool is_written = co_await write(*connection, message);
        co_return is_written&& keep_alive ? Next::Request : Next::Nothing;
    }

    /// Reads one request. Silence between requests may last longer than a request once it has
    /// begun.
    asio::awaitable<error_code> read(Connection& connection, Parser& parser)
    {
        auto& stream = connection.stream;
        parser.header_limit(static_cast<std::uint32_t>(settings.header_size_max));
        parser.body_limit(settings.body_size_max);
        if (connection.buffer.size() == 0)
        {
            stream.expires_after(settings.idle_timeout);
            const auto [error, size] =
                co_await stream.async_read_some(connection.buffer.prepare(first_read), as_result);
            if (error) co_return error;
            connection.buffer.commit(size);
        }
        stream.expires_after(settings.read_timeout);
        const auto [error, size] =
            co_await http::async_read(stream, connection.buffer, parser, as_result);
        co_return error;
    }

    /// Answers what is no request, if the peer is still there to hear it.
    asio::awaitable<Next> refuse_bytes(ConnectionPtr connection, error_code error)
    {
        const bool is_http =
            error.category() == http::make_error_code(http::error::bad_version).category();
        if (!is_http || error == http::error::end_of_stream ||
            error == http::error::partial_message)
            co_return Next::Nothing;
        const bool is_body = error == http::error::body_limit;
        const bool is_header = error == http::error::header_limit;
        auto response =
            is_body ? refusal(413, "BODY_TOO_LARGE", "the body is larger than is taken here")
            : is_header
                ? refusal(431, "HEADER_TOO_LARGE", "the header is larger than is taken here")
                : refusal(400, "NOT_HTTP", "the request is not HTTP/1.1");
        const auto message = to_beast(std::move(response), false, false);
        const bool is_written = co_await write(*connection, message);
        co_return is_written ? Next::Farewell : Next::Nothing;
    }

    asio::awaitable<HttpResponse> ask(HttpRequest request)
    {
        if (pending >= settings.pending_max)
        {
            auto busy = refusal(503, "BUSY", "too many requests wait already; try again later");
            busy.headers.emplace_back("Retry-After", "1");
            co_return busy;
        }
        ++pending;
        auto start = [this,
                      message = std::move(request)](Callback<void(HttpResponse)> resume) mutable {
            handler(std::move(message),
                    Responder{std::make_shared<Responder::Impl>(io, std::move(resume))});
        };
        auto response = co_await await_callback<HttpResponse>(std::move(start));
        --pending;
        co_return response;
    }

    asio::awaitable<bool> write(Connection& connection, const Message& message)
    {
        connection.stream.expires_after(settings.write_timeout);
        const auto [error, size] =
            co_await http::async_write(connection.stream, message, as_result);
        co_return !error;
    }

    /// Takes in what the peer still sends for a moment: closing at once would reset the connection,
    /// and with it the answer that is on its way.
    asio::awaitable<void> linger(Connection& connection)
    {
        error_code ignored;
        connection.stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
        connection.stream.expires_after(linger_time);
        connection.buffer.clear();
        for (std::size_t total = 0; total < linger_size;)
        {
            const auto [error, size] = co_await connection.stream.async_read_some(
                connection.buffer.prepare(first_read), as_result);
            if (error) co_return;
            total += size;
        }
    }

    /// The route of a request for a WebSocket at a path that has them.
    const WebSocketRoute* route_of(const http::request<http::string_body>& message) const
    {
        if (!beast::websocket::is_upgrade(message)) return nullptr;
        const std::string_view target{message.target().data(), message.target().size()};
        const auto found = routes.find(target.substr(0, target.find('?')));
        return found == routes.end() ? nullptr : &found->second;
    }

    void upgrade(Connection& connection, http::request<http::string_body>&& message,
                 const WebSocketRoute& route)
    {
        auto received = header_text(message);
        const auto rest = connection.buffer.cdata();
        received.append(static_cast<const char*>(rest.data()), rest.size());
        connection.stream.expires_never();
        UpgradeRequest request{connection.stream.release_socket(), std::move(received),
                               connection.remote};
        const auto slot = std::make_shared<std::shared_ptr<OwnedWebSocketSession>>();
        accept_websocket(
            io, std::move(request), route.settings,
            [self = shared_from_this(), slot, &route,
             asked = from_beast(std::move(message), connection.remote)](
                const std::shared_ptr<OwnedWebSocketSession>& session) {
                self->open(*slot = session, asked, route);
            },
            [self = shared_from_this(), slot] {
                self->sessions.erase(*slot);
                --self->open_count;
            });
    }

    void open(const std::shared_ptr<OwnedWebSocketSession>& session, const HttpRequest& asked,
              const WebSocketRoute& route)
    {
        if (!session) return;
        if (is_stopped) return end(*session);
        sessions.insert(session);
        route.handler(session, asked);
    }

    static void end(OwnedWebSocketSession& session)
    {
        session.end(CloseReason::ServerStopping, CloseCode::GoingAway, "the server stops");
    }

    void stop()
    {
        if (std::exchange(is_stopped, true)) return;
        error_code ignored;
        acceptor.close(ignored);
        for (const auto& connection : connections) connection->stream.close();
        // A handler may react to the end of its session, so the set is not walked while they run.
        for (const auto& session : std::exchange(sessions, {})) end(*session);
    }
};

Result<std::unique_ptr<HttpServer>, ListenProblem> HttpServer::listen(IoContext& io,
                                                                      HttpServerSettings settings,
                                                                      Handler handler)
{
    BALLAST_TRY(auto acceptor, open_acceptor(io, settings.address, settings.port));
    auto impl =
        std::make_shared<Impl>(io, std::move(settings), std::move(handler), std::move(acceptor));
    return std::unique_ptr<HttpServer>{new HttpServer{std::move(impl)}};
}

HttpServer::HttpServer(std::shared_ptr<Impl> impl) : impl_{std::move(impl)} {}

HttpServer::~HttpServer()
{
    auto& io = impl_->io;
    io.run([this] {
        impl_->stop();
        // What handlers refer to may be gone soon, while a connection's coroutine still winds up.
        impl_->handler = {};
        for (auto& [path, route] : impl_->routes) route.handler = {};
        impl_.reset();
    });
}

void HttpServer::accept_websockets(std::string path, WebSocketHandler handler,
                                   WebSocketSettings settings)
{
    impl_->routes.insert_or_assign(std::move(path), WebSocketRoute{std::move(handler), settings});
}

void HttpServer::start()
{
    asio::co_spawn(impl_->io.native(), Impl::accept_all(impl_), asio::detached);
}

void HttpServer::stop()
{
    impl_->io.run([impl = impl_] { impl->stop(); });
}

std::uint16_t HttpServer::port() const { return impl_->port; }

std::size_t HttpServer::connection_count() const { return impl_->open_count; }

}  // namespace ballast::net
