// SPDX-License-Identifier: Apache-2.0
// The add-ons, each from the columns that it needs.
#include "add_ons.hpp"

#include <algorithm>
#include <ballast/numeric/mul_div.hpp>
#include <ballast/risk/haircut.hpp>
#include <tuple>

namespace ballast::risk {
namespace {

/// More than all there is; its square over the smallest depth still fits.
constexpr i128 net_usd_e6_max = pow10(21);

i128 absolute(i128 value) { return value < 0 ? -value : value; }

void count(AddOn& add_on, i128 amount_usd_e6, std::uint32_t maintenance_ppm)
{
    add_on.initial_usd_e6 += amount_usd_e6;
    add_on.maintenance_usd_e6 += mul_div_up(amount_usd_e6, maintenance_ppm, one_ppm);
}

/// lots * cell as step 2 counts them; of a permit the worse of filled and not.
std::int64_t line_pnl(std::int64_t lots, std::int32_t cell, bool pending)
{
    const std::int64_t pnl = add(mul<std::int64_t>(lots, cell), std::min<std::int64_t>(lots, 0));
    return pending ? std::min<std::int64_t>(pnl, 0) : pnl;
}

template <class Visit>
void each_line(const Portfolio& portfolio, const ScenarioMarket& market, Visit visit)
{
    for (const PortfolioPosition& line : portfolio.positions)
        if (line.lots != 0) visit(line, market.instruments[line.instrument.value], false);
    for (const PortfolioPosition& line : portfolio.pending)
        if (line.lots != 0) visit(line, market.instruments[line.instrument.value], true);
}

/// base + per_year * years of 365 days, parts per million, rounded up; nothing for what expired.
i128 basis_weight_ppm(const BasisAddOn& parameters, std::int64_t expiry_s, std::int64_t now_ms)
{
    constexpr i128 year_ms = i128{365} * 86'400'000;
    const i128 left_ms = std::max<i128>(0, i128{expiry_s} * 1000 - now_ms);
    return parameters.base_ppm + mul_div_up(parameters.per_year_ppm, left_ms, year_ms);
}

auto key_of(const BasisLine& line)
{
    return std::tuple{line.underlying, line.expiry_s, line.domain};
}

AddOn basis(const Portfolio& portfolio, const ScenarioMarket& market,
            std::span<const std::uint32_t> reach_q30, std::vector<BasisLine>& lines)
{
    lines.clear();
    each_line(portfolio, market,
              [&](const PortfolioPosition& line, const InstrumentRow& at, bool pending) {
                  if (at.expiry_s == 0) return;
                  const ScenarioPlan& plan = market.plan(at.underlying);
                  const market::PriceTable& table = market.underlyings[at.underlying].table;
                  lines.push_back(
                      {.underlying = at.underlying,
                       .expiry_s = at.expiry_s,
                       .domain = at.domain,
                       .down = line_pnl(line.lots, table.cell(at.row, plan.basis_down), pending),
                       .up = line_pnl(line.lots, table.cell(at.row, plan.basis_up), pending)});
              });
    std::ranges::sort(lines, {}, [](const BasisLine& line) { return key_of(line); });

    AddOn out;
    for (std::size_t i = 0; i < lines.size();)
    {
        const BasisLine& expiry = lines[i];
        std::int64_t down = 0;
        std::int64_t up = 0;
        while (i < lines.size() && lines[i].underlying == expiry.underlying &&
               lines[i].expiry_s == expiry.expiry_s)
        {
            const std::uint32_t domain = lines[i].domain;
            std::int64_t domain_down = 0;
            std::int64_t domain_up = 0;
            for (; i < lines.size() && lines[i].underlying == expiry.underlying &&
                   lines[i].expiry_s == expiry.expiry_s && lines[i].domain == domain;
                 ++i)
            {
                domain_down = add(domain_down, lines[i].down);
                domain_up = add(domain_up, lines[i].up);
            }
            down = add(down, reached(domain_down, reach_q30[domain]));
            up = add(up, reached(domain_up, reach_q30[domain]));
        }
        const i128 loss = usd_e6_up(-std::min({down, up, std::int64_t{0}}),
                                    market.underlyings[expiry.underlying].unit_exponent);
        const BasisAddOn& parameters = market.model.basis;
        count(out,
              mul_div_up(loss,
                         basis_weight_ppm(parameters, expiry.expiry_s,
                                          market.underlyings[expiry.underlying].now_ms),
                         one_ppm),
              parameters.maintenance_ppm);
    }
    return out;
}

auto key_of(const StrikeLine& line)
{
    return std::tuple{line.underlying, line.expiry_s, line.strike_e8};
}

AddOn short_options(const Portfolio& portfolio, const ScenarioMarket& market,
                    std::vector<StrikeLine>& lines)
{
    lines.clear();
    each_line(portfolio, market,
              [&](const PortfolioPosition& line, const InstrumentRow& at, bool pending) {
                  if (at.kind != PositionKind::Option || (pending && line.lots > 0)) return;
                  lines.push_back({.underlying = at.underlying,
                                   .expiry_s = at.expiry_s,
                                   .strike_e8 = at.strike_e8,
                                   .amount_e18 = mul<i128>(line.lots, at.lot_e18)});
              });
    std::ranges::sort(lines, {}, [](const StrikeLine& line) { return key_of(line); });

    AddOn out;
    for (std::size_t i = 0; i < lines.size();)
    {
        const StrikeLine& strike = lines[i];
        i128 net_e18 = 0;
        for (; i < lines.size() && key_of(lines[i]) == key_of(strike); ++i)
            net_e18 = add(net_e18, lines[i].amount_e18);
        if (net_e18 >= 0) continue;
        const i128 notional =
            mul_div_up(-net_e18, market.underlyings[strike.underlying].index_e8, pow10(20));
        const ShortOptionAddOn& parameters = market.model.short_option;
        count(out, mul_div_up(notional, parameters.spot_ppm, one_ppm), parameters.maintenance_ppm);
    }
    return out;
}

void count(Swing& swing, i128 units, bool pending)
{
    (!pending ? swing.held : units > 0 ? swing.more : swing.less) += units;
}

i128 worst(const Swing& swing)
{
    return std::max(absolute(swing.held + swing.more), absolute(swing.held + swing.less));
}

/// By underlying, ascending.
void collect_nets(const Portfolio& portfolio, const ScenarioMarket& market,
                  std::vector<NetLine>& out)
{
    out.clear();
    each_line(portfolio, market,
              [&](const PortfolioPosition& line, const InstrumentRow& at, bool pending) {
                  auto of = std::ranges::lower_bound(out, at.underlying, {}, &NetLine::underlying);
                  if (of == out.end() || of->underlying != at.underlying)
                      of = out.insert(of, {.underlying = at.underlying});
                  const ScenarioPlan& plan = market.plan(at.underlying);
                  const market::PriceTable& table = market.underlyings[at.underlying].table;
                  const auto swing = [&](std::uint8_t up, std::uint8_t down) {
                      return i128{line.lots} *
                             (i128{table.cell(at.row, up)} - table.cell(at.row, down));
                  };
                  count(of->spot, swing(plan.basis_up, plan.basis_down), pending);
                  count(of->volatility, swing(plan.volatility_up, plan.volatility_down), pending);
              });
}

/// What an underlying's positions are worth to close, by their P&L over small moves.
struct NetExposure
{
    i128 spot_usd_e6{};        ///< X, 0 to net_usd_e6_max
    i128 volatility_usd_e6{};  ///< W >= 0
};

NetExposure net_exposure(const NetLine& net, const ScenarioMarket& market)
{
    const std::uint32_t exponent = market.underlyings[net.underlying].unit_exponent;
    const i128 width_ppm = i128{2} * market.model.basis.move_ppm;
    const i128 spot = mul_div_up(usd_e6_up(worst(net.spot), exponent), one_ppm, width_ppm);
    return {.spot_usd_e6 = std::min(spot, net_usd_e6_max),
            .volatility_usd_e6 = usd_e6_up(worst(net.volatility), exponent)};
}

i128 closing_cost(const NetExposure& net, const ClosingAddOn& parameters)
{
    const i128 impact = mul_div_up(net.spot_usd_e6, parameters.impact_ppm, one_ppm);
    return mul_div_up(net.spot_usd_e6, parameters.half_spread_ppm, one_ppm) +
           mul_div_up(impact, net.spot_usd_e6, parameters.depth_usd_e6) +
           mul_div_up(net.volatility_usd_e6, parameters.volatility_ppm, one_ppm);
}

}  // namespace

AddOn AddOns::total() const
{
    AddOn out;
    for (const AddOn& a : {basis, short_options, closing, concentration, confidence})
    {
        out.initial_usd_e6 += a.initial_usd_e6;
        out.maintenance_usd_e6 += a.maintenance_usd_e6;
    }
    return out;
}

AddOns add_ons(const Portfolio& portfolio, const ScenarioMarket& market,
               std::span<const std::uint32_t> reach_q30, AddOnScratch& scratch)
{
    AddOns out{.basis = basis(portfolio, market, reach_q30, scratch.basis),
               .short_options = short_options(portfolio, market, scratch.strikes)};
    const ScenarioModel& model = market.model;
    collect_nets(portfolio, market, scratch.nets);
    for (const NetLine& of : scratch.nets)
    {
        const NetExposure net = net_exposure(of, market);
        count(out.closing, closing_cost(net, model.closing), model.closing.maintenance_ppm);
        const i128 excess = net.spot_usd_e6 - model.concentration.threshold_usd_e6;
        if (excess > 0)
            count(out.concentration, mul_div_up(excess, model.concentration.excess_ppm, one_ppm),
                  model.concentration.maintenance_ppm);
        const UnderlyingRisk& underlying = market.underlyings[of.underlying];
        const std::int64_t conf_e8 = std::min(underlying.conf_e8, underlying.index_e8);
        const i128 unsure = mul_div_up(net.spot_usd_e6, conf_e8, underlying.index_e8);
        count(out.confidence, mul_div_up(unsure, model.confidence.k_ppm, one_ppm),
              model.confidence.maintenance_ppm);
    }
    return out;
}

}  // namespace ballast::risk
