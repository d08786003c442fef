// SPDX-License-Identifier: Apache-2.0
// One coroutine a request: it takes an idle connection or opens one, exchanges, and hands the
// connection to the next request that waits. Also the one place where Boost.Beast's own sources are
// compiled.
#include <ballast/base/assert.hpp>
#include <ballast/net/awaitable.hpp>
#include <ballast/net/http_client.hpp>
#include <ballast/net/lookup.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/src.hpp>
#include <deque>
#include <future>
#include <list>
#include <optional>

namespace ballast::net {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

struct Connection
{
    explicit Connection(IoContext& io) : stream{io.native()}, lookup{io} {}
    beast::tcp_stream stream;
    Lookup lookup;
    beast::flat_buffer buffer;
    std::chrono::steady_clock::time_point idle_since;
};
using ConnectionPtr = std::shared_ptr<Connection>;

struct Job
{
    HttpRequest request;
    Callback<void(HttpResult)> done;
};

/// A request under way. `done` is empty once it was called, so that close() and the coroutine do
/// not both call it.
struct Active
{
    ConnectionPtr connection;
    bool is_reused{};  ///< the connection served a request before
    Callback<void(HttpResult)> done;
};
using ActivePtr = std::shared_ptr<Active>;

void finish(Active& active, HttpResult result)
{
    if (auto done = std::exchange(active.done, {})) done(std::move(result));
}

HttpError classify(const error_code& error)
{
    if (error == beast::error::timeout) return HttpError::Timeout;
    if (error == http::error::end_of_stream || error == http::error::partial_message)
        return HttpError::Closed;
    if (error == http::error::body_limit || error == http::error::header_limit)
        return HttpError::TooLarge;
    if (error.category() == http::make_error_code(http::error::bad_version).category())
        return HttpError::Malformed;
    return HttpError::Closed;
}

http::request<http::string_body> to_beast(HttpRequest request, const Url& origin)
{
    http::request<http::string_body> out;
    out.method_string(request.method);
    out.target(request.target.empty() ? origin.target : request.target);
    out.version(11);
    out.set(http::field::host, origin.authority());
    out.set(http::field::user_agent, "ballast");
    if (!request.content_type.empty()) out.set(http::field::content_type, request.content_type);
    for (const auto& [name, value] : request.headers) out.insert(name, value);
    out.body() = std::move(request.body);
    out.prepare_payload();
    return out;
}

HttpResponse from_beast(http::response<http::string_body>&& response)
{
    HttpResponse out{.status = response.result_int(),
                     .content_type = std::string{response[http::field::content_type]},
                     .body = std::move(response.body())};
    for (const auto& field : response.base())
        out.headers.emplace_back(std::string{field.name_string()}, std::string{field.value()});
    return out;
}

/// What one exchange on one connection gave.
struct Exchange
{
    error_code error;
    bool has_answer_begun{};
    bool is_reusable{};
    HttpResponse response;
};

asio::awaitable<Exchange> exchange(ConnectionPtr connection,
                                   const http::request<http::string_body>& request,
                                   const HttpClientSettings& settings)
{
    Exchange out;
    auto& stream = connection->stream;
    stream.expires_after(settings.request_timeout);
    std::tie(out.error, std::ignore) = co_await http::async_write(stream, request, as_result);
    if (out.error) co_return out;
    http::response_parser<http::string_body> parser;
    parser.body_limit(settings.response_size_max);
    std::tie(out.error, std::ignore) =
        co_await http::async_read(stream, connection->buffer, parser, as_result);
    out.has_answer_begun = parser.got_some();
    if (out.error) co_return out;
    stream.expires_never();
    out.is_reusable = parser.keep_alive();
    out.response = from_beast(parser.release());
    co_return out;
}

}  // namespace

struct HttpClient::Impl : std::enable_shared_from_this<Impl>
{
    Impl(IoContext& io_context, Url url, HttpClientSettings how)
        : io{io_context}, origin{std::move(url)}, settings{how}, purge{io_context}
    {}

