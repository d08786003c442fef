// SPDX-License-Identifier: Apache-2.0
// A liquidation's legs from order to end: what is reserved when they leave, what is booked when a
// chain reports them, and what follows when they lapse or are voided. Source: docs/margin.md §5.
#pragma once
#include <ballast/engine/commands/end_release.hpp>
#include <ballast/engine/expiry.hpp>

namespace ballast::engine {

template <class S>
Watch& watch(S& state, AccountIndex account)
{
    return state.watched[account];
}

/// Forgets a watch that has nothing left to watch.
template <class S>
void unwatch_idle(S& state, AccountIndex account)
{
    const auto at = state.watched.find(account);
    if (at != state.watched.end() && at->second.is_idle()) state.watched.erase(at);
}

/// The TRANSFER of a reservation.
template <class S>
Order order_of(const S& state, const OutstandingTransfer& transfer)
{
    const GenesisInstrument& listing = state.genesis.instruments[transfer.instrument.value];
    return order_around(state, transfer,
                        Transfer{.account = state.accounts[transfer.account.value].id,
                                 .to = state.accounts[transfer.to.value].id,
                                 .instrument = listing.name,
                                 .quantity_e18 = static_cast<i128>(transfer.lots) *
                                                 static_cast<i128>(listing.lot_e18),
                                 .price_e18 = static_cast<i128>(transfer.price_e8) * pow10(10),
                                 .account_epoch = transfer.account_epoch});
}

/// One leg is over; with the last one the liquidation is settled, and its slippage known.
template <class S>
void end_leg(S& state, LiquidationId id, OutcomeSink& sink)
{
    const auto at = state.liquidations.find(id);
    if (at == state.liquidations.end() || --at->second.legs > 0) return;
    const Liquidation& done = at->second;
    i128 then = 0;
    i128 now = 0;
    for (const ClaimedValue& claim : done.claimed)
    {
        const risk::TokenRisk& terms = state.risk.tokens[claim.token.value];
        then += claim.value_usd_e6;
        now += mul_div_down(static_cast<i128>(claim.amount), terms.price_e8, terms.unit);
    }
    sink.events.push_back(LiquidationSettled{id, state.accounts[done.account.value].id,
                                             done.proceeds_usd_e6, then, then - now});
    state.checks.mark(done.account);
    state.liquidations.erase(at);
}

/// Reserves a transfer at the account that takes it over; its order leaves with the command.
template <class S>
void reserve_transfer(S& state, const OutstandingTransfer& transfer)
{
    Account& to = state.accounts[transfer.to.value];
    row_for(to.positions, &Position::instrument, transfer.instrument);
    to.pending.push_back({transfer.order, transfer.instrument, transfer.lots, transfer.price_e8});
    touch(state, transfer.to);
    state.checks.mark(transfer.to);
    ++watch(state, transfer.account).transfers;
    state.transfer_queue[transfer.contract].push_back(transfer.order);
    state.transfers.emplace(transfer.order, transfer);
}

/// Forgets a transfer and what it reserved.
template <class S>
void erase_transfer(S& state, const OutstandingTransfer& transfer, OutcomeSink& sink)
{
    release_side(state, transfer.to, transfer.order, transfer.instrument);
    drop_empty_position(state, transfer.account, transfer.instrument);
    state.transfers.erase(transfer.order);
    --watch(state, transfer.account).transfers;
    state.checks.mark(transfer.account);
    unwatch_idle(state, transfer.account);
    end_leg(state, transfer.liquidation, sink);
}

/// The transfer can never execute any more: the account still has its position, and is looked at
/// again.
template <class S>
void return_transfer(S& state, const OutstandingTransfer& transfer, OrderEnd how, OutcomeSink& sink)
{
    sink.events.push_back(
        OrderClosed{transfer.order, state.accounts[transfer.account.value].id, how});
    erase_transfer(state, transfer, sink);
}

/// True when a TRANSFERRED says what its order allowed: the same parties and price, and no more
/// than the ordered quantity, in lots.
template <class S>
bool transfer_matches(const S& state, const OutstandingTransfer& transfer, std::uint32_t contract,
                      const Transferred& report)
{
    const GenesisInstrument& listing = state.genesis.instruments[transfer.instrument.value];
    const i128 lot = static_cast<i128>(listing.lot_e18);
    const Division moved = divide(report.quantity_e18, lot);
    const bool same_side = transfer.lots > 0
                               ? moved.quotient >= 0 && moved.quotient <= transfer.lots
                               : moved.quotient <= 0 && moved.quotient >= transfer.lots;
    return transfer.contract == contract && moved.remainder == 0 && same_side &&
           state.accounts[transfer.account.value].id == report.account &&
           state.accounts[transfer.to.value].id == report.to && listing.name == report.instrument &&
           report.price_e18 == static_cast<i128>(transfer.price_e8) * pow10(10);
}

/// The venue moved it: the loss is realised and settled, and the account's older permits there can
/// never execute any more.
template <class S>
void book_transfer(S& state, const OutstandingTransfer& transfer, const Transferred& report,
                   OutcomeSink& sink)
{
    const GenesisInstrument& listing = state.genesis.instruments[transfer.instrument.value];
    const auto lots = static_cast<std::int64_t>(
        divide(report.quantity_e18, static_cast<i128>(listing.lot_e18)).quotient);
    i128 pnl_account = 0;
    i128 pnl_to = 0;
    if (lots != 0)
    {
        pnl_account =
            trade_position(state, transfer.account, transfer.instrument, -lots, transfer.price_e8);
        pnl_to = trade_position(state, transfer.to, transfer.instrument, lots, transfer.price_e8);
    }
    VenueEpoch& epoch = row_for(state.accounts[transfer.account.value].epochs,
                                &VenueEpoch::contract, transfer.contract);
    epoch.epoch = std::max(epoch.epoch, transfer.account_epoch);
    sink.events.push_back(PositionTransferred{transfer.liquidation, transfer.order, report.account,
                                              report.to, report.instrument, report.quantity_e18,
                                              report.price_e18, pnl_account, pnl_to});
    settle_if_over(state, transfer.instrument, {transfer.account, transfer.to}, sink);
    refresh_debt(state, transfer.account, sink);
    refresh_debt(state, transfer.to, sink);
    erase_transfer(state, transfer, sink);
}

template <class S>
void lapse_transfers(S& state, std::uint32_t contract, std::uint64_t head_time_s, OutcomeSink& sink)
{
    auto& queue = state.transfer_queue[contract];
    // What is ordered again meanwhile stands behind these.
    for (std::size_t left = queue.size(); left > 0; --left)
    {
        const auto at = state.transfers.find(queue.front());
        if (at != state.transfers.end())
        {
            if (at->second.expiry_s >= head_time_s) return;
            return_transfer(state, OutstandingTransfer{at->second}, OrderEnd::Lapsed, sink);
        }
        queue.pop_front();
    }
}

/// What a claim of the fund put on the line of its chain is free again.
template <class S>
void free_line(S& state, const OutstandingRelease& claim)
{
    state.chains[state.registry.tokens[claim.token.value].chain].line_used_usd_e6 -=
        claim.line_usd_e6;
}

/// The vault paid a claim to its buyer.
template <class S>
void pay_claim(S& state, const OutstandingRelease& claim, OutcomeSink& sink)
{
    free_line(state, claim);
    pay_release(state, claim);
    end_leg(state, claim.liquidation, sink);
}

/// A claim whose order can never execute any more is ordered again: its buyer has paid.
template <class S>
void reorder_claim(S& state, const OutstandingRelease& ended, OrderEnd how, OutcomeSink& sink)
{
    OutstandingRelease again = ended;
    stamp_release(state, again);
    ++state.counters.next_order;
    state.releases.erase(ended.order);
    state.release_queue[again.contract].push_back(again.order);
    state.releases.emplace(again.order, again);
    sink.orders.push_back(order_of(state, again));
    sink.events.push_back(
        ClaimReordered{ended.liquidation, ended.order, how, again.order, again.expiry_s});
}

}  // namespace ballast::engine
