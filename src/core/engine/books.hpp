// SPDX-License-Identifier: Apache-2.0
// The only functions that move claims between books: balances of accounts and clearing, with the
// sums that containment checks, and the debts that follow. Leaves out why anything moves
// (commands/, clearing.hpp).
#pragma once
#include <ballast/engine/state.hpp>

namespace ballast::engine {

/// Marks an account as changed since the last state hash.
template <class S>
void touch(S& state, AccountIndex index)
{
    if (state.is_dirty[index.value]) return;
    state.is_dirty[index.value] = true;
    state.dirty.push_back(index);
}

/// Rows for which room is made at once when a table outgrows its first thousand. Moving rows costs
/// more than all else that an account's first deposit does, room that nobody touched only
/// addresses.
inline constexpr std::size_t rows_at_once = std::size_t{1} << 17U;

/// Makes room for one more row.
template <class T, class Memory>
void make_room(std::vector<T, Memory>& rows)
{
    if (rows.size() == rows.capacity() && rows.size() >= 1024 && rows.size() < rows_at_once)
        rows.reserve(rows_at_once);
}
template <class Rows>
void make_room(Rows& /*rows*/)
{}

/// The account's row, created when it is new.
template <class S>
AccountIndex intern_account(S& state, const AccountId& id)
{
    if (const auto known = state.find_account(id)) return *known;
    const AccountIndex index{static_cast<std::uint32_t>(state.accounts.size())};
    make_room(state.accounts);
    state.accounts.push_back(Account{.id = id});
    state.directory.append(id, index);
    state.is_dirty.push_back(false);
    state.checks.append();
    touch(state, index);
    return index;
}

/// A signed request's nonce is taken until the request's deadline.
template <class S>
void use_nonce(S& state, const SignerNonce& nonce, std::uint64_t deadline_s)
{
    state.nonces.emplace(nonce, deadline_s);
    state.nonces_by_expiry.append(deadline_s, nonce);
}

/// The row of `key` in a vector sorted by its first field, inserted when missing.
template <class Rows, class Row, class Key>
Row& row_for(Rows& rows, Key Row::* field, Key key)
{
    auto at = rows.begin();
    while (at != rows.end() && (*at).*field < key) ++at;
    if (at == rows.end() || (*at).*field != key)
    {
        Row fresh{};
        fresh.*field = key;
        at = rows.insert(at, fresh);
    }
    return *at;
}

/// Removes the rows for which `matches` is true; the others keep their order.
template <class Rows, class Matches>
void erase_rows(Rows& rows, Matches matches)
{
    rows.erase(std::remove_if(rows.begin(), rows.end(), matches), rows.end());
}

/// The row of `key`, or nullptr.
template <class Rows, class Row, class Key>
auto* find_row(Rows& rows, Key Row::* field, Key key)
{
    for (auto& row : rows)
        if (row.*field == key) return &row;
    return static_cast<decltype(&rows.front())>(nullptr);
}

/// Values what is recognised of a token anew: after its price or its amount changed. Rounded up,
/// since caps are counted with it.
template <class S>
void refresh_recognised_value(S& state, TokenIndex token)
{
    const risk::TokenRisk& terms = state.risk.tokens[token.value];
    state.recognised_usd_e6[token.value] = mul_div_up(
        std::max<i128>(0, state.tokens[token.value].recognised), terms.price_e8, terms.unit);
}

/// Adds `delta` units to what is recognised of a token.
template <class S>
void add_recognised(S& state, TokenIndex token, i128 delta)
{
    i128& recognised = state.tokens[token.value].recognised;
    recognised = add(recognised, delta);
    refresh_recognised_value(state, token);
}

/// Adds `delta` token units to an account's recognised balance.
template <class S>
void credit_account(S& state, AccountIndex account, TokenIndex token, i128 delta)
{
    Balance& balance = row_for(state.accounts[account.value].balances, &Balance::token, token);
    balance.amount = add(balance.amount, delta);
    state.tokens[token.value].in_accounts = add(state.tokens[token.value].in_accounts, delta);
    touch(state, account);
    // More of a token never brings an account nearer to its limits; it may end a margin call.
    if (delta < 0 || (!state.watched.empty() && state.watched.contains(account)))
        state.checks.mark(account);
}

/// Adds `delta` token units to what of an account's tokens does not count and belongs to
/// `depositor`.
template <class S>
void credit_unrecognised(S& state, AccountIndex account, TokenIndex token, const Address& depositor,
                         i128 delta)
{
    const UnrecognisedClaim key{account, token, depositor};
    u128& claim = state.unrecognised[key];
    claim = static_cast<u128>(add(static_cast<i128>(claim), delta));
    if (claim == 0) state.unrecognised.erase(key);
    Balance& balance = row_for(state.accounts[account.value].balances, &Balance::token, token);
    balance.unrecognised = add(balance.unrecognised, delta);
    state.tokens[token.value].in_accounts = add(state.tokens[token.value].in_accounts, delta);
    touch(state, account);
}

/// Adds `delta` token units to an instrument's clearing account.
template <class S>
void credit_clearing(S& state, InstrumentIndex instrument, TokenIndex token, i128 delta)
{
    Balance& balance =
        row_for(state.instruments[instrument.value].clearing, &Balance::token, token);
    balance.amount = add(balance.amount, delta);
    state.tokens[token.value].in_clearing = add(state.tokens[token.value].in_clearing, delta);
}

/// Recomputes what the account owes and which chains' lines carry it: pro rata to the value after
/// haircut of its collateral there, rounded up. Emits DebtChanged when the sum moved. Source:
/// wire.md §2, Containment.
template <class S>
void refresh_debt(S& state, AccountIndex index, OutcomeSink& sink)
{
    Account& account = state.accounts[index.value];
    const auto owes = [](const Balance& balance) { return balance.amount < 0; };
    if (account.line_charges.empty() &&
        std::none_of(account.balances.begin(), account.balances.end(), owes))
        return;
    i128 debt = 0;
    i128 backing = 0;
    for (const Balance& balance : account.balances)
    {
        const auto term = risk::collateral_term(balance, state.risk.tokens[balance.token.value],
                                                state.counters.time_ms);
        if (balance.amount < 0)
            debt -= term.value_usd_e6;
        else
            backing += term.counted_maintenance_usd_e6;
    }
    if (debt == 0 && account.line_charges.empty()) return;

    i128 before = 0;
    for (const LineCharge& charge : account.line_charges)
    {
        before += charge.usd_e6;
        state.chains[charge.chain].line_used_usd_e6 -= charge.usd_e6;
    }
    account.line_charges.clear();
    i128 charged = 0;
    if (debt > 0)
        for (const Balance& balance : account.balances)
        {
            const std::uint32_t chain = state.registry.tokens[balance.token.value].chain;
            i128 part = 0;
            if (backing > 0 && balance.amount > 0)
                part = mul_div_up(
                    debt,
                    risk::collateral_term(balance, state.risk.tokens[balance.token.value],
                                          state.counters.time_ms)
                        .counted_maintenance_usd_e6,
                    backing);
            else if (backing == 0 && balance.amount < 0)
                part = -risk::collateral_term(balance, state.risk.tokens[balance.token.value],
                                              state.counters.time_ms)
                            .value_usd_e6;
            if (part == 0) continue;
            row_for(account.line_charges, &LineCharge::chain, chain).usd_e6 += part;
            state.chains[chain].line_used_usd_e6 += part;
            charged += part;
        }
    state.counters.debt_usd_e6 = add(state.counters.debt_usd_e6, charged - before);
    touch(state, index);
    if (charged != before)
        sink.events.push_back(
            DebtChanged{account.id, debt, debt > state.genesis.debt_account_usd_e6});
}

}  // namespace ballast::engine
