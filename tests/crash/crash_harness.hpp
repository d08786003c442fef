// SPDX-License-Identifier: Apache-2.0
// Kills a child process at random points while it works on a data folder, and checks what it left.
// The child is this same program, started anew. SIGKILL leaves what the kernel has in its cache:
// lost power is the simulated disk's part (simulated_loss_test.cpp).
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "acknowledgement.hpp"

namespace ballast::crash {

/// What the child works with.
struct ChildContext
{
    std::string folder;
    std::uint64_t seed{};             ///< another one for each start
    AcknowledgementSink acknowledge;  ///< reaches the parent at once, whole or not at all
};

/// A workload with its check.
struct Scenario
{
    /// Runs in the child, in a folder that an earlier child may have left at any point. Should not
    /// end before it is killed; when it does, nothing to complain of or a sentence is returned.
    std::function<std::optional<std::string>(const ChildContext&)> workload;
    /// Runs in the parent after each kill, with everything acknowledged in this folder so far in
    /// order. Nothing, or a sentence that says what was lost, doubled or spoiled.
    std::function<std::optional<std::string>(const std::string& folder,
                                             std::span<const Acknowledgement>)>
        check;
};

/// The program: `[--kills N] [--seed N] [--folder PATH] [--kills-per-folder N]`. Prints the seed
/// and what happened; returns 0 when every check passed.
[[nodiscard]] int run_crash_test(int argc, char** argv, const Scenario& scenario);

}  // namespace ballast::crash
