// SPDX-License-Identifier: Apache-2.0
// The scenarios of a price table, under the names that pricing uses.
#pragma once
#include <ballast/domain/scenario.hpp>

namespace ballast::market {

using ballast::Scenario;
using ballast::ScenarioGrid;
using ballast::VolatilityMove;
using ballast::VolatilityMoves;

/// A dampening that leaves a move whole.
inline constexpr std::int64_t one_e9 = dampening_one_e9;

}  // namespace ballast::market
