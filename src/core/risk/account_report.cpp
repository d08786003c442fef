// SPDX-License-Identifier: Apache-2.0
// The same portfolio and the same relief as the margin itself has, with every part kept.
#include "account_report.hpp"

namespace ballast::risk {

AccountReport account_report(const Account& account, const RiskTables& tables, std::int64_t now_ms)
{
    AccountPortfolio of = portfolio_of(account, nullptr, tables);
    AccountReport out{.report = report_portfolio(of.portfolio, tables.scenarios->market()),
                      .unpriced = std::move(of.unpriced)};
    const PortfolioRequirement& requirement = out.report.requirement;
    for (std::size_t i = 0; i < of.hedge_tokens.size(); ++i)
    {
        const std::int64_t entered = requirement.hedged_e8[i];
        const Relief relief = relief_of(tables.tokens[of.hedge_tokens[i].value], entered, now_ms);
        out.hedges.push_back({.token = of.hedge_tokens[i],
                              .most_e8 = of.portfolio.hedges[i].amount_e8,
                              .entered_e8 = entered,
                              .relief_initial_usd_e6 = relief.initial_usd_e6,
                              .relief_maintenance_usd_e6 = relief.maintenance_usd_e6});
    }
    out.initial_usd_e6 = requirement.initial_usd_e6 + of.unpriced_usd_e6;
    out.maintenance_usd_e6 = requirement.maintenance_usd_e6 + of.unpriced_usd_e6;
    out.portfolio = std::move(of.portfolio);
    return out;
}

}  // namespace ballast::risk
