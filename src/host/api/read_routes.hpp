// SPDX-License-Identifier: Apache-2.0
// What can be looked at: accounts and their margin, chains, haircuts, instruments, the market,
// the journal, orders, health,
// metrics. The state is copied into views between two batches and written out afterwards.
#pragma once
#include <ballast/api/api_context.hpp>

namespace ballast::api {

[[nodiscard]] ApiResult<net::HttpResponse> get_account(ApiContext& context,
                                                       const RouteRequest& request);
[[nodiscard]] ApiResult<net::HttpResponse> get_account_margin(ApiContext& context,
                                                              const RouteRequest& request);
[[nodiscard]] ApiResult<net::HttpResponse> get_chains(ApiContext& context,
                                                      const RouteRequest& request);
[[nodiscard]] ApiResult<net::HttpResponse> get_haircuts(ApiContext& context,
                                                        const RouteRequest& request);
[[nodiscard]] ApiResult<net::HttpResponse> get_instruments(ApiContext& context,
                                                           const RouteRequest& request);
[[nodiscard]] ApiResult<net::HttpResponse> get_journal(ApiContext& context,
                                                       const RouteRequest& request);
[[nodiscard]] ApiResult<net::HttpResponse> get_liquidations(ApiContext& context,
                                                            const RouteRequest& request);
[[nodiscard]] ApiResult<net::HttpResponse> get_market(ApiContext& context,
                                                      const RouteRequest& request);
[[nodiscard]] ApiResult<net::HttpResponse> get_order(ApiContext& context,
                                                     const RouteRequest& request);
[[nodiscard]] ApiResult<net::HttpResponse> get_health(ApiContext& context,
                                                      const RouteRequest& request);
[[nodiscard]] ApiResult<net::HttpResponse> get_metrics(ApiContext& context,
                                                       const RouteRequest& request);

}  // namespace ballast::api
