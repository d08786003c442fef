// SPDX-License-Identifier: Apache-2.0
// Step 2: the P&L of an account's positions on one underlying in one settlement domain, under every
// column; and step 3: what of it can be reached. Table units, exact. Source: docs/margin.md §3.
#pragma once
#include <ballast/risk/portfolio/scenario_market.hpp>

namespace ballast::risk {

/// P&L by column, table units.
using ColumnPnl = std::array<std::int64_t, columns_max>;

/// |sum| of lots * cell stays below this; listing and trade limits see to it.
inline constexpr std::int64_t pnl_limit = std::int64_t{1} << 62U;

/// One (underlying, domain).
struct Exposure
{
    std::uint32_t underlying{};
    std::uint32_t domain{};
    ColumnPnl positions{};   ///< and permits at their worst
    ColumnPnl collateral{};  ///< hedging collateral of the domain's chains
};

/// Adds `lots` of a row: lots * cell, less one unit a lot sold.
void add_lots(ColumnPnl& pnl, std::span<const market::CellBlock> row, std::int64_t lots,
              std::size_t columns);
/// Adds the worse of filled and not filled, column by column.
void add_pending(ColumnPnl& pnl, std::span<const market::CellBlock> row, std::int64_t lots,
                 std::size_t columns);

/// min(pnl, 0) + floor(max(pnl, 0) * reach / 2^30).
[[nodiscard]] constexpr std::int64_t reached(std::int64_t pnl, std::uint32_t reach_q30)
{
    if (pnl <= 0) return pnl;
    return static_cast<std::int64_t>((static_cast<i128>(pnl) * reach_q30) >> 30U);
}

/// Exposures in the order of (underlying, domain), none twice.
void collect_exposures(const Portfolio& portfolio, const ScenarioMarket& market,
                       std::vector<Exposure>& out);

/// What one lot's cells say, with collateral of a spot asset: one unit of the asset under a
/// scenario less now, USD e8, rounded down.
[[nodiscard]] i128 spot_cell_usd_e8(std::int64_t index_e8, const market::Scenario& scenario);
/// amount_e8 of the asset under a spot cell, in table units, rounded down.
[[nodiscard]] std::int64_t spot_pnl(std::int64_t amount_e8, i128 cell_usd_e8,
                                    std::uint32_t unit_exponent);

}  // namespace ballast::risk
