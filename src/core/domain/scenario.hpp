// SPDX-License-Identifier: Apache-2.0
// What may happen to one underlying at once: a move of spot and all its forwards, and one of its
// volatilities. Source: docs/margin.md §3. Leaves out which grid a model uses (config/models).
#pragma once
#include <boost/describe.hpp>
#include <cstdint>
#include <vector>

namespace ballast {

enum class VolatilityMove : std::uint8_t
{
    Down = 0,
    Same = 1,
    Up = 2,
};
BOOST_DESCRIBE_ENUM(VolatilityMove, Down, Same, Up)

/// A dampening that leaves a move whole.
inline constexpr std::int64_t dampening_one_e9 = 1'000'000'000;

/// One move. The P&L under it is multiplied by the dampening, which keeps far tails in proportion.
struct Scenario
{
    std::int32_t spot_ppm{};  ///< of spot, marks and forwards; above -1,000,000
    VolatilityMove volatility{VolatilityMove::Same};
    std::int64_t dampening_e9{dampening_one_e9};  ///< 0 < d <= 1
    bool operator==(const Scenario&) const = default;
};
BOOST_DESCRIBE_STRUCT(Scenario, (), (spot_ppm, volatility, dampening_e9))

/// How far a volatility moves: m(t) = (reference / max(t, floor))^p with p = short power up to the
/// reference and long power beyond; up = max(vol * (1 + up*m), up_floor), down = vol * max(0, 1 -
/// down*m).
struct VolatilityMoves
{
    std::uint32_t up_ppm{450'000};
    std::uint32_t up_floor_ppm{500'000};  ///< absolute, a year
    std::uint32_t down_ppm{300'000};
    std::uint32_t power_short_ppm{300'000};
    std::uint32_t power_long_ppm{130'000};
    std::int64_t floor_ms{86'400'000};
    std::int64_t reference_ms{2'592'000'000};
    bool operator==(const VolatilityMoves&) const = default;
};
BOOST_DESCRIBE_STRUCT(VolatilityMoves, (),
                      (up_ppm, up_floor_ppm, down_ppm, power_short_ppm, power_long_ppm, floor_ms,
                       reference_ms))

/// The columns of a price table, in order.
struct ScenarioGrid
{
    std::vector<Scenario> scenarios;
    VolatilityMoves moves;
    bool operator==(const ScenarioGrid&) const = default;
};
BOOST_DESCRIBE_STRUCT(ScenarioGrid, (), (scenarios, moves))

}  // namespace ballast
