// SPDX-License-Identifier: Apache-2.0
// Signed prices enter: strictly newer per feed, never from the future, never beyond the staleness
// bound.
#pragma once
#include <ballast/engine/commands/open_deployment.hpp>
#include <ballast/engine/expiry.hpp>

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

/// How far a price and its confidence moved, relative to the lower price, in units of 10^-9,
/// rounded up; a first price moves everything. k of k * conf is at most ten, see find_problem.
inline std::uint64_t relative_move(std::int64_t price, std::int64_t conf, std::int64_t next,
                                   std::int64_t next_conf)
{
    if (price == 0) return CheckQueue::horizon;
    const i128 distance =
        (next > price ? next - price : price - next) +
        10 * static_cast<i128>(next_conf > conf ? next_conf - conf : conf - next_conf);
    const i128 move =
        mul_div_up(distance, CheckQueue::unit, static_cast<i128>(std::min(price, next)));
    return static_cast<std::uint64_t>(std::min<i128>(move, CheckQueue::horizon));
}

/// A first price, or one after a silence that was too long, gives worth to what had none: how far
/// an account was from its limits says nothing about that.
template <class S>
void mark_revived(S& state, std::uint32_t feed)
{
    const market::FeedPrice& row = state.feeds[feed];
    if (row.price_e8 != 0 &&
        state.counters.time_ms <=
            row.fresh_until_ms(state.genesis.feeds[feed].staleness_ms) + risk::dead_after_ms)
        return;
    state.checks.mark_all();
    state.checks.feed_dies_ms = 0;
}

template <class S>
void apply_update_prices(S& state, const UpdatePrices& command, OutcomeSink& sink)
{
    RejectReason last = RejectReason::PriceMissing;
    bool any = false;
    // Feeds that move in one command move what an account holds by no more than the largest move.
    CheckQueue::Distances moved{};
    for (const PriceE8& price : command.prices)
    {
        const auto feed = state.registry.feed(price.feed);
        if (!feed) continue;  // an update may carry feeds that nobody here listed
        last = price_refusal(state, *feed, price);
        if (last != RejectReason::None) continue;
        any = true;
        mark_revived(state, *feed);
        market::FeedPrice& row = state.feeds[*feed];
        std::uint64_t& road = moved[*feed == state.registry.settlement_feed ? 0 : 1];
        state.checks.move(*feed);
        road =
            std::max(road, relative_move(row.price_e8, row.conf_e8, price.price_e8, price.conf_e8));
        count_index_of_feed(state, *feed);
        row.price_e8 = price.price_e8;
        row.conf_e8 = price.conf_e8;
        row.publish_time_s = price.publish_time_s;
        row.degraded = static_cast<i128>(price.conf_e8) * risk::one_ppm >
                       static_cast<i128>(price.price_e8) * state.genesis.feeds[*feed].conf_ppm_max;
        refresh_risk(state, *feed);
        sink.say<PriceAccepted>(price.feed, price.price_e8, price.publish_time_s);
    }
    state.checks.travel(moved);
    if (!any) sink.events.push_back(CommandRejected{last});
}

}  // namespace ballast::engine
