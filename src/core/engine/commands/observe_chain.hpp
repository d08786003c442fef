// SPDX-License-Identifier: Apache-2.0
// What a guardian quorum saw on a chain enters the books. One counter per contract: the engine
// takes only the next event. What no order explains is recorded, credits nobody and trips the
// route. Source: wire.md §2.
#pragma once
#include <ballast/engine/commands/end_permit.hpp>
#include <ballast/engine/commands/recognition.hpp>
#include <ballast/engine/liquidation/legs.hpp>

namespace ballast::engine {

/// What an observation's handler sees.
struct Observed
{
    const Observation& message;
    std::uint32_t contract{};
};

template <class S>
void trip_route(S& state, std::uint32_t contract, RouteStatus to, RejectReason reason,
                OutcomeSink& sink)
{
    if (state.contracts[contract].status < to) state.contracts[contract].status = to;
    sink.events.push_back(RouteTripped{state.genesis.contracts[contract].chain,
                                       state.genesis.contracts[contract].address, reason});
}

template <class S>
void observe(S& state, const Observed& at, const Locked& locked, OutcomeSink& sink)
{
    const ChainId chain = at.message.chain;
    const auto token = state.registry.token(chain, locked.token);
    if (!token)
    {
        state.unlisted[{chain, locked.token, locked.account}] += locked.amount;
        sink.events.push_back(DepositBooked{locked.account, chain, locked.token, 0, locked.amount,
                                            RecognitionLimit::UnknownToken});
        return;
    }
    const AccountIndex account = intern_account(state, locked.account);
    TokenState& row = state.tokens[token->value];
    row.locked += locked.amount;
    const Recognition counted = recognise(state, account, *token, locked.amount);
    const u128 rest = locked.amount - counted.recognised;
    if (counted.recognised > 0)
    {
        add_recognised(state, *token, static_cast<i128>(counted.recognised));
        credit_account(state, account, *token, static_cast<i128>(counted.recognised));
    }
    if (rest > 0)
        credit_unrecognised(state, account, *token, locked.depositor, static_cast<i128>(rest));
    if (!state.accounts[account.value].line_charges.empty()) refresh_debt(state, account, sink);
    sink.say<DepositBooked>(locked.account, chain, locked.token, counted.recognised, rest,
                            counted.limit);
}

template <class S>
void observe(S& state, const Observed& at, const Released& released, OutcomeSink& sink)
{
    if (const auto found = state.releases.find(released.order);
        found != state.releases.end() &&
        release_matches(state, found->second, at.contract, released))
    {
        const OutstandingRelease paid = found->second;
        if (paid.is_claim())
        {
            sink.events.push_back(ClaimPaid{paid.liquidation, paid.order,
                                            state.accounts[paid.buyer.value].id, at.message.chain,
                                            released.token, released.amount, released.recipient,
                                            released.how == ReleaseOutcome::Claimable});
            return pay_claim(state, paid, sink);
        }
        pay_release(state, paid);
        sink.events.push_back(WithdrawalPaid{
            paid.order, state.accounts[paid.account.value].id, at.message.chain, released.token,
            released.amount, released.recipient, released.how == ReleaseOutcome::Claimable});
        return;
    }
    // What no order explains is a hole in the books, shown as such.
    if (const auto token = state.registry.token(at.message.chain, released.token))
    {
        TokenState& row = state.tokens[token->value];
        row.released += released.amount;
        row.unexplained = sub(row.unexplained, static_cast<i128>(released.amount));
    }
    trip_route(state, at.contract, RouteStatus::Red, RejectReason::NoMatchingOrder, sink);
}

template <class S>
void observe(S& state, const Observed& at, const Voided& voided, OutcomeSink& sink)
{
    if (const auto release = state.releases.find(voided.order);
        release != state.releases.end() && release->second.contract == at.contract)
        return end_release(state, OutstandingRelease{release->second}, OrderEnd::Voided, sink);
    if (const auto transfer = state.transfers.find(voided.order);
        transfer != state.transfers.end() && transfer->second.contract == at.contract)
        return return_transfer(state, OutstandingTransfer{transfer->second}, OrderEnd::Voided,
                               sink);
    if (const auto settlement = state.settlements.find(voided.order);
        settlement != state.settlements.end() && settlement->second.contract == at.contract)
        return reorder_settlement(state, settlement->second, OrderEnd::Voided, sink);
    const auto permit = state.permits.find(voided.order);
    if (permit == state.permits.end() || permit->second.contract != at.contract)
    {
        // An order that lapsed before may still be voided by anyone: nothing is reserved for it any
        // more.
        if (voided.order.value == 0 || voided.order.value >= state.counters.next_order)
            trip_route(state, at.contract, RouteStatus::Red, RejectReason::NoMatchingOrder, sink);
        return;
    }
    const OutstandingPermit ended = permit->second;
    end_permit(state, ended, false);
    sink.events.push_back(
        OrderClosed{ended.order, state.accounts[ended.account.value].id, OrderEnd::Voided});
}

/// True when a FILLED says exactly what its permit and quote allowed.
template <class S>
bool fill_matches(const S& state, const OutstandingPermit& permit, std::uint32_t contract,
                  const Filled& fill)
{
    const GenesisInstrument& listing = state.genesis.instruments[permit.instrument.value];
    return permit.contract == contract && state.accounts[permit.account.value].id == fill.account &&
           state.accounts[permit.maker.value].id == fill.maker && listing.name == fill.instrument &&
           fill.quantity_e18 ==
               static_cast<i128>(permit.lots) * static_cast<i128>(listing.lot_e18) &&
           fill.price_e18 == static_cast<i128>(permit.price_e8) * pow10(10) &&
           permit.quote_digest == fill.quote_digest;
}

template <class S>
void observe(S& state, const Observed& at, const Filled& fill, OutcomeSink& sink)
{
    const auto found = state.permits.find(fill.order);
    if (found == state.permits.end() || !fill_matches(state, found->second, at.contract, fill))
        return trip_route(state, at.contract, RouteStatus::Red, RejectReason::NoMatchingOrder,
                          sink);
    const OutstandingPermit permit = found->second;
    const i128 maker_pnl =
        trade_position(state, permit.maker, permit.instrument, -permit.lots, permit.price_e8);
    const i128 account_pnl =
        trade_position(state, permit.account, permit.instrument, permit.lots, permit.price_e8);
    end_permit(state, permit, true);
    sink.say<TradeFilled>(fill.order, fill.account, fill.maker, fill.instrument, fill.quantity_e18,
                          fill.price_e18, account_pnl, maker_pnl);
    settle_if_over(state, permit.instrument, {permit.maker, permit.account}, sink);
    refresh_debt(state, permit.maker, sink);
    refresh_debt(state, permit.account, sink);
}

template <class S>
void observe(S& state, const Observed& at, const Transferred& report, OutcomeSink& sink)
{
    const auto found = state.transfers.find(report.order);
    if (found == state.transfers.end() ||
        !transfer_matches(state, found->second, at.contract, report))
        return trip_route(state, at.contract, RouteStatus::Red, RejectReason::NoMatchingOrder,
                          sink);
    book_transfer(state, OutstandingTransfer{found->second}, report, sink);
}

/// The venue took the value of an instrument that is over.
template <class S>
void observe(S& state, const Observed& at, const Settled& report, OutcomeSink& sink)
{
    const auto found = state.settlements.find(report.order);
    if (found == state.settlements.end() || found->second.contract != at.contract ||
        state.genesis.instruments[found->second.instrument.value].name != report.instrument ||
        report.price_e18 != static_cast<i128>(found->second.value_e8) * pow10(10))
        return trip_route(state, at.contract, RouteStatus::Red, RejectReason::NoMatchingOrder,
                          sink);
    state.settlements.erase(found);
    sink.events.push_back(SettlementConfirmed{report.order, report.instrument});
}

template <class S>
void observe(S& state, const Observed& at, const SetChanged& changed, OutcomeSink&)
{
    state.contracts[at.contract].signer_set = changed.index;
}

template <class S>
void observe(S& state, const Observed& at, const LiquidatorOpted& opted, OutcomeSink& sink)
{
    const GenesisContract& venue = state.genesis.contracts[at.contract];
    state.liquidators[{venue.chain, venue.address, opted.account}] = opted.opted;
    sink.events.push_back(
        LiquidatorChanged{opted.account, venue.chain, venue.address, opted.opted});
}

/// Reports of orders that this version never gives: no order explains them.
template <class S, class Body>
void observe(S& state, const Observed& at, const Body&, OutcomeSink& sink)
{
    trip_route(state, at.contract, RouteStatus::Red, RejectReason::NoMatchingOrder, sink);
}

/// Whether this kind of contract sends this type at all (wire.md §2).
inline bool sends(ContractKind kind, ObservationType type)
{
    switch (type)
    {
        case ObservationType::Locked:
        case ObservationType::Released:
            return kind == ContractKind::Vault;
        case ObservationType::Filled:
        case ObservationType::Transferred:
        case ObservationType::Settled:
        case ObservationType::Liquidator:
            return kind == ContractKind::Venue;
        case ObservationType::Voided:
        case ObservationType::SetChanged:
        case ObservationType::Head:
            return true;
        default:
            return false;
    }
}

/// Types whose meaning comes with a later version.
inline bool is_later(ObservationType type)
{
    return type == ObservationType::Provisional || type == ObservationType::Key;
}

/// Whether the engine takes this type from this kind of contract.
inline bool is_taken(ContractKind kind, ObservationType type)
{
    return !is_later(type) && sends(kind, type);
}

template <class S>
void apply_head(S& state, std::uint32_t contract, const ObserveChain& command, const Head& head,
                OutcomeSink& sink)
{
    const auto refuse = [&](RejectReason reason) {
        sink.events.push_back(CommandRejected{reason});
    };
    ContractState& row = state.contracts[contract];
    const std::uint64_t block = command.observation.block_number;
    if (block == row.head_block && row.head_block != 0)
    {
        if (command.digest == row.head_digest) return refuse(RejectReason::AlreadyApplied);
        trip_route(state, contract, RouteStatus::Black, RejectReason::Equivocation, sink);
        return refuse(RejectReason::Equivocation);
    }
    if (block < row.head_block) return refuse(RejectReason::AlreadyApplied);
    if (head.event_nonce > row.event_nonce) return refuse(RejectReason::WrongSequence);
    row.head_block = block;
    row.head_time_s = std::max(row.head_time_s, head.finalised_timestamp_s);
    row.head_digest = command.digest;
    row.state_root = head.state_root;
    sink.events.push_back(HeadAdvanced{command.observation.chain, command.observation.contract,
                                       block, head.finalised_timestamp_s});
    lapse_permits(state, contract, head.finalised_timestamp_s, sink);
    lapse_releases(state, contract, head.finalised_timestamp_s, sink);
    lapse_transfers(state, contract, head.finalised_timestamp_s, sink);
    lapse_settlements(state, contract, head.finalised_timestamp_s, sink);
}

/// Next, seen before, contradicting, or early.
template <class S>
RejectReason place_of(const S& state, std::uint32_t contract, const ObserveChain& command)
{
    const ContractState& row = state.contracts[contract];
    const std::uint64_t sequence = command.observation.sequence;
    if (sequence == row.event_nonce + 1) return RejectReason::None;
    if (sequence > row.event_nonce) return RejectReason::WrongSequence;
    if (sequence == 0 || row.event_nonce - sequence >= digest_window)
        return RejectReason::AlreadyApplied;
    return row.digests[sequence % digest_window] == command.digest ? RejectReason::AlreadyApplied
                                                                   : RejectReason::Equivocation;
}

template <class S>
void apply_observe_chain(S& state, const ObserveChain& command, OutcomeSink& sink)
{
    const Observation& message = command.observation;
    const auto refuse = [&](RejectReason reason) {
        sink.events.push_back(CommandRejected{reason});
    };
    const auto contract = state.registry.contract(message.chain, message.contract);
    if (!contract) return refuse(RejectReason::UnknownContract);
    const ObservationType type = type_of(message.body);
    if (is_later(type)) return refuse(RejectReason::Unsupported);
    if (!sends(state.genesis.contracts[*contract].kind, type))
        return refuse(RejectReason::WrongEmitterKind);
    if (const auto* head = std::get_if<Head>(&message.body))
        return apply_head(state, *contract, command, *head, sink);

    const RejectReason place = place_of(state, *contract, command);
    if (place == RejectReason::Equivocation)
        trip_route(state, *contract, RouteStatus::Black, place, sink);
    if (place != RejectReason::None) return refuse(place);
    ContractState& row = state.contracts[*contract];
    row.event_nonce = message.sequence;
    if (row.digests.empty()) row.digests.resize(digest_window);
    row.digests[message.sequence % digest_window] = command.digest;
    std::visit([&](const auto& body) { observe(state, Observed{message, *contract}, body, sink); },
               message.body);
}

}  // namespace ballast::engine
