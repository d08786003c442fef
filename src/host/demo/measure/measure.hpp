// SPDX-License-Identifier: Apache-2.0
// Measures what README.md (How fast) states of a running hub: from a deposit's finality to the
// hub's event, from a trade's request to its certified permit, and memory with many accounts. On
// the demo's stage, with real processes. Never a test: it prints, it does not judge.
#pragma once
#include <ballast/demo/stage.hpp>

namespace ballast::demo {

struct MeasureSettings
{
    std::size_t deposits{200};
    std::size_t trades{200};
    std::size_t accounts{10'000};
};

/// Builds a stage, measures, writes measure.json into the run folder. From the main thread.
[[nodiscard]] Answer<void> run_measurement(const DemoSettings& settings,
                                           const MeasureSettings& measure, Screen& screen);

/// Of a set of durations.
struct Percentiles
{
    std::size_t count{};
    double p50_ms{};
    double p99_ms{};
    double max_ms{};
};
/// Nearest rank; all zero for an empty set.
[[nodiscard]] Percentiles percentiles(std::vector<std::int64_t> durations_us);

}  // namespace ballast::demo
