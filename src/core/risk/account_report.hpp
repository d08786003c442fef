// SPDX-License-Identifier: Apache-2.0
// An account's portfolio margin, to be told: portfolio_report.hpp of its lines, what of its
// collateral hedges, and what had no price. USD e6. Source: docs/margin.md, The report. Leaves out
// equity (margin.hpp).
#pragma once
#include <ballast/risk/account_scenarios.hpp>
#include <ballast/risk/portfolio/portfolio_report.hpp>

namespace ballast::risk {

/// Collateral that may hedge, and how much of it does.
struct HedgeTerm
{
    TokenIndex token;
    std::int64_t most_e8{};        ///< A * (1 - H), 10^-8 of the asset
    std::int64_t entered_e8{};     ///< h*
    i128 relief_initial_usd_e6{};  ///< haircut that it is relieved of, in E_IM
    i128 relief_maintenance_usd_e6{};
};

struct AccountReport
{
    Portfolio portfolio;  ///< as it was margined: without what has no price
    PortfolioReport report;
    std::vector<HedgeTerm> hedges;
    std::vector<UnpricedLine> unpriced;
    i128 initial_usd_e6{};      ///< IM of the account: the report's, and what has no price
    i128 maintenance_usd_e6{};  ///< MM, likewise
};

/// At `now_ms`, which decides which collateral is fresh enough for relief. The tables have
/// scenarios; IM and MM are those of margin_totals.
[[nodiscard]] AccountReport account_report(const Account& account, const RiskTables& tables,
                                           std::int64_t now_ms);

}  // namespace ballast::risk
