// SPDX-License-Identifier: Apache-2.0
// The same terms as the text shows, and those that it has no room for.
#include "report_json.hpp"

#include <boost/json/array.hpp>

#include "methods.hpp"
#include "reader.hpp"

namespace ballast::portfolio {
namespace json = boost::json;
namespace {

std::string_view move_text(const ScenarioColumn& column)
{
    if (!column.on_grid) return "tilted";
    if (column.scenario.volatility == market::VolatilityMove::Same) return "same";
    return column.scenario.volatility == market::VolatilityMove::Up ? "up" : "down";
}

json::array scenarios_json(const Evaluation& e)
{
    json::array out;
    for (std::size_t s = 0; s < e.columns.size(); ++s)
    {
        const market::Scenario& scenario = e.columns[s].scenario;
        json::object pnl;
        for (const ScenarioRow& row : e.rows) pnl[row.symbol] = usd(row.pnl_usd_e6[s]);
        out.push_back(json::object{{"name", e.columns[s].name},
                                   {"spot", part_text(scenario.spot_ppm)},
                                   {"volatility", move_text(e.columns[s])},
                                   {"dampening", plain(scenario.dampening_e9, 9)},
                                   {"pnl", std::move(pnl)}});
    }
    return out;
}

json::array positions_json(const Evaluation& e)
{
    json::array out;
    for (const Line& line : e.lines)
    {
        json::object one{{"instrument", line.name},
                         {"chain", line.chain},
                         {"quantity", plain(line.quantity_e9, 9)},
                         {"mark", to_decimal_scaled(line.mark_e8, 8)},
                         {"unrealised", usd(line.unrealised_usd_e6)}};
        if (line.worst_usd_e6) one["worst"] = usd(*line.worst_usd_e6);
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace

json::object to_json(const Evaluation& e)
{
    json::object out{{"model", e.model},
                     {"method", e.method},
                     {"initial", usd(e.initial_usd_e6)},
                     {"maintenance", usd(e.maintenance_usd_e6)},
                     {"equity", usd(e.equity_usd_e6)},
                     {"equity_initial", usd(e.equity_initial_usd_e6)},
                     {"equity_maintenance", usd(e.equity_maintenance_usd_e6)},
                     {"free", usd(e.free_usd_e6())},
                     {"cushion", usd(e.cushion_usd_e6())},
                     {"worst_scenario", e.worst}};
    out["details"] = e.details;
    out["positions"] = positions_json(e);
    out["scenarios"] = scenarios_json(e);
    return out;
}

json::object to_json(const PortfolioFile& file, std::span<const Evaluation> evaluations)
{
    json::array models;
    for (const Evaluation& e : evaluations) models.push_back(to_json(e));
    return {{"portfolio", file.name},
            {"as_of", moment_text(file.now_ms / 1'000)},
            {"models", std::move(models)}};
}

json::object to_json(const LiquidationPrice& price)
{
    const auto text = [](const std::optional<std::int64_t>& at) {
        return at ? json::value(to_decimal_scaled(*at, 8)) : json::value(nullptr);
    };
    return {{"symbol", price.symbol},
            {"index", to_decimal_scaled(price.index_e8, 8)},
            {"now", price.is_now},
            {"below", text(price.below_e8)},
            {"above", text(price.above_e8)}};
}

}  // namespace ballast::portfolio
