// SPDX-License-Identifier: Apache-2.0
// What a liquidation would do: the smallest part of every position that makes the account safe, who
// takes it over at which price, and the collateral that pays for the loss. Nothing is booked here.
// Source: docs/margin.md §5, first form: a fixed discount.
#pragma once
#include <ballast/engine/liquidation/sales.hpp>
#include <ballast/risk/account_scenarios.hpp>

namespace ballast::engine {

/// A position, or a part of it, on its way to another account.
struct TransferLeg
{
    AccountIndex account;
    AccountIndex to;
    InstrumentIndex instrument;
    std::int64_t lots{};  ///< the account's sign
    std::int64_t price_e8{};
};

struct LiquidationPlan
{
    std::uint32_t fraction_ppm{};
    bool deleverages{};
    bool lacks_takers{};  ///< there is something that nobody could take over
    i128 needed_usd_e6{};
    i128 fund_usd_e6{};  ///< of it, what the fund will pay
    std::vector<TransferLeg> transfers;
    std::vector<ClaimLeg> claims;
};

/// The part of a position that a fraction takes, at least one lot; the account's sign.
inline std::int64_t lots_of(const Position& position, std::uint32_t fraction_ppm)
{
    const i128 part =
        mul_div_up(magnitude_lots(static_cast<i128>(position.lots)), fraction_ppm, risk::one_ppm);
    return static_cast<std::int64_t>(position.lots < 0 ? -part : part);
}

/// Mark less the discount for a long, mark plus it for a short, at a tick against the account.
template <class S>
std::int64_t transfer_price(const S& state, InstrumentIndex instrument, bool is_long,
                            std::int64_t discount_ppm)
{
    const GenesisInstrument& listing = state.genesis.instruments[instrument.value];
    const i128 mark = state.risk.instruments[instrument.value].mark_e8;
    const i128 tick = listing.tick_e8;
    const i128 off = mul_div_up(priced_on_e8(state, instrument), discount_ppm, risk::one_ppm);
    if (is_long)
        return static_cast<std::int64_t>(
            std::max(tick, std::max<i128>(0, mark - off) / tick * tick));
    return static_cast<std::int64_t>(mul_div_up(mark + off, 1, tick) * tick);
}

/// Venues that report what no order explains are not given orders.
template <class S>
bool can_transfer(const S& state, const Position& position)
{
    const InstrumentInfo& info = state.registry.instruments[position.instrument.value];
    // An order must end before the instrument does: the venue then settles what is left.
    const std::int64_t order_life_ms = state.genesis.contracts[info.contract].order_life_ms;
    if (info.expiry_s != 0 && state.counters.time_ms + order_life_ms >= info.expiry_s * 1000)
        return false;
    return position.lots != 0 && state.contracts[info.contract].status == RouteStatus::Green &&
           state.risk.instruments[position.instrument.value].mark_e8 > 0;
}

/// What handing over a fraction of every position leaves, and what it costs.
struct Reduced
{
    Account account;  ///< only its positions change
    i128 cost_usd_e6{};
};

template <class S>
Reduced reduced_by(const S& state, const Account& account, std::uint32_t fraction_ppm)
{
    Reduced out{.account = account};
    for (Position& left : out.account.positions)
    {
        if (!can_transfer(state, left)) continue;
        const risk::InstrumentRisk& terms = state.risk.instruments[left.instrument.value];
        const std::int64_t lots = lots_of(left, fraction_ppm);
        const std::int64_t price =
            transfer_price(state, left.instrument, left.lots > 0,
                           state.genesis.instruments[left.instrument.value].discount_ppm);
        left.lots -= lots;
        out.cost_usd_e6 -=
            risk::pnl_usd_e6(static_cast<i128>(lots) * (price - terms.mark_e8), terms);
    }
    return out;
}

/// MM of an account, and of E_MM what depends on its positions beyond their P&L.
struct MaintenanceSide
{
    i128 requirement_usd_e6{};
    i128 relief_usd_e6{};
};

template <class S>
MaintenanceSide maintenance_side(const S& state, const Account& account)
{
    MaintenanceSide out;
    const std::int64_t now_ms = state.counters.time_ms;
    if (state.risk.scenarios)
    {
        const auto at = risk::account_scenarios(account, nullptr, state.risk, now_ms);
        return {at.maintenance_usd_e6, at.relief_maintenance_usd_e6};
    }
    for (const Position& position : account.positions)
        out.requirement_usd_e6 +=
            risk::position_term(position, account.pending,
                                state.risk.instruments[position.instrument.value], now_ms)
                .maintenance_usd_e6;
    return out;
}

/// Whether handing over this fraction leaves E_MM - C(f) >= (1 + b) * MM(f). `relief_usd_e6` is the
/// part of equity_maintenance that is relief.
template <class S>
bool is_enough(const S& state, const Account& account, i128 equity_maintenance, i128 relief_usd_e6,
               std::uint32_t fraction_ppm)
{
    const Reduced left = reduced_by(state, account, fraction_ppm);
    const MaintenanceSide side = maintenance_side(state, left.account);
    const i128 equity = equity_maintenance - relief_usd_e6 + side.relief_usd_e6 - left.cost_usd_e6;
    return equity * risk::one_ppm >=
           side.requirement_usd_e6 * (risk::one_ppm + state.genesis.liquidation_buffer_ppm);
}

/// The smallest fraction that is enough, by bisection to one part per million; all of it where none
/// is.
template <class S>
std::uint32_t smallest_fraction(const S& state, const Account& account, i128 equity_maintenance)
{
    std::uint32_t low = 0;
    std::uint32_t high = risk::one_ppm;
    const i128 relief = maintenance_side(state, account).relief_usd_e6;
    const auto enough = [&](std::uint32_t fraction_ppm) {
        return is_enough(state, account, equity_maintenance, relief, fraction_ppm);
    };
    if (!enough(high)) return high;
    while (high - low > 1)
    {
        const std::uint32_t middle = low + (high - low) / 2;
        (enough(middle) ? high : low) = middle;
    }
    return high;
}

/// The realised P&L of a leg for the account that gives the position, USD e6.
template <class S>
i128 realised_of(const S& state, const TransferLeg& leg)
{
    const Position* held = find_row(state.accounts[leg.account.value].positions,
                                    &Position::instrument, leg.instrument);
    const risk::InstrumentRisk& terms = state.risk.instruments[leg.instrument.value];
    return held == nullptr
               ? 0
               : risk::pnl_usd_e6(
                     closed_part(*held, -leg.lots, terms.booked_e8(leg.price_e8)).realised_exact,
                     terms);
}

/// Books a leg on the copy of who takes it over.
inline void take_over(Taker& taker, const TransferLeg& leg)
{
    row_for(taker.account.positions, &Position::instrument, leg.instrument);
    taker.account.pending.push_back(
        {.instrument = leg.instrument, .lots = leg.lots, .price_e8 = leg.price_e8});
}

/// Finds one account for all legs of a venue; false when nobody can bear them.
template <class S>
bool assign(const S& state, std::uint32_t contract, std::span<TransferLeg> legs,
            std::vector<Taker>& takers)
{
    for (const AccountIndex candidate : rotation(state, contract, legs.front().account))
    {
        Taker& known = taker_of(state, candidate, takers);
        Taker trial = known;
        for (const TransferLeg& leg : legs) take_over(trial, leg);
        if (!can_bear(state, trial)) continue;
        for (TransferLeg& leg : legs) leg.to = candidate;
        known = std::move(trial);
        return true;
    }
    return false;
}

/// The legs of a fraction, grouped by venue, each with who takes it over; those that nobody can
/// take are left out.
template <class S>
void plan_transfers(const S& state, AccountIndex index, LiquidationPlan& plan,
                    std::vector<Taker>& takers)
{
    std::map<std::uint32_t, std::vector<TransferLeg>> by_venue;
    for (const Position& position : state.accounts[index.value].positions)
    {
        if (!can_transfer(state, position) || plan.fraction_ppm == 0) continue;
        by_venue[state.registry.instruments[position.instrument.value].contract].push_back(
            {.account = index,
             .instrument = position.instrument,
             .lots = lots_of(position, plan.fraction_ppm),
             .price_e8 = transfer_price(
                 state, position.instrument, position.lots > 0,
                 state.genesis.instruments[position.instrument.value].discount_ppm)});
    }
    for (auto& [contract, legs] : by_venue)
    {
        if (assign(state, contract, legs, takers))
            plan.transfers.insert(plan.transfers.end(), legs.begin(), legs.end());
        else
            plan.lacks_takers = true;
    }
}

/// What the settlement tokens lack to pay debts and the legs' losses, USD e6.
template <class S>
i128 needed_usd_e6(const S& state, AccountIndex index, std::span<const TransferLeg> legs)
{
    const Account& account = state.accounts[index.value];
    i128 out = owed_usd_e6(state, account.balances) - cash_usd_e6(state, account.balances);
    for (const TransferLeg& leg : legs)
        if (leg.account == index) out -= realised_of(state, leg);
    return std::max<i128>(0, out);
}

/// The plan for an account that is below its maintenance requirement. Where collateral and fund
/// together cannot pay for the loss, see deleverage.hpp.
template <class S>
LiquidationPlan plan_liquidation(const S& state, AccountIndex index, i128 equity_maintenance)
{
    LiquidationPlan plan;
    const Account& account = state.accounts[index.value];
    std::vector<Taker> takers;
    if (!account.positions.empty())
        plan.fraction_ppm = smallest_fraction(state, account, equity_maintenance);
    plan_transfers(state, index, plan, takers);
    if (plan.transfers.empty()) plan.fraction_ppm = 0;
    plan.needed_usd_e6 = needed_usd_e6(state, index, plan.transfers);
    plan_sales(state, index, plan.needed_usd_e6, plan.claims, takers);
    plan.fund_usd_e6 = deficit_usd_e6(state, account, plan.needed_usd_e6);
    return plan;
}

}  // namespace ballast::engine
