// SPDX-License-Identifier: Apache-2.0
// Step 2: the P&L of an account's positions on one underlying in one settlement domain, under every
// column; and step 3: what of it can be reached. Table units, exact. Source: docs/margin.md §3.
#pragma once
#include <ballast/numeric/checked.hpp>
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

/// Table units into USD e6, towards minus infinity.
[[nodiscard]] constexpr i128 usd_e6_down(i128 units, std::uint32_t unit_exponent)
{
    if (unit_exponent < 6) return mul(units, pow10(6 - unit_exponent));
    return div_floor(units, pow10(unit_exponent - 6));
}
/// Towards plus infinity.
[[nodiscard]] constexpr i128 usd_e6_up(i128 units, std::uint32_t unit_exponent)
{
    return -usd_e6_down(-units, unit_exponent);
}

/// What cells are to instruments, of an asset that is collateral: one unit of it under a scenario
/// less now, rounded down; in USD e8, or coarser by what the unit is coarser than 10^-6.
[[nodiscard]] i128 spot_cell(std::int64_t index_e8, const market::Scenario& scenario,
                             std::uint32_t unit_exponent);
/// amount_e8 * spot cell is in table units times this.
[[nodiscard]] constexpr i128 spot_scale(std::uint32_t unit_exponent)
{
    return pow10(unit_exponent < 6 ? 10 : 16 - unit_exponent);
}
/// amount_e8 of the asset under a spot cell, in table units, rounded down.
[[nodiscard]] std::int64_t spot_pnl(std::int64_t amount_e8, i128 cell, std::uint32_t unit_exponent);

}  // namespace ballast::risk
