// SPDX-License-Identifier: Apache-2.0
// Underlyings, in the order of their feeds.
#include "market_view.hpp"

#include <algorithm>
#include <ballast/engine/refresh.hpp>

namespace ballast::api {
namespace {
using engine::State;

std::optional<SurfaceView> surface_view(const State& state, std::uint32_t underlying,
                                        std::uint32_t feed, std::int64_t now_ms)
{
    const engine::SurfaceState& surface = state.surfaces[underlying];
    if (surface.publish_time_s == 0) return {};
    SurfaceView out{.publish_time_s = surface.publish_time_s,
                    .published_index_e8 = surface.index_e8};
    out.stale = now_ms > static_cast<std::int64_t>(surface.publish_time_s) * 1000 +
                             state.genesis.scenarios->underlyings[underlying].surface_staleness_ms;
    const market::UnderlyingData now = engine::market_of(state, underlying, feed);
    for (std::size_t i = 0; i < surface.slices.size(); ++i)
    {
        const VolatilitySlice& slice = surface.slices[i];
        out.slices.push_back({.expiry_s = slice.expiry_s,
                              .forward_e8 = now.expiries[i].forward_e8,
                              .published_forward_e8 = slice.forward_e8,
                              .rate_e9 = slice.rate_e9,
                              .a_e9 = slice.a_e9,
                              .b_e9 = slice.b_e9,
                              .rho_e9 = slice.rho_e9,
                              .m_e9 = slice.m_e9,
                              .sigma_e9 = slice.sigma_e9});
    }
    return out;
}

std::vector<MarkView> marks_of(const State& state, std::uint32_t feed, std::int64_t now_ms)
{
    std::vector<MarkView> out;
    for (const InstrumentIndex k : state.registry.instruments_by_feed[feed])
    {
        const engine::MarkState& mark = state.marks[k.value];
        if (mark.mark_e8 == 0) continue;
        const GenesisInstrument& listing = state.genesis.instruments[k.value];
        out.push_back({.instrument = listing.name,
                       .chain = listing.chain,
                       .venue = listing.venue,
                       .mark_e8 = mark.mark_e8,
                       .funding_e9_per_8h = mark.funding_e9_per_8h,
                       .funding_e8 = mark.funding_e8,
                       .time_s = mark.time_s,
                       .stale = now_ms > state.risk.instruments[k.value].fresh_until_ms});
    }
    return out;
}
}  // namespace

MarketView market_view(const State& state, std::int64_t now_ms)
{
    MarketView out{.sequence = state.counters.sequence, .time_ms = state.counters.time_ms};
    out.as_of_ms = std::max(now_ms, out.time_ms);
    for (std::uint32_t feed = 0; feed < state.feeds.size(); ++feed)
    {
        const GenesisFeed& listing = state.genesis.feeds[feed];
        const std::uint32_t u = state.risk.scenarios
                                    ? state.risk.scenarios->underlying_of_feed(listing.id)
                                    : risk::no_underlying;
        if (u == risk::no_underlying && state.registry.instruments_by_feed[feed].empty()) continue;
        const market::FeedPrice& price = state.feeds[feed];
        UnderlyingView view{.symbol = listing.name,
                            .feed = listing.id,
                            .index_e8 = price.price_e8,
                            .confidence_e8 = price.conf_e8,
                            .publish_time_s = price.publish_time_s,
                            .stale = out.as_of_ms > price.fresh_until_ms(listing.staleness_ms)};
        if (u != risk::no_underlying)
        {
            view.symbol = state.genesis.scenarios->underlyings[u].symbol;
            view.margin_class = state.genesis.scenarios->underlyings[u].margin_class;
            view.surface = surface_view(state, u, feed, out.as_of_ms);
        }
        view.marks = marks_of(state, feed, out.as_of_ms);
        out.underlyings.push_back(std::move(view));
    }
    return out;
}

}  // namespace ballast::api
