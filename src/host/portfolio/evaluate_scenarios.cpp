// SPDX-License-Identifier: Apache-2.0
// The method "scenarios": risk/portfolio's steps, and collateral against positions.
#include <algorithm>
#include <ballast/numeric/mul_div.hpp>
#include <ballast/risk/portfolio/portfolio_report.hpp>
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
    risk::PortfolioReport report;
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

void take_terms(const Margined& m, Evaluation& out)
{
    const risk::PortfolioRequirement& r = m.report.requirement;
    const risk::ScenarioMarket& market = m.priced.market;
    for (const risk::UnderlyingRequirement& u : r.underlyings)
        out.terms.push_back({"R[" + market.underlyings[u.underlying].symbol + "]",
                             u.requirement_usd_e6, risk::scenario_name(market, u.worst_scenario)});
    out.terms.push_back({"joint", r.joint_usd_e6, risk::scenario_name(market, r.joint_scenario)});
    out.terms.push_back({"scenarios R", r.scenarios_usd_e6, "lambda * joint + (1 - lambda) * sum"});
    out.terms.push_back({"lost", r.lost_usd_e6, risk::lost_name(market, r)});
    out.terms.push_back({"stress", r.stress_usd_e6, std::string{risk::stress_name(r.stress)}});
    out.terms.push_back({"base B", r.base_usd_e6, "the largest of f*R, lost, stress"});
    for (const auto& [name, amount] : risk::by_name(r.add_ons))
        if (amount.initial_usd_e6 != 0)
        {
            std::string words = "+ " + std::string{name};
            std::ranges::replace(words, '_', ' ');
            out.terms.push_back({std::move(words), amount.initial_usd_e6, "add-on"});
        }
    out.worst = risk::scenario_name(market, r.joint_scenario);
}

/// P&L by scenario, each underlying by itself, as far as it can be reached.
void take_grid(const Margined& m, Evaluation& out)
{
    const risk::ScenarioMarket& market = m.priced.market;
    const risk::ScenarioPlan& plan = market.plans.front();
    for (std::size_t s = 0; s < plan.core_count; ++s)
        out.columns.push_back(
            {.scenario = plan.grid.scenarios[s], .name = scenario_name(plan.grid.scenarios[s])});
    for (const risk::UnderlyingPnl& u : m.report.underlyings)
        out.rows.push_back({market.underlyings[u.underlying].symbol, u.pnl_usd_e6});
    add_total(out.rows);
}

void take_lines(const Margined& m, Evaluation& out)
{
    out.lines = lines_of(m.file, m.equity, m.priced.marks_e8);
    for (std::size_t i = 0; i < out.lines.size(); ++i)
        out.lines[i].worst_usd_e6 = m.report.position_worst_usd_e6[i];
}

json::array underlyings_json(const Margined& m)
{
    json::array out;
    const risk::ScenarioMarket& market = m.priced.market;
    for (const risk::UnderlyingRequirement& r : m.report.requirement.underlyings)
    {
        const risk::UnderlyingRisk& u = market.underlyings[r.underlying];
        const Lot& lot = m.priced.lots[r.underlying];
        out.push_back(
            json::object{{"symbol", u.symbol},
                         {"class", market.model.classes[u.class_index].name},
                         {"requirement", usd(r.requirement_usd_e6)},
                         {"worst_scenario", risk::scenario_name(market, r.worst_scenario)},
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
        out.push_back(json::object{{"name", chain.name},
                                   {"domain", chain.domain},
                                   {"latency_premium", part_text(chain.premium_ppm)},
                                   {"latency_cost", usd(m.report.latency_cost_usd_e6[j])}});
    }
    return out;
}

json::object details_of(const Margined& m)
{
    const risk::PortfolioRequirement& r = m.report.requirement;
    const risk::ScenarioMarket& market = m.priced.market;
    json::object add_ons;
    for (const auto& [name, amount] : risk::by_name(r.add_ons))
        add_ons[name] = {{"initial", usd(amount.initial_usd_e6)},
                         {"maintenance", usd(amount.maintenance_usd_e6)}};
    return {{"underlyings", underlyings_json(m)},
            {"separate", usd(r.separate_usd_e6)},
            {"joint", usd(r.joint_usd_e6)},
            {"joint_scenario", risk::scenario_name(market, r.joint_scenario)},
            {"scenarios", usd(r.scenarios_usd_e6)},
            {"lost", usd(r.lost_usd_e6)},
            {"lost_what", risk::lost_name(market, r)},
            {"stress", usd(r.stress_usd_e6)},
            {"stress_what", risk::stress_name(r.stress)},
            {"base", usd(r.base_usd_e6)},
            {"add_ons", std::move(add_ons)},
            {"netting_credit", usd(m.report.netting_credit_usd_e6)},
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
    if (detail == Detail::All)
        m.report = risk::report_portfolio(priced.portfolio, priced.market);
    else
        m.report.requirement = risk::margin_portfolio(priced.portfolio, priced.market);
    const risk::PortfolioRequirement& requirement = m.report.requirement;
    std::vector<std::int64_t> hedged_e8(file.collateral.size(), 0);
    for (std::size_t i = 0; i < hedges.size(); ++i) hedged_e8[hedges[i]] = requirement.hedged_e8[i];
    m.equity = equity_of(file, priced.marks_e8, hedged_e8);

    Evaluation out;
    out.initial_usd_e6 = requirement.initial_usd_e6;
    out.maintenance_usd_e6 = requirement.maintenance_usd_e6;
    out.equity_usd_e6 = m.equity.equity_usd_e6;
    out.equity_initial_usd_e6 = m.equity.initial_usd_e6;
    out.equity_maintenance_usd_e6 = m.equity.maintenance_usd_e6;
    if (detail == Detail::Sums) return out;
    take_terms(m, out);
    out.terms.push_back(
        {"netting saves", m.report.netting_credit_usd_e6, "against every line by itself"});
    take_grid(m, out);
    take_lines(m, out);
    out.details = details_of(m);
    return out;
}

}  // namespace ballast::portfolio
