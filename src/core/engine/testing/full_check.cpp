// SPDX-License-Identifier: Apache-2.0
// The instants again, from the rule.
#include "full_check.hpp"

#include <ballast/engine/apply_impl.hpp>

namespace ballast::engine::testing {
namespace {
/// What the engine keeps of an account; an account that it does not watch has an empty row.
Watch watch_of(const State& state, AccountIndex account)
{
    const auto at = state.watched.find(account);
    return at == state.watched.end() ? Watch{} : at->second;
}

bool is_exempt(const State& state, AccountIndex account)
{
    const AccountId& id = state.accounts[account.value].id;
    return id == state.genesis.fund || id == state.genesis.treasury;
}

/// What a look at an account led to.
struct Consequence
{
    bool is_tried{};  ///< its liquidation, with whatever success
    bool is_called{};
    bool is_met{};
    std::optional<LiquidationTriggered> triggered;
};

Consequence consequence_of(std::span<const Event> events, const AccountId& account)
{
    Consequence out;
    for (const Event& event : events)
    {
        const auto is_its = [&](const auto* of) { return of != nullptr && of->account == account; };
        if (const auto* e = std::get_if<LiquidationTriggered>(&event); is_its(e))
            out.triggered = *e;
        if (is_its(std::get_if<ShortfallCovered>(&event))) out.is_tried = true;
        if (is_its(std::get_if<MarginCalled>(&event))) out.is_called = true;
        if (is_its(std::get_if<MarginCallMet>(&event))) out.is_met = true;
    }
    out.is_tried = out.is_tried || out.triggered;
    return out;
}
}  // namespace

void FullCheck::pass_time(State& state, Sequence sequence, std::int64_t now_ms, OutcomeSink& sink)
{
    const std::int64_t before_ms = state.counters.time_ms;
    if (!state.open || now_ms < before_ms) return;
    ++generation_;
    const Sequence applied = std::exchange(state.counters.sequence, sequence);
    let_time_pass(state, now_ms, sink);
    check_instants(state, before_ms, now_ms, sink);
    state.counters.sequence = applied;
}

void FullCheck::check_instants(State& state, std::int64_t before_ms, std::int64_t now_ms,
                               OutcomeSink& sink)
{
    by_account_.resize(state.accounts.size());
    if (now_ms - before_ms > outage_ms)
    {
        state.counters.check_from_ms = now_ms + after_outage_ms;
        forget_first_instants(state);
        for (Row& row : by_account_) row.first_below_ms = 0;
        return;
    }
    for (std::int64_t at_ms = (before_ms / check_grid_ms + 1) * check_grid_ms; at_ms <= now_ms;
         at_ms += check_grid_ms)
        if (at_ms >= state.counters.check_from_ms) check_instant(state, at_ms, sink);
}

void FullCheck::check_instant(State& state, std::int64_t instant_ms, OutcomeSink& sink)
{
    ++counts_.instants;
    note_dead_feeds(state, instant_ms);
    mark_retries(state, instant_ms);
    mark_dead_feeds(state, instant_ms);
    const std::vector<AccountIndex> due = state.checks.take_due();
    auto next = due.begin();
    for (AccountIndex account{}; account.value < by_account_.size(); ++account.value)
    {
        const bool is_due = next != due.end() && *next == account;
        if (is_due) ++next;
        if (is_exempt(state, account)) continue;
        margin(state, account, instant_ms);
        counts_.below += by_account_[account.value].is_below ? 1U : 0U;
        if (is_due)
            check_due(state, account, instant_ms, sink);
        else
            check_spared(state, account, instant_ms);
    }
    if (next != due.end()) fail_with(state, *next, instant_ms, "is due out of turn");
}

/// A balance in a feed that is silent for too long is worth nothing from one instant on.
void FullCheck::note_dead_feeds(const State& state, std::int64_t instant_ms)
{
    for (const risk::TokenRisk& token : state.risk.tokens)
        if (const std::int64_t end_ms = token.fresh_until_ms + risk::dead_after_ms;
            end_ms >= last_instant_ms_ && end_ms < instant_ms)
            ++generation_;
    last_instant_ms_ = instant_ms;
}

void FullCheck::margin(const State& state, AccountIndex account, std::int64_t instant_ms)
{
    Row& row = by_account_[account.value];
    if (row.generation == generation_) return;
    ++counts_.margined;
    const Account& of = state.accounts[account.value];
    const risk::Standing at = risk::standing(of, state.risk, instant_ms);
    // Another sum of the same account: what is shown of it is what decides.
    const risk::MarginTotals totals = risk::margin_totals(of, state.risk, instant_ms);
    if (at.cushion() != totals.cushion())
        fail_with(state, account, instant_ms, "has another cushion than is shown of it");
    row.generation = generation_;
    row.is_called = at.missing() > 0;
    row.is_below = totals.cushion() < 0;
    row.cushion_usd_e6 = totals.cushion();
}

/// Nothing would come of looking at it.
void FullCheck::check_spared(const State& state, AccountIndex account, std::int64_t instant_ms)
{
    ++counts_.spared;
    const Row& row = by_account_[account.value];
    const Watch known = watch_of(state, account);
    if (row.is_called != known.called)
        fail_with(state, account, instant_ms, "is not looked at, and its margin call is not known");
    if (known.below_ms != row.first_below_ms)
        fail_with(state, account, instant_ms, "is known below since another instant");
    if (!row.is_below && row.first_below_ms != 0)
        fail_with(state, account, instant_ms, "is not looked at, and is above its limit again");
    const bool can_wait =
        known.transfers > 0 || (row.first_below_ms != 0 && known.retry_ms > instant_ms);
    if (row.is_below && !can_wait)
        fail_with(state, account, instant_ms, "is not looked at, and is below its limit");
}

void FullCheck::check_due(State& state, AccountIndex account, std::int64_t instant_ms,
                          OutcomeSink& sink)
{
    Row& row = by_account_[account.value];
    const Watch before = watch_of(state, account);
    const bool must_try = row.is_below && before.transfers == 0 && row.first_below_ms != 0 &&
                          before.retry_ms <= instant_ms;
    const std::size_t said = sink.events.size();

    check_account(state, account, instant_ms, sink);

    if (sink.events.size() != said) ++generation_;
    const Consequence found =
        consequence_of(std::span{sink.events}.subspan(said), state.accounts[account.value].id);
    const Watch after = watch_of(state, account);
    const bool is_tried = found.is_tried || (must_try && after.retry_ms > instant_ms);
    if (is_tried != must_try)
        fail_with(state, account, instant_ms,
                  must_try ? "is not liquidated, below at two instants"
                           : "is liquidated, not below at two instants");
    if (found.is_called != (row.is_called && !before.called) ||
        found.is_met != (!row.is_called && before.called))
        fail_with(state, account, instant_ms, "is called otherwise than it stands");
    if (found.triggered && found.triggered->first_instant_ms != row.first_below_ms)
        fail_with(state, account, instant_ms, "is liquidated since another instant");
    counts_.liquidated += found.triggered ? 1U : 0U;
    if (!row.is_below || found.triggered)
        row.first_below_ms = 0;
    else if (before.transfers == 0 && row.first_below_ms == 0)
        row.first_below_ms = instant_ms;
    if (after.below_ms != row.first_below_ms)
        fail_with(state, account, instant_ms, "is kept below since another instant");
}

void FullCheck::fail_with(const State& state, AccountIndex account, std::int64_t instant_ms,
                          const char* what)
{
    if (!problem_.empty()) return;
    const Row& row = by_account_[account.value];
    problem_ = "account " + std::to_string(account.value) + " " + what + ", at " +
               std::to_string(instant_ms) + ", cushion " + to_decimal(row.cushion_usd_e6) +
               ", positions " + std::to_string(state.accounts[account.value].positions.size());
}

}  // namespace ballast::engine::testing
