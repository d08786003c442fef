// SPDX-License-Identifier: Apache-2.0
// A liquidation begins: what was planned is booked and reserved, and both legs leave together, the
// venue's and the collateral's. Source: docs/margin.md §5.
#pragma once
#include <ballast/engine/liquidation/deleverage.hpp>
#include <ballast/engine/liquidation/legs.hpp>

namespace ballast::engine {

/// Calls `move(token, units)` for the settlement tokens with which `payer` pays `usd_e6`: those
/// that the receiver owes first, then the payer's largest.
template <class S, class Move>
void split_purchase(const S& state, AccountIndex payer, AccountIndex receiver, i128 usd_e6,
                    Move move)
{
    std::vector<Balance> debts;
    for (const Balance& balance : state.accounts[receiver.value].balances)
        if (state.registry.tokens[balance.token.value].settlement && balance.amount < 0)
            debts.push_back(balance);
    for (const Balance& debt : debts)
    {
        const i128 unit = state.registry.tokens[debt.token.value].settlement_unit;
        const Balance* held =
            find_row(state.accounts[payer.value].balances, &Balance::token, debt.token);
        if (held == nullptr || held->amount < unit) continue;
        const i128 part =
            std::min({usd_e6, held->amount / unit, mul_div_up(-debt.amount, 1, unit)});
        if (part <= 0) continue;
        move(debt.token, part * unit);
        usd_e6 -= part;
    }
    if (usd_e6 > 0)
        split_payment(state, state.accounts[payer.value].balances, TokenIndex{}, usd_e6, move);
}

/// Moves settlement tokens worth `usd_e6` at par between two accounts; the payer has them.
template <class S>
void pay_cash(S& state, AccountIndex payer, AccountIndex receiver, i128 usd_e6)
{
    split_purchase(state, payer, receiver, usd_e6, [&](TokenIndex token, i128 units) {
        credit_account(state, payer, token, -units);
        credit_account(state, receiver, token, units);
    });
}

/// The account that a vault pays a buyer's claim to.
template <class S>
Address recipient_of(const S& state, const ClaimLeg& leg)
{
    const AccountId& id = leg.by_fund ? state.genesis.treasury : state.accounts[leg.buyer.value].id;
    return Address::from_evm(id.owner());
}

/// The collateral's leg: book entries at once, and the RELEASE.
template <class S>
void order_claim(S& state, Liquidation& liquidation, const ClaimLeg& leg, OutcomeSink& sink)
{
    const AccountIndex account = liquidation.account;
    const GenesisToken& listing = state.genesis.tokens[leg.token.value];
    const std::uint32_t chain = state.registry.tokens[leg.token.value].chain;
    OutstandingRelease claim{.contract = state.registry.vault_by_chain[chain],
                             .account = account,
                             .token = leg.token,
                             .amount = leg.amount,
                             .recipient = recipient_of(state, leg),
                             .liquidation = liquidation.id,
                             .buyer = leg.buyer,
                             .line_usd_e6 = leg.by_fund ? leg.proceeds_usd_e6 : 0};
    stamp_release(state, claim);
    ++state.counters.next_order;
    pay_cash(state, leg.buyer, account, leg.proceeds_usd_e6);
    move_to_flight(state, claim, 1);
    state.chains[chain].line_used_usd_e6 += claim.line_usd_e6;
    state.release_queue[claim.contract].push_back(claim.order);
    state.releases.emplace(claim.order, claim);

    ++liquidation.legs;
    liquidation.proceeds_usd_e6 += leg.proceeds_usd_e6;
    liquidation.claimed.push_back({leg.token, leg.amount, leg.value_usd_e6});
    sink.orders.push_back(order_of(state, claim));
    sink.events.push_back(CollateralClaimed{
        liquidation.id, claim.order, state.accounts[account.value].id,
        state.accounts[leg.buyer.value].id, listing.chain, listing.address, leg.amount,
        claim.recipient, leg.value_usd_e6, leg.proceeds_usd_e6, claim.expiry_s});
}

/// The venue's leg: a reservation at who takes the position over, and the TRANSFER.
template <class S>
void order_transfer(S& state, Liquidation& liquidation, const TransferLeg& leg, OutcomeSink& sink)
{
    const auto now_s = static_cast<std::uint64_t>(state.counters.time_ms / 1000);
    const GenesisInstrument& listing = state.genesis.instruments[leg.instrument.value];
    const std::uint32_t contract = state.registry.instruments[leg.instrument.value].contract;
    const OutstandingTransfer transfer{
        .order = {state.counters.next_order++},
        .sequence = state.counters.sequence,
        .liquidation = liquidation.id,
        .contract = contract,
        .account = leg.account,
        .to = leg.to,
        .instrument = leg.instrument,
        .lots = leg.lots,
        .price_e8 = leg.price_e8,
        .account_epoch = epoch_of(state, leg.account, contract) + 1,
        .issued_s = now_s,
        .not_before_s = not_before(now_s),
        // The venue measures an order's life from its not_before.
        .expiry_s = not_before(now_s) + order_life_s(state, contract)};
    reserve_transfer(state, transfer);
    ++liquidation.legs;
    if (state.accounts[leg.to.value].id != state.genesis.fund)
        state.contracts[contract].last_liquidator = state.accounts[leg.to.value].id;
    sink.orders.push_back(order_of(state, transfer));
    sink.events.push_back(
        TransferOrdered{liquidation.id, transfer.order, state.accounts[leg.account.value].id,
                        state.accounts[leg.to.value].id, listing.chain, listing.name,
                        static_cast<i128>(leg.lots) * static_cast<i128>(listing.lot_e18),
                        static_cast<i128>(leg.price_e8) * pow10(10), transfer.expiry_s});
}

/// Withdrawals under way are to be voided; what they hold counts again when the vault says so.
template <class S>
void cancel_withdrawals(S& state, AccountIndex account, OutcomeSink& sink)
{
    for (const OrderId order : state.accounts[account.value].releases)
    {
        OutstandingRelease& release = state.releases.find(order)->second;
        if (release.cancel.value != 0) continue;
        release.cancel = {state.counters.next_order++};
        release.cancel_sequence = state.counters.sequence;
        release.cancelled_s = static_cast<std::uint64_t>(state.counters.time_ms / 1000);
        sink.orders.push_back(cancel_of(state, release));
        sink.events.push_back(
            WithdrawalCancelled{release.cancel, order, state.accounts[account.value].id});
    }
}

/// Nothing is left to claim, and still the account owes: the fund pays what it has. Returns what
/// stays open.
template <class S>
i128 cover_shortfall(S& state, AccountIndex account, i128 owed_usd_e6, OutcomeSink& sink)
{
    const auto fund = state.find_account(state.genesis.fund);
    const i128 paid = std::min(owed_usd_e6, fund ? fund_free_usd_e6(state) : 0);
    if (paid > 0)
    {
        pay_cash(state, *fund, account, paid);
        refresh_debt(state, account, sink);
    }
    sink.events.push_back(
        ShortfallCovered{state.accounts[account.value].id, paid, owed_usd_e6 - paid});
    return owed_usd_e6 - paid;
}

/// Books and orders what was planned.
template <class S>
void begin_liquidation(S& state, AccountIndex account, const LiquidationPlan& plan,
                       const risk::Standing& at, std::int64_t instant_ms, OutcomeSink& sink)
{
    const LiquidationId id{state.counters.next_liquidation++};
    Liquidation& liquidation = state.liquidations
                                   .emplace(id, Liquidation{.id = id,
                                                            .account = account,
                                                            .sequence = state.counters.sequence,
                                                            .instant_ms = instant_ms,
                                                            .fund_usd_e6 = plan.fund_usd_e6})
                                   .first->second;
    sink.events.push_back(
        LiquidationTriggered{id, state.accounts[account.value].id, watch(state, account).below_ms,
                             instant_ms, plan.fraction_ppm, plan.deleverages, at.equity_maintenance,
                             at.maintenance, plan.needed_usd_e6});
    cancel_withdrawals(state, account, sink);
    for (const TransferLeg& leg : plan.transfers) order_transfer(state, liquidation, leg, sink);
    for (const ClaimLeg& leg : plan.claims)
    {
        order_claim(state, liquidation, leg, sink);
        refresh_debt(state, leg.buyer, sink);
    }
    refresh_debt(state, account, sink);
    state.checks.mark(account);
}

}  // namespace ballast::engine
