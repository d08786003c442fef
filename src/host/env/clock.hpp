// SPDX-License-Identifier: Apache-2.0
// Time for host code: the machine's clocks, and one that a test sets. Core never sees it; time
// reaches core in commands.
#pragma once
#include <atomic>
#include <cstdint>

namespace ballast::env {

class Clock
{
public:
    virtual ~Clock() = default;
    /// Milliseconds since 1970; may jump when the machine's time is set.
    [[nodiscard]] virtual std::int64_t now_ms() const = 0;
    /// Milliseconds from some start, which never go back: for deadlines and durations.
    [[nodiscard]] virtual std::int64_t monotonic_ms() const = 0;
};

/// The machine's own clocks.
class SystemClock final : public Clock
{
public:
    [[nodiscard]] std::int64_t now_ms() const override;
    [[nodiscard]] std::int64_t monotonic_ms() const override;
};

/// Stands still until it is told to move; may be read from many threads.
class SimulatedClock final : public Clock
{
public:
    explicit SimulatedClock(std::int64_t now_ms) : now_ms_{now_ms} {}
    [[nodiscard]] std::int64_t now_ms() const override { return now_ms_; }
    [[nodiscard]] std::int64_t monotonic_ms() const override { return monotonic_ms_; }
    /// Time passes; not negative.
    void advance_ms(std::int64_t duration_ms);
    /// The machine's time is set, forward or back; the monotonic clock goes on.
    void set_now_ms(std::int64_t now_ms) { now_ms_ = now_ms; }

private:
    std::atomic<std::int64_t> now_ms_;
    std::atomic<std::int64_t> monotonic_ms_{0};
};

/// A moment on a clock's monotonic side. The clock outlives it.
class Deadline
{
public:
    Deadline(const Clock& clock, std::int64_t after_ms);
    [[nodiscard]] bool has_passed() const { return left_ms() == 0; }
    /// Milliseconds until then, 0 once it has passed.
    [[nodiscard]] std::int64_t left_ms() const;

private:
    const Clock* clock_;
    std::int64_t at_ms_;
};

}  // namespace ballast::env
