// SPDX-License-Identifier: Apache-2.0
// The margin check, at every instant of a grid of 100 ms up to a command's time: whom to call, whom
// to liquidate. Nobody chooses the moment. Instants in which nothing changed are passed over.
// Source: docs/margin.md §4, Liquidate; docs/adr/0014.
#pragma once
#include <ballast/engine/liquidation/act.hpp>
#include <ballast/engine/next_look.hpp>

namespace ballast::engine {

inline constexpr std::int64_t check_grid_ms = 100;
/// No command for so long: the hub was out, and prices of before decide nothing.
inline constexpr std::int64_t outage_ms = 10'000;
/// After an outage two grids of prices, a second each, come first.
inline constexpr std::int64_t after_outage_ms = 2'000;
/// Nobody could take it over: tried again after this.
inline constexpr std::int64_t retry_ms = 1'000;
/// Nothing could be done, and only time or money can change that.
inline constexpr std::int64_t retry_late_ms = 60'000;

/// The nearer of the two limits, on whichever side of them the account is, decides when it is
/// looked at again.
inline LookedAt looked_at(const risk::Standing& at)
{
    const i128 to_call = at.missing() < 0 ? -at.missing() : at.missing();
    const i128 to_limit = at.cushion() < 0 ? -at.cushion() : at.cushion();
    return {.room = std::min(to_call, to_limit),
            .gross_settlement = at.gross_settlement,
            .gross_market = at.gross_market,
            .rows = at.rows,
            .rounding = at.rounding,
            .with_every_price = at.with_every_price};
}

/// Tries an account again later, and says so the first time.
template <class S>
void stall(S& state, AccountIndex account, RejectReason reason, std::int64_t instant_ms,
           std::int64_t wait_ms, OutcomeSink& sink)
{
    Watch& row = watch(state, account);
    const bool is_first = row.retry_ms == 0;
    row.retry_ms = instant_ms + wait_ms;
    state.checks.retry_ms = std::min(state.checks.retry_ms, row.retry_ms);
    if (is_first)
        sink.events.push_back(
            LiquidationStalled{state.accounts[account.value].id, reason, row.retry_ms});
}

/// Below its requirement at two instants: both legs leave, or it is said why not.
template <class S>
void liquidate(S& state, AccountIndex account, const risk::Standing& at, std::int64_t instant_ms,
               OutcomeSink& sink)
{
    LiquidationPlan plan = plan_liquidation(state, account, at.equity_maintenance);
    const bool is_beyond_fund = plan.fund_usd_e6 > fund_free_usd_e6(state);
    const bool is_beyond_takers =
        plan.lacks_takers && plan.transfers.empty() && at.equity_maintenance < 0;
    if (is_beyond_fund || is_beyond_takers)
        if (auto other = plan_deleveraging(state, account); other && !other->transfers.empty())
            plan = std::move(*other);
    if (!plan.transfers.empty() || !plan.claims.empty())
    {
        begin_liquidation(state, account, plan, at, instant_ms, sink);
        Watch& row = watch(state, account);
        row.below_ms = 0;
        row.retry_ms = 0;
        return unwatch_idle(state, account);
    }
    if (plan.lacks_takers)
        return stall(state, account, RejectReason::NoLiquidator, instant_ms, retry_ms, sink);
    const Account& row = state.accounts[account.value];
    if (plan.needed_usd_e6 > 0 && row.positions.empty() && sellable_usd_e6(state, row) == 0 &&
        (watch(state, account).retry_ms == 0 || fund_free_usd_e6(state) > 0))
    {
        if (cover_shortfall(state, account, plan.needed_usd_e6, sink) == 0) return;
    }
    stall(state, account, RejectReason::DebtLimit, instant_ms, retry_late_ms, sink);
}

/// What the account's standing at this instant leads to.
template <class S>
void check_account(S& state, AccountIndex index, std::int64_t instant_ms, OutcomeSink& sink)
{
    const Account& account = state.accounts[index.value];
    if (account.id == state.genesis.fund || account.id == state.genesis.treasury) return;
    const risk::Standing at = risk::standing(account, state.risk, instant_ms);
    const bool is_called = at.missing() > 0;
    const bool is_below = at.cushion() < 0;
    const bool has_risk = !account.positions.empty() || at.debt > 0;
    if (has_risk)
        schedule_look(state, index, looked_at(at));
    else
        schedule_none(state, index);
    const auto known = state.watched.find(index);
    if (known == state.watched.end() && !is_called && !is_below) return;

    Watch& row = watch(state, index);
    if (is_called != row.called)
    {
        row.called = is_called;
        if (is_called)
            sink.events.push_back(MarginCalled{account.id, instant_ms, at.missing(), at.cushion()});
        else
            sink.events.push_back(MarginCallMet{account.id, instant_ms});
    }
    if (!is_below)
    {
        row.below_ms = 0;
        row.retry_ms = 0;
        return unwatch_idle(state, index);
    }
    if (row.transfers > 0) return;  // what was ordered comes first
    if (row.below_ms == 0)
    {
        row.below_ms = instant_ms;
        state.checks.mark(index);  // and again at the next instant
    }
    else if (row.retry_ms <= instant_ms)
        liquidate(state, index, at, instant_ms, sink);
}

/// A feed that has been silent for too long makes its balances worth nothing from one instant on.
template <class S>
void mark_dead_feeds(S& state, std::int64_t instant_ms)
{
    if (instant_ms <= state.checks.feed_dies_ms) return;
    const std::int64_t looked_from_ms = state.checks.feed_dies_ms;
    state.checks.feed_dies_ms = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = 0; i < state.feeds.size(); ++i)
    {
        if (state.feeds[i].price_e8 == 0) continue;
        const std::int64_t dies_ms =
            state.feeds[i].fresh_until_ms(state.genesis.feeds[i].staleness_ms) +
            risk::dead_after_ms;
        if (dies_ms >= instant_ms)
            state.checks.feed_dies_ms = std::min(state.checks.feed_dies_ms, dies_ms);
        else if (dies_ms >= looked_from_ms)
            state.checks.mark_all();
    }
}

