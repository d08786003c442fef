// SPDX-License-Identifier: Apache-2.0
// Listed instruments with what a client needs to sign a trade on them, their mark and their open
// interest. Leaves out JSON.
#pragma once
#include <ballast/engine/state.hpp>
#include <boost/describe.hpp>
#include <optional>
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

/// What an option's holder may buy or sell at.
struct OptionView
{
    std::int64_t strike_e8{};
    bool call{};  ///< false: a put
};
BOOST_DESCRIBE_STRUCT(OptionView, (), (strike_e8, call))

enum class SettlementStage : std::uint8_t
{
    Trading,    ///< not expired yet
    Due,        ///< expired, and waits for the first index
    Ordered,    ///< every holder is settled, and the venue is told
    Confirmed,  ///< the venue knows
};
BOOST_DESCRIBE_ENUM(SettlementStage, Trading, Due, Ordered, Confirmed)

/// How far a dated instrument is on its way to its end.
struct SettlementView
{
    SettlementStage stage{};
    std::int64_t index_e8{};          ///< time-weighted, of its last half hour; 0 before
    std::int64_t value_e8{};          ///< what one unit came to
    std::optional<OrderId> order_id;  ///< the SETTLE that is under way
};
BOOST_DESCRIBE_STRUCT(SettlementView, (), (stage, index_e8, value_e8, order_id))

struct InstrumentView
{
    InstrumentName name;
    InstrumentKind kind{};
    std::optional<std::int64_t> expiry_s;      ///< of what is dated
    std::optional<OptionView> option;          ///< of an option
    std::optional<SettlementView> settlement;  ///< of what is dated
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
                      (name, kind, expiry_s, option, settlement, chain, chain_name, eip155, venue,
                       eip712_domain, status, feed, lot_e18, tick_e8, initial_requirement_ppm,
                       maintenance_requirement_ppm, band_ppm, lots_account_max, lots_open_max,
                       mark_e8, confidence_e8, publish_time_s, stale, degraded, lots_open,
                       lots_pending, open_interest_e18, open_interest_usd_e6, clearing))

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
