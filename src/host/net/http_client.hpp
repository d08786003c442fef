// SPDX-License-Identifier: Apache-2.0
// An HTTP/1.1 client of one server: a few connections kept open, a bounded queue, time limits on
// everything, and answers bounded in size. Leaves out TLS, redirects, cookies and compression.
#pragma once
#include <ballast/base/limits.hpp>
#include <ballast/base/result.hpp>
#include <ballast/net/http_message.hpp>
#include <ballast/net/io_context.hpp>
#include <ballast/net/url.hpp>

namespace ballast::net {

enum class HttpError : std::uint8_t
{
    Unresolved,   ///< the host has no address
    Unreachable,  ///< nobody listens there
    Timeout,      ///< no whole answer in time
    Closed,       ///< the server closed the connection before a whole answer
    TooLarge,     ///< the answer is above its bound
    Malformed,    ///< the answer is not HTTP
    QueueFull,    ///< too many requests wait already
    Stopped,      ///< the client was closed
};
/// The enumerator's name.
[[nodiscard]] std::string_view name_of(HttpError error);

/// Why there is no answer: the kind, and a sentence that names the server.
struct HttpProblem
{
    HttpError error{};
    std::string sentence;
};

struct HttpClientSettings
{
    std::size_t connections_max{4};
    std::size_t queue_max{1024};  ///< requests that wait for a connection
    std::size_t response_size_max{limits::rpc_response_size};
    std::chrono::milliseconds connect_timeout{3'000};
    std::chrono::milliseconds request_timeout{15'000};  ///< from sending to the whole answer
    std::chrono::milliseconds idle_timeout{30'000};     ///< how long an unused connection is kept
};

using HttpResult = Result<HttpResponse, HttpProblem>;

class HttpClient
{
public:
    /// A client of the server of `origin`; its target is the default of requests whose target is
    /// empty.
    HttpClient(IoContext& io, Url origin, HttpClientSettings settings = {});
    /// Closes: after it returns, no callback runs any more. From any thread.
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// Sends, and calls `done` once on the loop's thread. From any thread. A request that an idle
    /// connection swallowed whole (closed by the server meanwhile) is sent once more on a new one:
    /// use it for what may be repeated.
    void send(HttpRequest request, Callback<void(HttpResult)> done);
    /// Sends and waits; for tools and tests, never on the loop's thread, and only while the loop
    /// runs.
    [[nodiscard]] HttpResult send_and_wait(HttpRequest request);
    /// Ends all requests with Stopped before it returns, later ones too. From any thread.
    void close();

    [[nodiscard]] const Url& origin() const;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

/// GET of a whole URL by a client of its own; waits. For tools and tests, never on the loop's
/// thread.
[[nodiscard]] HttpResult get_and_wait(IoContext& io, const Url& url);

}  // namespace ballast::net
