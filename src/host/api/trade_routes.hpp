// SPDX-License-Identifier: Apache-2.0
// Signed requests: POST /v1/trades, POST /v1/quotes, GET /v1/quotes. Cheap checks stand in front
// of the pipeline; the engine decides.
#pragma once
#include <ballast/api/api_context.hpp>

namespace ballast::api {

/// Answers with the permit under its quorum, a refusal, or 504.
void post_trade(const ContextPtr& context, const RouteRequest& request, Reply reply);
/// Answers every trade that waits for its permit's signatures with Stopped.
void answer_term_lost(ApiContext& context);
/// Puts a maker's quote on the board.
[[nodiscard]] ApiResult<net::HttpResponse> post_quote(ApiContext& context,
                                                      const RouteRequest& request);
/// Quotes of ?instrument=, best price first.
[[nodiscard]] ApiResult<net::HttpResponse> get_quotes(ApiContext& context,
                                                      const RouteRequest& request);

}  // namespace ballast::api
