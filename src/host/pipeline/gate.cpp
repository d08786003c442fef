// SPDX-License-Identifier: Apache-2.0
// The rules of the gate, by kind of command.
#include "gate.hpp"

#include <algorithm>
#include <ballast/engine/commands/observe_chain.hpp>

namespace ballast::pipeline {
namespace {

GateDecision gate_observation(const engine::State& state, const ObserveChain& command,
                              const BatchAhead& ahead)
{
    const auto contract =
        state.registry.contract(command.observation.chain, command.observation.contract);
    if (!contract) return {GateVerdict::Refuse, RejectReason::UnknownContract};
    const engine::ContractState& row = state.contracts[*contract];
    if (const auto* head = std::get_if<Head>(&command.observation.body))
    {
        const std::uint64_t block = command.observation.block_number;
        if (block < row.head_block ||
            (block == row.head_block && command.digest == row.head_digest))
            return {GateVerdict::Refuse, RejectReason::AlreadyApplied};
        if (ahead.has_head(*contract)) return {GateVerdict::Defer, RejectReason::None};
        if (head->event_nonce > ahead.event_nonce(state, *contract))
            return {GateVerdict::Wait, RejectReason::WrongSequence};
        return {};
    }
    const std::uint64_t last = ahead.event_nonce(state, *contract);
    const std::uint64_t sequence = command.observation.sequence;
    if (sequence > row.event_nonce && last > row.event_nonce)
    {
        if (sequence == last + 1) return {};
        return sequence > last ? GateDecision{GateVerdict::Wait, RejectReason::WrongSequence}
                               : GateDecision{GateVerdict::Defer, RejectReason::None};
    }
    switch (engine::place_of(state, *contract, command))
    {
        case RejectReason::WrongSequence:
            return {GateVerdict::Wait, RejectReason::WrongSequence};
        case RejectReason::AlreadyApplied:
            return {GateVerdict::Refuse, RejectReason::AlreadyApplied};
        default:
            return {};  // the next one, or an equivocation, which belongs in the journal
    }
}

GateDecision gate_prices(const engine::State& state, const UpdatePrices& command)
{
    for (const PriceE8& price : command.prices)
    {
        const auto feed = state.registry.feed(price.feed);
        if (feed && price.publish_time_s > state.feeds[*feed].publish_time_s) return {};
    }
    return {GateVerdict::Refuse, RejectReason::PriceStale};
}

/// Newer than what is known, and not too old for the engine already: its time only moves on.
bool is_news(const engine::State& state, std::uint64_t time_s, std::uint64_t known_s,
             std::int64_t staleness_ms)
{
    return time_s > known_s &&
           state.counters.time_ms - static_cast<std::int64_t>(time_s) * 1000 <= staleness_ms;
}

GateDecision gate_surface(const engine::State& state, const UpdateVolatility& command)
{
    const auto& scenarios = state.genesis.scenarios;
    if (!scenarios) return {GateVerdict::Refuse, RejectReason::UnknownUnderlying};
    const auto& rows = scenarios->underlyings;
    const auto row = std::ranges::find(rows, command.update.underlying, &GenesisUnderlying::feed);
    if (row == rows.end()) return {GateVerdict::Refuse, RejectReason::UnknownUnderlying};
    const auto& known = state.surfaces[static_cast<std::size_t>(row - rows.begin())];
    if (is_news(state, command.update.publish_time_s, known.publish_time_s,
                row->surface_staleness_ms))
        return {};
    return {GateVerdict::Refuse, RejectReason::PriceStale};
}

GateDecision gate_marks(const engine::State& state, const UpdateMarks& command)
{
    RejectReason reason = RejectReason::UnknownInstrument;
    for (const InstrumentMark& mark : command.update.marks)
        for (std::uint32_t k = 0; k < state.genesis.instruments.size(); ++k)
        {
            if (state.genesis.instruments[k].name != mark.instrument) continue;
            const std::uint32_t feed = state.registry.instruments[k].feed;
            if (is_news(state, mark.time_s, state.marks[k].time_s,
                        state.genesis.feeds[feed].staleness_ms))
                return {};
            reason = RejectReason::PriceStale;
        }
    return {GateVerdict::Refuse, reason};
}

GateDecision gate_trade(const engine::State& state, const RequestTrade& command)
{
    if (!state.find_account(command.accept.account) || !state.find_account(command.quote.maker))
        return {GateVerdict::Refuse, RejectReason::UnknownAccount};
    return {};
}

}  // namespace

std::uint64_t BatchAhead::event_nonce(const engine::State& state, std::uint32_t contract) const
{
    const auto at = rows_.find(contract);
    const std::uint64_t applied = state.contracts[contract].event_nonce;
    return at == rows_.end() ? applied : std::max(applied, at->second.event_nonce);
}

bool BatchAhead::has_head(std::uint32_t contract) const
{
    const auto at = rows_.find(contract);
    return at != rows_.end() && at->second.has_head;
}

void BatchAhead::take(const engine::State& state, const Command& command)
{
    const auto* observed = std::get_if<ObserveChain>(&command);
    if (observed == nullptr) return;
    const Observation& message = observed->observation;
    const auto contract = state.registry.contract(message.chain, message.contract);
    const ObservationType type = type_of(message.body);
    // What the engine refuses does not advance the counter.
    if (!contract || !engine::is_taken(state.genesis.contracts[*contract].kind, type)) return;
    if (type == ObservationType::Head)
        rows_[*contract].has_head = true;
    else if (message.sequence == event_nonce(state, *contract) + 1)
        rows_[*contract].event_nonce = message.sequence;
}

GateDecision gate(const engine::State& state, const Command& command, const BatchAhead& ahead)
{
    if (const auto* observed = std::get_if<ObserveChain>(&command))
        return gate_observation(state, *observed, ahead);
    if (const auto* prices = std::get_if<UpdatePrices>(&command))
        return gate_prices(state, *prices);
    if (const auto* surface = std::get_if<UpdateVolatility>(&command))
        return gate_surface(state, *surface);
    if (const auto* marks = std::get_if<UpdateMarks>(&command)) return gate_marks(state, *marks);
    if (const auto* trade = std::get_if<RequestTrade>(&command)) return gate_trade(state, *trade);
    if (const auto* request = std::get_if<RequestWithdrawal>(&command))
        return state.find_account(request->withdraw.account)
                   ? GateDecision{}
                   : GateDecision{GateVerdict::Refuse, RejectReason::UnknownAccount};
    return {GateVerdict::Refuse, RejectReason::Unsupported};
}

std::optional<WaitKey> wait_key(const engine::State& state, const Command& command)
{
    const auto* observed = std::get_if<ObserveChain>(&command);
    if (observed == nullptr) return {};
    const auto contract =
        state.registry.contract(observed->observation.chain, observed->observation.contract);
    if (!contract) return {};
    if (const auto* head = std::get_if<Head>(&observed->observation.body))
        return WaitKey{*contract, head->event_nonce};
    return WaitKey{*contract, observed->observation.sequence - 1};
}

}  // namespace ballast::pipeline
