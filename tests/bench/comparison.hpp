// SPDX-License-Identifier: Apache-2.0
// Our code against a peer's in the same run: one round of each after the other, so that whatever
// else the machine does strikes both; medians; the expectation first. Absolute figures move with
// the machine, ratios count.
#pragma once
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ballast::bench {

/// One side of a comparison: a round of it does the same work as a round of every other side.
struct Contender
{
    std::string name;
    std::function<void()> round;
};

/// The median of some durations; at least one.
[[nodiscard]] inline double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Runs all sides in turn for every iteration of `state`, the first one being ours: its time is the
/// benchmark's. `prepare` is called before each turn and not timed. Counters: each side's median in
/// microseconds, and `vs_<peer>`, the peer's median over ours (above 1: we are faster). The
/// expectation is shown beside them.
inline void compare(
    benchmark::State& state, const std::vector<Contender>& contenders,
    const std::string& expectation, const std::function<void()>& prepare = [] {})
{
    using Clock = std::chrono::steady_clock;
    std::vector<std::vector<double>> seconds(contenders.size());
    std::size_t turn = 0;
    for (auto _ : state)
    {
        prepare();
        // Who goes first changes, so that nobody always pays for what the one before left behind.
        for (std::size_t i = 0; i < contenders.size(); ++i)
        {
            const std::size_t at = (i + turn) % contenders.size();
            const auto start = Clock::now();
            contenders[at].round();
            seconds[at].push_back(std::chrono::duration<double>(Clock::now() - start).count());
        }
        ++turn;
        state.SetIterationTime(seconds.front().back());
    }
    const double ours = median(seconds.front());
    for (std::size_t i = 0; i < contenders.size(); ++i)
    {
        const double theirs = median(seconds[i]);
        state.counters[contenders[i].name + "_us"] = theirs * 1e6;
        if (i > 0) state.counters["vs_" + contenders[i].name] = theirs / ours;
    }
    state.SetLabel("expected: " + expectation);
}

}  // namespace ballast::bench
