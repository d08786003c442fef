// SPDX-License-Identifier: Apache-2.0
// Sums over the points, each until the next one.
#include "index_average.hpp"

#include <algorithm>
#include <ballast/numeric/int128.hpp>

namespace ballast::demo {

std::optional<std::int64_t> average_index(std::span<const IndexPoint> points, const Stretch& within)
{
    i128 weighted = 0;
    std::int64_t covered_ms = 0;
    for (std::size_t i = 0; i < points.size(); ++i)
    {
        const std::int64_t until_ms = i + 1 < points.size() ? points[i + 1].time_ms : within.end_ms;
        const std::int64_t begin_ms = std::max(points[i].time_ms, within.begin_ms);
        const std::int64_t end_ms = std::min(until_ms, within.end_ms);
        if (end_ms <= begin_ms) continue;
        weighted += static_cast<i128>(points[i].index_e8) * (end_ms - begin_ms);
        covered_ms += end_ms - begin_ms;
    }
    if (covered_ms == 0) return std::nullopt;
    return static_cast<std::int64_t>(weighted / covered_ms);
}

}  // namespace ballast::demo