/// Accounts that nobody could take over are looked at again when their time has come.
template <class S>
void mark_retries(S& state, std::int64_t instant_ms)
{
    if (instant_ms < state.checks.retry_ms) return;
    state.checks.retry_ms = std::numeric_limits<std::int64_t>::max();
    for (const auto& [account, row] : state.watched)
    {
        if (row.retry_ms == 0) continue;
        if (row.retry_ms <= instant_ms)
            state.checks.mark(account);
        else
            state.checks.retry_ms = std::min(state.checks.retry_ms, row.retry_ms);
    }
}

/// The hub was out: first instants seen before it count no more.
template <class S>
void forget_first_instants(S& state)
{
    for (auto& [account, row] : state.watched)
        if (row.below_ms != 0)
        {
            row.below_ms = 0;
            row.retry_ms = 0;
            state.checks.mark(account);
        }
    std::erase_if(state.watched, [](const auto& row) { return row.second.is_idle(); });
}

/// Looks at every instant after `before_ms` up to `now_ms` in which something may have changed.
template <class S>
void check_instants(S& state, std::int64_t before_ms, std::int64_t now_ms, OutcomeSink& sink)
{
    if (before_ms / check_grid_ms == now_ms / check_grid_ms) return;
    if (now_ms - before_ms > outage_ms)
    {
        state.counters.check_from_ms = now_ms + after_outage_ms;
        return forget_first_instants(state);
    }
    std::int64_t instant_ms = (before_ms / check_grid_ms + 1) * check_grid_ms;
    const std::int64_t from_ms = state.counters.check_from_ms;
    instant_ms =
        std::max(instant_ms, (from_ms + check_grid_ms - 1) / check_grid_ms * check_grid_ms);
    for (; instant_ms <= now_ms; instant_ms += check_grid_ms)
    {
        mark_retries(state, instant_ms);
        mark_dead_feeds(state, instant_ms);
        if (!state.checks.has_due())
        {
            if (state.checks.retry_ms > now_ms && state.checks.feed_dies_ms >= now_ms) return;
            continue;
        }
        for (const AccountIndex account : state.checks.take_due())
            check_account(state, account, instant_ms, sink);
    }
}

}  // namespace ballast::engine
