// SPDX-License-Identifier: Apache-2.0
// The crash test of everything: deposits, trades, withdrawals and a liquidation on the two chains
// while the hub and all four guardians are killed again and again. At the end nothing acknowledged
// is missing, no order was executed twice, and the difference is zero.
#pragma once
#include <ballast/demo/stage.hpp>

namespace ballast::demo {

struct CrashSettings
{
    std::size_t kills{};  ///< 0: no crash test
    std::uint64_t seed{1};
};

/// Builds the stage and plays; the sentence says what was lost. From the main thread.
[[nodiscard]] Answer<void> run_crash_story(const DemoSettings& settings, const CrashSettings& crash,
                                           Screen& screen);

}  // namespace ballast::demo
