// SPDX-License-Identifier: Apache-2.0
// A RELEASE ends: paid by the vault, voided, or proven lapsed by a HEAD; in the latter cases its
// amount counts again.
#pragma once
#include <ballast/engine/books.hpp>
#include <ballast/engine/commands/end_permit.hpp>

namespace ballast::engine {

/// The RELEASE of a reservation.
template <class S>
Order order_of(const S& state, const OutstandingRelease& release)
{
    return order_around(state, release,
                        Release{.account = state.accounts[release.account.value].id,
                                .token = state.genesis.tokens[release.token.value].address,
                                .amount = release.amount,
                                .recipient = release.recipient});
}

/// The CANCEL of a withdrawal under way.
template <class S>
Order cancel_of(const S& state, const OutstandingRelease& release)
{
    OutstandingRelease cancel = release;
    cancel.order = release.cancel;
    cancel.issued_s = release.cancelled_s;
    cancel.not_before_s = not_before(release.cancelled_s);
    cancel.expiry_s = release.cancelled_s + order_life_s(state, release.contract);
    return order_around(state, cancel, Cancel{.target = release.order});
}

/// Gives a release the next id and the present time.
template <class S>
void stamp_release(const S& state, OutstandingRelease& release)
{
    const auto now_s = static_cast<std::uint64_t>(state.counters.time_ms / 1000);
    release.order = {state.counters.next_order};
    release.sequence = state.counters.sequence;
    release.issued_s = now_s;
    release.not_before_s = not_before(now_s);
    release.expiry_s = now_s + order_life_s(state, release.contract);
}

/// Moves a release's amounts between its account's books and what is in flight: out with sign 1,
/// back with -1.
template <class S>
void move_to_flight(S& state, const OutstandingRelease& release, int sign)
{
    const i128 whole = sign * static_cast<i128>(release.amount);
    const i128 never_counted = sign * static_cast<i128>(release.unrecognised);
    TokenState& books = state.tokens[release.token.value];
    books.in_flight = add(books.in_flight, whole);
    if (whole != never_counted)
        credit_account(state, release.account, release.token, never_counted - whole);
    if (never_counted != 0)
        credit_unrecognised(state, release.account, release.token, release.recipient,
                            -never_counted);
}

/// Forgets an outstanding release.
template <class S>
void erase_release(S& state, const OutstandingRelease& release)
{
    std::erase(state.accounts[release.account.value].releases, release.order);
    touch(state, release.account);
    state.releases.erase(release.order);
}

/// True when a RELEASED says exactly what its order did.
template <class S>
bool release_matches(const S& state, const OutstandingRelease& release, std::uint32_t contract,
                     const Released& report)
{
    return release.contract == contract &&
           state.genesis.tokens[release.token.value].address == report.token &&
           release.amount == report.amount && release.recipient == report.recipient;
}

/// The vault paid it, or made it claimable: either way it left the hub's books.
template <class S>
void pay_release(S& state, const OutstandingRelease& release)
{
    TokenState& books = state.tokens[release.token.value];
    books.in_flight = sub(books.in_flight, static_cast<i128>(release.amount));
    books.released += release.amount;
    add_recognised(state, release.token, -static_cast<i128>(release.amount - release.unrecognised));
    erase_release(state, release);
}

/// A withdrawal can never execute any more: the account has it back.
template <class S>
void return_release(S& state, const OutstandingRelease& release, OrderEnd how, OutcomeSink& sink)
{
    move_to_flight(state, release, -1);
    erase_release(state, release);
    refresh_debt(state, release.account, sink);
    sink.events.push_back(
        OrderClosed{release.order, state.accounts[release.account.value].id, how});
}

template <class S>
void reorder_claim(S& state, const OutstandingRelease& ended, OrderEnd how, OutcomeSink& sink);

/// It can never execute any more: a withdrawal goes back to its account, a claim is ordered again.
template <class S>
void end_release(S& state, const OutstandingRelease& release, OrderEnd how, OutcomeSink& sink)
{
    if (release.is_claim()) return reorder_claim(state, release, how, sink);
    return_release(state, release, how, sink);
}

/// Ends every release of the vault whose expiry lies before `head_time_s`: proven lapsed,
/// because all events up to the head were applied without it.
template <class S>
void lapse_releases(S& state, std::uint32_t contract, std::uint64_t head_time_s, OutcomeSink& sink)
{
    auto& queue = state.release_queue[contract];
    // What is ordered again meanwhile stands behind these.
    for (std::size_t left = queue.size(); left > 0; --left)
    {
        const auto at = state.releases.find(queue.front());
        if (at != state.releases.end())
        {
            if (at->second.expiry_s >= head_time_s) return;
            end_release(state, OutstandingRelease{at->second}, OrderEnd::Lapsed, sink);
        }
        queue.pop_front();
    }
}

}  // namespace ballast::engine
