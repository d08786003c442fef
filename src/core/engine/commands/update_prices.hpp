// SPDX-License-Identifier: Apache-2.0
// Signed prices enter: strictly newer per feed, never from the future, never beyond the staleness
// bound.
#pragma once
#include <ballast/engine/commands/open_deployment.hpp>

namespace ballast::engine {

/// Why one price is not taken, or None.
template <class S>
RejectReason price_refusal(const S& state, std::uint32_t feed, const PriceE8& price)
{
    const std::int64_t now_ms = state.counters.time_ms;
    if (price.publish_time_s <= state.feeds[feed].publish_time_s) return RejectReason::PriceStale;
    if (price.publish_time_s > now_ms / 1000) return RejectReason::PriceStale;
    if (now_ms - price.publish_time_s * 1000 > state.genesis.feeds[feed].staleness_ms)
        return RejectReason::PriceStale;
    if (price.price_e8 <= 0) return RejectReason::PriceMissing;
    return RejectReason::None;
}

template <class S>
void apply_update_prices(S& state, const UpdatePrices& command, OutcomeSink& sink)
{
    RejectReason last = RejectReason::PriceMissing;
    bool any = false;
    for (const PriceE8& price : command.prices)
    {
        const auto feed = state.registry.feed(price.feed);
        if (!feed) continue;  // an update may carry feeds that nobody here listed
        last = price_refusal(state, *feed, price);
        if (last != RejectReason::None) continue;
        any = true;
        market::FeedPrice& row = state.feeds[*feed];
        row.price_e8 = price.price_e8;
        row.conf_e8 = price.conf_e8;
        row.publish_time_s = price.publish_time_s;
        row.degraded = static_cast<i128>(price.conf_e8) * risk::one_ppm >
                       static_cast<i128>(price.price_e8) * state.genesis.feeds[*feed].conf_ppm_max;
        refresh_risk(state, *feed);
        sink.say<PriceAccepted>(price.feed, price.price_e8, price.publish_time_s);
    }
    if (!any) sink.events.push_back(CommandRejected{last});
}

}  // namespace ballast::engine