    IoContext& io;
    const Url origin;
    const HttpClientSettings settings;
    Timer purge;
    std::deque<Job> waiting;
    std::list<ConnectionPtr> idle;  ///< the one used last stands in front
    std::list<ActivePtr> busy;
    bool is_closed{};

    void take(Job job)
    {
        if (is_closed) return job.done(fail(problem(HttpError::Stopped, {})));
        if (busy.size() >= settings.connections_max)
        {
            if (waiting.size() >= settings.queue_max)
                return job.done(fail(problem(HttpError::QueueFull, {})));
            waiting.push_back(std::move(job));
            return;
        }
        begin(std::move(job));
    }

    void begin(Job job)
    {
        asio::co_spawn(
            io.native(),
            serve(shared_from_this(), acquire(std::move(job.done)), std::move(job.request)),
            asio::detached);
    }

    static asio::awaitable<void> serve(std::shared_ptr<Impl> self, ActivePtr active,
                                       HttpRequest request)
    {
        const auto message = to_beast(std::move(request), self->origin);
        auto result = co_await self->exchange_on(*active, message);
        self->release(active, result.has_value());
        finish(*active, std::move(result));
    }

    /// An idle connection or a new one; it counts as busy from here.
    ActivePtr acquire(Callback<void(HttpResult)> done)
    {
        drop_old();
        auto active = std::make_shared<Active>();
        active->done = std::move(done);
        active->is_reused = !idle.empty();
        if (active->is_reused)
        {
            active->connection = std::move(idle.front());
            idle.pop_front();
        }
        else
            active->connection = std::make_shared<Connection>(io);
        busy.push_back(active);
        return active;
    }

    void release(const ActivePtr& active, bool is_good)
    {
        busy.remove(active);
        if (is_closed) return;
        if (is_good && active->connection->stream.socket().is_open())
        {
            active->connection->idle_since = std::chrono::steady_clock::now();
            idle.push_front(active->connection);
            purge.start(settings.idle_timeout, [this] { drop_old(); });
        }
        if (waiting.empty()) return;
        auto next = std::move(waiting.front());
        waiting.pop_front();
        begin(std::move(next));
    }

    void drop_old()
    {
        const auto oldest = std::chrono::steady_clock::now() - settings.idle_timeout;
        idle.remove_if(
            [oldest](const auto& connection) { return connection->idle_since <= oldest; });
        if (!idle.empty()) purge.start(settings.idle_timeout, [this] { drop_old(); });
    }

    asio::awaitable<HttpResult> exchange_on(Active& active,
                                            const http::request<http::string_body>& message)
    {
        const auto connection = active.connection;
        if (!active.is_reused)
        {
            auto failure = co_await connect(connection);
            if (failure) co_return fail(std::move(*failure));
        }
        auto out = co_await exchange(connection, message, settings);
        // The server had closed a connection that we believed idle: nothing was answered, so ask
        // again.
        const bool was_stale = active.is_reused && out.error && !out.has_answer_begun;
        if (was_stale && out.error != beast::error::timeout && !is_closed)
        {
            reset(*connection);
            auto failure = co_await connect(connection);
            if (failure) co_return fail(std::move(*failure));
            out = co_await exchange(connection, message, settings);
        }
        if (out.error || !out.is_reusable) reset(*connection);
        if (is_closed) co_return fail(problem(HttpError::Stopped, {}));
        if (out.error) co_return fail(problem(classify(out.error), out.error.message()));
        co_return std::move(out.response);
    }

    asio::awaitable<std::optional<HttpProblem>> connect(ConnectionPtr connection)
    {
        auto& stream = connection->stream;
        stream.expires_after(settings.connect_timeout);
        const auto found = co_await connection->lookup.find(origin.host, origin.port);
        if (is_closed) co_return problem(HttpError::Stopped, {});
        if (found.error) co_return problem(HttpError::Unresolved, found.error.message());
        const auto [error, endpoint] = co_await stream.async_connect(found.endpoints, as_result);
        if (is_closed) co_return problem(HttpError::Stopped, {});
        if (error == beast::error::timeout) co_return problem(HttpError::Timeout, error.message());
        if (error) co_return problem(HttpError::Unreachable, error.message());
        error_code ignored;
        stream.socket().set_option(tcp::no_delay{true}, ignored);
        co_return std::nullopt;
    }

