// SPDX-License-Identifier: Apache-2.0
// Signed surfaces and marks enter: strictly newer, never from the future, never stale, and a
// surface only where nothing can be arbitraged on it. Source: docs/margin.md.
#pragma once
#include <ballast/engine/commands/update_prices.hpp>

namespace ballast::engine {

/// Longs pay at most this part of notional in eight hours, either way: 10 %.
inline constexpr std::int64_t funding_e9_max = 100'000'000;
/// A mark is at most this part of its index away from it.
inline constexpr std::int64_t mark_band_ppm = 100'000;
inline constexpr std::int64_t funding_period_s = 8 * 3'600;

inline RejectReason reason_of(market::SviProblem problem)
{
    switch (problem)
    {
        case market::SviProblem::Butterfly:
            return RejectReason::ButterflyArbitrage;
        case market::SviProblem::Calendar:
            return RejectReason::CalendarArbitrage;
        case market::SviProblem::Parameter:
        case market::SviProblem::NegativeVariance:
        case market::SviProblem::SteepWing:
            break;
    }
    return RejectReason::SurfaceInvalid;
}

/// Newer than what is known, and neither early nor late.
template <class S>
RejectReason time_refusal(const S& state, std::uint64_t time_s, std::uint64_t known_s,
                          std::int64_t staleness_ms)
{
    const std::int64_t now_ms = state.counters.time_ms;
    if (time_s <= known_s || time_s > static_cast<std::uint64_t>(now_ms / 1000))
        return RejectReason::PriceStale;
    if (now_ms - static_cast<std::int64_t>(time_s) * 1000 > staleness_ms)
        return RejectReason::PriceStale;
    return RejectReason::None;
}

/// Why a surface is not taken, or None. What is listed and has not expired must be on it: what was
/// priced once must never lose its price.
template <class S>
RejectReason surface_refusal(const S& state, std::uint32_t underlying,
                             const VolatilityUpdate& update)
{
    const GenesisUnderlying& listing = state.genesis.scenarios->underlyings[underlying];
    if (const auto reason =
            time_refusal(state, update.publish_time_s, state.surfaces[underlying].publish_time_s,
                         listing.surface_staleness_ms);
        reason != RejectReason::None)
        return reason;
    if (!state.feeds[*state.registry.feed(listing.feed)].exists())
        return RejectReason::PriceMissing;
    for (const ExpiryState& expiry : state.expiries)
        if (expiry.underlying == underlying && expiry.index_e8 == 0 &&
            std::ranges::none_of(update.slices, [&](const VolatilitySlice& slice) {
                return static_cast<std::int64_t>(slice.expiry_s) == expiry.expiry_s;
            }))
            return RejectReason::SurfaceIncomplete;
    std::vector<market::SviSlice> slices;
    for (const VolatilitySlice& s : update.slices)
        slices.push_back({s.a_e9, s.b_e9, s.rho_e9, s.m_e9, s.sigma_e9});
    const auto checked = market::check_slices(slices);
    return checked ? RejectReason::None : reason_of(checked.error().problem);
}

template <class S>
void apply_update_volatility(S& state, const UpdateVolatility& command, OutcomeSink& sink)
{
    const VolatilityUpdate& update = command.update;
    const std::uint32_t underlying =
        state.risk.scenarios ? state.risk.scenarios->underlying_of_feed(update.underlying)
                             : risk::no_underlying;
    RejectReason reason = RejectReason::UnknownUnderlying;
    if (underlying != risk::no_underlying) reason = surface_refusal(state, underlying, update);
    if (reason != RejectReason::None)
    {
        sink.events.push_back(CommandRejected{reason});
        return;
    }
    const std::uint32_t feed = *state.registry.feed(update.underlying);
    state.surfaces[underlying] = {.publish_time_s = update.publish_time_s,
                                  .index_e8 = state.feeds[feed].price_e8,
                                  .slices = update.slices};
    const auto unit = [&] {
        return state.risk.scenarios->market().underlyings[underlying].unit_exponent;
    };
    const std::uint32_t unit_before = unit();
    refresh_risk(state, feed);
    state.checks.move(feed);
    // A coarser unit rounds perpetuals otherwise, whose prices did not move.
    if (unit() < unit_before) state.checks.mark_all();
    sink.say<SurfaceAccepted>(update.underlying, update.publish_time_s,
                              static_cast<std::uint32_t>(update.slices.size()));
}

/// Why one mark is not taken, or None.
template <class S>
RejectReason mark_refusal(const S& state, InstrumentIndex k, const InstrumentMark& mark)
{
    const std::uint32_t feed = state.registry.instruments[k.value].feed;
    if (const auto reason = time_refusal(state, mark.time_s, state.marks[k.value].time_s,
                                         state.genesis.feeds[feed].staleness_ms);
        reason != RejectReason::None)
        return reason;
    if (mark.funding_e9_per_8h > funding_e9_max || mark.funding_e9_per_8h < -funding_e9_max)
        return RejectReason::PriceOutOfBand;
    const i128 index = state.feeds[feed].price_e8;
    if (index == 0) return RejectReason::PriceMissing;
    const i128 distance = mark.mark_e8 > index ? mark.mark_e8 - index : index - mark.mark_e8;
    if (distance * risk::one_ppm > index * mark_band_ppm) return RejectReason::PriceOutOfBand;
    return RejectReason::None;
}

/// What a long paid for a unit since the mark before, USD e8, rounded down. Lots sum to zero, so
/// the rounding is nobody's.
inline std::int64_t funding_since(const MarkState& known, std::uint64_t time_s)
{
    if (known.time_s == 0) return 0;
    const auto elapsed_s =
        static_cast<i128>(std::min<std::uint64_t>(time_s - known.time_s, funding_period_s));
    return static_cast<std::int64_t>(
        mul_div_down(static_cast<i128>(known.mark_e8) * known.funding_e9_per_8h, elapsed_s,
                     i128{funding_period_s} * 1'000'000'000));
}

/// How far a mark is from the one before, what was charged meanwhile included, on the road of its
/// feed: as relative_move of prices.
template <class S>
void travel_mark(S& state, InstrumentIndex k, std::int64_t before_e8, std::int64_t charged_e8)
{
    const std::uint32_t feed = state.registry.instruments[k.value].feed;
    const std::int64_t mark_e8 = state.marks[k.value].mark_e8;
    const i128 distance =
        (mark_e8 > before_e8 ? i128{mark_e8} - before_e8 : i128{before_e8} - mark_e8) +
        (charged_e8 < 0 ? -i128{charged_e8} : i128{charged_e8});
    const i128 move = mul_div_up(distance, CheckQueue::unit, i128{std::min(mark_e8, before_e8)});
    CheckQueue::Distances moved{};
    moved[feed == state.registry.settlement_feed ? 0 : 1] =
        static_cast<std::uint64_t>(std::min<i128>(move, CheckQueue::horizon));
    state.checks.travel(moved);
    state.checks.move(feed);
}

template <class S>
void take_mark(S& state, InstrumentIndex k, const InstrumentMark& mark, OutcomeSink& sink)
{
    MarkState& known = state.marks[k.value];
    const std::int64_t charged_e8 = funding_since(known, mark.time_s);
    const std::int64_t before_e8 = state.risk.instruments[k.value].mark_e8;
    known = {.mark_e8 = mark.mark_e8,
             .funding_e9_per_8h = mark.funding_e9_per_8h,
             .time_s = mark.time_s,
             .funding_e8 = known.funding_e8 + charged_e8};
    travel_mark(state, k, before_e8, charged_e8);
    sink.say<MarkAccepted>(mark.instrument, mark.mark_e8, mark.funding_e9_per_8h, mark.time_s,
                           charged_e8);
}

/// A name is unique per venue: a mark is for every perpetual of that name.
template <class S>
void apply_update_marks(S& state, const UpdateMarks& command, OutcomeSink& sink)
{
    RejectReason last = RejectReason::UnknownInstrument;
    std::vector<std::uint32_t> moved;
    for (const InstrumentMark& mark : command.update.marks)
        for (std::uint32_t k = 0; k < state.genesis.instruments.size(); ++k)
        {
            const GenesisInstrument& listing = state.genesis.instruments[k];
            if (listing.name != mark.instrument || state.registry.instruments[k].expiry_s != 0)
                continue;
            last = mark_refusal(state, {k}, mark);
            if (last != RejectReason::None) continue;
            take_mark(state, {k}, mark, sink);
            moved.push_back(state.registry.instruments[k].feed);
        }
    for (const std::uint32_t feed : moved) refresh_risk(state, feed);
    if (moved.empty()) sink.events.push_back(CommandRejected{last});
}

}  // namespace ballast::engine
