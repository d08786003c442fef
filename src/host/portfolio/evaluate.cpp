// SPDX-License-Identifier: Apache-2.0
// Dispatch, and what the methods share.
#include "evaluate.hpp"

#include <algorithm>
#include <ballast/numeric/mul_div.hpp>
#include <boost/json/array.hpp>

#include "methods.hpp"
#include "reader.hpp"

namespace ballast::portfolio {
namespace json = boost::json;
namespace {

template <class... Cases>
struct Overload : Cases...
{
    using Cases::operator()...;
};

json::object haircut_json(const Collateral& c)
{
    return {{"market", part_text(c.haircut.market_ppm)},
            {"latency", part_text(c.haircut.latency_ppm)},
            {"liquidity", part_text(c.haircut.liquidity_ppm)},
            {"security", part_text(c.haircut.security_ppm)},
            {"concentration", part_text(c.haircut.concentration_ppm)},
            {"latency_premium", part_text(c.haircut.premium_ppm)},
            {"cap", part_text(c.haircut.cap_ppm)},
            {"initial", part_text(c.haircut.total_initial_ppm)},
            {"maintenance", part_text(c.haircut.total_maintenance_ppm)}};
}

}  // namespace

std::string usd(i128 usd_e6) { return to_decimal_scaled(usd_e6, 6); }

std::string part_text(std::int64_t ppm) { return to_decimal_scaled(ppm, 6); }

std::vector<Line> lines_of(const PortfolioFile& file, const Equity& equity,
                           std::span<const std::int64_t> marks_e8)
{
    std::vector<Line> out;
    for (std::size_t i = 0; i < file.positions.size(); ++i)
        out.push_back({.name = file.positions[i].name,
                       .chain = file.chains[file.positions[i].chain].name,
                       .quantity_e9 = file.positions[i].quantity_e9,
                       .mark_e8 = marks_e8[i],
                       .unrealised_usd_e6 = equity.unrealised_usd_e6[i]});
    return out;
}

Result<Marked, ConfigProblem> mark_portfolio(const PortfolioFile& file)
{
    // Any columns do, as long as every class is known.
    risk::ScenarioModel columns = risk::default_scenario_model();
    for (const Underlying& u : file.underlyings)
        if (std::ranges::find(columns.classes, u.class_name, &risk::UnderlyingClass::name) ==
            columns.classes.end())
            columns.classes.push_back({u.class_name, 0});
    BALLAST_TRY(const Priced priced, price_portfolio(file, columns));
    return Marked{equity_of(file, priced.marks_e8, {}), priced.marks_e8};
}

json::object equity_json(const PortfolioFile& file, const Equity& equity)
{
    json::array collateral;
    for (std::size_t i = 0; i < file.collateral.size(); ++i)
    {
        const Collateral& c = file.collateral[i];
        const CollateralValue& v = equity.collateral[i];
        collateral.push_back(
            json::object{{"asset", c.asset},
                         {"chain", file.chains[c.chain].name},
                         {"amount", to_decimal_scaled(c.amount_e8, 8)},
                         {"price", to_decimal_scaled(c.price_e8, 8)},
                         {"value", usd(v.value_usd_e6)},
                         {"haircut", haircut_json(c)},
                         {"hedged_amount", to_decimal_scaled(v.hedged_e8, 8)},
                         {"relief",
                          {{"part_initial", part_text(c.relief_initial_ppm)},
                           {"part_maintenance", part_text(c.relief_maintenance_ppm)},
                           {"initial", usd(v.relief_initial_usd_e6)},
                           {"maintenance", usd(v.relief_maintenance_usd_e6)}}},
                         {"in_equity_initial", usd(v.initial_usd_e6)},
                         {"in_equity_maintenance", usd(v.maintenance_usd_e6)}});
    }
    return {{"collateral", std::move(collateral)},
            {"cash", usd(equity.cash_usd_e6)},
            {"unrealised", usd(equity.unrealised_total_usd_e6)},
            {"funding", usd(equity.funding_usd_e6)},
            {"available_margin", usd(equity.available_usd_e6)},
            {"equity", usd(equity.equity_usd_e6)},
            {"equity_initial", usd(equity.initial_usd_e6)},
            {"equity_maintenance", usd(equity.maintenance_usd_e6)}};
}

std::int64_t option_volatility_e15(const PortfolioFile& file, const Underlying& u,
                                   const Position& line)
{
    const Expiry& expiry = *u.expiry(line.terms.expiry_s);
    const std::int64_t own = u.volatility_e15(line.name, expiry);
    if (own != 0 || !expiry.slice) return own;
    return market::slice_volatility_e15(*expiry.slice, expiry.forward_e8, line.terms.strike_e8,
                                        expiry.expiry_s * 1'000 - file.now_ms);
}

market::ExpiryMoment moment_of(const PortfolioFile& file, const Expiry& expiry,
                               std::int64_t window_ms)
{
    market::ExpiryMoment out{.left_ms = expiry.expiry_s * 1'000 - file.now_ms,
                             .forward_e8 = expiry.forward_e8,
                             .rate_e9 = expiry.rate_e9};
    if (out.left_ms < window_ms && expiry.settled_e8 != 0)
    {
        out.settled_e8 = expiry.settled_e8;
        out.settled_weight_e9 = static_cast<std::int64_t>(
            mul_div_down(window_ms - out.left_ms, 1'000'000'000, window_ms));
    }
    return out;
}

void add_total(std::vector<ScenarioRow>& rows)
{
    if (rows.size() < 2) return;
    ScenarioRow all{.symbol = "all"};
    all.pnl_usd_e6.assign(rows.front().pnl_usd_e6.size(), 0);
    for (const ScenarioRow& row : rows)
        for (std::size_t s = 0; s < row.pnl_usd_e6.size(); ++s)
            all.pnl_usd_e6[s] += row.pnl_usd_e6[s];
    rows.push_back(std::move(all));
}

Result<Evaluation, ConfigProblem> evaluate(const PortfolioFile& file, const Model& model,
                                           Detail detail)
{
    const auto run = Overload{
        [&](const risk::ScenarioModel& rules) { return evaluate_scenarios(file, rules, detail); },
        [&](const risk::PositionModel& rules) { return evaluate_positions(file, rules); },
        [&](const risk::ExpiryModel& rules) { return evaluate_expiries(file, rules); },
        [&](const risk::InverseModel& rules) { return evaluate_inverse(file, rules); }};
    BALLAST_TRY(Evaluation out, std::visit(run, model.rules));
    out.model = model.name;
    out.method = method_of(model.rules);
    return out;
}

}  // namespace ballast::portfolio
