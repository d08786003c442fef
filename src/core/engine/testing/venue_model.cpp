// SPDX-License-Identifier: Apache-2.0
// Trades, transfers, settlements, liquidators.
#include "venue_model.hpp"

#include <algorithm>
#include <ballast/domain/instrument_terms.hpp>

namespace ballast::engine::testing {
namespace {
i128 magnitude(i128 value) { return value < 0 ? -value : value; }

/// The part of a quantity that a position of the same sign covers; zero for the other sign.
i128 clamp_to_position(i128 position, i128 quantity)
{
    if ((position < 0) != (quantity < 0)) return 0;
    return magnitude(quantity) < magnitude(position) ? quantity : position;
}
}  // namespace

VenueModel::VenueModel(const Genesis& genesis, std::uint32_t row)
    : ContractModel{genesis, row},
      order_life_s_{static_cast<std::uint64_t>(genesis.contracts[row].order_life_ms / 1000)}
{
    for (const GenesisInstrument& listing : genesis.instruments)
        if (listing.venue == genesis.contracts[row].address)
        {
            const auto terms = parse_terms(listing.name);
            listed_[listing.name] = {
                .lot = static_cast<i128>(listing.lot_e18),
                .expiry_s = terms ? static_cast<std::uint64_t>(terms->expiry_s) : 0,
                .settled_at = {}};
        }
}

ChainAnswer VenueModel::execute_trade(const Order& order, const TradeEvidence& evidence)
{
    const Permit& permit = std::get<Permit>(order.body);
    const Quote& quote = evidence.quote;
    const Accept& accept = evidence.accept;
    if (const ChainAnswer answer = executable(order); answer != ChainAnswer::Done) return answer;
    if (is_too_long(order)) return ChainAnswer::OrderLifeTooLong;
    if (const ChainAnswer answer = terms(permit, evidence); answer != ChainAnswer::Done)
        return answer;
    if (const ChainAnswer answer = still_permitted(permit, evidence); answer != ChainAnswer::Done)
        return answer;

    set_state(order.id, OrderState::Executed);
    accepts_used_.insert(evidence.accept_digest);
    filled_[evidence.quote_digest] += magnitude(accept.quantity_e18);
    move(quote.maker, accept.account, quote.instrument, accept.quantity_e18);
    observe(Filled{order.id, accept.account, quote.maker, quote.instrument, accept.quantity_e18,
                   quote.price_e18, evidence.quote_digest});
    return ChainAnswer::Done;
}

ChainAnswer VenueModel::submit(const Order& order)
{
    if (const ChainAnswer answer = executable(order); answer != ChainAnswer::Done) return answer;
    if (const auto* target = std::get_if<Cancel>(&order.body)) return cancel(order, target->target);
    if (is_too_long(order)) return ChainAnswer::OrderLifeTooLong;
    if (const auto* settlement = std::get_if<Settle>(&order.body))
        return settle(order, *settlement);
    return transfer(order, std::get<Transfer>(order.body));
}

ChainAnswer VenueModel::transfer(const Order& order, const Transfer& transfer)
{
    if (transfer.account == transfer.to) return ChainAnswer::AccountsEqual;
    if (!is_liquidator(transfer.to)) return ChainAnswer::NotLiquidator;
    if (!is_quantity(transfer.instrument, transfer.quantity_e18))
        return ChainAnswer::QuantityRefused;
    if (transfer.price_e18 <= 0) return ChainAnswer::PriceNotPositive;

    set_state(order.id, OrderState::Executed);
    std::uint64_t& epoch = epochs_[transfer.account];
    epoch = std::max(epoch, transfer.account_epoch);
    const i128 moved =
        clamp_to_position(position(transfer.account, transfer.instrument), transfer.quantity_e18);
    move(transfer.account, transfer.to, transfer.instrument, moved);
    observe(Transferred{order.id, transfer.account, transfer.to, transfer.instrument, moved,
                        transfer.price_e18});
    return ChainAnswer::Done;
}

ChainAnswer VenueModel::settle(const Order& order, const Settle& settle)
{
    const auto at = listed_.find(settle.instrument);
    if (at == listed_.end()) return ChainAnswer::QuantityRefused;
    Listing& listing = at->second;
    if (listing.expiry_s == 0) return ChainAnswer::InstrumentPerpetual;
    if (time_s() < listing.expiry_s) return ChainAnswer::InstrumentNotExpired;
    if (listing.settled_at) return ChainAnswer::InstrumentSettled;
    if (settle.price_e18 < 0) return ChainAnswer::SettlementPriceRefused;

    set_state(order.id, OrderState::Executed);
    listing.settled_at = settle.price_e18;
    observe(Settled{order.id, settle.instrument, settle.price_e18});
    return ChainAnswer::Done;
}

ChainAnswer VenueModel::set_liquidator(const AccountId& account, bool opted)
{
    Liquidator& row = liquidators_[account];
    if (row.opted == opted) return ChainAnswer::LiquidatorUnchanged;
    row = {opted, opted ? 0 : time_s() + order_life_s_};
    observe(LiquidatorOpted{account, opted});
    return ChainAnswer::Done;
}

bool VenueModel::is_liquidator(const AccountId& account) const
{
    const auto at = liquidators_.find(account);
    return at != liquidators_.end() && (at->second.opted || time_s() <= at->second.until_s);
}

i128 VenueModel::position(const AccountId& account, const InstrumentName& instrument) const
{
    if (settled_at(instrument)) return 0;
    const auto at = positions_.find({account, instrument});
    return at == positions_.end() ? 0 : at->second;
}

bool VenueModel::is_quantity(const InstrumentName& instrument, i128 quantity) const
{
    const auto at = listed_.find(instrument);
    return at != listed_.end() && quantity != 0 && quantity % at->second.lot == 0;
}

std::optional<i128> VenueModel::settled_at(const InstrumentName& instrument) const
{
    const auto at = listed_.find(instrument);
    return at == listed_.end() ? std::nullopt : at->second.settled_at;
}

/// Whether permit, quote and accept fit each other, which does not change with the chain.
ChainAnswer VenueModel::terms(const Permit& permit, const TradeEvidence& evidence) const
{
    const Quote& quote = evidence.quote;
    const Accept& accept = evidence.accept;
    if (permit.account != accept.account || permit.maker != quote.maker ||
        permit.quote_digest != evidence.quote_digest ||
        accept.quote_digest != evidence.quote_digest || permit.instrument != quote.instrument ||
        permit.quantity_e18 != accept.quantity_e18 ||
        permit.limit_price_e18 != accept.limit_price_e18)
        return ChainAnswer::PermitMismatch;
    if (accept.account == quote.maker) return ChainAnswer::AccountsEqual;
    if (!is_quantity(quote.instrument, accept.quantity_e18)) return ChainAnswer::QuantityRefused;
    const bool is_buy = accept.quantity_e18 > 0;
    if (quote.quantity_e18 == 0 || (quote.quantity_e18 < 0) != is_buy || quote.price_e18 <= 0 ||
        (is_buy ? quote.price_e18 > accept.limit_price_e18
                : quote.price_e18 < accept.limit_price_e18))
        return ChainAnswer::TermsRefused;
    return ChainAnswer::Done;
}

/// Time, epochs, flags, and what is left of quote and accept.
ChainAnswer VenueModel::still_permitted(const Permit& permit, const TradeEvidence& evidence) const
{
    const Accept& accept = evidence.accept;
    if (time_s() > evidence.quote.expiry_s) return ChainAnswer::QuoteExpired;
    if (time_s() > accept.deadline_s) return ChainAnswer::AcceptExpired;
    const std::uint64_t expiry_s = listed_.at(evidence.quote.instrument).expiry_s;
    if (expiry_s != 0 && time_s() >= expiry_s) return ChainAnswer::InstrumentExpired;
    if (permit.account_epoch != epoch(permit.account) || permit.maker_epoch != epoch(permit.maker))
        return ChainAnswer::EpochMismatch;
    if (permit.flags != 0 && clamp_to_position(position(permit.account, permit.instrument),
                                               -accept.quantity_e18) != -accept.quantity_e18)
        return ChainAnswer::NotReducing;
    if (accepts_used_.contains(evidence.accept_digest)) return ChainAnswer::AcceptUsed;
    const auto filled = filled_.find(evidence.quote_digest);
    const i128 before = filled == filled_.end() ? 0 : filled->second;
    if (before + magnitude(accept.quantity_e18) > magnitude(evidence.quote.quantity_e18))
        return ChainAnswer::QuoteFilled;
    return ChainAnswer::Done;
}

bool VenueModel::is_too_long(const Order& order) const
{
    return order.expiry_s - order.not_before_s > order_life_s_;
}

std::uint64_t VenueModel::epoch(const AccountId& account) const
{
    const auto at = epochs_.find(account);
    return at == epochs_.end() ? 0 : at->second;
}

void VenueModel::move(const AccountId& from, const AccountId& to, const InstrumentName& instrument,
                      i128 quantity)
{
    positions_[{from, instrument}] -= quantity;
    positions_[{to, instrument}] += quantity;
}

}  // namespace ballast::engine::testing
