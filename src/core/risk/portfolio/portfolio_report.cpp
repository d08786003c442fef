// SPDX-License-Identifier: Apache-2.0
// The requirement once, its scenarios one by one, and the margins that it is compared with.
#include "portfolio_report.hpp"

#include <algorithm>
#include <ballast/numeric/int128.hpp>
#include <ballast/risk/portfolio/evaluation.hpp>

namespace ballast::risk {
namespace {

/// Of exposures as margin_portfolio left them in the scratch.
void tell_scenarios(const ScenarioMarket& market, PortfolioScratch& scratch, PortfolioReport& out)
{
    for (const std::uint32_t u : scratch.underlyings) out.underlyings.push_back({.underlying = u});
    Evaluation evaluation(market, scratch);
    for (std::size_t s = 0; s < market.plans.front().core_count; ++s)
    {
        evaluation.column(s, {.domain_q30 = scratch.domain_reach_q30});
        i128 sum = 0;
        for (std::size_t i = 0; i < out.underlyings.size(); ++i)
        {
            out.underlyings[i].pnl_usd_e6.push_back(scratch.pnl_usd_e6[i]);
            sum += scratch.pnl_usd_e6[i];
        }
        out.pnl_usd_e6.push_back(sum);
        out.joint_loss_usd_e6.push_back(joint_loss_usd_e6(scratch.pnl_usd_e6, scratch.pairs));
    }
}

std::optional<i128> worst_of(const PortfolioPosition& line, const ScenarioMarket& market,
                             const PortfolioRequirement& requirement)
{
    const InstrumentRow& at = market.instruments[line.instrument.value];
    const auto of = std::ranges::find(requirement.underlyings, at.underlying,
                                      &UnderlyingRequirement::underlying);
    if (of == requirement.underlyings.end() || of->worst_scenario == no_scenario) return {};
    const UnderlyingRisk& underlying = market.underlyings[at.underlying];
    const i128 units = i128{line.lots} * underlying.table.cell(at.row, of->worst_scenario) +
                       std::min<i128>(line.lots, 0);
    return usd_e6_down(units, underlying.unit_exponent);
}

i128 initial_alone_usd_e6(const Portfolio& line, const ScenarioMarket& market,
                          PortfolioScratch& scratch)
{
    PortfolioRequirement out;
    margin_portfolio(line, market, scratch, out);
    return out.initial_usd_e6;
}

std::string_view move_name(market::VolatilityMove move)
{
    switch (move)
    {
        case market::VolatilityMove::Up:
            return "vol up";
        case market::VolatilityMove::Down:
            return "vol down";
        case market::VolatilityMove::Same:
            break;
    }
    return "vol same";
}

/// A decimal without the zeros behind it.
std::string plain(i128 value, unsigned digits)
{
    std::string text = to_decimal_scaled(value, digits);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

}  // namespace

PortfolioReport report_portfolio(const Portfolio& portfolio, const ScenarioMarket& market)
{
    PortfolioScratch scratch;
    PortfolioReport out;
    margin_portfolio(portfolio, market, scratch, out.requirement);
    tell_scenarios(market, scratch, out);
    for (const PortfolioPosition& line : portfolio.positions)
    {
        out.position_worst_usd_e6.push_back(worst_of(line, market, out.requirement));
        out.netting_credit_usd_e6 += initial_alone_usd_e6({.positions = {line}}, market, scratch);
    }
    for (const PortfolioPosition& line : portfolio.pending)
        out.netting_credit_usd_e6 += initial_alone_usd_e6({.pending = {line}}, market, scratch);
    const i128 initial = out.requirement.initial_usd_e6;
    out.netting_credit_usd_e6 -= initial;
    PortfolioRequirement instant;
    for (std::uint32_t j = 0; j < market.chains.size(); ++j)
    {
        margin_portfolio(portfolio, market, reach_by_domain(market.chains, j), scratch, instant);
        out.latency_cost_usd_e6.push_back(initial - instant.initial_usd_e6);
    }
    return out;
}

BaseOf base_of(const PortfolioRequirement& requirement)
{
    if (requirement.base_usd_e6 == 0) return BaseOf::Nothing;
    if (requirement.base_usd_e6 == requirement.factored_usd_e6) return BaseOf::Scenarios;
    return requirement.base_usd_e6 == requirement.lost_usd_e6 ? BaseOf::Lost : BaseOf::Stress;
}

std::string scenario_name(const market::Scenario& scenario)
{
    std::string out = scenario.spot_ppm > 0 ? "spot +" : "spot ";
    out += plain(scenario.spot_ppm, 4) + " %, " + std::string{move_name(scenario.volatility)};
    if (scenario.dampening_e9 != market::one_e9) out += ", x" + plain(scenario.dampening_e9, 9);
    return out;
}

std::string scenario_name(const ScenarioMarket& market, std::uint8_t column)
{
    if (column == no_scenario) return "";
    return scenario_name(market.plans.front().grid.scenarios[column]);
}

std::string lost_name(const ScenarioMarket& market, const PortfolioRequirement& requirement)
{
    switch (requirement.lost_kind)
    {
        case LossOf::Chain:
            return "chain " + market.chains[requirement.lost_index].name + " lost";
        case LossOf::Messenger:
            return "messenger " + market.messengers[requirement.lost_index].name + " lost";
        case LossOf::Nothing:
            break;
    }
    return "";
}

std::string_view stress_name(Stress stress)
{
    switch (stress)
    {
        case Stress::JointDown:
            return "all down";
        case Stress::JointUp:
            return "all up";
        case Stress::Opposite:
            return "the largest down, the second up";
        case Stress::OppositeMirrored:
            return "the largest up, the second down";
        case Stress::None:
            break;
    }
    return "";
}

std::array<NamedAddOn, 5> by_name(const AddOns& add_ons)
{
    return {{{"basis", add_ons.basis},
             {"short_options", add_ons.short_options},
             {"closing", add_ons.closing},
             {"concentration", add_ons.concentration},
             {"confidence", add_ons.confidence}}};
}

}  // namespace ballast::risk