    static void reset(Connection& connection)
    {
        connection.stream.close();
        connection.buffer.clear();
    }

    void close()
    {
        if (std::exchange(is_closed, true)) return;
        purge.cancel();
        idle.clear();
        for (auto& active : std::exchange(busy, {}))
        {
            active->connection->lookup.cancel();
            active->connection->stream.close();
            finish(*active, fail(problem(HttpError::Stopped, {})));
        }
        for (auto& job : std::exchange(waiting, {}))
            job.done(fail(problem(HttpError::Stopped, {})));
    }

    [[nodiscard]] HttpProblem problem(HttpError error, const std::string& detail) const
    {
        const auto where = origin.text();
        const auto because = detail.empty() ? std::string{} : " (" + detail + ")";
        switch (error)
        {
            case HttpError::Unresolved:
                return {error, "the host of " + where + " has no address" + because};
            case HttpError::Unreachable:
                return {error, "nobody listens at " + where + because};
            case HttpError::Timeout:
                return {error, where + " did not answer in time"};
            case HttpError::Closed:
                return {error, where + " closed the connection before its whole answer" + because};
            case HttpError::TooLarge:
                return {error, "the answer of " + where + " is larger than " +
                                   std::to_string(settings.response_size_max) + " bytes"};
            case HttpError::Malformed:
                return {error, where + " does not speak HTTP" + because};
            case HttpError::QueueFull:
                return {error, std::to_string(settings.queue_max) + " requests to " + where +
                                   " wait already"};
            case HttpError::Stopped:
                return {error, "the client of " + where + " was stopped"};
        }
        return {error, "unknown HTTP error"};
    }
};

HttpClient::HttpClient(IoContext& io, Url origin, HttpClientSettings settings)
    : impl_{std::make_shared<Impl>(io, std::move(origin), settings)}
{}

HttpClient::~HttpClient()
{
    auto& io = impl_->io;
    io.run([this] {
        impl_->close();
        impl_.reset();
    });
}

void HttpClient::send(HttpRequest request, Callback<void(HttpResult)> done)
{
    impl_->io.post([impl = impl_, job = Job{std::move(request), std::move(done)}]() mutable {
        impl->take(std::move(job));
    });
}

HttpResult HttpClient::send_and_wait(HttpRequest request)
{
    BALLAST_ASSERT(!impl_->io.is_own_thread());
    auto promise = std::make_shared<std::promise<HttpResult>>();
    auto future = promise->get_future();
    send(std::move(request),
         [promise](HttpResult result) { promise->set_value(std::move(result)); });
    // The client keeps its own times; this bound is for a loop that was stopped meanwhile.
    const auto& settings = impl_->settings;
    const auto patience =
        2 * (settings.connect_timeout + settings.request_timeout) + std::chrono::seconds{60};
    if (future.wait_for(patience) == std::future_status::ready) return future.get();
    return fail(impl_->problem(HttpError::Timeout, {}));
}

void HttpClient::close()
{
    impl_->io.run([impl = impl_] { impl->close(); });
}

const Url& HttpClient::origin() const { return impl_->origin; }

HttpResult get_and_wait(IoContext& io, const Url& url)
{
    HttpClient client{io, url};
    return client.send_and_wait({.target = url.target});
}

std::string_view name_of(HttpError error)
{
    switch (error)
    {
        case HttpError::Unresolved:
            return "Unresolved";
        case HttpError::Unreachable:
            return "Unreachable";
        case HttpError::Timeout:
            return "Timeout";
        case HttpError::Closed:
            return "Closed";
        case HttpError::TooLarge:
            return "TooLarge";
        case HttpError::Malformed:
            return "Malformed";
        case HttpError::QueueFull:
            return "QueueFull";
        case HttpError::Stopped:
            return "Stopped";
    }
    return "Unknown";
}

}  // namespace ballast::net
