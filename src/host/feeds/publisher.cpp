// SPDX-License-Identifier: Apache-2.0
// The publisher's server: one route, one stream, and the sessions that listen to it.
#include "publisher.hpp"

#include <algorithm>
#include <ballast/net/http_server.hpp>
#include <map>
#include <mutex>

namespace ballast::feeds {
namespace {
constexpr std::size_t inbound_size_max = 1'024;  // listeners have nothing to say

/// Who listens, and what they get; shared with callbacks that may outlive the publisher a little.
struct Audience
{
    std::mutex mutex;
    net::SharedBytes prices;
    std::map<Bytes32, net::SharedBytes> surfaces;  ///< by underlying
    net::SharedBytes marks;
    std::vector<std::shared_ptr<net::WebSocketSession>> sessions;

    /// Sessions queue without blocking, so sending under the lock keeps all of them in order.
    /// `latest_of` picks where the message is kept for those who come later.
    template <class LatestOf>
    void send(net::SharedBytes message, LatestOf latest_of)
    {
        const std::lock_guard lock{mutex};
        for (const auto& session : sessions) session->send(net::MessageKind::Binary, message);
        latest_of(*this) = std::move(message);
    }

    /// Prices first: a surface means nothing without one.
    void add(const std::shared_ptr<net::WebSocketSession>& session)
    {
        const std::lock_guard lock{mutex};
        sessions.push_back(session);
        if (prices) session->send(net::MessageKind::Binary, prices);
        for (const auto& [underlying, surface] : surfaces)
            session->send(net::MessageKind::Binary, surface);
        if (marks) session->send(net::MessageKind::Binary, marks);
    }

    void remove(const net::WebSocketSession* session)
    {
        const std::lock_guard lock{mutex};
        std::erase_if(sessions, [&](const auto& s) { return s.get() == session; });
    }

    net::SharedBytes newest_prices()
    {
        const std::lock_guard lock{mutex};
        return prices;
    }
};

net::HttpResponse error_response(unsigned status, std::string_view code, std::string_view sentence)
{
    return {.status = status,
            .body = R"({"code":")" + std::string{code} + R"(","message":")" +
                    std::string{sentence} + "\"}\n"};
}

net::HttpResponse answer(const net::HttpRequest& request, Audience& audience)
{
    if (request.path() != latest_update_path)
        return error_response(404, "NOT_FOUND",
                              "only /v1/updates/latest and the WebSocket /v1/updates/stream are "
                              "served here");
    if (request.method != "GET")
        return error_response(405, "METHOD_NOT_ALLOWED", "only GET is served here");
    const net::SharedBytes update = audience.newest_prices();
    if (!update) return error_response(503, "NO_UPDATE_YET", "no update has been published yet");
    return {.content_type = "application/octet-stream",
            .body = std::string{update->begin(), update->end()}};
}
}  // namespace

class Publisher::Impl
{
public:
    Impl(std::unique_ptr<net::HttpServer> server, std::shared_ptr<Audience> audience,
         PriceSigner signer, std::string host)
        : audience_{std::move(audience)},
          signer_{std::move(signer)},
          host_{std::move(host)},
          server_{std::move(server)}
    {}

    Result<Bytes, PublishProblem> publish(std::span<const FeedPrice> prices,
                                          std::int64_t publish_time_s)
    {
        // Held until the update is out, so that updates leave in the order of their times.
        const std::lock_guard lock{publishing_};
        BALLAST_TRY(Bytes update, signer_.sign(prices, publish_time_s));
        audience_->send(net::share(update), [](Audience& a) -> auto& { return a.prices; });
        return update;
    }

    Result<Bytes, PublishProblem> publish_surface(const VolatilityUpdate& surface)
    {
        const std::lock_guard lock{publishing_};
        BALLAST_TRY(Bytes message, signer_.sign_surface(surface));
        audience_->send(net::share(message),
                        [&](Audience& a) -> auto& { return a.surfaces[surface.underlying]; });
        return message;
    }

    Result<Bytes, PublishProblem> publish_marks(std::span<const InstrumentMark> marks)
    {
        const std::lock_guard lock{publishing_};
        BALLAST_TRY(Bytes message, signer_.sign_marks(marks));
        audience_->send(net::share(message), [](Audience& a) -> auto& { return a.marks; });
        return message;
    }

    std::uint16_t port() const { return server_->port(); }
    const std::string& host() const { return host_; }

private:
    std::shared_ptr<Audience> audience_;
    std::mutex publishing_;
    PriceSigner signer_;
    std::string host_;
    std::unique_ptr<net::HttpServer> server_;
};

Publisher::Publisher(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Publisher::~Publisher() = default;

Result<std::unique_ptr<Publisher>, std::string> Publisher::start(net::IoContext& io,
                                                                 PriceSigner signer,
                                                                 PublisherOptions options)
{
    auto audience = std::make_shared<Audience>();
    auto server =
        net::HttpServer::listen(io, {.address = options.host, .port = options.port},
                                [audience](net::HttpRequest request, net::Responder respond) {
                                    respond(answer(request, *audience));
                                });
    if (!server) return fail(server.error().sentence);
    (*server)->accept_websockets(
        std::string{update_stream_path},
        [audience](const std::shared_ptr<net::WebSocketSession>& session, const net::HttpRequest&) {
            session->receive({},
                             [audience, key = session.get()](net::CloseReason, std::string_view) {
                                 audience->remove(key);
                             });
            audience->add(session);
        },
        {.message_size_max = inbound_size_max});
    (*server)->start();
    return std::unique_ptr<Publisher>{new Publisher{std::make_unique<Impl>(
        *std::move(server), std::move(audience), std::move(signer), std::move(options.host))}};
}

Result<Bytes, PublishProblem> Publisher::publish(std::span<const FeedPrice> prices,
                                                 std::int64_t publish_time_s)
{
    return impl_->publish(prices, publish_time_s);
}

Result<Bytes, PublishProblem> Publisher::publish_surface(const VolatilityUpdate& surface)
{
    return impl_->publish_surface(surface);
}

Result<Bytes, PublishProblem> Publisher::publish_marks(std::span<const InstrumentMark> marks)
{
    return impl_->publish_marks(marks);
}

std::uint16_t Publisher::port() const { return impl_->port(); }

std::string Publisher::stream_url() const
{
    return net::Url{.scheme = "ws",
                    .host = impl_->host(),
                    .port = port(),
                    .target = std::string{update_stream_path}}
        .text();
}

}  // namespace ballast::feeds
