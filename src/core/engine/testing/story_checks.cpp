// SPDX-License-Identifier: Apache-2.0
// What must hold after every command, beside the invariants.
#include <ballast/engine/apply.hpp>
#include <ballast/engine/instants.hpp>
#include <ballast/engine/outstanding.hpp>
#include <ballast/engine/state_codec.hpp>
#include <ballast/engine/state_hash.hpp>

#include "story.hpp"

namespace ballast::engine::testing {

void Story::check_outcome(StoryExpectation expected)
{
    for (const Event& event : sink_.events)
        if (const auto* tripped = std::get_if<RouteTripped>(&event);
            tripped != nullptr && !expected.may_trip)
            fail_with("a true report tripped the route");
    if (expected.is_truth && sink_.rejected() != RejectReason::None)
        fail_with("a true report was refused: " + std::string{describe(sink_.rejected())});
    for (const Event& event : sink_.events) check_event(event);
}

/// What the engine says of its own decisions is a reason for them.
void Story::check_event(const Event& event)
{
    if (const auto* triggered = std::get_if<LiquidationTriggered>(&event))
    {
        if (triggered->equity_maintenance_usd_e6 >= triggered->maintenance_usd_e6)
            fail_with("an account is liquidated that covers its maintenance requirement");
        if (triggered->first_instant_ms + check_grid_ms > triggered->instant_ms ||
            triggered->instant_ms % check_grid_ms != 0 || triggered->instant_ms > now_ms_)
            fail_with("a liquidation not at the second of two instants");
    }
    if (const auto* called = std::get_if<MarginCalled>(&event);
        called != nullptr && called->missing_usd_e6 <= 0)
        fail_with("a margin call for nothing");
    if (const auto* approved = std::get_if<WithdrawalApproved>(&event);
        approved != nullptr && approved->unrecognised < approved->amount)
    {
        const auto totals = risk::margin_totals(
            state_.accounts[state_.find_account(approved->account)->value], state_.risk, now_ms_);
        if (totals.tradable() < 0) fail_with("a withdrawal left less than the requirement");
    }
}

/// An id leaves the hub once; what leaves can be executed.
void Story::check_orders()
{
    for (const Order& order : sink_.orders)
    {
        if (!ordered_.emplace(order.id, order).second) fail_with("an order id left twice");
        if (order.id.value >= state_.counters.next_order) fail_with("an order id is not taken");
        if (order.expiry_s <= order.not_before_s) fail_with("an order that never executes");
        if (const auto* transfer = std::get_if<Transfer>(&order.body))
            if (transfer->price_e18 <= 0 || transfer->price_e18 > highest_price_e18(*transfer))
                fail_with("a transfer at a price of " + to_decimal(transfer->price_e18));
    }
}

/// Twice the mark of before the command, of an option the mark and a tenth of the index, and a
/// tick: no liquidation changes hands beyond it.
i128 Story::highest_price_e18(const Transfer& transfer) const
{
    for (std::size_t k = 0; k < marks_before_.size(); ++k)
    {
        if (state_.genesis.instruments[k].name != transfer.instrument) continue;
        const InstrumentInfo& info = state_.registry.instruments[k];
        const i128 mark = marks_before_[k];
        const i128 more = info.terms.kind == InstrumentKind::Option
                              ? std::max<i128>(mark, indexes_before_[info.feed] / 10)
                              : mark;
        return (mark + more + state_.genesis.instruments[k].tick_e8) * pow10(10);
    }
    return 0;
}

/// To send again is to send the same.
void Story::check_resent_orders(const State& state)
{
    for (const OutstandingOrder& resent : outstanding_orders(state))
        if (const auto first = ordered_.find(resent.order.id);
            first == ordered_.end() || first->second != resent.order)
            fail_with("order " + std::to_string(resent.order.id.value) + " is sent otherwise");
}

namespace {
const char* name_of(auto kind)
{
    constexpr std::array names{"where everybody is margined", "whose queue names everybody",
                               "restored from a snapshot"};
    return names[static_cast<std::size_t>(kind)];
}
}  // namespace

void Story::play(Twin& twin, const SequencedCommand& command)
{
    twin.sink.clear();
    if (twin.kind == TwinKind::MarksAll) twin.state.checks.mark_all();
    // A second genesis is refused before the clock is looked at.
    if (twin.kind == TwinKind::ChecksFully &&
        !std::holds_alternative<OpenDeployment>(command.command))
        full_check_.pass_time(twin.state, command.sequence, command.time_ms, twin.sink);
    engine::apply(twin.state, command, twin.sink);
}

void Story::check_twins(const SequencedCommand& command)
{
    for (Twin& twin : twins_)
    {
        play(twin, command);
        if (!full_check_.problem().empty()) return fail_with(full_check_.problem());
        if (twin.sink.events == sink_.events && twin.sink.orders == sink_.orders) continue;
        fail_with(std::string{"the same command has another outcome on the state "} +
                  name_of(twin.kind));
    }
}

const StoryTally& Story::tally()
{
    const FullCheck::Counts& counts = full_check_.counts();
    tally_.seen.instants_checked_fully = counts.instants;
    tally_.seen.accounts_margined = counts.margined;
    tally_.seen.accounts_spared = counts.spared;
    tally_.seen.accounts_below = counts.below;
    tally_.seen.liquidated_as_found = counts.liquidated;
    return tally_;
}

/// What is derived and kept is what follows from the books alone.
void Story::check_derived(const State& restored)
{
    if (restored.risk.instruments != state_.risk.instruments ||
        restored.risk.tokens != state_.risk.tokens)
        fail_with("margin terms are not what follows from prices");
    if (!state_.risk.scenarios) return;
    const risk::ScenarioMarket& kept = state_.risk.scenarios->market();
    const risk::ScenarioMarket& anew = restored.risk.scenarios->market();
    for (std::size_t u = 0; u < kept.underlyings.size(); ++u)
        if (kept.underlyings[u].table != anew.underlyings[u].table ||
            kept.underlyings[u].unit_exponent != anew.underlyings[u].unit_exponent)
            fail_with("scenario cells are not what follows from prices");
    for (const Account& account : state_.accounts)
        if (risk::margin_totals(account, restored.risk, now_ms_) !=
            risk::margin_totals(account, state_.risk, now_ms_))
            fail_with("a margin is not what follows from prices");
}

void Story::check_snapshot()
{
    const Bytes bytes = encode_state(state_);
    auto restored = decode_state(bytes);
    if (!restored) return fail_with("the snapshot cannot be read");
    const Bytes32 hash = full_state_hash(state_);
    if (full_state_hash(*restored) != hash) fail_with("the snapshot is another state");
    check_resent_orders(*restored);
    check_derived(*restored);
    ++tally_.seen.snapshots;
    for (Twin& twin : twins_)
        if (full_state_hash(twin.state) != hash)
            fail_with(std::string{"another state than the one "} + name_of(twin.kind));
    if (!twins_.empty()) twins_.back().state = std::move(*restored);
}

}  // namespace ballast::engine::testing
