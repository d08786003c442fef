// SPDX-License-Identifier: Apache-2.0
// The method "scenarios": risk/portfolio's steps, and collateral against positions.
#include <algorithm>
#include <ballast/numeric/mul_div.hpp>
#include <boost/json/array.hpp>

#include "methods.hpp"

namespace ballast::portfolio {
namespace {
namespace json = boost::json;

/// Everything that was worked out, while it is being told.
struct Margined
{
    const PortfolioFile& file;
    Priced& priced;
    risk::PortfolioScratch scratch;
    risk::PortfolioRequirement requirement;
    Equity equity;
};

/// Hedges in the order of their chains, and which collateral each is.
std::vector<std::size_t> take_hedges(const PortfolioFile& file, risk::Portfolio& portfolio)
{
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < file.collateral.size(); ++i)
    {
        const Collateral& c = file.collateral[i];
        const auto u = file.underlying(c.underlying);
        if (!u || c.amount_e8 <= 0) continue;
        const i128 after =
            mul_div_down(c.amount_e8, risk::one_ppm - c.haircut.total_initial_ppm, risk::one_ppm);
        portfolio.hedges.push_back(
            {.underlying = *u, .chain = c.chain, .amount_e8 = static_cast<std::int64_t>(after)});
        out.push_back(i);
    }
    return out;
}

std::string name_of(const risk::ScenarioMarket& market, std::uint8_t column)
{
    if (column == risk::no_scenario) return "";
    return scenario_name(market.plans.front().grid.scenarios[column]);
}

std::string lost_name(const Margined& m)
{
    const auto& r = m.requirement;
    if (r.lost_kind == risk::LossOf::Chain)
        return "chain " + m.priced.market.chains[r.lost_index].name + " lost";
    if (r.lost_kind == risk::LossOf::Messenger)
        return "messenger " + m.priced.market.messengers[r.lost_index].name + " lost";
    return "";
}

std::string_view stress_name(risk::Stress stress)
{
    switch (stress)
    {
        case risk::Stress::JointDown:
            return "all down";
        case risk::Stress::JointUp:
            return "all up";
        case risk::Stress::Opposite:
            return "the largest down, the second up";
        case risk::Stress::OppositeMirrored:
            return "the largest up, the second down";
        case risk::Stress::None:
            break;
    }
    return "";
}

struct NamedAddOn
{
    const char* name;
    risk::AddOn amount;
};

std::vector<NamedAddOn> named(const risk::AddOns& a)
{
    return {{"basis", a.basis},
            {"short_options", a.short_options},
            {"closing", a.closing},
            {"concentration", a.concentration},
            {"confidence", a.confidence}};
}

void take_terms(const Margined& m, Evaluation& out)
{
    const risk::PortfolioRequirement& r = m.requirement;
    const risk::ScenarioMarket& market = m.priced.market;
    for (const risk::UnderlyingRequirement& u : r.underlyings)
        out.terms.push_back({"R[" + market.underlyings[u.underlying].symbol + "]",
                             u.requirement_usd_e6, name_of(market, u.worst_scenario)});
    out.terms.push_back({"joint", r.joint_usd_e6, name_of(market, r.joint_scenario)});
    out.terms.push_back({"scenarios R", r.scenarios_usd_e6, "lambda * joint + (1 - lambda) * sum"});
    out.terms.push_back({"lost", r.lost_usd_e6, lost_name(m)});
    out.terms.push_back({"stress", r.stress_usd_e6, std::string{stress_name(r.stress)}});
    out.terms.push_back({"base B", r.base_usd_e6, "the largest of f*R, lost, stress"});
    for (const auto& [name, amount] : named(r.add_ons))
        if (amount.initial_usd_e6 != 0)
        {
            std::string words = "+ " + std::string{name};
            std::ranges::replace(words, '_', ' ');
            out.terms.push_back({std::move(words), amount.initial_usd_e6, "add-on"});
        }
    out.worst = name_of(market, r.joint_scenario);
}

/// P&L by scenario, each underlying by itself, as far as it can be reached.
void take_grid(const Margined& m, Evaluation& out)
{
    const risk::ScenarioMarket& market = m.priced.market;
    const risk::ScenarioPlan& plan = market.plans.front();
    for (std::size_t s = 0; s < plan.core_count; ++s)
        out.columns.push_back(
            {.scenario = plan.grid.scenarios[s], .name = scenario_name(plan.grid.scenarios[s])});
    for (const std::uint32_t u : m.scratch.underlyings)
    {
        risk::PortfolioScratch one = m.scratch;
        std::erase_if(one.exposures, [&](const risk::Exposure& e) { return e.underlying != u; });
        one.underlyings = {u};
        one.pnl_usd_e6.assign(1, 0);
        ScenarioRow row{market.underlyings[u].symbol, risk::reached_pnl_usd_e6(market, one)};
        row.pnl_usd_e6.resize(plan.core_count);
        out.rows.push_back(std::move(row));
    }
    add_total(out.rows);
}

/// A line's P&L under the worst scenario of its underlying: lots times cell.
void take_lines(const Margined& m, Evaluation& out)
{
    out.lines = lines_of(m.file, m.equity, m.priced.marks_e8);
    const risk::ScenarioMarket& market = m.priced.market;
    for (std::size_t i = 0; i < out.lines.size(); ++i)
    {
        const risk::InstrumentRow& at = market.instruments[i];
        const auto u = std::ranges::find(m.requirement.underlyings, at.underlying,
                                         &risk::UnderlyingRequirement::underlying);
        if (u == m.requirement.underlyings.end() || u->worst_scenario == risk::no_scenario)
            continue;
        const risk::UnderlyingRisk& of = market.underlyings[at.underlying];
        const i128 lots = m.priced.portfolio.positions[i].lots;
        const i128 units =
            lots * of.table.cell(at.row, u->worst_scenario) + std::min<i128>(lots, 0);
        out.lines[i].worst_usd_e6 = div_floor(units, pow10(of.unit_exponent - 6));
    }
}

json::array underlyings_json(const Margined& m)
{
    json::array out;
    const risk::ScenarioMarket& market = m.priced.market;
    for (const risk::UnderlyingRequirement& r : m.requirement.underlyings)
    {
        const risk::UnderlyingRisk& u = market.underlyings[r.underlying];
        const Lot& lot = m.priced.lots[r.underlying];
        out.push_back(json::object{{"symbol", u.symbol},
                                   {"class", market.model.classes[u.class_index].name},
                                   {"requirement", usd(r.requirement_usd_e6)},
                                   {"worst_scenario", name_of(market, r.worst_scenario)},
                                   {"lot", to_decimal_scaled(pow10(9 - lot.digits), 9)},
                                   {"unit_exponent", lot.unit_exponent}});
    }
    return out;
}

json::array chains_json(const Margined& m)
{
    json::array out;
    for (std::uint32_t j = 0; j < m.file.chains.size(); ++j)
    {
        const Chain& chain = m.file.chains[j];
        const i128 cost =
            risk::latency_cost_usd_e6(m.priced.portfolio, m.priced.market, j, m.requirement);
        out.push_back(json::object{{"name", chain.name},
                                   {"domain", chain.domain},
                                   {"latency_premium", part_text(chain.premium_ppm)},
                                   {"latency_cost", usd(cost)}});
    }
    return out;
}

json::object details_of(const Margined& m, i128 netting_usd_e6)
{
    const risk::PortfolioRequirement& r = m.requirement;
    const risk::ScenarioMarket& market = m.priced.market;
    json::object add_ons;
    for (const auto& [name, amount] : named(r.add_ons))
        add_ons[name] = {{"initial", usd(amount.initial_usd_e6)},
                         {"maintenance", usd(amount.maintenance_usd_e6)}};
    return {{"underlyings", underlyings_json(m)},
            {"separate", usd(r.separate_usd_e6)},
            {"joint", usd(r.joint_usd_e6)},
            {"joint_scenario", name_of(market, r.joint_scenario)},
            {"scenarios", usd(r.scenarios_usd_e6)},
            {"lost", usd(r.lost_usd_e6)},
            {"lost_what", lost_name(m)},
            {"stress", usd(r.stress_usd_e6)},
            {"stress_what", stress_name(r.stress)},
            {"base", usd(r.base_usd_e6)},
            {"add_ons", std::move(add_ons)},
            {"netting_credit", usd(netting_usd_e6)},
            {"chains", chains_json(m)},
            {"equity", equity_json(m.file, m.equity)}};
}

}  // namespace

