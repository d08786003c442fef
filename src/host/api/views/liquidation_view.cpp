// SPDX-License-Identifier: Apache-2.0
// Liquidations as shown.
#include "liquidation_view.hpp"

#include <ballast/engine/state_codec.hpp>
#include <ballast/risk/margin.hpp>

namespace ballast::api {
namespace {
using engine::State;

std::optional<std::int64_t> if_set(std::int64_t time_ms)
{
    if (time_ms == 0) return {};
    return time_ms;
}

WatchView watch_view(const State& state, AccountIndex account, const engine::Watch& row)
{
    const Account& watched = state.accounts[account.value];
    const risk::Standing at = risk::standing(watched, state.risk, state.counters.time_ms);
    return {.account = watched.id,
            .margin_called = row.called,
            .below_since_ms = if_set(row.below_ms),
            .retry_ms = if_set(row.retry_ms),
            .missing_usd_e6 = std::max<i128>(0, at.missing()),
            .cushion_usd_e6 = at.cushion()};
}
}  // namespace

TransferView transfer_view(const State& state, const engine::OutstandingTransfer& transfer)
{
    const GenesisInstrument& listing = state.genesis.instruments[transfer.instrument.value];
    return {.order_id = transfer.order,
            .account = state.accounts[transfer.account.value].id,
            .to = state.accounts[transfer.to.value].id,
            .chain = listing.chain,
            .instrument = listing.name,
            .quantity_e18 = static_cast<i128>(transfer.lots) * static_cast<i128>(listing.lot_e18),
            .price_e18 = static_cast<i128>(transfer.price_e8) * pow10(10),
            .expiry_s = transfer.expiry_s};
}

ClaimView claim_view(const State& state, const engine::OutstandingRelease& claim)
{
    const GenesisToken& token = state.genesis.tokens[claim.token.value];
    return {.order_id = claim.order,
            .account = state.accounts[claim.account.value].id,
            .buyer = state.accounts[claim.buyer.value].id,
            .chain = token.chain,
            .asset = token.asset,
            .token = token.address,
            .amount = claim.amount,
            .amount_decimal = to_decimal_scaled(static_cast<i128>(claim.amount), token.decimals),
            .recipient = claim.recipient,
            .expiry_s = claim.expiry_s};
}

LiquidationsView liquidations_view(const State& state)
{
    LiquidationsView out{.sequence = state.counters.sequence, .time_ms = state.counters.time_ms};
    std::map<LiquidationId, std::size_t> places;
    for (const auto& [id, row] : state.liquidations)
    {
        LiquidationView view{.liquidation_id = id,
                             .account = state.accounts[row.account.value].id,
                             .sequence = row.sequence,
                             .instant_ms = row.instant_ms,
                             .proceeds_usd_e6 = row.proceeds_usd_e6};
        for (const engine::ClaimedValue& claim : row.claimed)
            view.claimed_value_usd_e6 += claim.value_usd_e6;
        places[id] = out.liquidations.size();
        out.liquidations.push_back(std::move(view));
    }
    for (const auto& transfer : engine::sorted_transfers(state))
        out.liquidations[places.at(transfer.liquidation)].transfers.push_back(
            transfer_view(state, transfer));
    for (const auto& release : engine::sorted_releases(state))
        if (release.is_claim())
            out.liquidations[places.at(release.liquidation)].claims.push_back(
                claim_view(state, release));
    for (const auto& [account, row] : state.watched)
        out.watched.push_back(watch_view(state, account, row));
    for (const auto& [key, opted] : state.liquidators)
    {
        if (!opted) continue;
        const auto contract = state.registry.contract(key.chain, key.token);
        out.liquidators.push_back(
            {.account = key.account,
             .chain = key.chain,
             .venue = key.token,
             .took_last = contract && state.contracts[*contract].last_liquidator == key.account});
    }
    return out;
}

}  // namespace ballast::api
