// SPDX-License-Identifier: Apache-2.0
// Views as answers.
#include "read_routes.hpp"

#include <array>
#include <ballast/api/query.hpp>
#include <ballast/api/views/account_view.hpp>
#include <ballast/api/views/chain_view.hpp>
#include <ballast/api/views/haircut_view.hpp>
#include <ballast/api/views/health_view.hpp>
#include <ballast/api/views/instrument_view.hpp>
#include <ballast/api/views/liquidation_view.hpp>
#include <ballast/api/views/market_view.hpp>
#include <ballast/api/views/order_view.hpp>
#include <limits>

namespace ballast::api {
namespace {
namespace json = boost::json;
constexpr std::uint64_t page_default = 50;

/// The view that `make` takes of the state between two batches.
template <class Make>
auto viewed(const ApiContext& context, Make make)
{
    return context.pipeline.read(
        [&](const pipeline::Replica& replica) { return make(replica.state()); });
}

/// An end that is not there yet must not wrap.
Sequence first_of_last(Sequence last, std::uint64_t count)
{
    return {last.value + 1 > count ? last.value + 1 - count : 0};
}

ApiError unknown_account()
{
    return not_found("UnknownAccount", std::string{describe(RejectReason::UnknownAccount)});
}
}  // namespace

ApiResult<net::HttpResponse> get_account(ApiContext& context, const RouteRequest& request)
{
    BALLAST_CHECK(refuse_query(request.http.query()));
    BALLAST_TRY(const AccountId account, parse_account(request.id));
    const auto view = viewed(context, [&](const engine::State& state) {
        return account_view(state, account, context.now_ms());
    });
    if (!view) return fail(unknown_account());
    return json_response(to_json(*view));
}

ApiResult<net::HttpResponse> get_account_margin(ApiContext& context, const RouteRequest& request)
{
    BALLAST_CHECK(refuse_query(request.http.query()));
    BALLAST_TRY(const AccountId account, parse_account(request.id));
    bool is_known{};
    const auto view = viewed(context, [&](const engine::State& state) {
        is_known = state.find_account(account).has_value();
        return margin_report_view(state, account, context.now_ms());
    });
    if (!is_known) return fail(unknown_account());
    if (!view)
        return fail(not_found("NoScenarios",
                              "this deployment margins each position by itself: every term of it "
                              "is in GET /v1/accounts/{id}"));
    return json_response(to_json(*view));
}

ApiResult<net::HttpResponse> get_chains(ApiContext& context, const RouteRequest& request)
{
    BALLAST_CHECK(refuse_query(request.http.query()));
    auto view = viewed(
        context, [&](const engine::State& state) { return chains_view(state, context.now_ms()); });
    for (ChainNodeStatus& node : context.services.chain_nodes())
        for (ChainView& chain : view.chains)
            if (chain.id == node.chain) chain.node = std::move(node);
    return json_response(to_json(view));
}

ApiResult<net::HttpResponse> get_haircuts(ApiContext& context, const RouteRequest& request)
{
    static constexpr std::array<std::string_view, 1> names = {"format"};
    BALLAST_TRY(const Query query, Query::parse(request.http.query(), names));
    const std::string_view format = query.find("format").value_or("json");
    if (format != "json" && format != "table")
        return fail(bad_field({"format", "expected json or table"}));
    const auto view =
        viewed(context, [](const engine::State& state) { return haircuts_view(state); });
    if (format == "json") return json_response(to_json(view));
    return net::HttpResponse{.content_type = "text/plain; charset=utf-8",
                             .body = haircut_table(view)};
}

ApiResult<net::HttpResponse> get_instruments(ApiContext& context, const RouteRequest& request)
{
    BALLAST_CHECK(refuse_query(request.http.query()));
    return json_response(to_json(viewed(context, [&](const engine::State& state) {
        return instruments_view(state, context.now_ms());
    })));
}

ApiResult<net::HttpResponse> get_market(ApiContext& context, const RouteRequest& request)
{
    BALLAST_CHECK(refuse_query(request.http.query()));
    return json_response(to_json(viewed(context, [&](const engine::State& state) {
        return market_view(state, context.now_ms());
    })));
}

ApiResult<net::HttpResponse> get_liquidations(ApiContext& context, const RouteRequest& request)
{
    BALLAST_CHECK(refuse_query(request.http.query()));
    return json_response(to_json(
        viewed(context, [](const engine::State& state) { return liquidations_view(state); })));
}

ApiResult<net::HttpResponse> get_journal(ApiContext& context, const RouteRequest& request)
{
    static constexpr std::array<std::string_view, 2> names = {"from", "limit"};
    BALLAST_TRY(const Query query, Query::parse(request.http.query(), names));
    BALLAST_TRY(
        const std::uint64_t limit,
        query.number("limit",
                     std::min<std::uint64_t>(page_default, context.settings.journal_page_max),
                     context.settings.journal_page_max));
    BALLAST_TRY(const std::uint64_t from,
                query.number("from", 0, std::numeric_limits<std::uint64_t>::max()));
    const JournalEndView end = context.pipeline.read([&](const pipeline::Replica& replica) {
        return journal_end_view(replica, context.services.last_certified());
    });
    json::object out = to_json(end).as_object();
    if (query.find("from") || query.find("limit"))
    {
        const Sequence first =
            query.find("from") ? Sequence{from} : first_of_last(end.sequence, limit);
        std::vector<RecordRow> rows;
        if (first <= end.sequence && limit > 0)
        {
            auto page = journal_page(context.store, first, limit, context.outcomes);
            // Between two terms the journal may be shorter than the state that is shown.
            if (!page && page.error() == env::StoreError::NotFound) page.emplace();
            if (!page)
                return fail(unavailable(
                    "StoreFailed",
                    "the journal could not be read: " + std::string{env::describe(page.error())}));
            rows = std::move(*page);
        }
        out["records"] = to_json(rows);
    }
    return json_response(out);
}

ApiResult<net::HttpResponse> get_order(ApiContext& context, const RouteRequest& request)
{
    BALLAST_CHECK(refuse_query(request.http.query()));
    const auto id = parse_number(request.id, std::numeric_limits<std::uint64_t>::max());
    if (!id || *id == 0)
        return fail(bad_field({"order_id", "expected an order's number, from 1 on"}));
    const auto status = context.services.order(OrderId{*id});
    if (!status)
        return fail(not_found("UnknownOrder", "there is no such order, or it ended long ago"));
    return json_response(to_json(order_view(*status)));
}

ApiResult<net::HttpResponse> get_health(ApiContext& context, const RouteRequest& request)
{
    BALLAST_CHECK(refuse_query(request.http.query()));
    const HealthView view =
        health_view(context.pipeline, context.services, context.settings, context.now_ms());
    net::HttpResponse response = json_response(to_json(view));
    if (!view.healthy) response.status = 503;
    return response;
}

ApiResult<net::HttpResponse> get_metrics(ApiContext& context, const RouteRequest& request)
{
    BALLAST_CHECK(refuse_query(request.http.query()));
    MetricsSnapshot snapshot{.pipeline = context.pipeline.counters(),
                             .certified = context.services.last_certified(),
                             .guardians = context.services.guardians(),
                             .chain_nodes = context.services.chain_nodes(),
                             .relayer = context.services.relayer()};
    snapshot.sequence =
        viewed(context, [](const engine::State& state) { return state.counters.sequence; });
    snapshot.subscribers = context.events.subscriber_count();
    snapshot.quotes = context.board.size();
    snapshot.permits_waiting = context.waiting.size();
    return net::HttpResponse{.content_type = "text/plain; version=0.0.4; charset=utf-8",
                             .body = context.metrics.text(snapshot)};
}

}  // namespace ballast::api
