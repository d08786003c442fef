// SPDX-License-Identifier: Apache-2.0
// The route table, and the life of the API beside the server and the pipeline.
#include "api_server.hpp"

#include <array>
#include <atomic>
#include <ballast/api/api_context.hpp>
#include <ballast/api/attestation_routes.hpp>
#include <ballast/api/read_routes.hpp>
#include <ballast/api/trade_routes.hpp>
#include <ballast/api/withdrawal_routes.hpp>

namespace ballast::api {
namespace {
using Answer = ApiResult<net::HttpResponse> (*)(ApiContext&, const RouteRequest&);
using AnswerLater = void (*)(const ContextPtr&, const RouteRequest&, Reply);

constexpr std::string_view events_path = "/v1/events";
constexpr std::string_view id_part = "{id}";

ApiResult<net::HttpResponse> get_events(ApiContext&, const RouteRequest&)
{
    return fail(ApiError{.status = 426,
                         .code = "UpgradeRequired",
                         .sentence = "events are a WebSocket: connect with ws://"});
}

/// One route; exactly one of the two functions is set.
struct Route
{
    std::string_view method;
    std::string_view pattern;  ///< {id} stands for one part
    Answer answer{};
    AnswerLater answer_later{};
    bool always{};  ///< also before the hub has opened its journal
};
constexpr std::array routes = {
    Route{"GET", "/v1/accounts/{id}", get_account},
    Route{"GET", "/v1/accounts/{id}/margin", get_account_margin},
    Route{"GET", "/v1/chains", get_chains},
    Route{"GET", "/v1/haircuts", get_haircuts},
    Route{"GET", "/v1/instruments", get_instruments},
    Route{"GET", "/v1/journal", get_journal},
    Route{"GET", "/v1/liquidations", get_liquidations},
    Route{"GET", "/v1/market", get_market},
    Route{"GET", "/v1/orders/{id}", get_order},
    Route{"GET", "/v1/quotes", get_quotes},
    Route{"GET", "/v1/health", get_health, nullptr, true},
    Route{"GET", events_path, get_events},
    Route{"GET", "/metrics", get_metrics, nullptr, true},
    Route{"POST", "/v1/trades", nullptr, post_trade},
    Route{"POST", "/v1/quotes", post_quote},
    Route{"POST", "/v1/attestations", nullptr, post_attestation},
    Route{"POST", "/v1/withdrawals", nullptr, post_withdrawal},
    Route{"GET", "/v1/withdrawals/{id}", get_withdrawal},
};

/// What stands for {id}, empty without one; nothing when the path is another.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path)
{
    const std::size_t at = pattern.find(id_part);
    if (at == pattern.npos)
        return pattern == path ? std::optional{std::string_view{}} : std::nullopt;
    const std::string_view behind = pattern.substr(at + id_part.size());
    if (path.size() <= at + behind.size() || !path.starts_with(pattern.substr(0, at)) ||
        !path.ends_with(behind))
        return {};
    const std::string_view id = path.substr(at, path.size() - at - behind.size());
    if (id.contains('/')) return {};
    return id;
}

ApiError no_such_route()
{
    ApiError out{.status = 404, .code = "NoSuchRoute", .sentence = "there is nothing at this path"};
    boost::json::array known;
    for (const Route& route : routes)
        known.emplace_back(std::string{route.method} + " " + std::string{route.pattern});
    out.more["routes"] = std::move(known);
    return out;
}

net::HttpResponse wrong_method(const std::string& allowed)
{
    net::HttpResponse out = error_response(
        {.status = 405, .code = "MethodNotAllowed", .sentence = "this path takes " + allowed});
    out.headers.emplace_back("Allow", allowed);
    return out;
}

/// Before record 0 there is nothing to look at, and no venue to trade on.
bool is_ready(const ApiContext& context)
{
    return context.pipeline.read(
        [](const pipeline::Replica& replica) { return replica.state().open; });
}

/// The route of a request, or the answer that there is none.
struct Routed
{
    const Route* route{};
    std::string id;
    net::HttpResponse otherwise;
};

Routed find_route(const net::HttpRequest& request)
{
    std::string allowed;
    for (const Route& route : routes)
    {
        const auto id = match(route.pattern, request.path());
        if (!id) continue;
        if (route.method == request.method) return {.route = &route, .id = std::string{*id}};
        allowed += (allowed.empty() ? "" : ", ") + std::string{route.method};
    }
    return {.otherwise = allowed.empty() ? error_response(no_such_route()) : wrong_method(allowed)};
}

void show_batch(ApiContext& context, const pipeline::CommittedBatch& batch)
{
    const std::int64_t now_ms = context.now_ms();
    for (const pipeline::CommandOutcome& outcome : batch.outcomes)
    {
        context.outcomes.add(outcome.sequence, summary_of(outcome));
        context.metrics.observe_commit_ms(std::max<std::int64_t>(0, now_ms - outcome.time_ms));
    }
    context.events.publish(batch);
}
}  // namespace

struct ApiServer::Impl
{
    ContextPtr context;
    net::IoContext& io;
    std::size_t batches_waiting_max;
    /// Batches that were handed over and not shown yet; shared with what is posted.
    std::shared_ptr<std::atomic<std::size_t>> batches_waiting =
        std::make_shared<std::atomic<std::size_t>>(0);
};

ApiServer::ApiServer(net::IoContext& io, pipeline::Pipeline& pipeline,
                     const env::JournalStore& store, HubServices& services, ApiSettings settings)
    : impl_{std::make_shared<Impl>(
          Impl{.context = std::make_shared<ApiContext>(io, pipeline, store, services, settings),
               .io = io,
               .batches_waiting_max = settings.batches_waiting_max})}
{}

ApiServer::~ApiServer()
{
    // On the loop's thread nobody else holds the context, so that it ends here and not later.
    impl_->io.run([this] {
        impl_->context->events.close_all(net::CloseCode::GoingAway, "the hub stops");
        impl_->context.reset();
    });
}

net::HttpServer::Handler ApiServer::handler()
{
    return [this](net::HttpRequest request, net::Responder respond) {
        handle(std::move(request), std::move(respond));
    };
}

void ApiServer::attach(net::HttpServer& server)
{
    net::WebSocketSettings settings;
    settings.message_size_max = impl_->context->settings.body_size_max;
    settings.send_queue_bytes_max = impl_->context->settings.subscriber_queue_bytes_max;
    server.accept_websockets(
        std::string{events_path},
        [this](const std::shared_ptr<net::WebSocketSession>& session, const net::HttpRequest&) {
            impl_->context->events.open(session);
        },
        settings);
}

void ApiServer::handle(net::HttpRequest request, net::Responder respond)
{
    Routed routed = find_route(request);
    const ContextPtr& context = impl_->context;
    Reply reply{std::move(respond), context->metrics,
                routed.route == nullptr ? "none" : routed.route->pattern};
    if (routed.route == nullptr) return reply(std::move(routed.otherwise));
    if (!routed.route->always && !is_ready(*context))
        return reply(unavailable("NotReady", "the hub is opening its journal"));
    const RouteRequest matched{.http = std::move(request), .id = std::move(routed.id)};
    if (routed.route->answer_later != nullptr)
        return routed.route->answer_later(context, matched, std::move(reply));
    ApiResult<net::HttpResponse> answer = routed.route->answer(*context, matched);
    if (answer)
        reply(std::move(*answer));
    else
        reply(answer.error());
}

void ApiServer::on_batch(const pipeline::SharedBatch& batch)
{
    const bool is_lost = ++*impl_->batches_waiting > impl_->batches_waiting_max;
    impl_->io.post([weak = std::weak_ptr{impl_->context}, waiting = impl_->batches_waiting,
                    shown = is_lost ? nullptr : batch] {
        --*waiting;
        const ContextPtr context = weak.lock();
        if (!context) return;
        if (shown)
            show_batch(*context, *shown);
        else  // a subscriber must not take a gap for silence
            context->events.close_all(net::CloseCode::TryAgainLater, "events were lost");
    });
}

void ApiServer::on_term_lost()
{
    impl_->io.post([weak = std::weak_ptr{impl_->context}] {
        if (const ContextPtr context = weak.lock()) answer_term_lost(*context);
    });
}

void ApiServer::on_journal_cut()
{
    impl_->io.post([weak = std::weak_ptr{impl_->context}] {
        const ContextPtr context = weak.lock();
        if (!context) return;
        context->outcomes.clear();
        context->events.close_all(net::CloseCode::TryAgainLater,
                                  "a new term takes uncertified commands back");
    });
}

const std::shared_ptr<prometheus::Registry>& ApiServer::metrics()
{
    return impl_->context->metrics.registry();
}

}  // namespace ballast::api
