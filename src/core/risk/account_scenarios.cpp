// SPDX-License-Identifier: Apache-2.0
// From balances, positions and permits to lines and hedges, and back to money.
#include "account_scenarios.hpp"

#include <algorithm>
#include <ballast/numeric/mul_div.hpp>
#include <ballast/risk/margin.hpp>

namespace ballast::risk {
namespace {

i128 absolute(i128 value) { return value < 0 ? -value : value; }

/// Takes lines in, one after the other.
class Lines
{
public:
    Lines(const RiskTables& tables, AccountPortfolio& out) : tables_{tables}, out_{out} {}

    void add(InstrumentIndex instrument, std::int64_t lots, bool is_permit)
    {
        if (lots == 0) return;
        const InstrumentRisk& terms = tables_.instruments[instrument.value];
        const ScenarioMarket& market = tables_.scenarios->market();
        const InstrumentRow& row = market.instruments[instrument.value];
        const UnderlyingRisk& underlying = market.underlyings[row.underlying];
        const market::CellStatus status = underlying.table.status[row.row];
        // What is over has its value, and no risk any more.
        if (status == market::CellStatus::Expired) return;
        const i128 price = std::max(terms.mark_e8, underlying.index_e8);
        const i128 notional = mul_div_up(absolute(lots) * price, terms.lot_num, terms.lot_den);
        out_.notional_usd_e6 += notional;
        if (status != market::CellStatus::Priced)
        {
            out_.unpriced_usd_e6 += notional;
            out_.unpriced.push_back({instrument, lots, is_permit, status, notional});
            return;
        }
        out_.has_dated = out_.has_dated || row.expiry_s != 0;
        // Within a doubling of prices the unit may become ten times as coarse.
        out_.rounding_usd_e6 += usd_e6_up(20 * absolute(lots), underlying.unit_exponent) + 64;
        (is_permit ? out_.portfolio.pending : out_.portfolio.positions)
            .push_back({instrument, lots});
    }

private:
    const RiskTables& tables_;
    AccountPortfolio& out_;
};

/// A * (1 - H) in 10^-8 of the asset, rounded down.
std::int64_t hedge_amount_e8(i128 amount, const TokenRisk& token)
{
    constexpr i128 most = i128{1} << 60U;
    const i128 whole = checked_mul_div_down(amount, pow10(10), token.unit).value_or(i128_max);
    const i128 counted = mul_div_down(whole, one_ppm - token.haircut_initial_ppm, one_ppm);
    return static_cast<std::int64_t>(std::min(counted, most));
}

/// Only what has the risk of a line held can offset it.
bool is_held(const Portfolio& portfolio, const ScenarioMarket& market, std::uint32_t underlying)
{
    const auto is_on = [&](const PortfolioPosition& line) {
        return market.instruments[line.instrument.value].underlying == underlying;
    };
    return std::ranges::any_of(portfolio.positions, is_on) ||
           std::ranges::any_of(portfolio.pending, is_on);
}

void add_hedges(const Account& account, const RiskTables& tables, AccountPortfolio& out)
{
    for (const Balance& balance : account.balances)
    {
        const TokenRisk& token = tables.tokens[balance.token.value];
        if (balance.amount <= 0 || token.underlying == no_underlying || token.price_e8 == 0 ||
            !is_held(out.portfolio, tables.scenarios->market(), token.underlying))
            continue;
        out.hedge_tokens.push_back(balance.token);
    }
    std::ranges::sort(out.hedge_tokens, {},
                      [&](TokenIndex t) { return tables.tokens[t.value].rank; });
    for (const TokenIndex t : out.hedge_tokens)
    {
        const TokenRisk& token = tables.tokens[t.value];
        const auto row = std::ranges::find(account.balances, t, &Balance::token);
        out.portfolio.hedges.push_back({.underlying = token.underlying,
                                        .chain = token.chain,
                                        .amount_e8 = hedge_amount_e8(row->amount, token)});
    }
}

i128 relief_usd_e6(std::int64_t amount_e8, std::int64_t price_e8, std::uint32_t relief_ppm)
{
    const i128 value = mul_div_down(amount_e8, price_e8, pow10(10));
    return mul_div_down(value, relief_ppm, one_ppm);
}

}  // namespace

AccountPortfolio portfolio_of(const Account& account, const PendingFill* extra,
                              const RiskTables& tables)
{
    AccountPortfolio out;
    Lines lines(tables, out);
    for (const Position& position : account.positions)
        lines.add(position.instrument, position.lots, false);
    for (const PendingFill& fill : account.pending) lines.add(fill.instrument, fill.lots, true);
    if (extra != nullptr) lines.add(extra->instrument, extra->lots, true);
    add_hedges(account, tables, out);
    return out;
}

Relief relief_of(const TokenRisk& token, std::int64_t hedged_e8, std::int64_t now_ms)
{
    const std::int64_t low = std::max<std::int64_t>(0, token.price_e8 - token.margin_conf_e8);
    Relief out{.last_usd_e6 = relief_usd_e6(hedged_e8, low, token.relief_initial_ppm)};
    if (now_ms <= token.fresh_until_ms) out.initial_usd_e6 = out.last_usd_e6;
    if (now_ms <= token.fresh_until_ms + dead_after_ms)
        out.maintenance_usd_e6 =
            relief_usd_e6(hedged_e8, token.price_e8, token.relief_maintenance_ppm);
    return out;
}

AccountScenarios account_scenarios(const Account& account, const PendingFill* extra,
                                   const RiskTables& tables, std::int64_t now_ms)
{
    const AccountPortfolio of = portfolio_of(account, extra, tables);
    const ScenarioMarket& market = tables.scenarios->market();
    const PortfolioRequirement requirement = margin_portfolio(of.portfolio, market);
    AccountScenarios out{.initial_usd_e6 = requirement.initial_usd_e6 + of.unpriced_usd_e6,
                         .maintenance_usd_e6 = requirement.maintenance_usd_e6 + of.unpriced_usd_e6,
                         .rounding_usd_e6 = of.rounding_usd_e6};
    for (std::size_t i = 0; i < of.hedge_tokens.size(); ++i)
    {
        const Relief relief =
            relief_of(tables.tokens[of.hedge_tokens[i].value], requirement.hedged_e8[i], now_ms);
        out.relief_initial_usd_e6 += relief.initial_usd_e6;
        out.relief_maintenance_usd_e6 += relief.maintenance_usd_e6;
        out.relief_last_usd_e6 += relief.last_usd_e6;
    }
    // Each cell of a linear row grows with its price, and so does each add-on; the impact of
    // closing grows as its square, within a doubling at most three times as fast. Paying losses
    // with gains by credit adds at most as much again.
    const i128 swing =
        mul_div_up(of.notional_usd_e6, tables.scenarios->largest_move_ppm(), one_ppm);
    const std::uint32_t factor = std::max(one_ppm, market.model.factor_ppm);
    out.gross_usd_e6 = of.unpriced_usd_e6 + 2 * mul_div_up(swing, factor, one_ppm) +
                       3 * requirement.add_ons.total().initial_usd_e6;
    out.with_every_price = of.has_dated || !of.hedge_tokens.empty();
    return out;
}

i128 underlying_lots(const Account& account, const PendingFill* extra, InstrumentIndex instrument,
                     const RiskTables& tables)
{
    if (!tables.scenarios) return 0;
    const ScenarioMarket& market = tables.scenarios->market();
    const std::uint32_t underlying = market.instruments[instrument.value].underlying;
    i128 out = 0;
    const auto count = [&](InstrumentIndex of, std::int64_t lots) {
        if (market.instruments[of.value].underlying == underlying) out += absolute(lots);
    };
    for (const Position& position : account.positions) count(position.instrument, position.lots);
    for (const PendingFill& fill : account.pending) count(fill.instrument, fill.lots);
    if (extra != nullptr) count(extra->instrument, extra->lots);
    return out;
}

}  // namespace ballast::risk
