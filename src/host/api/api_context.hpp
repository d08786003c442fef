// SPDX-License-Identifier: Apache-2.0
// What the routes share. Lives on the loop's thread: every member is used there only, unless its
// own declaration says otherwise. Not for other modules.
#pragma once
#include <ballast/api/api_error.hpp>
#include <ballast/api/api_settings.hpp>
#include <ballast/api/event_stream.hpp>
#include <ballast/api/hub_services.hpp>
#include <ballast/api/metrics.hpp>
#include <ballast/api/quote_board.hpp>
#include <ballast/api/rate_limiter.hpp>
#include <ballast/api/views/journal_view.hpp>
#include <ballast/env/journal_store.hpp>
#include <ballast/net/http_server.hpp>
#include <ballast/pipeline/pipeline.hpp>
#include <map>

namespace ballast::api {

/// The right to answer one request, which counts the answer.
class Reply
{
public:
    Reply(net::Responder respond, Metrics& metrics, std::string_view route)
        : respond_{std::move(respond)}, metrics_{&metrics}, route_{route}
    {}
    void operator()(net::HttpResponse response)
    {
        metrics_->count_request(route_, response.status);
        respond_(std::move(response));
    }
    void operator()(const ApiError& error) { (*this)(error_response(error)); }

private:
    net::Responder respond_;
    Metrics* metrics_;
    std::string_view route_;  ///< of the route table, which lives for ever
};

/// A trade whose permit is in the journal and waits for its signatures.
struct WaitingPermit
{
    Reply reply;
    Sequence sequence;
    std::uint64_t expiry_s{};
    std::int64_t started_ms{};             ///< monotonic
    std::unique_ptr<net::Timer> deadline;  ///< set once the permit is in the journal
};

struct ApiContext
{
    ApiContext(net::IoContext& io_context, pipeline::Pipeline& the_pipeline,
               const env::JournalStore& journal, HubServices& hub, const ApiSettings& set)
        : io{io_context},
          pipeline{the_pipeline},
          store{journal},
          services{hub},
          settings{set},
          accounts{set.account_rate, set.rate_entries_max, hub.clock()},
          peers{set.peer_rate, set.rate_entries_max, hub.clock()},
          board{set.quotes_max, set.quotes_per_maker_max},
          outcomes{set.outcomes_kept},
          events{set}
    {}

    net::IoContext& io;
    pipeline::Pipeline& pipeline;
    const env::JournalStore& store;
    HubServices& services;
    const ApiSettings settings;
    RateLimiter accounts;
    RateLimiter peers;
    QuoteBoard board;
    RecentOutcomes outcomes;
    Metrics metrics;
    EventStream events;
    std::map<OrderId, WaitingPermit> waiting;

    [[nodiscard]] std::int64_t now_ms() const { return services.clock().now_ms(); }
};
using ContextPtr = std::shared_ptr<ApiContext>;

/// A request that was matched to a route.
struct RouteRequest
{
    net::HttpRequest http;
    std::string id;  ///< what stands for {id} in the route
};

}  // namespace ballast::api
