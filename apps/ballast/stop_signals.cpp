// SPDX-License-Identifier: Apache-2.0
// Waiting for SIGINT and SIGTERM.
#include "stop_signals.hpp"

#include <cerrno>
#include <ctime>

namespace ballast::app {

StopSignals::StopSignals()
{
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

void StopSignals::wait()
{
    int signal = 0;
    while (sigwait(&signals_, &signal) != 0) continue;
    let_the_next_one_kill();
}

bool StopSignals::wait_for(std::int64_t duration_ms)
{
    if (duration_ms < 0) duration_ms = 0;
    const timespec timeout{.tv_sec = static_cast<time_t>(duration_ms / 1'000),
                           .tv_nsec = static_cast<long>(duration_ms % 1'000) * 1'000'000};
    // An interrupted wait returns early; callers look at the clock and wait again.
    if (sigtimedwait(&signals_, nullptr, &timeout) < 0) return false;
    let_the_next_one_kill();
    return true;
}

void StopSignals::let_the_next_one_kill() { pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr); }

}  // namespace ballast::app
