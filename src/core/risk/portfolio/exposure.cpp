// SPDX-License-Identifier: Apache-2.0
// Steps 2 and 3, column by column.
#include "exposure.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/numeric/checked.hpp>
#include <ballast/risk/haircut.hpp>

namespace ballast::risk {
namespace {

Exposure& exposure_of(std::vector<Exposure>& all, std::uint32_t underlying, std::uint32_t domain)
{
    const auto before = [](const Exposure& e, std::pair<std::uint32_t, std::uint32_t> key) {
        return std::pair{e.underlying, e.domain} < key;
    };
    const std::pair key{underlying, domain};
    const auto at = std::lower_bound(all.begin(), all.end(), key, before);
    if (at != all.end() && at->underlying == underlying && at->domain == domain) return *at;
    return *all.insert(at, Exposure{.underlying = underlying, .domain = domain});
}

}  // namespace

void add_lots(ColumnPnl& pnl, std::span<const market::CellBlock> row, std::int64_t lots,
              std::size_t columns)
{
    const std::int64_t against_shorts = std::min<std::int64_t>(lots, 0);
    for (std::size_t s = 0; s < columns; ++s)
    {
        const std::int64_t cell = row[s / 16].lanes[s % 16];
        pnl[s] = add(pnl[s], add(mul(lots, cell), against_shorts));
    }
}

void add_pending(ColumnPnl& pnl, std::span<const market::CellBlock> row, std::int64_t lots,
                 std::size_t columns)
{
    const std::int64_t against_shorts = std::min<std::int64_t>(lots, 0);
    for (std::size_t s = 0; s < columns; ++s)
    {
        const std::int64_t cell = row[s / 16].lanes[s % 16];
        pnl[s] = add(pnl[s], std::min<std::int64_t>(0, add(mul(lots, cell), against_shorts)));
    }
}

void collect_exposures(const Portfolio& portfolio, const ScenarioMarket& market,
                       std::vector<Exposure>& out)
{
    out.clear();
    const auto each = [&](const PortfolioPosition& line, auto add_line) {
        if (line.lots == 0) return;
        const InstrumentRow& at = market.instruments[line.instrument.value];
        const UnderlyingRisk& underlying = market.underlyings[at.underlying];
        BALLAST_ASSERT(underlying.table.status[at.row] == market::CellStatus::Priced);
        add_line(exposure_of(out, at.underlying, at.domain).positions, underlying.table.row(at.row),
                 line.lots, market.plan(at.underlying).grid.scenarios.size());
    };
    for (const PortfolioPosition& line : portfolio.positions) each(line, add_lots);
    for (const PortfolioPosition& line : portfolio.pending) each(line, add_pending);
}

i128 spot_cell(std::int64_t index_e8, const market::Scenario& scenario, std::uint32_t unit_exponent)
{
    const i128 move = static_cast<i128>(index_e8) * scenario.spot_ppm;
    const unsigned coarser = unit_exponent < 6 ? 6 - unit_exponent : 0;
    return div_floor(mul<i128>(move, scenario.dampening_e9), pow10(15 + coarser));
}

std::int64_t spot_pnl(std::int64_t amount_e8, i128 cell, std::uint32_t unit_exponent)
{
    const i128 pnl = div_floor(mul<i128>(amount_e8, cell), spot_scale(unit_exponent));
    BALLAST_ASSERT(pnl < pnl_limit && pnl > -pnl_limit);
    return static_cast<std::int64_t>(pnl);
}

std::uint32_t reach_q30(std::uint32_t premium_ppm)
{
    return static_cast<std::uint32_t>((std::uint64_t{reach_one} * one_ppm) /
                                      (std::uint64_t{one_ppm} + premium_ppm));
}

std::vector<std::uint32_t> reach_by_domain(std::span<const ChainRisk> chains,
                                           std::optional<std::uint32_t> instant)
{
    std::uint32_t domains = 0;
    for (const ChainRisk& chain : chains) domains = std::max(domains, chain.domain + 1);
    std::vector<std::uint32_t> out(domains, reach_one);
    for (std::uint32_t j = 0; j < chains.size(); ++j)
    {
        std::uint32_t& reach = out[chains[j].domain];
        reach = std::min(reach, reach_q30(j == instant ? 0 : chains[j].premium_ppm));
    }
    return out;
}

void complete(ScenarioMarket& market)
{
    market.plans.clear();
    for (std::size_t c = 0; c < market.model.classes.size(); ++c)
        market.plans.push_back(scenario_plan(market.model, c));

    market.domain_reach_q30 = reach_by_domain(market.chains);

    const std::size_t n = market.underlyings.size();
    market.credits_ppm.assign(n * n, 0);
    for (std::size_t a = 0; a < n; ++a)
        for (std::size_t b = 0; b < n; ++b)
            if (a != b)
                market.credits_ppm[a * n + b] =
                    credit_ppm(market.model, market.underlyings[a].class_index,
                               market.underlyings[b].class_index);
}

}  // namespace ballast::risk
