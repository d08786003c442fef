// SPDX-License-Identifier: Apache-2.0
// Orders by id, and the log.
#include "contract_model.hpp"

#include <ballast/engine/testing/world.hpp>

namespace ballast::engine::testing {

bool is_hubs_fault(ChainAnswer answer)
{
    switch (answer)
    {
        case ChainAnswer::OrderLifeTooLong:
        case ChainAnswer::QuoteFilled:
        case ChainAnswer::AcceptUsed:
        case ChainAnswer::PermitMismatch:
        case ChainAnswer::TermsRefused:
        case ChainAnswer::AccountsEqual:
        case ChainAnswer::QuantityRefused:
        case ChainAnswer::PriceNotPositive:
        case ChainAnswer::AmountZero:
        case ChainAnswer::InstrumentExpired:
        case ChainAnswer::InstrumentNotExpired:
        case ChainAnswer::InstrumentPerpetual:
        case ChainAnswer::InstrumentSettled:
        case ChainAnswer::SettlementPriceRefused:
            return true;
        default:
            return false;
    }
}

ContractModel::ContractModel(const Genesis& genesis, std::uint32_t row)
    : row_{row}, time_s_{static_cast<std::uint64_t>(genesis.time_ms / 1000)}
{
    const GenesisContract& contract = genesis.contracts[row];
    frame_.chain = contract.chain;
    frame_.emitter = contract.address;
    frame_.contract = contract.address;
    frame_.deployment = genesis.deployment_id;
    for (const GenesisChain& chain : genesis.chains)
        if (chain.id == contract.chain) frame_.eip155 = chain.eip155;
}

ChainAnswer ContractModel::void_order(const Order& order)
{
    if (time_s_ <= order.expiry_s) return ChainAnswer::OrderNotExpired;
    return make_void(order.id);
}

ObserveChain ContractModel::head()
{
    Observation out = next_observation(Head{log_.size(), time_s_, numbered(9, block_)});
    out.sequence = out.block_number;
    return {out, numbered(static_cast<std::uint8_t>(0x60 + row_), out.block_number)};
}

void ContractModel::lie(ObservationBody body)
{
    observe(std::move(body));
    log_.back().is_rogue = true;
}

ChainAnswer ContractModel::executable(const Order& order) const
{
    if (state_of(order.id) != OrderState::None) return ChainAnswer::OrderUsed;
    if (time_s_ < order.not_before_s) return ChainAnswer::OrderEarly;
    if (time_s_ > order.expiry_s) return ChainAnswer::OrderExpired;
    return ChainAnswer::Done;
}

ChainAnswer ContractModel::cancel(const Order& order, OrderId target)
{
    const ChainAnswer answer = make_void(target);
    if (answer == ChainAnswer::Done) set_state(order.id, OrderState::Executed);
    return answer;
}

void ContractModel::observe(ObservationBody body)
{
    Observation out = next_observation(std::move(body));
    out.sequence = log_.size() + 1;
    log_.push_back(
        {{out, numbered(static_cast<std::uint8_t>(0x40 + row_), out.block_number)}, false});
}

ContractModel::OrderState ContractModel::state_of(OrderId order) const
{
    const auto at = orders_.find(order);
    return at == orders_.end() ? OrderState::None : at->second;
}

ChainAnswer ContractModel::make_void(OrderId order)
{
    const OrderState state = state_of(order);
    if (state == OrderState::Executed || state == OrderState::Voided) return ChainAnswer::OrderUsed;
    set_state(order, OrderState::Voided);
    observe(Voided{order});
    return ChainAnswer::Done;
}

Observation ContractModel::next_observation(ObservationBody body)
{
    Observation out = frame_;
    out.timestamp_s = time_s_;
    out.block_number = ++block_;
    out.block_hash = numbered(5, block_);
    out.body = std::move(body);
    return out;
}

}  // namespace ballast::engine::testing
