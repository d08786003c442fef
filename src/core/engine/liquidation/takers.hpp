// SPDX-License-Identifier: Apache-2.0
// Who takes a position or a claim over: accounts that opted in on the venue, in rotation, the first
// whose own margin allows it; the insurance fund last. Decided on copies, nothing is booked here.
// Source: docs/margin.md §5.
#pragma once
#include <ballast/base/limits.hpp>
#include <ballast/engine/clearing.hpp>
#include <ballast/engine/commands/request_trade.hpp>

namespace ballast::engine {

/// An account as it would be when it has taken over what a plan gives it so far.
struct Taker
{
    AccountIndex index;
    Account account;
};

/// Whole USD e6 that an account's settlement tokens can pay at par.
template <class S, class Rows>
i128 cash_usd_e6(const S& state, const Rows& balances)
{
    i128 out = 0;
    for (const Balance& balance : balances)
        if (const TokenInfo& info = state.registry.tokens[balance.token.value];
            info.settlement && balance.amount > 0)
            out += balance.amount / info.settlement_unit;
    return out;
}

/// What it owes in settlement tokens, USD e6 at par, rounded up.
template <class S, class Rows>
i128 owed_usd_e6(const S& state, const Rows& balances)
{
    i128 out = 0;
    for (const Balance& balance : balances)
        if (const TokenInfo& info = state.registry.tokens[balance.token.value];
            info.settlement && balance.amount < 0)
            out += mul_div_up(-balance.amount, 1, info.settlement_unit);
    return out;
}

/// Its own initial margin holds, with what it has taken over at its worst; a late feed stops
/// nothing, its last price counts. Nor may it be liquidatable itself: for that a dead feed's
/// balance is worth nothing.
template <class S>
bool can_bear(const S& state, const Taker& taker)
{
    if (taker.account.pending.size() > limits::account_permits ||
        taker.account.positions.size() > limits::account_positions)
        return false;
    for (const PendingFill& fill : taker.account.pending)
        if (risk::underlying_lots(taker.account, nullptr, fill.instrument, state.risk) >
            limits::underlying_lots)
            return false;
    const risk::Standing at = risk::standing(taker.account, state.risk, state.counters.time_ms);
    return at.debt == 0 && at.missing() <= 0 && at.cushion() >= 0;
}

/// The opted-in accounts of a venue that may take over from `account`, those after the last taker
/// first, at most limits::liquidators_asked of them, then the fund if it opted in.
template <class S>
std::vector<AccountIndex> rotation(const S& state, std::uint32_t contract, AccountIndex account)
{
    const GenesisContract& venue = state.genesis.contracts[contract];
    const AccountId& last = state.contracts[contract].last_liquidator;
    const AccountId& from = state.accounts[account.value].id;
    std::vector<AccountIndex> out;
    std::size_t asked = 0;
    const auto take = [&](auto at, const auto& end) {
        for (; at != end && asked < limits::liquidators_asked; ++at, ++asked)
        {
            const AccountId& id = at->first.account;
            const auto index = state.find_account(id);
            if (!at->second || !index || id == state.genesis.fund || id.home_chain().value != 0 ||
                id.owner() == from.owner())
                continue;
            out.push_back(*index);
        }
    };
    const auto& all = state.liquidators;
    const auto key = [&](const AccountId& id) {
        return UnlistedToken{venue.chain, venue.address, id};
    };
    AccountId greatest;
    greatest.value.bytes.fill(0xFF);
    take(all.upper_bound(key(last)), all.upper_bound(key(greatest)));
    take(all.lower_bound(key({})), all.upper_bound(key(last)));
    if (const auto fund = all.find(key(state.genesis.fund)); fund != all.end() && fund->second)
        if (const auto index = state.find_account(state.genesis.fund)) out.push_back(*index);
    return out;
}

/// True when the fund may receive positions on the venue: without it nothing can be deleveraged.
template <class S>
bool fund_opted_in(const S& state, std::uint32_t contract)
{
    const GenesisContract& venue = state.genesis.contracts[contract];
    const auto at =
        state.liquidators.find(UnlistedToken{venue.chain, venue.address, state.genesis.fund});
    return at != state.liquidators.end() && at->second;
}

/// What the fund can pay beyond what open liquidations will need of it, USD e6.
template <class S>
i128 fund_free_usd_e6(const S& state)
{
    const auto fund = state.find_account(state.genesis.fund);
    if (!fund) return 0;
    i128 out = cash_usd_e6(state, state.accounts[fund->value].balances);
    for (const auto& [id, liquidation] : state.liquidations) out -= liquidation.fund_usd_e6;
    return std::max<i128>(0, out);
}

}  // namespace ballast::engine
