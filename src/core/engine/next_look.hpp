// SPDX-License-Identifier: Apache-2.0
// When an account is looked at again, from how it stands: after distances, or with every move of
// the feeds that it depends on. Source: docs/adr/0014, docs/adr/0016.
#pragma once
#include <ballast/engine/state.hpp>

namespace ballast::engine {

/// How an account stands: `room` above the nearest limit, USD e6, before rounding; the rest as in
/// risk::Standing.
struct LookedAt
{
    i128 room{};
    i128 gross_settlement{};
    i128 gross_market{};
    std::uint32_t rows{};
    i128 rounding{};
    bool with_every_price{};
};

/// The feeds that move an account's margin, but for balances in the settlement asset, whose worth
/// is a straight line of its price.
template <class S>
FeedSet followed_feeds(const S& state, const Account& account)
{
    FeedSet out = 0;
    for (const Balance& balance : account.balances)
    {
        const risk::TokenRisk& terms = state.risk.tokens[balance.token.value];
        if (balance.amount != 0 &&
            (!terms.of_settlement || terms.underlying != risk::no_underlying))
            out |= feed_bit(state.registry.tokens[balance.token.value].feed);
    }
    for (const Position& position : account.positions)
        out |= feed_bit(state.registry.instruments[position.instrument.value].feed);
    for (const PendingFill& fill : account.pending)
        out |= feed_bit(state.registry.instruments[fill.instrument.value].feed);
    return out;
}

/// Between two moves of what it follows only the settlement asset changes what an account has, and
/// may use up all of the room.
template <class S>
void schedule_look(S& state, AccountIndex index, const LookedAt& at)
{
    const i128 room = at.room - rounding_slack(at.rows) - at.rounding;
    if (at.with_every_price)
    {
        state.checks.schedule(index, {travel_of(room, at.gross_settlement), CheckQueue::never});
        return state.checks.follow(index, followed_feeds(state, state.accounts[index.value]));
    }
    state.checks.schedule(index, travels_of(room, at.gross_settlement, at.gross_market));
    state.checks.follow(index, 0);
}

/// Nothing that prices do can bring the account to a limit.
template <class S>
void schedule_none(S& state, AccountIndex index)
{
    state.checks.schedule(index, {CheckQueue::never, CheckQueue::never});
    state.checks.follow(index, 0);
}

}  // namespace ballast::engine
