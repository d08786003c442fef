// SPDX-License-Identifier: Apache-2.0
// An account taken apart.
#include "account_view.hpp"

#include <algorithm>
#include <ballast/engine/commands/request_trade.hpp>
#include <ballast/engine/state_codec.hpp>
#include <ballast/numeric/checked.hpp>

namespace ballast::api {
namespace {
using engine::State;

/// A token's place on its chain, as every view of a balance shows it.
template <class View>
View token_view(const State& state, TokenIndex token)
{
    const GenesisToken& listing = state.genesis.tokens[token.value];
    View out;
    out.chain = listing.chain;
    out.chain_name = state.genesis.chains[state.registry.tokens[token.value].chain].name;
    out.asset = listing.asset;
    out.token = listing.address;
    return out;
}

std::string decimal(const State& state, TokenIndex token, i128 amount)
{
    return to_decimal_scaled(amount, state.genesis.tokens[token.value].decimals);
}

/// What the engine would approve, of this token alone.
i128 withdrawable_units(const State& state, const Account& account, TokenIndex token,
                        std::int64_t now_ms)
{
    const engine::TokenState& row = state.tokens[token.value];
    const i128 window = static_cast<i128>(state.genesis.tokens[token.value].outflow_max);
    const auto margin = static_cast<i128>(risk::withdrawable(account, token, state.risk, now_ms));
    return std::max<i128>(0,
                          std::min({margin, row.held() - row.in_flight, window - row.in_flight}));
}

/// E_IM - IM without gains that are not realised: what may be taken away. 0 where a mark is stale.
i128 room_usd_e6(const risk::MarginReport& report)
{
    if (report.totals.stale) return 0;
    return std::max<i128>(0, report.totals.tradable() - report.totals.unrealised_gains);
}

/// What IM would be without outstanding permits.
i128 initial_without_pending_usd_e6(const State& state, const Account& account, std::int64_t now_ms)
{
    Account without = account;
    without.pending.clear();
    return risk::margin_totals(without, state.risk, now_ms).initial;
}

void show_collateral(AccountView& out, const State& state, const Account& account,
                     const risk::CollateralTerm& term)
{
    const risk::TokenRisk& terms = state.risk.tokens[term.token.value];
    if (term.amount < 0)
    {
        auto view = token_view<DebtView>(state, term.token);
        view.amount = -term.amount;
        view.amount_decimal = decimal(state, term.token, -term.amount);
        view.value_usd_e6 = -term.value_usd_e6;
        out.debts.push_back(std::move(view));
        return;
    }
    auto view = token_view<BalanceView>(state, term.token);
    view.decimals = state.genesis.tokens[term.token.value].decimals;
    view.amount = term.amount;
    view.amount_decimal = decimal(state, term.token, term.amount);
    view.price_e8 = terms.price_e8;
    view.value_usd_e6 = term.value_usd_e6;
    view.haircut = state.registry.tokens[term.token.value].haircut;
    view.counted_initial_usd_e6 = term.counted_initial_usd_e6;
    view.counted_maintenance_usd_e6 = term.counted_maintenance_usd_e6;
    view.stale = term.stale;
    view.withdrawable = withdrawable_units(state, account, term.token, out.as_of_ms);
    view.withdrawable_decimal = decimal(state, term.token, view.withdrawable);
    out.balances.push_back(std::move(view));
}

PositionView position_view(const State& state, const risk::PositionTerm& term)
{
    const GenesisInstrument& listing = state.genesis.instruments[term.instrument.value];
    const risk::InstrumentRisk& terms = state.risk.instruments[term.instrument.value];
    const i128 size = static_cast<i128>(magnitude(term.lots));
    PositionView out{.instrument = listing.name, .chain = listing.chain, .venue = listing.venue};
    out.lots = term.lots;
    out.quantity_e18 = static_cast<i128>(term.lots) * static_cast<i128>(listing.lot_e18);
    out.entry_price_e8 = term.lots == 0 ? 0 : static_cast<std::int64_t>(term.entry / term.lots);
    out.mark_e8 = term.mark_e8;
    out.notional_usd_e6 = mul_div_up(size * term.mark_e8, terms.lot_num, terms.lot_den);
    out.unrealised_usd_e6 = term.unrealised_usd_e6;
    out.lots_worst = term.lots_worst;
    out.pending_loss_usd_e6 = term.pending_loss_usd_e6;
    out.initial_usd_e6 = term.initial_usd_e6;
    out.maintenance_usd_e6 = term.maintenance_usd_e6;
    out.stale = term.stale;
    return out;
}

PendingPermitView pending_view(const State& state, AccountIndex account, const PendingFill& fill)
{
    PendingPermitView out{.order_id = fill.order,
                          .instrument = state.genesis.instruments[fill.instrument.value].name,
                          .lots = fill.lots,
                          .price_e8 = fill.price_e8};
    if (const auto permit = state.permits.find(fill.order); permit != state.permits.end())
    {
        out.side = permit->second.account == account ? PermitSide::Taker : PermitSide::Maker;
        out.expiry_s = permit->second.expiry_s;
    }
    else if (const auto transfer = state.transfers.find(fill.order);
             transfer != state.transfers.end())
    {
        out.side = PermitSide::Liquidator;
        out.expiry_s = transfer->second.expiry_s;
    }
    return out;
}

WithdrawalView withdrawal_view(const State& state, const engine::OutstandingRelease& release)
{
    auto view = token_view<WithdrawalView>(state, release.token);
    view.withdrawal_id = release.order;
    view.amount = release.amount;
    view.amount_decimal = decimal(state, release.token, static_cast<i128>(release.amount));
    view.recipient = release.recipient;
    view.expiry_s = release.expiry_s;
    return view;
}

void show_unrecognised(AccountView& out, const State& state, const Account& account)
{
    const UnrecognisedReason listed = account.id.home_chain().value != 0
                                          ? UnrecognisedReason::HomeChain
                                          : UnrecognisedReason::OverLimit;
    for (const Balance& balance : account.balances)
    {
        if (balance.unrecognised == 0) continue;
        auto view = token_view<UnrecognisedView>(state, balance.token);
        view.amount = static_cast<u128>(balance.unrecognised);
        view.reason = listed;
        out.unrecognised.push_back(std::move(view));
    }
    for (const auto& [key, amount] : state.unlisted)
    {
        if (key.account != account.id || amount == 0) continue;
        const auto chain = state.registry.chain(key.chain);
        out.unrecognised.push_back({.chain = key.chain,
                                    .chain_name = chain ? state.genesis.chains[*chain].name : "",
                                    .token = key.token,
                                    .amount = amount,
                                    .reason = UnrecognisedReason::UnlistedToken});
    }
}

AccountLiquidationView liquidation_of(const State& state, AccountIndex account)
{
    AccountLiquidationView out;
    if (const auto row = state.watched.find(account); row != state.watched.end())
    {
        out.margin_called = row->second.called;
        if (row->second.below_ms != 0) out.below_since_ms = row->second.below_ms;
    }
    const bool is_open =
        std::any_of(state.liquidations.begin(), state.liquidations.end(),
                    [&](const auto& row) { return row.second.account == account; });
    if (!is_open && !engine::is_being_transferred(state, account)) return out;
    for (const auto& transfer : engine::sorted_transfers(state))
        if (transfer.account == account) out.transfers.push_back(transfer_view(state, transfer));
    for (const auto& release : engine::sorted_releases(state))
        if (release.is_claim() && release.account == account)
            out.claims.push_back(claim_view(state, release));
    return out;
}

/// What of the account's positions is on its way to others, at the mark.
i128 in_liquidation_usd_e6(const State& state, const AccountLiquidationView& view,
                           AccountIndex account)
{
    i128 out = 0;
    for (const TransferView& leg : view.transfers)
    {
        const engine::OutstandingTransfer& transfer = state.transfers.at(leg.order_id);
        if (transfer.account != account) continue;
        const risk::InstrumentRisk& terms = state.risk.instruments[transfer.instrument.value];
        const i128 lots = transfer.lots < 0 ? -transfer.lots : transfer.lots;
        out += mul_div_up(lots * terms.mark_e8, terms.lot_num, terms.lot_den);
    }
    return out;
}

MarginView margin_view(const risk::MarginTotals& totals)
{
    return {.equity_usd_e6 = totals.equity,
            .available_usd_e6 = totals.available,
            .unrealised_usd_e6 = totals.unrealised,
            .debt_usd_e6 = totals.debt,
            .pending_loss_usd_e6 = totals.pending_loss,
            .equity_initial_usd_e6 = totals.equity_initial,
            .equity_maintenance_usd_e6 = totals.equity_maintenance,
            .initial_usd_e6 = totals.initial,
            .maintenance_usd_e6 = totals.maintenance,
            .stale = totals.stale};
}
}  // namespace

std::optional<AccountView> account_view(const State& state, const AccountId& account,
                                        std::int64_t now_ms)
{
    const auto index = state.find_account(account);
    if (!index) return {};
    const Account& row = state.accounts[index->value];
    AccountView out{
        .account = account, .owner = account.owner(), .home_chain = account.home_chain()};
    out.sequence = state.counters.sequence;
    out.time_ms = state.counters.time_ms;
    out.as_of_ms = std::max(now_ms, state.counters.time_ms);

    const risk::MarginReport report = risk::margin_report(row, state.risk, out.as_of_ms);
    const i128 room = room_usd_e6(report);
    i128 counted = 0;
    for (const risk::CollateralTerm& term : report.collateral)
    {
        show_collateral(out, state, row, term);
        if (term.amount > 0) counted += term.counted_initial_usd_e6;
    }
    for (const risk::PositionTerm& term : report.positions)
        out.positions.push_back(position_view(state, term));
    for (const PendingFill& fill : row.pending)
        out.pending.push_back(pending_view(state, *index, fill));
    out.liquidation = liquidation_of(state, *index);
    for (const OrderId order : row.releases)
        out.withdrawals.push_back(withdrawal_view(state, state.releases.at(order)));
    show_unrecognised(out, state, row);
    for (const LineCharge& charge : row.line_charges)
        out.line_charges.push_back({.chain = state.genesis.chains[charge.chain].id,
                                    .chain_name = state.genesis.chains[charge.chain].name,
                                    .charged_usd_e6 = charge.usd_e6});
    out.margin = margin_view(report.totals);
    if (const auto margin = engine::account_margin(state, account, out.as_of_ms))
        out.portfolio = portfolio_view(state, *margin);
    out.apart = {.tradable_usd_e6 = report.totals.tradable(),
                 .withdrawable_usd_e6 = std::min(room, counted),
                 .pending_initial_usd_e6 = report.totals.initial -
                                           initial_without_pending_usd_e6(state, row, out.as_of_ms),
                 .in_liquidation_usd_e6 = in_liquidation_usd_e6(state, out.liquidation, *index)};
    return out;
}

}  // namespace ballast::api
