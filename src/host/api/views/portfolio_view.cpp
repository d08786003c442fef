// SPDX-License-Identifier: Apache-2.0
// Rows of genesis in the place of a report's numbers.
#include "portfolio_view.hpp"

#include <algorithm>

namespace ballast::api {
namespace {
using engine::State;

const risk::ScenarioMarket& market_of(const State& state) { return state.risk.scenarios->market(); }

template <class View>
View line_view(const State& state, InstrumentIndex instrument, std::int64_t lots, bool is_permit)
{
    const GenesisInstrument& listing = state.genesis.instruments[instrument.value];
    View out;
    out.instrument = listing.name;
    out.chain = listing.chain;
    out.venue = listing.venue;
    out.lots = lots;
    out.is_permit = is_permit;
    return out;
}

std::string sentence_of(market::CellStatus why)
{
    switch (why)
    {
        case market::CellStatus::NoPrice:
            return "its index, forward or volatility is not known: the whole notional is charged";
        case market::CellStatus::OutOfRange:
            return "a lot of it moves further than a price table holds: the whole notional is "
                   "charged";
        case market::CellStatus::Priced:
        case market::CellStatus::Expired:
            break;
    }
    return "";
}

std::vector<UnpricedView> unpriced_of(const State& state, const risk::AccountReport& report)
{
    std::vector<UnpricedView> out;
    for (const risk::UnpricedLine& line : report.unpriced)
    {
        auto view = line_view<UnpricedView>(state, line.instrument, line.lots, line.is_permit);
        view.reason = line.why;
        view.sentence = sentence_of(line.why);
        view.charged_usd_e6 = line.charged_usd_e6;
        out.push_back(std::move(view));
    }
    return out;
}

std::vector<AddOnView> add_ons_of(const risk::PortfolioRequirement& requirement)
{
    std::vector<AddOnView> out;
    for (const auto& [name, amount] : risk::by_name(requirement.add_ons))
        out.push_back({std::string{name}, amount.initial_usd_e6, amount.maintenance_usd_e6});
    return out;
}

std::vector<LatencyView> chains_of(const State& state, const risk::PortfolioReport& report)
{
    std::vector<LatencyView> out;
    for (std::size_t j = 0; j < state.genesis.chains.size(); ++j)
    {
        const risk::ChainRisk& chain = market_of(state).chains[j];
        out.push_back({.chain = state.genesis.chains[j].id,
                       .chain_name = chain.name,
                       .domain = chain.domain,
                       .latency_premium_ppm = chain.premium_ppm,
                       .latency_cost_usd_e6 = report.latency_cost_usd_e6[j]});
    }
    return out;
}

MarginStepsView steps_of(const State& state, const risk::PortfolioRequirement& of)
{
    const risk::ScenarioMarket& market = market_of(state);
    return {.separate_usd_e6 = of.separate_usd_e6,
            .joint_usd_e6 = of.joint_usd_e6,
            .joint_scenario = risk::scenario_name(market, of.joint_scenario),
            .joint_weight_ppm = market.model.joint_weight_ppm,
            .scenarios_usd_e6 = of.scenarios_usd_e6,
            .credit_usd_e6 = of.credit_usd_e6(),
            .lost_usd_e6 = of.lost_usd_e6,
            .lost_what = risk::lost_name(market, of),
            .stress_usd_e6 = of.stress_usd_e6,
            .stress_what = std::string{risk::stress_name(of.stress)},
            .factor_ppm = market.model.factor_ppm,
            .maintenance_ppm = market.model.maintenance_ppm,
            .base_usd_e6 = of.base_usd_e6,
            .decided_by = risk::base_of(of)};
}

std::vector<UnderlyingRiskView> underlyings_of(const State& state,
                                               const risk::PortfolioRequirement& requirement)
{
    const risk::ScenarioMarket& market = market_of(state);
    std::vector<UnderlyingRiskView> out;
    for (const risk::UnderlyingRequirement& of : requirement.underlyings)
    {
        const risk::UnderlyingRisk& u = market.underlyings[of.underlying];
        out.push_back({.symbol = u.symbol,
                       .margin_class = market.model.classes[u.class_index].name,
                       .index_e8 = u.index_e8,
                       .confidence_e8 = u.conf_e8,
                       .requirement_usd_e6 = of.requirement_usd_e6,
                       .worst_scenario = risk::scenario_name(market, of.worst_scenario)});
    }
    return out;
}

std::vector<ScenarioPnlView> scenarios_of(const State& state, const risk::PortfolioReport& report)
{
    const risk::ScenarioMarket& market = market_of(state);
    std::vector<ScenarioPnlView> out;
    for (std::size_t s = 0; s < report.pnl_usd_e6.size(); ++s)
    {
        const Scenario& scenario = market.plans.front().grid.scenarios[s];
        ScenarioPnlView view{.name = risk::scenario_name(scenario),
                             .spot_ppm = scenario.spot_ppm,
                             .volatility = scenario.volatility,
                             .dampening_e9 = scenario.dampening_e9,
                             .pnl_usd_e6 = report.pnl_usd_e6[s],
                             .joint_loss_usd_e6 = report.joint_loss_usd_e6[s]};
        for (const risk::UnderlyingPnl& of : report.underlyings)
            view.underlyings.push_back(
                {market.underlyings[of.underlying].symbol, of.pnl_usd_e6[s]});
        out.push_back(std::move(view));
    }
    return out;
}

std::vector<LineRiskView> lines_of(const State& state, const risk::AccountReport& report)
{
    const risk::ScenarioMarket& market = market_of(state);
    std::vector<LineRiskView> out;
    for (std::size_t i = 0; i < report.portfolio.positions.size(); ++i)
    {
        const auto& [instrument, lots] = report.portfolio.positions[i];
        auto view = line_view<LineRiskView>(state, instrument, lots, false);
        if (const auto worst = report.report.position_worst_usd_e6[i])
        {
            const auto of = std::ranges::find(report.report.requirement.underlyings,
                                              market.instruments[instrument.value].underlying,
                                              &risk::UnderlyingRequirement::underlying);
            view.worst_scenario = risk::scenario_name(market, of->worst_scenario);
            view.worst_pnl_usd_e6 = *worst;
        }
        out.push_back(std::move(view));
    }
    for (const auto& [instrument, lots] : report.portfolio.pending)
        out.push_back(line_view<LineRiskView>(state, instrument, lots, true));
    return out;
}

std::vector<HedgeView> hedges_of(const State& state, const risk::AccountReport& report)
{
    std::vector<HedgeView> out;
    for (const risk::HedgeTerm& hedge : report.hedges)
    {
        const GenesisToken& listing = state.genesis.tokens[hedge.token.value];
        const std::uint32_t chain = state.registry.tokens[hedge.token.value].chain;
        out.push_back({.chain = listing.chain,
                       .chain_name = state.genesis.chains[chain].name,
                       .asset = listing.asset,
                       .token = listing.address,
                       .most_e8 = hedge.most_e8,
                       .entered_e8 = hedge.entered_e8,
                       .relief_initial_usd_e6 = hedge.relief_initial_usd_e6,
                       .relief_maintenance_usd_e6 = hedge.relief_maintenance_usd_e6});
    }
    return out;
}
}  // namespace

PortfolioView portfolio_view(const State& state, const risk::AccountReport& report)
{
    const risk::PortfolioRequirement& requirement = report.report.requirement;
    return {.initial_usd_e6 = report.initial_usd_e6,
            .maintenance_usd_e6 = report.maintenance_usd_e6,
            .decided_by = risk::base_of(requirement),
            .worst_scenario = risk::scenario_name(market_of(state), requirement.joint_scenario),
            .add_ons = add_ons_of(requirement),
            .netting_credit_usd_e6 = report.report.netting_credit_usd_e6,
            .chains = chains_of(state, report.report),
            .unpriced = unpriced_of(state, report)};
}

std::optional<MarginReportView> margin_report_view(const State& state, const AccountId& account,
                                                   std::int64_t now_ms)
{
    const std::int64_t as_of_ms = std::max(now_ms, state.counters.time_ms);
    const auto report = engine::account_margin(state, account, as_of_ms);
    if (!report) return {};
    const risk::MarginTotals totals = risk::margin_totals(
        state.accounts[state.find_account(account)->value], state.risk, as_of_ms);
    const risk::PortfolioRequirement& requirement = report->report.requirement;
    return MarginReportView{.account = account,
                            .sequence = state.counters.sequence,
                            .time_ms = state.counters.time_ms,
                            .as_of_ms = as_of_ms,
                            .equity_initial_usd_e6 = totals.equity_initial,
                            .equity_maintenance_usd_e6 = totals.equity_maintenance,
                            .initial_usd_e6 = report->initial_usd_e6,
                            .maintenance_usd_e6 = report->maintenance_usd_e6,
                            .steps = steps_of(state, requirement),
                            .add_ons = add_ons_of(requirement),
                            .netting_credit_usd_e6 = report->report.netting_credit_usd_e6,
                            .unpriced = unpriced_of(state, *report),
                            .underlyings = underlyings_of(state, requirement),
                            .scenarios = scenarios_of(state, report->report),
                            .lines = lines_of(state, *report),
                            .hedges = hedges_of(state, *report),
                            .chains = chains_of(state, report->report)};
}

}  // namespace ballast::api
