// SPDX-License-Identifier: Apache-2.0
// apply, for any containers: included by apply.cpp and by the benchmark that compares layouts.
#pragma once
#include <ballast/engine/commands/observe_chain.hpp>
#include <ballast/engine/commands/request_withdrawal.hpp>
#include <ballast/engine/commands/update_market.hpp>
#include <ballast/engine/instants.hpp>

namespace ballast::engine {

/// Forgets request nonces and quotes whose deadline has passed.
template <class S>
void forget_expired(S& state, std::uint64_t now_s)
{
    state.nonces_by_expiry.forget_before(
        now_s, [&](const SignerNonce& nonce) { state.nonces.erase(nonce); });
    state.quotes_by_expiry.forget_before(
        now_s, [&](const QuoteUse& use) { state.quote_places.erase(use.key); });
}

/// Settles every holder's unrealised P&L at the mark. Losers first, so that clearing holds what it
/// pays out.
template <class S>
void settle_instruments(S& state, OutcomeSink& sink)
{
    std::vector<std::uint32_t> holders(state.instruments.size());
    for (const bool losers : {true, false})
        for (std::uint32_t i = 0; i < state.accounts.size(); ++i)
            for (Position& position : state.accounts[i].positions)
            {
                const auto& terms = state.risk.instruments[position.instrument.value];
                if (terms.mark_e8 == 0 || position.lots == 0) continue;
                const i128 gain =
                    static_cast<i128>(position.lots) * terms.booked_e8(terms.mark_e8) -
                    position.entry;
                if (gain == 0 || (gain < 0) != losers) continue;
                settle_to_mark(state, AccountIndex{i}, position);
                ++holders[position.instrument.value];
            }
    for (std::uint32_t k = 0; k < holders.size(); ++k)
        if (holders[k] > 0)
            sink.events.push_back(InstrumentSettled{state.genesis.instruments[k].name,
                                                    state.risk.instruments[k].mark_e8, holders[k]});
    for (std::uint32_t i = 0; i < state.accounts.size(); ++i)
        refresh_debt(state, AccountIndex{i}, sink);
}

/// What the clock alone brings, up to `now_ms`: deadlines, settlement intervals, expiries.
template <class S>
void let_time_pass(S& state, std::int64_t now_ms, OutcomeSink& sink)
{
    const std::int64_t before_ms = state.counters.time_ms;
    state.counters.time_ms = now_ms;
    if (before_ms / 1000 != now_ms / 1000)
        forget_expired(state, static_cast<std::uint64_t>(now_ms / 1000));
    const std::int64_t interval_ms = state.genesis.settlement_interval_ms;
    if (interval_ms > 0 && now_ms / interval_ms > state.counters.settled_interval)
    {
        state.counters.settled_interval = now_ms / interval_ms;
        settle_instruments(state, sink);
    }
    if (now_ms >= state.next_expiry_ms) expire_instruments(state, sink);
}

/// Everything up to `now_ms` that comes before the command of that time is looked at.
template <class S>
void advance(S& state, std::int64_t now_ms, OutcomeSink& sink)
{
    const std::int64_t before_ms = state.counters.time_ms;
    let_time_pass(state, now_ms, sink);
    check_instants(state, before_ms, now_ms, sink);
}

/// Each token's claims equal what was attested (wire.md §2, Containment), from the running sums.
template <class S>
bool is_contained(const S& state)
{
    return std::all_of(state.tokens.begin(), state.tokens.end(),
                       [](const TokenState& t) { return t.claims() == t.held(); });
}

template <class S>
void apply_command(S& state, const SequencedCommand& sequenced, OutcomeSink& sink)
{
    const bool first = !state.open;
    BALLAST_ASSERT(sequenced.sequence.value == (first ? 0 : state.counters.sequence.value + 1));
    state.counters.sequence = sequenced.sequence;
    if (first != std::holds_alternative<OpenDeployment>(sequenced.command))
    {
        sink.events.push_back(CommandRejected{RejectReason::InvalidGenesis});
        return;
    }
    if (sequenced.time_ms < state.counters.time_ms)
    {
        sink.events.push_back(CommandRejected{RejectReason::TimeRegressed});
        return;
    }
    if (!first) advance(state, sequenced.time_ms, sink);
    state.counters.time_ms = sequenced.time_ms;
    switch (sequenced.command.index())
    {
        case 0:
            apply_open_deployment(state, *std::get_if<OpenDeployment>(&sequenced.command), sink);
            break;
        case 1:
            apply_observe_chain(state, *std::get_if<ObserveChain>(&sequenced.command), sink);
            break;
        case 2:
            apply_update_prices(state, *std::get_if<UpdatePrices>(&sequenced.command), sink);
            break;
        case 3:
            apply_request_trade(state, *std::get_if<RequestTrade>(&sequenced.command), sink);
            break;
        case 4:
            apply_request_withdrawal(state, *std::get_if<RequestWithdrawal>(&sequenced.command),
                                     sink);
            break;
        case 5:
            apply_update_volatility(state, *std::get_if<UpdateVolatility>(&sequenced.command),
                                    sink);
            break;
        case 6:
            apply_update_marks(state, *std::get_if<UpdateMarks>(&sequenced.command), sink);
            break;
        default:
            BALLAST_ASSERT(false);
    }
    static_assert(std::variant_size_v<Command> == 7);
    BALLAST_DEEP_ASSERT(is_contained(state));
}

}  // namespace ballast::engine
