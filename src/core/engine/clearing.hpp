// SPDX-License-Identifier: Apache-2.0
// Settlement in kind between an account and an instrument's clearing account, by book entry: the
// payer's largest vault first, what is missing becomes negative on the instrument's settlement
// chain. Source: docs/margin.md §1.
#pragma once
#include <algorithm>
#include <ballast/engine/books.hpp>

namespace ballast::engine {

/// Splits `usd_e6` > 0 over the payer's positive settlement balances, largest first, ties to the
/// lower token; calls `move(token, units)` for each part. What is not covered is moved in
/// `fallback` and leaves the payer negative there.
template <class S, class Balances, class Move>
void split_payment(const S& state, const Balances& payer, TokenIndex fallback, i128 usd_e6,
                   Move move)
{
    // The choice is made on a copy of what is there: `move` changes the payer's rows.
    struct Source
    {
        TokenIndex token;
        i128 usd_e6{};
    };
    boost::container::small_vector<Source, 8> sources;
    for (const Balance& balance : payer)
    {
        const TokenInfo& info = state.registry.tokens[balance.token.value];
        if (!info.settlement || balance.amount < info.settlement_unit) continue;
        sources.push_back({balance.token, balance.amount / info.settlement_unit});
    }
    std::sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) {
        return a.usd_e6 != b.usd_e6 ? a.usd_e6 > b.usd_e6 : a.token < b.token;
    });
    for (const Source& source : sources)
    {
        if (usd_e6 == 0) return;
        const i128 part = std::min(usd_e6, source.usd_e6);
        move(source.token, part * state.registry.tokens[source.token.value].settlement_unit);
        usd_e6 -= part;
    }
    if (usd_e6 > 0) move(fallback, usd_e6 * state.registry.tokens[fallback.value].settlement_unit);
}

/// Books a realised P&L of `usd_e6` (a loss negative) between the account and clearing.
template <class S>
void settle_in_kind(S& state, AccountIndex account, InstrumentIndex instrument, i128 usd_e6)
{
    const TokenIndex home = state.registry.instruments[instrument.value].settlement_token;
    if (usd_e6 < 0)
        split_payment(state, state.accounts[account.value].balances, home, -usd_e6,
                      [&](TokenIndex token, i128 units) {
                          credit_account(state, account, token, -units);
                          credit_clearing(state, instrument, token, units);
                      });
    else if (usd_e6 > 0)
        split_payment(state, state.instruments[instrument.value].clearing, home, usd_e6,
                      [&](TokenIndex token, i128 units) {
                          credit_clearing(state, instrument, token, -units);
                          credit_account(state, account, token, units);
                      });
}

/// What closing a part of a position comes to, exact: lots * price_e8.
struct ClosedPart
{
    std::int64_t lots{};  ///< signed as the trade
    i128 entry{};         ///< its share of the entry, rounded up: against the holder
    i128 realised_exact{};
};

/// The part of `position` that a trade of `lots` at `price_e8` (as booked) closes.
inline ClosedPart closed_part(const Position& position, std::int64_t lots, std::int64_t price_e8)
{
    if (position.lots == 0 || (position.lots > 0) == (lots > 0)) return {};
    const std::int64_t held = position.lots < 0 ? -position.lots : position.lots;
    ClosedPart out{.lots = lots < 0 ? -std::min(held, -lots) : std::min(held, lots)};
    out.entry = mul_div_up(position.entry, out.lots < 0 ? -out.lots : out.lots, held);
    out.realised_exact = -static_cast<i128>(out.lots) * price_e8 - out.entry;
    return out;
}

/// Changes a position by `lots` at `price_e8`; what is closed is realised and settled in kind.
/// Returns the realised P&L in USD e6, rounded down.
template <class S>
i128 trade_position(S& state, AccountIndex account, InstrumentIndex instrument, std::int64_t lots,
                    std::int64_t price_e8)
{
    InstrumentState& book = state.instruments[instrument.value];
    price_e8 = state.risk.instruments[instrument.value].booked_e8(price_e8);
    Position& position =
        row_for(state.accounts[account.value].positions, &Position::instrument, instrument);
    const i128 entry_before = position.entry;
    if (position.lots > 0) book.lots_long -= position.lots;

    const ClosedPart closed = closed_part(position, lots, price_e8);
    position.lots += lots;
    position.entry = entry_before - closed.entry + static_cast<i128>(lots - closed.lots) * price_e8;

    if (position.lots > 0) book.lots_long += position.lots;
    book.entry_sum += position.entry - entry_before;
    touch(state, account);
    if (closed.lots == 0) return 0;
    const i128 realised =
        risk::pnl_usd_e6(closed.realised_exact, state.risk.instruments[instrument.value]);
    ++book.settlements;
    state.checks.mark(account);
    settle_in_kind(state, account, instrument, realised);
    return realised;
}

/// Realises all unrealised P&L of one holder at the mark: its entry becomes the mark's. Returns it
/// in USD e6, rounded down.
template <class S>
i128 settle_to_mark(S& state, AccountIndex account, Position& position)
{
    InstrumentState& book = state.instruments[position.instrument.value];
    const auto& terms = state.risk.instruments[position.instrument.value];
    const i128 at_mark = static_cast<i128>(position.lots) * terms.booked_e8(terms.mark_e8);
    const i128 realised = risk::pnl_usd_e6(at_mark - position.entry, terms);
    book.entry_sum += at_mark - position.entry;
    position.entry = at_mark;
    ++book.settlements;
    touch(state, account);
    state.checks.mark(account);
    settle_in_kind(state, account, position.instrument, realised);
    return realised;
}

}  // namespace ballast::engine
