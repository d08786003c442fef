// SPDX-License-Identifier: Apache-2.0
// A permit ends: filled, voided, or proven lapsed by a HEAD. What it reserved is free again.
#pragma once
#include <ballast/engine/clearing.hpp>
#include <ballast/engine/commands/request_trade.hpp>

namespace ballast::engine {

/// A position row that holds nothing, and that no reservation waits for, goes.
template <class S>
void drop_empty_position(S& state, AccountIndex index, InstrumentIndex instrument)
{
    Account& account = state.accounts[index.value];
    const bool waits =
        std::any_of(account.pending.begin(), account.pending.end(),
                    [&](const PendingFill& fill) { return fill.instrument == instrument; });
    if (!waits)
        erase_rows(account.positions, [&](const Position& position) {
            return position.instrument == instrument && position.lots == 0;
        });
    touch(state, index);
}

/// Takes an order's reservation from one side.
template <class S>
void release_side(S& state, AccountIndex index, OrderId order, InstrumentIndex instrument)
{
    erase_rows(state.accounts[index.value].pending,
               [&](const PendingFill& fill) { return fill.order == order; });
    drop_empty_position(state, index, instrument);
    // In a portfolio a permit may also have offset something else, even at its worst.
    if (state.risk.scenarios || (!state.watched.empty() && state.watched.contains(index)))
        state.checks.mark(index);
}

/// Removes the permit from the table and its reservations; the quote gets its lots back unless it
/// was filled.
template <class S>
void end_permit(S& state, const OutstandingPermit& permit, bool filled)
{
    release_side(state, permit.account, permit.order, permit.instrument);
    release_side(state, permit.maker, permit.order, permit.instrument);
    state.instruments[permit.instrument.value].lots_pending -= magnitude_lots(permit.lots);
    if (!filled)
    {
        QuoteUse* use = state.find_quote(
            SignerNonce{state.accounts[permit.maker.value].id.owner(), permit.quote_nonce});
        if (use != nullptr && use->digest == permit.quote_digest)
            use->lots_used -= magnitude_lots(permit.lots);
    }
    state.permits.erase(permit.order);
}

/// Ends every permit of the contract whose expiry lies before `head_time_s`: proven lapsed, because
/// all events up to the head were applied without it.
template <class S>
void lapse_permits(S& state, std::uint32_t contract, std::uint64_t head_time_s, OutcomeSink& sink)
{
    auto& queue = state.permit_queue[contract];
    while (!queue.empty())
    {
        const auto at = state.permits.find(queue.front());
        if (at != state.permits.end())
        {
            if (at->second.expiry_s >= head_time_s) return;
            const OutstandingPermit permit = at->second;
            end_permit(state, permit, false);
            sink.events.push_back(OrderClosed{permit.order, state.accounts[permit.account.value].id,
                                              OrderEnd::Lapsed});
        }
        queue.pop_front();
    }
}

}  // namespace ballast::engine
