// SPDX-License-Identifier: Apache-2.0
// Ends a long-running subcommand in order: SIGINT and SIGTERM are waited for instead of killing.
#pragma once
#include <csignal>
#include <cstdint>

namespace ballast::app {

/// Blocks the two signals in this thread and in those it starts afterwards: make it first. A third
/// party's signal handlers are not touched; a second signal after `wait` ends the process as usual.
class StopSignals
{
public:
    StopSignals();
    /// Waits for a signal.
    void wait();
    /// Waits at most so long; true when a signal came.
    [[nodiscard]] bool wait_for(std::int64_t duration_ms);

private:
    void let_the_next_one_kill();
    sigset_t signals_{};
};

}  // namespace ballast::app
