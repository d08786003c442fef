// SPDX-License-Identifier: Apache-2.0
// The mean of an index over time, taken from what the hub said of its prices: what a visitor would
// recompute to check a settlement. Leaves out where the prices come from.
#pragma once
#include <cstdint>
#include <optional>
#include <span>

namespace ballast::demo {

/// An index and the moment from which it held.
struct IndexPoint
{
    std::int64_t time_ms{};
    std::int64_t index_e8{};
};

/// A stretch of time, its end exclusive.
struct Stretch
{
    std::int64_t begin_ms{};
    std::int64_t end_ms{};
};

/// The time-weighted mean over the part of `within` in which there was an index, rounded down;
/// `points` in the order of their times. Nothing where there was none.
[[nodiscard]] std::optional<std::int64_t> average_index(std::span<const IndexPoint> points,
                                                        const Stretch& within);

}  // namespace ballast::demo
