// SPDX-License-Identifier: Apache-2.0
// The scenarios of a model as a map: spot across, volatility down.
#include <algorithm>
#include <array>
#include <set>

#include "reader.hpp"
#include "terminal.hpp"

namespace ballast::portfolio {
namespace {
constexpr std::size_t cell_width = 7;
constexpr std::size_t label_width = 9;
constexpr std::size_t across = 13;  // 9 + 13 * 7 = 100 columns

struct MapRow
{
    market::VolatilityMove move;
    const char* name;
};
constexpr std::array<MapRow, 3> map_rows = {{{market::VolatilityMove::Up, "vol up"},
                                             {market::VolatilityMove::Same, "vol same"},
                                             {market::VolatilityMove::Down, "vol down"}}};

/// The P&L at a place of the map; nothing where the model has no such scenario.
std::optional<i128> pnl_at(const Evaluation& e, const ScenarioRow& row, std::int32_t spot_ppm,
                           market::VolatilityMove move)
{
    for (std::size_t s = 0; s < e.columns.size(); ++s)
        if (e.columns[s].on_grid && e.columns[s].scenario.spot_ppm == spot_ppm &&
            e.columns[s].scenario.volatility == move)
            return row.pnl_usd_e6[s];
    if (spot_ppm == 0 && move == market::VolatilityMove::Same) return i128{0};
    return {};
}

std::string map_text(const Evaluation& e, const ScenarioRow& row,
                     std::span<const std::int32_t> spots, const Style& style)
{
    i128 largest = 1;
    for (const i128 pnl : row.pnl_usd_e6) largest = std::max(largest, pnl < 0 ? -pnl : pnl);
    std::string out = left("spot %", label_width);
    for (const std::int32_t spot : spots)
        out += right((spot > 0 ? "+" : "") + plain(spot, 4), cell_width);
    out += "\n";
    for (const auto& [move, name] : map_rows)
    {
        out += left(name, label_width);
        for (const std::int32_t spot : spots)
        {
            const auto pnl = pnl_at(e, row, spot, move);
            const std::string cell = right(pnl ? short_money_text(*pnl) : "·", cell_width);
            out += pnl ? shaded(cell, *pnl, largest, style) : painted(cell, Ink::Faint, style);
        }
        out += "\n";
    }
    return out;
}

std::string off_grid_text(const Evaluation& e, const ScenarioRow& row)
{
    std::string out;
    for (std::size_t s = 0; s < e.columns.size(); ++s)
        if (!e.columns[s].on_grid)
            out +=
                left(e.columns[s].name, 15) + right(short_money_text(row.pnl_usd_e6[s]), 8) + "\n";
    return out;
}

}  // namespace

std::string sweep_text(const Evaluation& e, const Style& style)
{
    if (e.columns.empty()) return painted(e.model, Ink::Bold, style) + " has no scenarios\n";
    std::set<std::int32_t> found;
    for (const ScenarioColumn& column : e.columns)
        if (column.on_grid) found.insert(column.scenario.spot_ppm);
    const std::vector<std::int32_t> spots(found.begin(), found.end());
    std::string out;
    for (const ScenarioRow& row : e.rows)
    {
        out += painted(e.model + ", " + row.symbol + ": P&L by scenario, USD, tails dampened",
                       Ink::Bold, style) +
               "\n";
        for (std::size_t at = 0; at < spots.size(); at += across)
            out += map_text(
                e, row, std::span{spots}.subspan(at, std::min(across, spots.size() - at)), style);
        out += off_grid_text(e, row) + "\n";
    }
    return out;
}

}  // namespace ballast::portfolio
