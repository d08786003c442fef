// SPDX-License-Identifier: Apache-2.0
// The machine's clocks, and deadlines on any clock.
#include "clock.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <chrono>

namespace ballast::env {
namespace {

template <class C>
std::int64_t milliseconds_of()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(C::now().time_since_epoch())
        .count();
}

}  // namespace

std::int64_t SystemClock::now_ms() const { return milliseconds_of<std::chrono::system_clock>(); }

std::int64_t SystemClock::monotonic_ms() const
{
    return milliseconds_of<std::chrono::steady_clock>();
}

void SimulatedClock::advance_ms(std::int64_t duration_ms)
{
    BALLAST_ASSERT(duration_ms >= 0);
    now_ms_ += duration_ms;
    monotonic_ms_ += duration_ms;
}

Deadline::Deadline(const Clock& clock, std::int64_t after_ms)
    : clock_{&clock}, at_ms_{clock.monotonic_ms() + after_ms}
{}

std::int64_t Deadline::left_ms() const
{
    return std::max<std::int64_t>(0, at_ms_ - clock_->monotonic_ms());
}

}  // namespace ballast::env
