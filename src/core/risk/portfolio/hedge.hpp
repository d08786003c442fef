// SPDX-License-Identifier: Apache-2.0
// Collateral against positions: the smallest amount of an asset that makes the worst loss on it
// smallest. Exact. Source: docs/margin.md §3. Leaves out the relief of the haircut
// (portfolio_margin).
#pragma once
#include <ballast/risk/portfolio/exposure.hpp>

namespace ballast::risk {

/// One column of the question: what cannot change, and the domain that the collateral enters.
struct HedgeColumn
{
    std::int64_t rest{};    ///< reached P&L of the other domains, table units
    std::int64_t domain{};  ///< P&L of the domain, table units
    i128 cell{};            ///< of the collateral (spot_cell)
};

/// The smallest h in [0, amount_e8_max] that minimises
///   max(0, max over columns of -(rest + min(y, 0) + g * max(y, 0))), y = domain + h * cell,
/// taken exactly, without the roundings of the sums. The function is convex in h, so the walk over
/// its pieces ends after at most two a column.
[[nodiscard]] std::int64_t best_hedge(std::span<const HedgeColumn> columns,
                                      std::int64_t amount_e8_max, std::uint32_t reach_q30,
                                      std::uint32_t unit_exponent);

/// Lets the portfolio's hedges enter `exposures` in their order; returns the amount of each.
/// `reach_q30` is g by domain.
void apply_hedges(const Portfolio& portfolio, const ScenarioMarket& market,
                  std::span<const std::uint32_t> reach_q30, std::vector<Exposure>& exposures,
                  std::vector<std::int64_t>& amounts_e8);

}  // namespace ballast::risk
