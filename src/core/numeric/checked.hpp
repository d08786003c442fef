// SPDX-License-Identifier: Apache-2.0
// Checked arithmetic on money: overflow is an absent value, never a wrapped one; the rounding is in
// the name.
#pragma once
#include <ballast/base/assert.hpp>
#include <ballast/numeric/int128.hpp>
#include <concepts>
#include <optional>

namespace ballast {

template <class T>
concept Integer = std::integral<T> || std::same_as<T, i128> || std::same_as<T, u128>;

/// a + b, or nothing where it does not fit.
template <Integer T>
[[nodiscard]] constexpr std::optional<T> checked_add(T a, T b)
{
    T out{};
    if (__builtin_add_overflow(a, b, &out)) return {};
    return out;
}

/// a - b, or nothing where it does not fit.
template <Integer T>
[[nodiscard]] constexpr std::optional<T> checked_sub(T a, T b)
{
    T out{};
    if (__builtin_sub_overflow(a, b, &out)) return {};
    return out;
}

/// a * b, or nothing where it does not fit.
template <Integer T>
[[nodiscard]] constexpr std::optional<T> checked_mul(T a, T b)
{
    T out{};
    if (__builtin_mul_overflow(a, b, &out)) return {};
    return out;
}

/// a + b where the bounds of limits.hpp make overflow a bug.
template <Integer T>
[[nodiscard]] constexpr T add(T a, T b)
{
    T out{};
    BALLAST_ASSERT(!__builtin_add_overflow(a, b, &out));
    return out;
}

/// a - b where overflow is a bug.
template <Integer T>
[[nodiscard]] constexpr T sub(T a, T b)
{
    T out{};
    BALLAST_ASSERT(!__builtin_sub_overflow(a, b, &out));
    return out;
}

/// a * b where overflow is a bug.
template <Integer T>
[[nodiscard]] constexpr T mul(T a, T b)
{
    T out{};
    BALLAST_ASSERT(!__builtin_mul_overflow(a, b, &out));
    return out;
}

/// floor(a / b), b > 0: towards minus infinity, also for negative a.
[[nodiscard]] constexpr i128 div_floor(i128 a, i128 b)
{
    BALLAST_ASSERT(b > 0);
    const i128 quotient = a / b;
    return (a % b < 0) ? quotient - 1 : quotient;
}

/// ceil(a / b), b > 0: towards plus infinity, also for negative a.
[[nodiscard]] constexpr i128 div_ceil(i128 a, i128 b)
{
    BALLAST_ASSERT(b > 0);
    const i128 quotient = a / b;
    return (a % b > 0) ? quotient + 1 : quotient;
}

[[nodiscard]] constexpr u128 magnitude(i128 a)
{
    return a < 0 ? ~static_cast<u128>(a) + 1 : static_cast<u128>(a);
}

/// 10^n as a 128-bit integer, n <= 38.
[[nodiscard]] constexpr i128 pow10(unsigned n)
{
    BALLAST_ASSERT(n <= 38);
    i128 out = 1;
    for (unsigned i = 0; i < n; ++i) out *= 10;
    return out;
}

}  // namespace ballast
