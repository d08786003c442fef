// SPDX-License-Identifier: Apache-2.0
// The walk along a convex, piecewise linear function, in integers.
#include "hedge.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/numeric/checked.hpp>
#include <ballast/risk/haircut.hpp>

namespace ballast::risk {
namespace {

/// A loss as a line in h, scaled by 2^30 and by spot_scale: exact.
struct Line
{
    i128 at_zero{};
    i128 slope{};
    [[nodiscard]] i128 at(std::int64_t h) const { return add(at_zero, mul<i128>(slope, h)); }
};

using Lines = std::array<Line, 2 * columns_max + 1>;

/// Two lines a column (g <= 1 makes the loss the larger of both), and the line of no loss.
std::size_t lines_of(std::span<const HedgeColumn> columns, std::uint32_t reach_q30,
                     std::uint32_t unit_exponent, Lines& lines)
{
    const i128 scale = spot_scale(unit_exponent);
    std::size_t count = 0;
    lines[count++] = {};
    for (const HedgeColumn& c : columns)
        for (const i128 weight : {i128{reach_one}, i128{reach_q30}})
        {
            const i128 fixed = add(mul<i128>(c.rest, reach_one), mul<i128>(c.domain, weight));
            lines[count++] = {.at_zero = -mul(fixed, scale), .slope = -mul(c.cell, weight)};
        }
    return count;
}

/// The line that is the maximum at h and just after it.
const Line& top_at(std::span<const Line> lines, std::int64_t h)
{
    const Line* top = lines.data();
    i128 height = top->at(h);
    for (const Line& line : lines.subspan(1))
    {
        const i128 other = line.at(h);
        if (other > height || (other == height && line.slope > top->slope))
        {
            top = &line;
            height = other;
        }
    }
    return *top;
}

/// The first h after `h` at which a line that falls more slowly reaches `top`, at most `last`.
std::int64_t next_crossing(std::span<const Line> lines, const Line& top, std::int64_t h,
                           std::int64_t last)
{
    const i128 height = top.at(h);
    i128 step = last - h;
    for (const Line& line : lines)
    {
        if (line.slope <= top.slope) continue;
        step = std::min(step, div_ceil(height - line.at(h), line.slope - top.slope));
    }
    return h + static_cast<std::int64_t>(std::max<i128>(step, 1));
}

Exposure& exposure_at(std::vector<Exposure>& all, std::uint32_t underlying, std::uint32_t domain)
{
    const auto at = std::ranges::find_if(all, [&](const Exposure& e) {
        return std::pair{e.underlying, e.domain} >= std::pair{underlying, domain};
    });
    if (at != all.end() && at->underlying == underlying && at->domain == domain) return *at;
    return *all.insert(at, Exposure{.underlying = underlying, .domain = domain});
}

/// Of an asset on all its chains together: what keeps its P&L inside the range of sums, in every
/// column.
i128 amount_e8_limit(const ScenarioPlan& plan, const UnderlyingRisk& underlying)
{
    i128 largest = 1;
    for (const market::Scenario& scenario : plan.grid.scenarios)
    {
        const i128 cell = spot_cell(underlying.index_e8, scenario, underlying.unit_exponent);
        largest = std::max(largest, cell < 0 ? -cell : cell);
    }
    return mul<i128>(pnl_limit / 4, spot_scale(underlying.unit_exponent)) / largest;
}

/// The best amount of one hedge, the others as they stand: `entered_e8` of its asset.
std::int64_t amount_of(const PortfolioHedge& hedge, i128 entered_e8, const ScenarioMarket& market,
                       std::span<const std::uint32_t> reach_q30,
                       std::span<const Exposure> exposures)
{
    const ScenarioPlan& plan = market.plan(hedge.underlying);
    const UnderlyingRisk& underlying = market.underlyings[hedge.underlying];
    const std::uint32_t domain = market.chains[hedge.chain].domain;
    std::array<HedgeColumn, columns_max> columns{};
    bool held = false;
    for (std::size_t s = 0; s < plan.core_count; ++s)
        columns[s].cell =
            spot_cell(underlying.index_e8, plan.grid.scenarios[s], underlying.unit_exponent);
    for (const Exposure& e : exposures)
    {
        if (e.underlying != hedge.underlying) continue;
        held = true;
        for (std::size_t s = 0; s < plan.core_count; ++s)
        {
            const std::int64_t pnl = add(e.positions[s], e.collateral[s]);
            if (e.domain == domain)
                columns[s].domain = pnl;
            else
                columns[s].rest = add(columns[s].rest, reached(pnl, reach_q30[e.domain]));
        }
    }
    if (!held) return 0;
    const i128 left_e8 = amount_e8_limit(plan, underlying) - entered_e8;
    return best_hedge({columns.data(), plan.core_count},
                      static_cast<std::int64_t>(std::min<i128>(hedge.amount_e8, left_e8)),
                      reach_q30[domain], underlying.unit_exponent);
}

}  // namespace

std::int64_t best_hedge(std::span<const HedgeColumn> columns, std::int64_t amount_e8_max,
                        std::uint32_t reach_q30, std::uint32_t unit_exponent)
{
    BALLAST_ASSERT(columns.size() <= columns_max && unit_exponent <= 16);
    Lines storage;
    const std::size_t count = lines_of(columns, reach_q30, unit_exponent, storage);
    const std::span<const Line> lines{storage.data(), count};

    std::int64_t h = 0;
    const Line* top = &top_at(lines, h);
    while (top->slope < 0 && h < amount_e8_max)
    {
        const Line* before = top;
        h = next_crossing(lines, *before, h, amount_e8_max);
        top = &top_at(lines, h);
        // Between two whole amounts the lines may cross and rise again: the one before is then as
        // good, and smaller.
        if (before->at(h - 1) <= top->at(h)) return h - 1;
    }
    return h;
}

void apply_hedges(const Portfolio& portfolio, const ScenarioMarket& market,
                  std::span<const std::uint32_t> reach_q30, std::vector<Exposure>& exposures,
                  std::vector<std::int64_t>& amounts_e8)
{
    amounts_e8.clear();
    for (const PortfolioHedge& hedge : portfolio.hedges)
    {
        i128 entered_e8 = 0;
        for (std::size_t i = 0; i < amounts_e8.size(); ++i)
            if (portfolio.hedges[i].underlying == hedge.underlying) entered_e8 += amounts_e8[i];
        const std::int64_t amount = amount_of(hedge, entered_e8, market, reach_q30, exposures);
        amounts_e8.push_back(amount);
        if (amount == 0) continue;
        const ScenarioPlan& plan = market.plan(hedge.underlying);
        const UnderlyingRisk& underlying = market.underlyings[hedge.underlying];
        Exposure& e = exposure_at(exposures, hedge.underlying, market.chains[hedge.chain].domain);
        for (std::size_t s = 0; s < plan.grid.scenarios.size(); ++s)
        {
            const i128 cell =
                spot_cell(underlying.index_e8, plan.grid.scenarios[s], underlying.unit_exponent);
            e.collateral[s] =
                add(e.collateral[s], spot_pnl(amount, cell, underlying.unit_exponent));
        }
    }
}

}  // namespace ballast::risk
