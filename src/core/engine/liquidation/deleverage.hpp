// SPDX-License-Identifier: Apache-2.0
// Auto-deleveraging: where collateral and fund together cannot pay for a loss, the position is
// closed against opposing accounts, pro rata to their size, at the price at which they can. The
// fund stands between them on the venue: it takes both sides over and keeps nothing. Source:
// docs/margin.md §5; docs/adr/0014.
#pragma once
#include <ballast/engine/liquidation/plan.hpp>

namespace ballast::engine {

/// An account on the other side of a position.
struct Opposing
{
    AccountIndex account;
    std::int64_t lots{};  ///< its own sign
};

/// What is left of a position once everything of it that is on its way has moved.
template <class S>
std::int64_t lots_not_under_way(const S& state, AccountIndex account, const Position& held)
{
    std::int64_t out = held.lots;
    if (!is_being_transferred(state, account)) return out;
    for (const auto& queue : state.transfer_queue)
        for (const OrderId order : queue)
            if (const auto at = state.transfers.find(order);
                at != state.transfers.end() && at->second.account == account &&
                at->second.instrument == held.instrument)
                out -= at->second.lots;
    return (out > 0) == (held.lots > 0) ? out : 0;
}

/// The largest accounts against a position of `lots`, at most limits::deleveraged_accounts; the
/// lower row first where sizes are equal.
template <class S>
std::vector<Opposing> opposing(const S& state, InstrumentIndex instrument, std::int64_t lots)
{
    std::vector<Opposing> out;
    for (std::uint32_t i = 0; i < state.accounts.size(); ++i)
    {
        if (state.accounts[i].id == state.genesis.fund) continue;
        const Position* held =
            find_row(state.accounts[i].positions, &Position::instrument, instrument);
        if (held == nullptr || held->lots == 0 || (held->lots > 0) == (lots > 0)) continue;
        if (const std::int64_t left = lots_not_under_way(state, {i}, *held); left != 0)
            out.push_back({{i}, left});
    }
    const std::size_t kept = std::min(out.size(), limits::deleveraged_accounts);
    std::partial_sort(
        out.begin(), out.begin() + static_cast<std::ptrdiff_t>(kept), out.end(),
        [](const Opposing& a, const Opposing& b) {
            const auto sizes = std::pair{magnitude_lots(a.lots), magnitude_lots(b.lots)};
            return sizes.first != sizes.second ? sizes.first > sizes.second : a.account < b.account;
        });
    out.resize(kept);
    return out;
}

/// The opposing accounts' legs for closing `lots`, pro rata to their size; what rounding leaves
/// goes to the largest. Less than all where they are smaller together.
template <class S>
std::vector<TransferLeg> opposing_legs(const S& state, InstrumentIndex instrument,
                                       std::int64_t lots, AccountIndex fund, std::int64_t price_e8)
{
    const std::vector<Opposing> others = opposing(state, instrument, lots);
    i128 all = 0;
    for (const Opposing& other : others) all += magnitude_lots(static_cast<i128>(other.lots));
    if (all == 0) return {};
    const i128 closed = std::min<i128>(magnitude_lots(static_cast<i128>(lots)), all);
    i128 left = closed;
    std::vector<std::int64_t> parts;
    for (const Opposing& other : others)
    {
        parts.push_back(static_cast<std::int64_t>(
            mul_div_down(closed, magnitude_lots(static_cast<i128>(other.lots)), all)));
        left -= parts.back();
    }
    std::vector<TransferLeg> out;
    for (std::size_t i = 0; i < others.size(); ++i)
    {
        const i128 more = std::min<i128>(left, magnitude_lots(others[i].lots) - parts[i]);
        left -= more;
        const std::int64_t part = parts[i] + static_cast<std::int64_t>(more);
        if (part != 0)
            out.push_back({.account = others[i].account,
                           .to = fund,
                           .instrument = instrument,
                           .lots = others[i].lots < 0 ? -part : part,
                           .price_e8 = price_e8});
    }
    return out;
}

/// The price at which closing `lots` brings `more_usd_e6` more than at the mark, at a tick in the
/// account's favour. Never further from the mark than the mark itself: what an opposing account
/// pays is bounded by the notional that is closed, however much is missing.
template <class S>
std::int64_t bankruptcy_price(const S& state, InstrumentIndex instrument, std::int64_t lots,
                              i128 more_usd_e6)
{
    const risk::InstrumentRisk& terms = state.risk.instruments[instrument.value];
    const i128 tick = state.genesis.instruments[instrument.value].tick_e8;
    const i128 needed = mul_div_up(more_usd_e6, terms.lot_den,
                                   terms.lot_num * magnitude_lots(static_cast<i128>(lots)));
    const i128 step = std::min<i128>(needed, terms.mark_e8);
    if (lots > 0)
        return static_cast<std::int64_t>(mul_div_up(terms.mark_e8 + step, 1, tick) * tick);
    return static_cast<std::int64_t>(std::max(tick, (terms.mark_e8 - step) / tick * tick));
}

/// The plan that closes an account against the other side; nothing where the fund may not receive
/// positions on every venue that is needed.
template <class S>
std::optional<LiquidationPlan> plan_deleveraging(const S& state, AccountIndex index)
{
    const auto fund = state.find_account(state.genesis.fund);
    if (!fund) return {};
    LiquidationPlan plan{.fraction_ppm = risk::one_ppm, .deleverages = true};
    i128 notional = 0;
    const auto size_of = [&](const Position& position) {
        return magnitude_lots(static_cast<i128>(position.lots)) *
               state.risk.instruments[position.instrument.value].mark_e8;
    };
    std::vector<TransferLeg> at_mark;
    for (const Position& position : state.accounts[index.value].positions)
    {
        if (!can_transfer(state, position)) continue;
        if (!fund_opted_in(state, state.registry.instruments[position.instrument.value].contract))
            return {};
        notional += size_of(position);
        at_mark.push_back({.account = index,
                           .to = *fund,
                           .instrument = position.instrument,
                           .lots = position.lots,
                           .price_e8 = static_cast<std::int64_t>(
                               state.risk.instruments[position.instrument.value].mark_e8)});
    }
    if (at_mark.empty()) return {};
    plan.needed_usd_e6 = needed_usd_e6(state, index, at_mark);
    std::vector<Taker> takers;
    plan_sales(state, index, plan.needed_usd_e6, plan.claims, takers);
    const i128 deficit = deficit_usd_e6(state, state.accounts[index.value], plan.needed_usd_e6);
    plan.fund_usd_e6 = std::min(deficit, fund_free_usd_e6(state));
    const i128 missing = deficit - plan.fund_usd_e6;
    for (const TransferLeg& leg : at_mark)
    {
        const Position& position =
            *find_row(state.accounts[index.value].positions, &Position::instrument, leg.instrument);
        const i128 share = mul_div_up(missing, size_of(position), notional);
        const std::int64_t price = bankruptcy_price(state, leg.instrument, leg.lots, share);
        const auto others = opposing_legs(state, leg.instrument, leg.lots, *fund, price);
        std::int64_t closed = 0;
        for (const TransferLeg& other : others) closed -= other.lots;
        if (closed == 0) continue;
        TransferLeg own = leg;
        own.lots = closed;
        own.price_e8 = price;
        plan.transfers.push_back(own);
        plan.transfers.insert(plan.transfers.end(), others.begin(), others.end());
    }
    return plan;
}

}  // namespace ballast::engine
