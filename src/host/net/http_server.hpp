// SPDX-License-Identifier: Apache-2.0
// An HTTP/1.1 server with WebSocket upgrades: bounded connections, bodies, queue and times. Leaves
// out routing (the handler's business) and TLS (a proxy's business).
#pragma once
#include <ballast/net/websocket.hpp>
#include <optional>

namespace ballast::net {

enum class ListenError : std::uint8_t
{
    BadAddress,    ///< the address is not one of this machine
    PortInUse,     ///< another program listens there
    NotPermitted,  ///< the system does not allow this port
    Failed,        ///< anything else
};
[[nodiscard]] std::string_view name_of(ListenError error);

/// Why nobody can connect: the kind, and a sentence that says what to do.
struct ListenProblem
{
    ListenError error{};
    std::string sentence;
};

/// The right and the duty to answer one request. Call it once, from any thread; one that is
/// destroyed without a call answers 500.
class Responder
{
public:
    struct Impl;
    explicit Responder(std::shared_ptr<Impl> impl);
    Responder(Responder&&) noexcept;
    Responder& operator=(Responder&&) noexcept;
    ~Responder();
    /// Sends the answer; later calls do nothing.
    void operator()(HttpResponse response);

private:
    std::shared_ptr<Impl> impl_;
};

struct HttpServerSettings
{
    std::string address{"127.0.0.1"};
    std::uint16_t port{};               ///< 0: any free one
    std::size_t connections_max{1024};  ///< beyond it a connection is answered 503 and closed
    std::size_t pending_max{1024};  ///< requests handed over and not answered yet; beyond it 503
    std::size_t header_size_max{16 * 1024};
    std::size_t body_size_max{limits::http_body_size};  ///< beyond it 413
    std::chrono::milliseconds read_timeout{10'000};     ///< for one whole request
    std::chrono::milliseconds write_timeout{10'000};    ///< for one whole answer
    std::chrono::milliseconds idle_timeout{60'000};     ///< between requests of one connection
};

class HttpServer
{
public:
    using Handler = Callback<void(HttpRequest, Responder)>;
    /// Takes a session over: call receive() on it. `request` is the one that asked for the upgrade.
    using WebSocketHandler =
        Callback<void(const std::shared_ptr<WebSocketSession>&, const HttpRequest& request)>;

    /// Binds and listens at once, so that the port is known; serves after start(). `handler` runs
    /// on the loop's thread.
    [[nodiscard]] static Result<std::unique_ptr<HttpServer>, ListenProblem> listen(
        IoContext& io, HttpServerSettings settings, Handler handler);
    /// Stops. After it returns, no handler runs any more. From any thread.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Lets WebSockets be opened at exactly this path; before start().
    void accept_websockets(std::string path, WebSocketHandler handler,
                           WebSocketSettings settings = {});
    /// Begins to accept connections.
    void start();
    /// Stops accepting, closes idle connections at once, sessions with GoingAway, and drops
    /// requests that are not answered. Idempotent; from any thread.
    void stop();

    /// The port that is really bound.
    [[nodiscard]] std::uint16_t port() const;
    /// Connections that are open now, sessions included.
    [[nodiscard]] std::size_t connection_count() const;

private:
    struct Impl;
    explicit HttpServer(std::shared_ptr<Impl> impl);
    std::shared_ptr<Impl> impl_;
};

}  // namespace ballast::net
