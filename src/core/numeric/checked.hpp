// SPDX-License-Identifier: Apache-2.0
// Checked arithmetic on money: overflow is an absent value, never a wrapped one; the rounding is in
// the name.
#pragma once
#include <array>
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

/// True when the value has its place in 64 bits, where dividing costs a fraction.
[[nodiscard]] constexpr bool fits_64(i128 a) { return static_cast<std::int64_t>(a) == a; }

struct Division
{
    i128 quotient{};
    i128 remainder{};  ///< with the sign of the dividend
};

[[nodiscard]] constexpr u128 magnitude(i128 a)
{
    return a < 0 ? ~static_cast<u128>(a) + 1 : static_cast<u128>(a);
}

namespace detail {
#if defined(__x86_64__)
/// a / b and a % b where the quotient fits 64 bits: the processor's own division, for which the
/// language has no name and the library's function is three times as long.
[[nodiscard]] inline Division divide_short(u128 a, std::uint64_t b)
{
    std::uint64_t quotient{};
    std::uint64_t remainder{};
    __asm__("divq %4"
            : "=a"(quotient), "=d"(remainder)
            : "a"(static_cast<std::uint64_t>(a)), "d"(static_cast<std::uint64_t>(a >> 64U)), "r"(b)
            : "cc");
    return {static_cast<i128>(quotient), static_cast<i128>(remainder)};
}
#else
[[nodiscard]] inline Division divide_short(u128 a, std::uint64_t b)
{
    return {static_cast<i128>(a / b), static_cast<i128>(a % b)};
}
#endif
}  // namespace detail

/// a / b and a % b as C++ has them: towards zero. b > 0.
[[nodiscard]] constexpr Division divide(i128 a, i128 b)
{
    BALLAST_ASSERT(b > 0);
    if (fits_64(a) && fits_64(b))
    {
        const auto short_a = static_cast<std::int64_t>(a);
        const auto short_b = static_cast<std::int64_t>(b);
        return {short_a / short_b, short_a % short_b};
    }
    if !consteval
    {
        const u128 size = magnitude(a);
        if (fits_64(b) && static_cast<std::uint64_t>(size >> 64U) < static_cast<std::uint64_t>(b))
        {
            const Division d = detail::divide_short(size, static_cast<std::uint64_t>(b));
            return a < 0 ? Division{-d.quotient, -d.remainder} : d;
        }
    }
    const i128 quotient = a / b;
    return {quotient, a - quotient * b};
}

/// floor(a / b), b > 0: towards minus infinity, also for negative a.
[[nodiscard]] constexpr i128 div_floor(i128 a, i128 b)
{
    const Division d = divide(a, b);
    return d.remainder < 0 ? d.quotient - 1 : d.quotient;
}

/// ceil(a / b), b > 0: towards plus infinity, also for negative a.
[[nodiscard]] constexpr i128 div_ceil(i128 a, i128 b)
{
    const Division d = divide(a, b);
    return d.remainder > 0 ? d.quotient + 1 : d.quotient;
}

namespace detail {
/// 10^0 to 10^38, the powers that fit 128 bits.
inline constexpr auto powers_of_ten = [] {
    std::array<i128, 39> out{};
    out[0] = 1;
    for (std::size_t i = 1; i < out.size(); ++i) out[i] = out[i - 1] * 10;
    return out;
}();
}  // namespace detail

/// 10^n as a 128-bit integer, n <= 38.
[[nodiscard]] constexpr i128 pow10(unsigned n)
{
    BALLAST_ASSERT(n < detail::powers_of_ten.size());
    return detail::powers_of_ten[n];
}

}  // namespace ballast
