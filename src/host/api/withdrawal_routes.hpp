// SPDX-License-Identifier: Apache-2.0
// Collateral out again: POST /v1/withdrawals takes a signed request, GET /v1/withdrawals/{id} tells
// how far it has come. Cheap checks stand in front of the pipeline; the engine decides.
#pragma once
#include <ballast/api/api_context.hpp>

namespace ballast::api {

/// Answers 202 with the withdrawal's id once it is approved and durable, or a refusal.
void post_withdrawal(const ContextPtr& context, const RouteRequest& request, Reply reply);
/// Every stage from Approved to Paid, Claimable, Lapsed or Voided.
[[nodiscard]] ApiResult<net::HttpResponse> get_withdrawal(ApiContext& context,
                                                          const RouteRequest& request);

}  // namespace ballast::api
