// SPDX-License-Identifier: Apache-2.0
// Listed instruments with what a client needs to sign a trade on them, their mark and their open
// interest. Leaves out JSON.
#pragma once
#include <ballast/engine/state.hpp>
#include <boost/describe.hpp>
#include <string>
#include <vector>

namespace ballast::api {

/// What the instrument's clearing account holds, token units.
struct ClearingView
{
    ChainId chain;
    std::string asset;
    Address token;
    i128 amount{};
};
BOOST_DESCRIBE_STRUCT(ClearingView, (), (chain, asset, token, amount))

struct InstrumentView
{
    InstrumentName name;
    ChainId chain;
    std::string chain_name;
    std::uint64_t eip155{};
    Address venue;
    Bytes32 eip712_domain;  ///< separator of quotes and accepts on this venue
    engine::RouteStatus status{};
    std::string feed;
    u128 lot_e18{};
    std::int64_t tick_e8{};
    std::uint32_t initial_requirement_ppm{};
    std::uint32_t maintenance_requirement_ppm{};
    std::uint32_t band_ppm{};
    std::int64_t lots_account_max{};
    std::int64_t lots_open_max{};
    std::int64_t mark_e8{};  ///< 0: never published
    std::int64_t confidence_e8{};
    std::int64_t publish_time_s{};
    bool stale{};                 ///< no new risk
    bool degraded{};              ///< confidence above the feed's bound
    std::int64_t lots_open{};     ///< open interest: the sum of long positions
    std::int64_t lots_pending{};  ///< in outstanding permits
    i128 open_interest_e18{};     ///< base units
    i128 open_interest_usd_e6{};
    std::vector<ClearingView> clearing;
};
BOOST_DESCRIBE_STRUCT(InstrumentView, (),
                      (name, chain, chain_name, eip155, venue, eip712_domain, status, feed, lot_e18,
                       tick_e8, initial_requirement_ppm, maintenance_requirement_ppm, band_ppm,
                       lots_account_max, lots_open_max, mark_e8, confidence_e8, publish_time_s,
                       stale, degraded, lots_open, lots_pending, open_interest_e18,
                       open_interest_usd_e6, clearing))

struct InstrumentsView
{
    Sequence sequence;
    std::int64_t time_ms{};
    std::int64_t as_of_ms{};
    std::vector<InstrumentView> instruments;
};
BOOST_DESCRIBE_STRUCT(InstrumentsView, (), (sequence, time_ms, as_of_ms, instruments))

[[nodiscard]] InstrumentsView instruments_view(const engine::State& state, std::int64_t now_ms);

}  // namespace ballast::api
