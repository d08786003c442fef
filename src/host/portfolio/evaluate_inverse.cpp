// SPDX-License-Identifier: Apache-2.0
// The method "inverse": every underlying in its own coin, shown in USD at its index.
#include <algorithm>
#include <ballast/numeric/mul_div.hpp>
#include <boost/json/array.hpp>
#include <map>

#include "methods.hpp"

namespace ballast::portfolio {
namespace {
namespace json = boost::json;

std::string coin(i128 coin_e12) { return to_decimal_scaled(coin_e12, 12); }

/// P&L of one line by scenario, coin e12, dampened.
std::vector<i128> line_pnl(const PortfolioFile& file, const risk::InverseModel& model,
                           const Underlying& u, const Position& line)
{
    std::vector<i128> out;
    const bool is_option = line.terms.kind == InstrumentKind::Option;
    const auto value = [&](const market::ExpiryShock& shock) {
        return market::option_value_e12(
            moment_of(file, *u.expiry(line.terms.expiry_s), 0),
            {line.terms.strike_e8, line.terms.call, option_volatility_e15(file, u, line)}, shock,
            model.moves, {});
    };
    const i128 now = is_option ? value({}) : 0;
    for (const market::Scenario& s : model.grid)
    {
        const i128 pnl = is_option
                             ? risk::coin_option_pnl_e12(
                                   line.quantity_e9, now,
                                   value({.spot_ppm = s.spot_ppm, .volatility = s.volatility}),
                                   u.index_e8, s.spot_ppm)
                             : risk::coin_pnl_e12(line.quantity_e9, s.spot_ppm);
        out.push_back(mul_div_down(pnl, s.dampening_e9, market::one_e9));
    }
    return out;
}

risk::InverseBook book_of(const PortfolioFile& file, const risk::InverseModel& model,
                          const Underlying& u)
{
    risk::InverseBook out;
    std::map<std::string, std::vector<i128>> groups;
    const std::vector<i128> none(model.grid.size(), 0);
    for (const Position& line : file.positions)
    {
        if (line.terms.underlying != u.symbol) continue;
        auto& group = groups.try_emplace(line.group, none).first->second;
        const std::vector<i128> pnl = line_pnl(file, model, u, line);
        for (std::size_t s = 0; s < pnl.size(); ++s) group[s] += pnl[s];
        const i128 size = line.quantity_e9 < 0 ? -i128{line.quantity_e9} : line.quantity_e9;
        if (line.terms.kind != InstrumentKind::Option) out.linear_e12 += size * 1'000;
    }
    out.orders = none;
    for (const Position& order : file.orders)
    {
        if (order.terms.underlying != u.symbol) continue;
        const std::vector<i128> pnl = line_pnl(file, model, u, order);
        for (std::size_t s = 0; s < pnl.size(); ++s) out.orders[s] += std::min<i128>(pnl[s], 0);
    }
    for (auto& [name, group] : groups) out.groups.push_back(std::move(group));
    return out;
}

json::object json_of(const Underlying& u, const risk::InverseMargin& m,
                     const std::vector<ScenarioColumn>& columns, const std::string& worst)
{
    json::array pnl;
    for (std::size_t s = 0; s < columns.size(); ++s)
        pnl.push_back(
            json::object{{"scenario", columns[s].name}, {"pnl_coin", coin(m.pnl_e12[s])}});
    return {{"symbol", u.symbol},
            {"worst_coin", coin(m.worst_e12)},
            {"worst_scenario", worst},
            {"roll_coin", coin(m.roll_e12)},
            {"orders_coin", coin(m.orders_e12)},
            {"initial_coin", coin(m.initial_e12)},
            {"maintenance_coin", coin(m.maintenance_e12)},
            {"scenarios", std::move(pnl)}};
}

}  // namespace

Result<Evaluation, ConfigProblem> evaluate_inverse(const PortfolioFile& file,
                                                   const risk::InverseModel& model)
{
    BALLAST_TRY(const Marked marked, mark_portfolio(file));
    Evaluation out{.equity_usd_e6 = marked.equity.equity_usd_e6};
    out.equity_initial_usd_e6 = out.equity_maintenance_usd_e6 = out.equity_usd_e6;
    out.lines = lines_of(file, marked.equity, marked.marks_e8);
    for (const market::Scenario& s : model.grid) out.columns.push_back({s, scenario_name(s)});
    json::array underlyings;
    for (const Underlying& u : file.underlyings)
    {
        const risk::InverseMargin m = risk::margin_inverse(book_of(file, model, u), model);
        const auto usd_up = [&](i128 coin_e12) {
            return mul_div_up(coin_e12, u.index_e8, pow10(14));
        };
        const std::string worst = m.worst == risk::no_worst ? "" : out.columns[m.worst].name;
        out.initial_usd_e6 += usd_up(m.initial_e12);
        out.maintenance_usd_e6 += usd_up(m.maintenance_e12);
        if (m.initial_e12 != 0)
        {
            out.terms.push_back({u.symbol + " worst", usd_up(m.worst_e12),
                                 coin(m.worst_e12) + " " + u.symbol + ", " + worst});
            out.terms.push_back(
                {u.symbol + " roll", usd_up(m.roll_e12), coin(m.roll_e12) + " " + u.symbol});
            out.terms.push_back({u.symbol + " orders", usd_up(m.orders_e12), "in IM"});
            if (out.worst.empty()) out.worst = worst;
        }
        ScenarioRow row{.symbol = u.symbol};
        for (const i128 pnl : m.pnl_e12)
            row.pnl_usd_e6.push_back(mul_div_down(pnl, u.index_e8, pow10(14)));
        out.rows.push_back(std::move(row));
        underlyings.push_back(json_of(u, m, out.columns, worst));
    }
    add_total(out.rows);
    out.details = {{"underlyings", std::move(underlyings)},
                   {"equity", equity_json(file, marked.equity)}};
    return out;
}

}  // namespace ballast::portfolio
