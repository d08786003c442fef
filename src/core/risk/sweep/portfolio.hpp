// SPDX-License-Identifier: Apache-2.0
// What the account sweep sums: lots of instruments, each on an underlying and in a settlement
// domain. Source: docs/margin.md §3, steps 2 to 4. Leaves out how they are laid out (shard.hpp) and
// summed (sweep.hpp).
#pragma once
#include <ballast/numeric/checked.hpp>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ballast::risk::sweep {

/// Scenarios of a row, two CellBlocks; one more, "nothing happens", is implicit and has a P&L of 0.
inline constexpr std::size_t lanes = 32;
/// The index of "nothing happens": the worst scenario of who requires nothing.
inline constexpr std::uint8_t no_scenario = 32;
/// 1 as a gain factor g.
inline constexpr std::uint32_t one_q30 = 1U << 30U;

/// One position of an account.
struct Holding
{
    std::uint32_t instrument{};  ///< row of the price table
    std::int32_t lots{};         ///< a short is negative
    std::uint16_t underlying{};
    std::uint8_t domain{};
    bool operator==(const Holding&) const = default;
};

/// A position whose underlying and domain are known from where it stands.
struct Position
{
    std::uint32_t instrument{};
    std::int32_t lots{};
    bool operator==(const Position&) const = default;
};
static_assert(sizeof(Position) == 8);

/// Positions of one account on one underlying and in one domain, `length` of them, at least one.
struct Part
{
    std::int64_t shorts{};  ///< sum min(lots, 0)
    std::uint32_t length{};
    std::uint16_t underlying{};
    std::uint8_t domain{};
    bool operator==(const Part&) const = default;
};

/// R[u] of one account in units of the underlying's cells, >= 0, and the scenario that makes it:
/// the lowest index of several, no_scenario where R[u] is 0.
struct Requirement
{
    std::int64_t amount{};
    std::uint8_t worst{no_scenario};
    bool operator==(const Requirement&) const = default;
};

/// g = floor(2^30 * 10^6 / (10^6 + L)), at most one_q30.
[[nodiscard]] constexpr std::uint32_t gain_q30(std::uint32_t premium_ppm)
{
    constexpr std::uint64_t one_ppm = 1'000'000;
    return static_cast<std::uint32_t>((std::uint64_t{one_q30} * one_ppm) / (one_ppm + premium_ppm));
}

/// Units of 10^-e USD into USD e6, rounded up, by a multiplication. Source: Granlund and
/// Montgomery, Division by Invariant Integers using Multiplication, 1994, theorem 4.2.
class UnitDivisor
{
public:
    /// 6 <= unit_exponent <= 24.
    explicit constexpr UnitDivisor(unsigned unit_exponent)
        : divisor_less_one_{static_cast<std::uint64_t>(pow10(unit_exponent - 6)) - 1}
    {
        const u128 divisor = u128{divisor_less_one_} + 1;
        while ((u128{1} << (shift_ - 63U)) < divisor) ++shift_;
        factor_ = static_cast<std::uint64_t>((u128{1} << shift_) / divisor) + 1;
    }
    /// ceil(amount / 10^(e-6)); 0 <= amount <= 2^62.
    [[nodiscard]] constexpr std::int64_t usd_e6_up(std::int64_t amount) const
    {
        const std::uint64_t raised = static_cast<std::uint64_t>(amount) + divisor_less_one_;
        return static_cast<std::int64_t>((u128{raised} * factor_) >> shift_);
    }

    /// 10^(e-6).
    [[nodiscard]] constexpr std::int64_t units() const
    {
        return static_cast<std::int64_t>(divisor_less_one_) + 1;
    }

private:
    std::uint64_t divisor_less_one_{};
    std::uint64_t factor_{};
    unsigned shift_{63};
};

}  // namespace ballast::risk::sweep
