// SPDX-License-Identifier: Apache-2.0
// What positions are priced by: indices, the volatility surface and forwards of each underlying,
// marks with their funding. Leaves out the cells that are made of it (risk/scenario_tables.hpp).
#pragma once
#include <ballast/engine/state.hpp>
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ballast::api {

/// One expiry of a surface; the volatility squared times years is
/// a + b * (rho * (k - m) + sqrt((k - m)^2 + sigma^2)), k = log(strike / forward).
struct SliceView
{
    std::uint64_t expiry_s{};
    std::int64_t forward_e8{};            ///< now: it moves with the index
    std::int64_t published_forward_e8{};  ///< when the surface was taken
    std::int64_t rate_e9{};               ///< a year, continuously
    std::int64_t a_e9{};
    std::int64_t b_e9{};
    std::int64_t rho_e9{};
    std::int64_t m_e9{};
    std::int64_t sigma_e9{};
};
BOOST_DESCRIBE_STRUCT(SliceView, (),
                      (expiry_s, forward_e8, published_forward_e8, rate_e9, a_e9, b_e9, rho_e9,
                       m_e9, sigma_e9))

struct SurfaceView
{
    std::uint64_t publish_time_s{};
    std::int64_t published_index_e8{};
    bool stale{};  ///< what is dated supports no new risk
    std::vector<SliceView> slices;
};
BOOST_DESCRIBE_STRUCT(SurfaceView, (), (publish_time_s, published_index_e8, stale, slices))

/// What is published of one perpetual.
struct MarkView
{
    InstrumentName instrument;
    ChainId chain;
    Address venue;
    std::int64_t mark_e8{};
    std::int64_t funding_e9_per_8h{};  ///< part of notional, longs to shorts; may be negative
    std::int64_t funding_e8{};         ///< what a long paid for one unit so far, USD
    std::uint64_t time_s{};
    bool stale{};
};
BOOST_DESCRIBE_STRUCT(MarkView, (),
                      (instrument, chain, venue, mark_e8, funding_e9_per_8h, funding_e8, time_s,
                       stale))

/// A feed that instruments are listed on.
struct UnderlyingView
{
    std::string symbol;        ///< the feed's name where genesis has no scenarios
    std::string margin_class;  ///< "" likewise
    Bytes32 feed;
    std::int64_t index_e8{};  ///< 0: never published
    std::int64_t confidence_e8{};
    std::int64_t publish_time_s{};
    bool stale{};
    std::optional<SurfaceView> surface;
    std::vector<MarkView> marks;  ///< of perpetuals that have one; for the others the index stands
};
BOOST_DESCRIBE_STRUCT(UnderlyingView, (),
                      (symbol, margin_class, feed, index_e8, confidence_e8, publish_time_s, stale,
                       surface, marks))

struct MarketView
{
    Sequence sequence;
    std::int64_t time_ms{};
    std::int64_t as_of_ms{};
    std::vector<UnderlyingView> underlyings;
};
BOOST_DESCRIBE_STRUCT(MarketView, (), (sequence, time_ms, as_of_ms, underlyings))

[[nodiscard]] MarketView market_view(const engine::State& state, std::int64_t now_ms);

}  // namespace ballast::api
