// SPDX-License-Identifier: Apache-2.0
// Steps 2 to 7 in their order.
#include "portfolio_margin.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/numeric/mul_div.hpp>
#include <ballast/risk/haircut.hpp>
#include <ballast/risk/portfolio/evaluation.hpp>
#include <ballast/risk/portfolio/hedge.hpp>

namespace ballast::risk {
namespace {

/// Step 3's "where the whole account has one domain": nothing has to be moved.
bool has_one_domain(std::span<const Exposure> exposures)
{
    return std::ranges::all_of(
        exposures, [&](const Exposure& e) { return e.domain == exposures.front().domain; });
}

void list_underlyings(PortfolioScratch& scratch)
{
    scratch.underlyings.clear();
    for (const Exposure& e : scratch.exposures)
        if (scratch.underlyings.empty() || scratch.underlyings.back() != e.underlying)
            scratch.underlyings.push_back(e.underlying);
    scratch.pnl_usd_e6.assign(scratch.underlyings.size(), 0);
}

std::array<std::uint8_t, columns_max> first_columns()
{
    std::array<std::uint8_t, columns_max> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(i);
    return out;
}

void scenarios(const ScenarioMarket& market, PortfolioScratch& scratch, PortfolioRequirement& out)
{
    out.underlyings.clear();
    for (const std::uint32_t u : scratch.underlyings) out.underlyings.push_back({.underlying = u});
    const auto columns = first_columns();
    Evaluation evaluation(market, scratch);
    const Aggregate all = evaluation.over(
        {columns.data(), market.plans.front().core_count}, {.domain_q30 = scratch.domain_reach_q30},
        [&](std::size_t i, std::uint8_t s) { out.underlyings[i].worst_scenario = s; });
    for (std::size_t i = 0; i < out.underlyings.size(); ++i)
        out.underlyings[i].requirement_usd_e6 = scratch.worst_usd_e6[i];
    out.separate_usd_e6 = all.separate;
    out.joint_usd_e6 = all.joint;
    out.joint_scenario = all.joint_scenario;
    out.scenarios_usd_e6 = all.together;
}

/// Step 6 with the gains of some domains at zero.
void lose(const ScenarioMarket& market, PortfolioScratch& scratch, PortfolioRequirement& out,
          std::span<const std::uint32_t> domains, LossOf kind, std::uint32_t index)
{
    const auto is_held = [&](std::uint32_t d) {
        return std::ranges::any_of(scratch.exposures,
                                   [&](const Exposure& e) { return e.domain == d; });
    };
    if (std::ranges::none_of(domains, is_held)) return;

    std::vector<std::uint32_t>& reach = scratch.lost_reach_q30;
    reach = scratch.domain_reach_q30;
    for (const std::uint32_t d : domains) reach[d] = 0;
    Reachability without{.domain_q30 = reach};
    if (kind == LossOf::Chain) without.lost_domain = domains.front();
    Evaluation evaluation(market, scratch);
    const Aggregate all =
        evaluation.over(market.plans.front().lost, without, [](std::size_t, std::uint8_t) {});
    if (all.together <= out.lost_usd_e6) return;
    out.lost_usd_e6 = all.together;
    out.lost_kind = kind;
    out.lost_index = index;
}

void lost(const ScenarioMarket& market, PortfolioScratch& scratch, bool one_domain,
          PortfolioRequirement& out)
{
    out.lost_usd_e6 = 0;
    out.lost_kind = LossOf::Nothing;
    out.lost_index = 0;
    for (std::uint32_t j = 0; j < market.chains.size(); ++j)
        lose(market, scratch, out, {&market.chains[j].domain, 1}, LossOf::Chain, j);
    // In one domain there is nothing that a messenger carries.
    if (one_domain) return;
    for (std::uint32_t k = 0; k < market.messengers.size(); ++k)
        lose(market, scratch, out, market.messengers[k].domains, LossOf::Messenger, k);
}

void take_stress(PortfolioRequirement& out, i128 loss, Stress stress)
{
    if (loss <= out.stress_usd_e6) return;
    out.stress_usd_e6 = loss;
    out.stress = stress;
}

/// The two underlyings whose P&L between -20 % and +20 % differ most; ties go to the lower id.
std::pair<std::size_t, std::size_t> two_largest(Evaluation& evaluation, const ScenarioPlan& plan,
                                                PortfolioScratch& scratch)
{
    const Reachability whole{.domain_q30 = scratch.whole_reach_q30};
    evaluation.column(plan.opposite_up, whole);
    std::vector<i128>& size = scratch.size_usd_e6;
    size = scratch.pnl_usd_e6;
    evaluation.column(plan.opposite_down, whole);
    for (std::size_t i = 0; i < size.size(); ++i)
    {
        size[i] -= scratch.pnl_usd_e6[i];
        if (size[i] < 0) size[i] = -size[i];
    }
    const auto first = static_cast<std::size_t>(std::ranges::max_element(size) - size.begin());
    size[first] = -1;
    const auto second = static_cast<std::size_t>(std::ranges::max_element(size) - size.begin());
    return {first, second};
}

void opposite(const ScenarioMarket& market, PortfolioScratch& scratch, PortfolioRequirement& out)
{
    if (scratch.underlyings.size() < 2) return;
    const ScenarioPlan& plan = market.plans.front();
    Evaluation evaluation(market, scratch);
    const auto [first, second] = two_largest(evaluation, plan, scratch);

    const auto against = [&](std::uint8_t of_first, std::uint8_t of_second, Stress stress) {
        const Reachability reach{.domain_q30 = scratch.domain_reach_q30};
        evaluation.column(of_first, reach);
        const i128 a = scratch.pnl_usd_e6[first];
        evaluation.column(of_second, reach);
        const i128 b = scratch.pnl_usd_e6[second];
        std::ranges::fill(scratch.pnl_usd_e6, 0);
        scratch.pnl_usd_e6[first] = a;
        scratch.pnl_usd_e6[second] = b;
        take_stress(out, joint_loss_usd_e6(scratch.pnl_usd_e6, scratch.pairs), stress);
    };
    against(plan.opposite_down, plan.opposite_up, Stress::Opposite);
    against(plan.opposite_up, plan.opposite_down, Stress::OppositeMirrored);
}

void stress(const ScenarioMarket& market, PortfolioScratch& scratch, PortfolioRequirement& out)
{
    out.stress_usd_e6 = 0;
    out.stress = Stress::None;
    const ScenarioPlan& plan = market.plans.front();
    Evaluation evaluation(market, scratch);
    const auto joint = [&](std::uint8_t column, Stress name) {
        evaluation.column(column, {.domain_q30 = scratch.domain_reach_q30});
        take_stress(out, joint_loss_usd_e6(scratch.pnl_usd_e6, scratch.pairs), name);
    };
    joint(plan.stress_down, Stress::JointDown);
    joint(plan.stress_up, Stress::JointUp);
    opposite(market, scratch, out);
}

/// g by domain of the exposures as they stand: one where nothing has to be moved.
std::span<const std::uint32_t> reach_of(const PortfolioScratch& scratch,
                                        std::span<const std::uint32_t> reach_q30)
{
    if (has_one_domain(scratch.exposures)) return scratch.whole_reach_q30;
    return reach_q30;
}

/// What steps 3 to 7 go by, of the exposures as they stand.
void prepare(const ScenarioMarket& market, std::span<const std::uint32_t> reach_q30,
             PortfolioScratch& scratch)
{
    list_underlyings(scratch);
    collect_pairs(scratch.underlyings, market, scratch.pairs);
    const std::span<const std::uint32_t> reach = reach_of(scratch, reach_q30);
    scratch.domain_reach_q30.assign(reach.begin(), reach.end());
}

/// Steps 3 to 7 of the exposures as they stand; `out` has its add-ons.
void take_steps(const ScenarioMarket& market, std::span<const std::uint32_t> reach_q30,
                PortfolioScratch& scratch, PortfolioRequirement& out)
{
    prepare(market, reach_q30, scratch);
    scenarios(market, scratch, out);
    lost(market, scratch, has_one_domain(scratch.exposures), out);
    stress(market, scratch, out);

    out.factored_usd_e6 = mul_div_up(out.scenarios_usd_e6, market.model.factor_ppm, one_ppm);
    out.base_usd_e6 = std::max({out.factored_usd_e6, out.lost_usd_e6, out.stress_usd_e6});
    const AddOn added = out.add_ons.total();
    out.initial_usd_e6 = out.base_usd_e6 + added.initial_usd_e6;
    out.maintenance_usd_e6 = mul_div_up(out.base_usd_e6, market.model.maintenance_ppm, one_ppm) +
                             added.maintenance_usd_e6;
}

}  // namespace

void margin_portfolio(const Portfolio& portfolio, const ScenarioMarket& market,
                      PortfolioScratch& scratch, PortfolioRequirement& out)
{
    margin_portfolio(portfolio, market, market.domain_reach_q30, scratch, out);
}

void margin_portfolio(const Portfolio& portfolio, const ScenarioMarket& market,
                      std::span<const std::uint32_t> reach_q30, PortfolioScratch& scratch,
                      PortfolioRequirement& out)
{
    scratch.whole_reach_q30.assign(reach_q30.size(), reach_one);
    collect_exposures(portfolio, market, scratch.exposures);
    out.add_ons = add_ons(portfolio, market, reach_of(scratch, reach_q30), scratch.add_ons);
    if (!portfolio.hedges.empty()) scratch.other_exposures = scratch.exposures;
    apply_hedges(portfolio, market, reach_q30, scratch.exposures, out.hedged_e8);
    take_steps(market, reach_q30, scratch, out);
    if (std::ranges::all_of(out.hedged_e8, [](std::int64_t h) { return h == 0; })) return;

    // h* looks at one underlying alone: in a joint credit or where a chain is lost it may cost.
    PortfolioRequirement& without = scratch.other;
    without.add_ons = out.add_ons;
    without.hedged_e8.assign(portfolio.hedges.size(), 0);
    std::swap(scratch.exposures, scratch.other_exposures);
    take_steps(market, reach_q30, scratch, without);
    if (without.initial_usd_e6 < out.initial_usd_e6)
    {
        std::swap(out, without);
        return;
    }
    std::swap(scratch.exposures, scratch.other_exposures);
    prepare(market, reach_q30, scratch);
}

PortfolioRequirement margin_portfolio(const Portfolio& portfolio, const ScenarioMarket& market)
{
    PortfolioScratch scratch;
    PortfolioRequirement out;
    margin_portfolio(portfolio, market, scratch, out);
    return out;
}

bool sums_fit(const Portfolio& portfolio, const ScenarioMarket& market)
{
    std::vector<i128> size(market.underlyings.size(), 0);
    for (const auto& lines : {portfolio.positions, portfolio.pending})
        for (const PortfolioPosition& line : lines)
        {
            const InstrumentRow& at = market.instruments[line.instrument.value];
            std::int64_t largest = 1;
            for (const market::CellBlock& block :
                 market.underlyings[at.underlying].table.row(at.row))
                for (const std::int64_t cell : block.lanes)
                    largest = std::max(largest, cell < 0 ? -cell : cell);
            const i128 lots = line.lots;
            const i128 sum = (lots < 0 ? -lots : lots) * (largest + 1);
            i128& of = size[at.underlying];
            of = std::min<i128>(of + std::min<i128>(sum, pnl_limit), pnl_limit);
        }
    return std::ranges::all_of(size, [](i128 s) { return s < pnl_limit / 2; });
}

}  // namespace ballast::risk
