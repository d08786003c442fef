// SPDX-License-Identifier: Apache-2.0
// Dated instruments come to their end: the time-weighted index of their last half hour, what each
// holder gets, and the SETTLE that tells the venue. Source: docs/margin.md, Expiry.
#pragma once
#include <ballast/engine/commands/end_permit.hpp>
#include <ballast/engine/refresh.hpp>

namespace ballast::engine {

/// The index is averaged over so long before an expiry.
inline constexpr std::int64_t settlement_window_ms = 1'800'000;

/// Counts the index that was in force until `now_ms` into the windows of its underlying. While
/// there was none (0) nothing is counted: a first price says nothing of the time before it.
template <class S>
void count_index(S& state, std::uint32_t underlying, std::int64_t index_e8, std::int64_t now_ms)
{
    for (ExpiryState& expiry : state.expiries)
    {
        if (expiry.underlying != underlying || expiry.index_e8 != 0) continue;
        const std::int64_t end_ms = std::min(now_ms, expiry.expiry_s * 1000);
        const std::int64_t begin_ms =
            std::max(expiry.until_ms, expiry.expiry_s * 1000 - settlement_window_ms);
        if (end_ms <= begin_ms) continue;
        expiry.until_ms = end_ms;
        if (index_e8 == 0) continue;
        expiry.weighted_e8_ms += static_cast<i128>(index_e8) * (end_ms - begin_ms);
        expiry.covered_ms += end_ms - begin_ms;
    }
}

/// The price of a feed is about to change.
template <class S>
void count_index_of_feed(S& state, std::uint32_t feed)
{
    if (state.expiries.empty()) return;
    const std::uint32_t u = state.risk.scenarios->underlying_of_feed(state.feeds[feed].feed);
    if (u != risk::no_underlying)
        count_index(state, u, state.feeds[feed].price_e8, state.counters.time_ms);
}

/// Settles a holder at the value and takes the position away.
template <class S>
void settle_holder(S& state, AccountIndex account, Position& position, OutcomeSink& sink)
{
    const InstrumentIndex instrument = position.instrument;
    const GenesisInstrument& listing = state.genesis.instruments[instrument.value];
    const i128 quantity_e18 = static_cast<i128>(position.lots) * static_cast<i128>(listing.lot_e18);
    const i128 realised = settle_to_mark(state, account, position);
    sink.events.push_back(
        PositionExpired{state.accounts[account.value].id, listing.name, quantity_e18,
                        state.risk.instruments[instrument.value].mark_e8, realised});
    Position* row =
        find_row(state.accounts[account.value].positions, &Position::instrument, instrument);
    InstrumentState& book = state.instruments[instrument.value];
    book.entry_sum -= row->entry;
    if (row->lots > 0) book.lots_long -= row->lots;
    row->lots = 0;
    row->entry = 0;
    drop_empty_position(state, account, instrument);
}

/// The SETTLE of a reservation.
template <class S>
Order order_of(const S& state, const OutstandingSettlement& settlement)
{
    return order_around(
        state, settlement,
        Settle{.instrument = state.genesis.instruments[settlement.instrument.value].name,
               .price_e18 = static_cast<i128>(settlement.value_e8) * pow10(10)});
}

/// Orders the venue to settle, under the next id; returns it.
template <class S>
OrderId order_settlement(S& state, InstrumentIndex k, std::int64_t value_e8, OutcomeSink& sink)
{
    const std::uint32_t contract = state.registry.instruments[k.value].contract;
    const auto now_s = static_cast<std::uint64_t>(state.counters.time_ms / 1000);
    const std::uint64_t not_before_s =
        std::max(not_before(now_s),
                 static_cast<std::uint64_t>(state.registry.instruments[k.value].expiry_s));
    const OutstandingSettlement settlement{
        .order = {state.counters.next_order++},
        .sequence = state.counters.sequence,
        .contract = contract,
        .instrument = k,
        .value_e8 = value_e8,
        .issued_s = now_s,
        .not_before_s = not_before_s,
        // The venue measures an order's life from its not_before.
        .expiry_s = not_before_s + order_life_s(state, contract)};
    state.settlements.emplace(settlement.order, settlement);
    sink.orders.push_back(order_of(state, settlement));
    return settlement.order;
}

/// Ends one instrument: losers first, so that clearing holds what it pays out.
template <class S>
void expire_instrument(S& state, InstrumentIndex k, std::int64_t index_e8, OutcomeSink& sink)
{
    fix_value(state, k, index_e8);
    const risk::InstrumentRisk& terms = state.risk.instruments[k.value];
    std::uint32_t holders = 0;
    for (const bool losers : {true, false})
        for (std::uint32_t i = 0; i < state.accounts.size(); ++i)
        {
            Position* row = find_row(state.accounts[i].positions, &Position::instrument, k);
            if (row == nullptr) continue;
            if (row->lots == 0)
            {
                state.checks.mark({i});  // its permit is worth something else from now on
                continue;
            }
            const i128 gain =
                static_cast<i128>(row->lots) * terms.booked_e8(terms.mark_e8) - row->entry;
            if (losers != (gain < 0)) continue;
            settle_holder(state, {i}, *row, sink);
            refresh_debt(state, AccountIndex{i}, sink);
            ++holders;
        }
    const GenesisInstrument& listing = state.genesis.instruments[k.value];
    const OrderId order = order_settlement(state, k, terms.mark_e8, sink);
    sink.events.push_back(InstrumentExpired{listing.name, listing.chain, listing.venue, index_e8,
                                            terms.mark_e8, holders, order});
}

/// The first command at or after an expiry settles it. Without any index yet nothing can have been
/// traded, and the expiry waits for the first.
template <class S>
void expire_instruments(S& state, OutcomeSink& sink)
{
    for (ExpiryState& expiry : state.expiries)
    {
        if (expiry.index_e8 != 0 || expiry.expiry_s * 1000 > state.counters.time_ms) continue;
        const std::uint32_t feed =
            *state.registry.feed(state.genesis.scenarios->underlyings[expiry.underlying].feed);
        const std::int64_t last_e8 = state.feeds[feed].price_e8;
        if (last_e8 == 0) continue;
        count_index(state, expiry.underlying, last_e8, expiry.expiry_s * 1000);
        expiry.index_e8 =
            expiry.covered_ms > 0
                ? static_cast<std::int64_t>(div_floor(expiry.weighted_e8_ms, expiry.covered_ms))
                : last_e8;
        for (std::uint32_t k = 0; k < state.registry.instruments.size(); ++k)
        {
            const InstrumentInfo& info = state.registry.instruments[k];
            if (info.feed == feed && info.expiry_s == expiry.expiry_s)
                expire_instrument(state, {k}, expiry.index_e8, sink);
        }
    }
    find_next_expiry(state);
}

/// What two accounts got of an instrument that is over is settled at once.
template <class S>
void settle_if_over(S& state, InstrumentIndex k, std::initializer_list<AccountIndex> holders,
                    OutcomeSink& sink)
{
    if (settled_index_e8(state, k) == 0) return;
    for (const AccountIndex holder : holders)
        if (Position* row =
                find_row(state.accounts[holder.value].positions, &Position::instrument, k);
            row != nullptr && row->lots != 0)
            settle_holder(state, holder, *row, sink);
}

/// A SETTLE that can never execute any more is given again: the venue must learn the value.
template <class S>
void reorder_settlement(S& state, OutstandingSettlement ended, OrderEnd how, OutcomeSink& sink)
{
    state.settlements.erase(ended.order);
    const OrderId again = order_settlement(state, ended.instrument, ended.value_e8, sink);
    sink.events.push_back(SettlementReordered{
        state.genesis.instruments[ended.instrument.value].name, ended.order, how, again});
}

template <class S>
void lapse_settlements(S& state, std::uint32_t contract, std::uint64_t head_time_s,
                       OutcomeSink& sink)
{
    std::vector<OutstandingSettlement> lapsed;
    for (const auto& [order, settlement] : state.settlements)
        if (settlement.contract == contract && settlement.expiry_s < head_time_s)
            lapsed.push_back(settlement);
    for (const OutstandingSettlement& settlement : lapsed)
        reorder_settlement(state, settlement, OrderEnd::Lapsed, sink);
}

}  // namespace ballast::engine
