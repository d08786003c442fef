// SPDX-License-Identifier: Apache-2.0
// Markets and portfolios for tests: linear rows priced exactly, option rows of any shape.
#pragma once
#include <ballast/numeric/checked.hpp>
#include <ballast/risk/haircut.hpp>
#include <ballast/risk/portfolio/portfolio_margin.hpp>
#include <random>

namespace ballast::risk::test {

inline constexpr std::int64_t start_ms = 1'780'000'000'000;

/// A market that grows by calls; complete() is called by finish().
class MarketMaker
{
public:
    MarketMaker() { market.model = default_scenario_model(); }

    std::uint32_t chain(std::uint32_t premium_ppm, std::uint32_t domain)
    {
        market.chains.push_back({.name = "chain-" + std::to_string(market.chains.size()),
                                 .domain = domain,
                                 .premium_ppm = premium_ppm});
        return static_cast<std::uint32_t>(market.chains.size() - 1);
    }

    std::uint32_t underlying(std::int64_t index_e8, std::uint32_t class_index = 0)
    {
        UnderlyingRisk u{.symbol = "U" + std::to_string(market.underlyings.size()),
                         .class_index = class_index,
                         .index_e8 = index_e8,
                         .now_ms = start_ms};
        u.table.blocks_per_row = columns_max / 16;
        market.underlyings.push_back(std::move(u));
        return static_cast<std::uint32_t>(market.underlyings.size() - 1);
    }

    /// A perpetual of one hundredth of the underlying a lot, at its index.
    InstrumentIndex perpetual(std::uint32_t underlying, std::uint32_t domain)
    {
        const InstrumentIndex k = row(underlying, domain, PositionKind::Perpetual);
        const ScenarioPlan plan = plan_of(underlying);
        for (std::size_t s = 0; s < plan.grid.scenarios.size(); ++s)
            set(k, s, linear_cell(underlying, plan.grid.scenarios[s]));
        return k;
    }

    /// An instrument whose cells are what `cell(column)` says.
    template <class Cell>
    InstrumentIndex option(std::uint32_t underlying, std::uint32_t domain, Cell cell,
                           std::int64_t strike_e8 = 100'00000000,
                           std::int64_t expiry_s = start_ms / 1000 + 30 * 86'400)
    {
        const InstrumentIndex k = row(underlying, domain, PositionKind::Option);
        market.instruments[k.value].strike_e8 = strike_e8;
        market.instruments[k.value].expiry_s = expiry_s;
        for (std::size_t s = 0; s < plan_of(underlying).grid.scenarios.size(); ++s)
            set(k, s, cell(s));
        return k;
    }

    ScenarioMarket& finish()
    {
        complete(market);
        return market;
    }

    ScenarioMarket market;

private:
    [[nodiscard]] ScenarioPlan plan_of(std::uint32_t underlying) const
    {
        return scenario_plan(market.model, market.underlyings[underlying].class_index);
    }

    [[nodiscard]] std::int32_t linear_cell(std::uint32_t underlying,
                                           const market::Scenario& s) const
    {
        // price e8 * 0.01 * spot e6 * dampening e9 -> USD e6
        const i128 product = i128{market.underlyings[underlying].index_e8} * s.spot_ppm;
        return static_cast<std::int32_t>(
            div_floor(product * s.dampening_e9, pow10(8 + 6 + 9 + 2 - 6)));
    }

    InstrumentIndex row(std::uint32_t underlying, std::uint32_t domain, PositionKind kind)
    {
        market::PriceTable& table = market.underlyings[underlying].table;
        market.instruments.push_back({.underlying = underlying,
                                      .domain = domain,
                                      .row = static_cast<std::uint32_t>(table.rows()),
                                      .kind = kind,
                                      .lot_e18 = pow10(16)});
        table.status.push_back(market::CellStatus::Priced);
        table.blocks.resize(table.blocks.size() + table.blocks_per_row);
        return {static_cast<std::uint32_t>(market.instruments.size() - 1)};
    }

    void set(InstrumentIndex k, std::size_t column, std::int32_t value)
    {
        const InstrumentRow& at = market.instruments[k.value];
        market.underlyings[at.underlying].table.row(at.row)[column / 16].lanes[column % 16] = value;
    }
};

/// Three chains in their own domains (L 0.76, 0.07, 0.4), three underlyings, two perpetuals and
/// three options of random cells on each.
inline ScenarioMarket random_market(std::mt19937_64& random)
{
    MarketMaker make;
    make.chain(760'683, 0);
    make.chain(73'934, 1);
    make.chain(400'000, 2);
    const std::int64_t indices[] = {100'000'00000000, 3'000'00000000, 150'00000000};
    for (std::uint32_t u = 0; u < 3; ++u)
    {
        make.underlying(indices[u], u == 2 ? 1 : 0);
        make.market.underlyings[u].conf_e8 = indices[u] / 2'000;
        make.perpetual(u, 0);
        make.perpetual(u, 1);
        std::uniform_int_distribution<std::int32_t> cell(-90'000'000, 90'000'000);
        for (std::uint32_t k = 0; k < 3; ++k)
            make.option(u, k, [&](std::size_t) { return cell(random); }, (100 + k) * 100'000'000LL);
    }
    make.market.messengers = {{"first", {0, 1}}, {"second", {2}}};
    return make.finish();
}

/// Up to twelve lines, some permits, some collateral in the underlyings.
inline Portfolio random_portfolio(std::mt19937_64& random, const ScenarioMarket& market)
{
    const auto draw = [&](std::int64_t low, std::int64_t high) {
        return std::uniform_int_distribution<std::int64_t>(low, high)(random);
    };
    const auto lines = [&](std::vector<PortfolioPosition>& out, std::int64_t count) {
        for (std::int64_t i = 0; i < count; ++i)
            out.push_back({{static_cast<std::uint32_t>(
                               draw(0, static_cast<std::int64_t>(market.instruments.size()) - 1))},
                           draw(-2'000, 2'000)});
    };
    Portfolio out;
    lines(out.positions, draw(0, 12));
    lines(out.pending, draw(0, 2));
    for (std::uint32_t chain = 0; chain < market.chains.size(); ++chain)
        if (draw(0, 1) == 1)
            out.hedges.push_back({.underlying = static_cast<std::uint32_t>(draw(0, 2)),
                                  .chain = chain,
                                  .amount_e8 = draw(0, 50'00000000)});
    return out;
}

}  // namespace ballast::risk::test