Result<Evaluation, ConfigProblem> evaluate_scenarios(const PortfolioFile& file,
                                                     const risk::ScenarioModel& model,
                                                     Detail detail)
{
    BALLAST_TRY(Priced priced, price_portfolio(file, model));
    const std::vector<std::size_t> hedges = take_hedges(file, priced.portfolio);
    Margined m{.file = file, .priced = priced};
    risk::margin_portfolio(priced.portfolio, priced.market, m.scratch, m.requirement);
    std::vector<std::int64_t> hedged_e8(file.collateral.size(), 0);
    for (std::size_t i = 0; i < hedges.size(); ++i)
        hedged_e8[hedges[i]] = m.requirement.hedged_e8[i];
    m.equity = equity_of(file, priced.marks_e8, hedged_e8);

    Evaluation out;
    out.initial_usd_e6 = m.requirement.initial_usd_e6;
    out.maintenance_usd_e6 = m.requirement.maintenance_usd_e6;
    out.equity_usd_e6 = m.equity.equity_usd_e6;
    out.equity_initial_usd_e6 = m.equity.initial_usd_e6;
    out.equity_maintenance_usd_e6 = m.equity.maintenance_usd_e6;
    if (detail == Detail::Sums) return out;
    const i128 netting =
        risk::netting_credit_usd_e6(priced.portfolio, priced.market, m.requirement);
    take_terms(m, out);
    out.terms.push_back({"netting saves", netting, "against every line by itself"});
    take_grid(m, out);
    take_lines(m, out);
    out.details = details_of(m, netting);
    return out;
}

}  // namespace ballast::portfolio
