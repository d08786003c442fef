// SPDX-License-Identifier: Apache-2.0
// Unified margin of one account: the terms, and their sums.
#include "margin.hpp"

#include <algorithm>
#include <ballast/risk/account_scenarios.hpp>

namespace ballast::risk {
namespace {
std::int64_t absolute(std::int64_t lots) { return lots < 0 ? -lots : lots; }

// The two terms stand where they are summed: what a sum does not need is then not computed.
[[gnu::always_inline]] inline CollateralTerm collateral_here(const Balance& balance,
                                                             const TokenRisk& token,
                                                             std::int64_t now_ms)
{
    CollateralTerm out{.token = balance.token, .amount = balance.amount};
    // Rounding down is against the account both for what it owns and, being negative, for what it
    // owes.
    out.value_usd_e6 = mul_div_down(balance.amount, token.price_e8, token.unit);
    out.stale = now_ms > token.fresh_until_ms;
    if (balance.amount < 0)
    {
        out.counted_maintenance_usd_e6 = out.value_usd_e6;
        out.counted_initial_usd_e6 =
            mul_div_down(balance.amount, add(token.price_e8, token.margin_conf_e8), token.unit);
        return out;
    }
    if (now_ms <= token.fresh_until_ms + dead_after_ms)
        out.counted_maintenance_usd_e6 =
            mul_div_down(out.value_usd_e6, one_ppm - token.haircut_maintenance_ppm, one_ppm);
    if (!out.stale)
    {
        const std::int64_t low = std::max<std::int64_t>(0, token.price_e8 - token.margin_conf_e8);
        const i128 value = token.margin_conf_e8 == 0
                               ? out.value_usd_e6
                               : mul_div_down(balance.amount, low, token.unit);
        out.counted_initial_usd_e6 =
            mul_div_down(value, one_ppm - token.haircut_initial_ppm, one_ppm);
    }
    return out;
}

[[gnu::always_inline]] inline PositionTerm position_here(const Position& position,
                                                         std::span<const PendingFill> pending,
                                                         const InstrumentRisk& instrument,
                                                         std::int64_t now_ms,
                                                         const PendingFill* extra)
{
    PositionTerm out{.instrument = position.instrument,
                     .lots = position.lots,
                     .mark_e8 = instrument.mark_e8,
                     .entry = position.entry};
    const i128 mark = instrument.mark_e8;
    out.unrealised_usd_e6 =
        pnl_usd_e6(static_cast<i128>(position.lots) * instrument.booked_e8(instrument.mark_e8) -
                       position.entry,
                   instrument);
    out.stale = now_ms > instrument.fresh_until_ms;

    std::int64_t buys = 0;
    std::int64_t sells = 0;
    const auto count = [&](const PendingFill& fill) {
        (fill.lots > 0 ? buys : sells) += fill.lots;
        const i128 at_once = fill.lots * (mark - fill.price_e8);
        if (at_once < 0) out.pending_loss_usd_e6 += pnl_usd_e6(at_once, instrument);
    };
    for (const PendingFill& fill : pending)
        if (fill.instrument == position.instrument) count(fill);
    if (extra != nullptr) count(*extra);
    out.lots_worst = std::max(
        {absolute(position.lots), absolute(position.lots + buys), absolute(position.lots + sells)});

    const i128 notional = mul_div_up(out.lots_worst * mark, instrument.lot_num, instrument.lot_den);
    out.notional_usd_e6 = notional;
    out.initial_usd_e6 = mul_div_up(notional, instrument.initial_ppm, one_ppm);
    out.maintenance_usd_e6 = mul_div_up(notional, instrument.maintenance_ppm, one_ppm);
    return out;
}

void add_term(MarginTotals& totals, const CollateralTerm& term)
{
    totals.equity += term.value_usd_e6;
    totals.equity_initial += term.counted_initial_usd_e6;
    totals.equity_maintenance += term.counted_maintenance_usd_e6;
    if (term.amount >= 0)
        totals.available += term.counted_maintenance_usd_e6;
    else
        totals.debt -= term.value_usd_e6;
}

void add_term(MarginTotals& totals, const PositionTerm& term)
{
    const i128 pnl = term.unrealised_usd_e6;
    totals.unrealised += pnl;
    totals.unrealised_gains += std::max<i128>(0, pnl);
    totals.pending_loss += term.pending_loss_usd_e6;
    totals.equity += pnl;
    totals.equity_initial += pnl + term.pending_loss_usd_e6;
    totals.equity_maintenance += pnl + term.pending_loss_usd_e6;
    totals.initial += term.initial_usd_e6;
    totals.maintenance += term.maintenance_usd_e6;
    totals.stale = totals.stale || term.stale;
}

/// The requirement of the whole portfolio, and what hedging collateral is relieved of.
void add_scenarios(MarginTotals& totals, const AccountScenarios& scenarios)
{
    totals.initial += scenarios.initial_usd_e6;
    totals.maintenance += scenarios.maintenance_usd_e6;
    totals.equity_initial += scenarios.relief_initial_usd_e6;
    totals.equity_maintenance += scenarios.relief_maintenance_usd_e6;
}

bool has_lines(const Account& account, const PendingFill* extra)
{
    return extra != nullptr || !account.positions.empty() || !account.pending.empty();
}

template <class OnCollateral, class OnPosition>
[[gnu::always_inline]] inline MarginTotals sum_terms(const Account& account,
                                                     const PendingFill* extra,
                                                     const RiskTables& tables, std::int64_t now_ms,
                                                     OnCollateral on_collateral,
                                                     OnPosition on_position)
{
    MarginTotals totals;
    bool extra_is_held = extra == nullptr;
    for (const Balance& balance : account.balances)
    {
        if (balance.amount == 0) continue;
        const CollateralTerm term =
            collateral_here(balance, tables.tokens[balance.token.value], now_ms);
        add_term(totals, term);
        on_collateral(term);
    }
    for (const Position& position : account.positions)
    {
        const bool is_extras = extra != nullptr && position.instrument == extra->instrument;
        extra_is_held = extra_is_held || is_extras;
        const PositionTerm term =
            position_here(position, account.pending, tables.instruments[position.instrument.value],
                          now_ms, is_extras ? extra : nullptr);
        add_term(totals, term);
        on_position(term);
    }
    if (!extra_is_held)
    {
        const PositionTerm term =
            position_here(Position{.instrument = extra->instrument}, {},
                          tables.instruments[extra->instrument.value], now_ms, extra);
        add_term(totals, term);
        on_position(term);
    }
    return totals;
}

}  // namespace

void set_lot(InstrumentRisk& instrument, u128 lot_e18)
{
    i128 num = static_cast<i128>(lot_e18);
    i128 den = pow10(20);
    while (num % 10 == 0 && den > 1)
    {
        num /= 10;
        den /= 10;
    }
    instrument.lot_num = num;
    instrument.lot_den = den;
}

CollateralTerm collateral_term(const Balance& balance, const TokenRisk& token, std::int64_t now_ms)
{
    return collateral_here(balance, token, now_ms);
}

i128 pnl_usd_e6(i128 lots_times_price_e8, const InstrumentRisk& instrument)
{
    return mul_div_down(lots_times_price_e8, instrument.lot_num, instrument.lot_den);
}

PositionTerm position_term(const Position& position, std::span<const PendingFill> pending,
                           const InstrumentRisk& instrument, std::int64_t now_ms,
                           const PendingFill* extra)
{
    return position_here(position, pending, instrument, now_ms, extra);
}

MarginTotals margin_totals(const Account& account, const RiskTables& tables, std::int64_t now_ms)
{
    MarginTotals out = sum_terms(
        account, nullptr, tables, now_ms, [](const CollateralTerm&) {}, [](const PositionTerm&) {});
    if (tables.scenarios && has_lines(account, nullptr))
        add_scenarios(out, account_scenarios(account, nullptr, tables, now_ms));
    return out;
}

InitialMargin initial_margin_with(const Account& account, const PendingFill& extra,
                                  const RiskTables& tables, std::int64_t now_ms)
{
    InitialMargin out;
    MarginTotals totals = sum_terms(
        account, &extra, tables, now_ms,
        [&](const CollateralTerm& term) {
            (tables.tokens[term.token.value].of_settlement ? out.gross_settlement
                                                           : out.gross_market) +=
                term.value_usd_e6 < 0 ? -term.value_usd_e6 : term.value_usd_e6;
            ++out.rows;
        },
        [&](const PositionTerm& term) {
            if (term.instrument == extra.instrument) out.lots_worst = term.lots_worst;
            // The position and all its permits are at most three times the worst of them.
            (tables.instruments[term.instrument.value].of_settlement ? out.gross_settlement
                                                                     : out.gross_market) +=
                3 * (term.notional_usd_e6 + term.initial_usd_e6);
            out.rows += 4;
        });
    if (tables.scenarios)
    {
        const AccountScenarios scenarios = account_scenarios(account, &extra, tables, now_ms);
        add_scenarios(totals, scenarios);
        out.gross_market += scenarios.gross_usd_e6;
        out.rounding = scenarios.rounding_usd_e6;
        out.with_every_price = scenarios.with_every_price;
    }
    out.tradable_usd_e6 = totals.tradable();
    out.debt_usd_e6 = totals.debt;
    out.stale = totals.stale;
    return out;
}

namespace {
/// A late feed calls nobody: relief is as of its last price in E_IM, and ends with it in E_MM.
void add_scenarios(const Account& account, const RiskTables& tables, std::int64_t instant_ms,
                   Standing& out)
{
    const AccountScenarios at = account_scenarios(account, nullptr, tables, instant_ms);
    out.initial += at.initial_usd_e6;
    out.maintenance += at.maintenance_usd_e6;
    out.equity_initial += at.relief_last_usd_e6;
    out.equity_maintenance += at.relief_maintenance_usd_e6;
    out.gross_market += at.gross_usd_e6;
    out.rounding += at.rounding_usd_e6;
    out.with_every_price = at.with_every_price;
}
}  // namespace

Standing standing(const Account& account, const RiskTables& tables, std::int64_t instant_ms)
{
    Standing out;
    for (const Balance& balance : account.balances)
    {
        if (balance.amount == 0) continue;
        const TokenRisk& token = tables.tokens[balance.token.value];
        const CollateralTerm fresh =
            collateral_term(balance, token, std::min(instant_ms, token.fresh_until_ms));
        out.equity_initial += fresh.counted_initial_usd_e6;
        if (balance.amount < 0 || instant_ms <= token.fresh_until_ms + dead_after_ms)
            out.equity_maintenance += fresh.counted_maintenance_usd_e6;
        if (balance.amount < 0) out.debt -= fresh.value_usd_e6;
        (token.of_settlement ? out.gross_settlement : out.gross_market) +=
            balance.amount < 0 ? -fresh.value_usd_e6 : fresh.value_usd_e6;
        ++out.rows;
    }
    for (const Position& position : account.positions)
    {
        const InstrumentRisk& terms = tables.instruments[position.instrument.value];
        const PositionTerm term = position_term(position, account.pending, terms, instant_ms);
        const i128 pnl = term.unrealised_usd_e6 + term.pending_loss_usd_e6;
        out.equity_initial += pnl;
        out.equity_maintenance += pnl;
        out.initial += term.initial_usd_e6;
        out.maintenance += term.maintenance_usd_e6;
        i128 lots = absolute(position.lots);
        for (const PendingFill& fill : account.pending)
            if (fill.instrument == position.instrument) lots += absolute(fill.lots);
        const i128 notional = mul_div_up(lots * terms.mark_e8, terms.lot_num, terms.lot_den);
        (terms.of_settlement ? out.gross_settlement : out.gross_market) +=
            notional + mul_div_up(notional, terms.initial_ppm, one_ppm);
        out.rows += 4;
    }
    if (tables.scenarios && has_lines(account, nullptr))
        add_scenarios(account, tables, instant_ms, out);
    return out;
}

namespace {
/// What leaves may have hedged: the account is margined as it would be without it.
MarginLeft scenario_margin_after_withdrawal(const Account& account, TokenIndex token, i128 amount,
                                            const RiskTables& tables, std::int64_t now_ms)
{
    Account left = account;
    const auto row = std::find_if(left.balances.begin(), left.balances.end(),
                                  [&](const Balance& b) { return b.token == token; });
    if (row != left.balances.end()) row->amount -= amount;
    const MarginTotals totals = margin_totals(left, tables, now_ms);
    return {totals.tradable() - totals.unrealised_gains, totals.stale};
}
}  // namespace

MarginLeft margin_after_withdrawal(const Account& account, TokenIndex token, i128 amount,
                                   const RiskTables& tables, std::int64_t now_ms)
{
    if (tables.scenarios && has_lines(account, nullptr))
        return scenario_margin_after_withdrawal(account, token, amount, tables, now_ms);
    const MarginTotals totals = margin_totals(account, tables, now_ms);
    const TokenRisk& terms = tables.tokens[token.value];
    const auto row = std::find_if(account.balances.begin(), account.balances.end(),
                                  [&](const Balance& b) { return b.token == token; });
    const i128 held = row == account.balances.end() ? 0 : row->amount;
    const auto counted = [&](i128 units) {
        return collateral_term({.token = token, .amount = units}, terms, now_ms)
            .counted_initial_usd_e6;
    };
    return {totals.tradable() - totals.unrealised_gains - (counted(held) - counted(held - amount)),
            totals.stale};
}

u128 withdrawable(const Account& account, TokenIndex token, const RiskTables& tables,
                  std::int64_t now_ms)
{
    const auto row = std::find_if(account.balances.begin(), account.balances.end(),
                                  [&](const Balance& b) { return b.token == token; });
    if (row == account.balances.end() || row->amount <= 0) return 0;
    const auto allowed = [&](i128 amount) {
        const MarginLeft left = margin_after_withdrawal(account, token, amount, tables, now_ms);
        return !left.stale && left.left_usd_e6 >= 0;
    };
    // What is left falls as the amount grows, so bisection finds the last amount that is allowed.
    i128 low = 0;
    i128 high = row->amount;
    if (allowed(high)) return static_cast<u128>(high);
    if (!allowed(low)) return 0;
    while (high - low > 1)
    {
        const i128 middle = low + (high - low) / 2;
        (allowed(middle) ? low : high) = middle;
    }
    return static_cast<u128>(low);
}

MarginReport margin_report(const Account& account, const RiskTables& tables, std::int64_t now_ms)
{
    MarginReport out;
    out.totals = sum_terms(
        account, nullptr, tables, now_ms,
        [&out](const CollateralTerm& term) { out.collateral.push_back(term); },
        [&out](const PositionTerm& term) { out.positions.push_back(term); });
    if (tables.scenarios && has_lines(account, nullptr))
        add_scenarios(out.totals, account_scenarios(account, nullptr, tables, now_ms));
    return out;
}

}  // namespace ballast::risk
