// SPDX-License-Identifier: Apache-2.0
// The demo that ./run plays: builds the stage, plays the steps, writes the summary, and stays up
// when it is asked to. docs/demo.md describes it.
#pragma once
#include <ballast/demo/stage.hpp>

namespace ballast::demo {

/// How a run of the demo ended.
enum class DemoEnd : std::uint8_t
{
    Held,        ///< every step held
    Failed,      ///< a step did not hold; the screen and the summary say which
    NotStarted,  ///< something that it needs is not there
};

/// Reads the script and builds the stage that it needs.
[[nodiscard]] Answer<std::unique_ptr<Stage>> build_stage(const DemoSettings& settings,
                                                         Screen& screen);
/// Waits until the hub knows an account.
[[nodiscard]] Answer<void> wait_for_account(Stage& stage, const AccountId& account);
/// The maker's collateral on B, recognised, and the maker quoting.
[[nodiscard]] Answer<void> bring_in_maker(Stage& stage);

/// Plays the demo from the first process to the last. From the main thread: children end with it.
[[nodiscard]] DemoEnd run_demo(const DemoSettings& settings, Screen& screen);

}  // namespace ballast::demo
