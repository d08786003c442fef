// SPDX-License-Identifier: Apache-2.0
// What follows from feeds, surfaces and marks: the risk tables of one feed, made anew. Everything
// it is made of is in the state's tables, so that a snapshot brings back the same cells.
#pragma once
#include <ballast/engine/books.hpp>

namespace ballast::engine {

/// What one unit of an instrument comes to at an index: an option's inner value, a future's index.
inline std::int64_t settlement_value(const InstrumentTerms& terms, std::int64_t index_e8)
{
    if (terms.kind != InstrumentKind::Option) return index_e8;
    return std::max<std::int64_t>(
        0, terms.call ? index_e8 - terms.strike_e8 : terms.strike_e8 - index_e8);
}

/// The index that an instrument settled by; 0 while it has not, and of a perpetual.
template <class S>
std::int64_t settled_index_e8(const S& state, InstrumentIndex k)
{
    const InstrumentInfo& info = state.registry.instruments[k.value];
    if (info.expiry_s == 0) return 0;
    for (const ExpiryState& expiry : state.expiries)
        if (expiry.expiry_s == info.expiry_s &&
            state.genesis.scenarios->underlyings[expiry.underlying].feed ==
                state.genesis.feeds[info.feed].id)
            return expiry.index_e8;
    return 0;
}

template <class S>
void find_next_expiry(S& state)
{
    state.next_expiry_ms = std::numeric_limits<std::int64_t>::max();
    for (const ExpiryState& expiry : state.expiries)
        if (expiry.index_e8 == 0)
            state.next_expiry_ms = std::min(state.next_expiry_ms, expiry.expiry_s * 1000);
}

/// Once an instrument is over its value stands, and it supports no new risk.
template <class S>
void fix_value(S& state, InstrumentIndex k, std::int64_t index_e8)
{
    risk::InstrumentRisk& terms = state.risk.instruments[k.value];
    terms.mark_e8 = settlement_value(state.registry.instruments[k.value].terms, index_e8);
    terms.fresh_until_ms = -1;
}

/// The market of one underlying now; its forwards moved with the index since they were published.
template <class S>
market::UnderlyingData market_of(const S& state, std::uint32_t underlying, std::uint32_t feed)
{
    const SurfaceState& surface = state.surfaces[underlying];
    market::UnderlyingData out{.index_e8 = state.feeds[feed].price_e8};
    for (const VolatilitySlice& s : surface.slices)
        out.expiries.push_back(
            {.expiry_s = static_cast<std::int64_t>(s.expiry_s),
             .forward_e8 = static_cast<std::int64_t>(
                 mul_div_down(s.forward_e8, out.index_e8, surface.index_e8)),
             .rate_e9 = s.rate_e9,
             .slice = market::SviSlice{s.a_e9, s.b_e9, s.rho_e9, s.m_e9, s.sigma_e9},
             .slice_time_ms = static_cast<std::int64_t>(surface.publish_time_s) * 1000});
    for (const InstrumentIndex k : state.registry.instruments_by_feed[feed])
        out.instruments.push_back({.mark_e8 = state.marks[k.value].mark_e8});
    return out;
}

/// Prices the scenarios of a feed's underlying, and by them what is dated.
template <class S>
void refresh_scenarios(S& state, std::uint32_t feed)
{
    if (!state.risk.scenarios) return;
    const market::FeedPrice& price = state.feeds[feed];
    const std::uint32_t u = state.risk.scenarios->underlying_of_feed(price.feed);
    if (u == risk::no_underlying) return;
    const auto surface_s = static_cast<std::int64_t>(state.surfaces[u].publish_time_s);
    const std::int64_t now_ms = std::max(price.publish_time_s, surface_s) * 1000;
    state.risk.scenarios->refresh(u, market_of(state, u, feed), price.conf_e8, now_ms);
    const std::int64_t surface_until_ms =
        surface_s * 1000 + state.genesis.scenarios->underlyings[u].surface_staleness_ms;
    const auto values = state.risk.scenarios->values(u);
    for (std::size_t row = 0; row < values.size(); ++row)
    {
        const InstrumentIndex k = state.registry.instruments_by_feed[feed][row];
        if (state.registry.instruments[k.value].expiry_s == 0) continue;
        risk::InstrumentRisk& terms = state.risk.instruments[k.value];
        if (const std::int64_t index_e8 = settled_index_e8(state, k); index_e8 != 0)
        {
            fix_value(state, k, index_e8);
            continue;
        }
        // An option that is worth less than a unit of price still has a mark.
        terms.mark_e8 =
            state.risk.scenarios->is_priced(k) ? std::max<std::int64_t>(1, values[row].mark_e8) : 0;
        terms.fresh_until_ms = std::min(terms.fresh_until_ms, surface_until_ms);
    }
}

/// Fills the derived margin inputs of one feed's tokens and instruments from its last price.
template <class S>
void refresh_risk(S& state, std::uint32_t feed)
{
    const market::FeedPrice& price = state.feeds[feed];
    const std::int64_t staleness_ms = state.genesis.feeds[feed].staleness_ms;
    const std::int64_t fresh_until_ms = price.fresh_until_ms(staleness_ms);
    for (const TokenIndex token : state.registry.tokens_by_feed[feed])
    {
        risk::TokenRisk& out = state.risk.tokens[token.value];
        const GenesisAsset& asset = state.genesis.assets[state.registry.tokens[token.value].asset];
        out.price_e8 = price.price_e8;
        out.margin_conf_e8 = static_cast<std::int64_t>(
            mul_div_up(price.conf_e8, asset.confidence_k_ppm, risk::one_ppm));
        out.fresh_until_ms = fresh_until_ms;
        refresh_recognised_value(state, token);
    }
    for (const InstrumentIndex instrument : state.registry.instruments_by_feed[feed])
    {
        risk::InstrumentRisk& out = state.risk.instruments[instrument.value];
        const MarkState& mark = state.marks[instrument.value];
        out.mark_e8 = mark.mark_e8 == 0 ? price.price_e8 : mark.mark_e8;
        out.funding_e8 = mark.funding_e8;
        out.fresh_until_ms = fresh_until_ms;
        if (mark.mark_e8 != 0)
            out.fresh_until_ms = std::min(
                fresh_until_ms, static_cast<std::int64_t>(mark.time_s) * 1000 + staleness_ms);
    }
    refresh_scenarios(state, feed);
}

}  // namespace ballast::engine
