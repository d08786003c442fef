// SPDX-License-Identifier: Apache-2.0
// Haircuts as a matrix and as text.
#include "haircut_view.hpp"

#include <algorithm>

namespace ballast::api {
namespace {
using Line = std::vector<std::string>;

std::string percent(std::uint32_t ppm) { return to_decimal_scaled(static_cast<i128>(ppm), 4); }

/// Columns of equal width: the first to the left, the others to the right.
std::string aligned(const std::vector<Line>& lines)
{
    std::vector<std::size_t> widths(lines.empty() ? 0 : lines.front().size());
    for (const Line& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], line[i].size());
    std::string out;
    for (const Line& line : lines)
    {
        for (std::size_t i = 0; i < line.size(); ++i)
        {
            const std::string pad(widths[i] - line[i].size(), ' ');
            out += i == 0 ? line[i] + pad : "  " + pad + line[i];
        }
        out += '\n';
    }
    return out;
}

Line matrix_line(const HaircutsView& view, const HaircutRow& row)
{
    Line line{row.asset, percent(row.market_ppm)};
    for (const PremiumView& chain : view.chains)
    {
        std::string cell;
        for (const HaircutCell& form : row.chains)
            if (form.chain == chain.chain)
                cell += (cell.empty() ? "" : "/") + percent(form.haircut.total_initial_ppm);
        line.push_back(cell.empty() ? "-" : cell);
    }
    return line;
}

Line part_line(const HaircutRow& row, const HaircutCell& cell)
{
    const risk::HaircutTerms& h = cell.haircut;
    return {row.asset + " on " + cell.chain_name,
            percent(h.market_ppm),
            percent(h.latency_ppm),
            percent(h.liquidity_ppm),
            percent(h.security_ppm),
            percent(h.concentration_ppm),
            percent(h.cap_ppm),
            percent(h.total_initial_ppm),
            percent(h.total_maintenance_ppm)};
}
}  // namespace

HaircutsView haircuts_view(const engine::State& state)
{
    HaircutsView out{.sequence = state.counters.sequence};
    for (std::size_t row = 0; row < state.genesis.chains.size(); ++row)
        out.chains.push_back(
            {.chain = state.genesis.chains[row].id,
             .chain_name = state.genesis.chains[row].name,
             .settlement_delay_ms = risk::settlement_delay_ms(state.genesis.chains[row]),
             .latency_premium_ppm = state.registry.premium_ppm[row]});
    for (const GenesisAsset& asset : state.genesis.assets)
    {
        HaircutRow row{.asset = asset.symbol,
                       .market_ppm = std::max(asset.market_ppm, asset.floor_ppm),
                       .floor_ppm = asset.floor_ppm,
                       .cap_ppm = asset.cap_ppm,
                       .confidence_k_ppm = asset.confidence_k_ppm};
        for (std::size_t i = 0; i < state.genesis.tokens.size(); ++i)
        {
            const GenesisToken& token = state.genesis.tokens[i];
            if (token.asset != asset.symbol) continue;
            row.chains.push_back(
                {.chain = token.chain,
                 .chain_name = state.genesis.chains[state.registry.tokens[i].chain].name,
                 .token = token.address,
                 .haircut = state.registry.tokens[i].haircut});
        }
        out.assets.push_back(std::move(row));
    }
    return out;
}

std::string haircut_table(const HaircutsView& view)
{
    std::vector<Line> matrix{{"H_ij %", "m"}};
    Line premiums{"L_j", ""};
    for (const PremiumView& chain : view.chains)
    {
        matrix.front().push_back(chain.chain_name);
        premiums.push_back(percent(chain.latency_premium_ppm));
    }
    matrix.push_back(std::move(premiums));
    std::vector<Line> parts{
        {"parts %", "m", "m*L", "Q", "S", "C", "cap", "H initial", "H maintenance"}};
    for (const HaircutRow& row : view.assets)
    {
        matrix.push_back(matrix_line(view, row));
        for (const HaircutCell& cell : row.chains) parts.push_back(part_line(row, cell));
    }
    return aligned(matrix) + "\n" + aligned(parts);
}

}  // namespace ballast::api
