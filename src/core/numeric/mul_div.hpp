// SPDX-License-Identifier: Apache-2.0
// a * b / c with a product of up to 256 bits. The rounding is in the name: down is towards minus
// infinity.
#pragma once
#include <ballast/numeric/checked.hpp>

namespace ballast {

namespace detail {
/// a * b where it fits 128 bits; two factors of 64 bits need no check.
[[nodiscard]] inline std::optional<i128> product_128(i128 a, i128 b)
{
    if (fits_64(a) && fits_64(b)) [[likely]]
        return static_cast<i128>(static_cast<std::int64_t>(a)) * static_cast<std::int64_t>(b);
    return checked_mul(a, b);
}

/// a * b where the product and `c` fit 64 bits: most of what is multiplied, and short enough to
/// stand where it is called.
[[nodiscard]] inline bool product_64(i128 a, i128 b, i128 c, std::int64_t& out)
{
    return fits_64(a) && fits_64(b) && fits_64(c) &&
           !__builtin_mul_overflow(static_cast<std::int64_t>(a), static_cast<std::int64_t>(b),
                                   &out);
}

/// As checked_mul_div_down, through 256 bits; taken where the product leaves 128.
[[nodiscard]] std::optional<i128> wide_mul_div_down(i128 a, i128 b, i128 c);
[[nodiscard]] std::optional<i128> wide_mul_div_up(i128 a, i128 b, i128 c);
}  // namespace detail

/// floor(a * b / c), c > 0; nothing where the result leaves 128 bits.
[[nodiscard]] inline std::optional<i128> checked_mul_div_down(i128 a, i128 b, i128 c)
{
    if (const auto product = detail::product_128(a, b)) [[likely]]
        return div_floor(*product, c);
    return detail::wide_mul_div_down(a, b, c);
}

/// ceil(a * b / c), c > 0; nothing where the result leaves 128 bits.
[[nodiscard]] inline std::optional<i128> checked_mul_div_up(i128 a, i128 b, i128 c)
{
    if (const auto product = detail::product_128(a, b)) [[likely]]
        return div_ceil(*product, c);
    return detail::wide_mul_div_up(a, b, c);
}

namespace detail {
[[nodiscard]] i128 long_mul_div_down(i128 a, i128 b, i128 c);
[[nodiscard]] i128 long_mul_div_up(i128 a, i128 b, i128 c);
}  // namespace detail

/// floor(a * b / c) where the bounds make overflow of the result a bug.
[[nodiscard]] inline i128 mul_div_down(i128 a, i128 b, i128 c)
{
    std::int64_t product{};
    if (!detail::product_64(a, b, c, product)) return detail::long_mul_div_down(a, b, c);
    const auto divisor = static_cast<std::int64_t>(c);
    BALLAST_ASSERT(divisor > 0);
    return product / divisor - (product % divisor < 0 ? 1 : 0);
}

/// ceil(a * b / c) where the bounds make overflow of the result a bug.
[[nodiscard]] inline i128 mul_div_up(i128 a, i128 b, i128 c)
{
    std::int64_t product{};
    if (!detail::product_64(a, b, c, product)) return detail::long_mul_div_up(a, b, c);
    const auto divisor = static_cast<std::int64_t>(c);
    BALLAST_ASSERT(divisor > 0);
    return product / divisor + (product % divisor > 0 ? 1 : 0);
}

/// Largest r with r * r <= value.
[[nodiscard]] u128 isqrt_floor(u128 value);
/// Smallest r with r * r >= value.
[[nodiscard]] u128 isqrt_ceil(u128 value);

}  // namespace ballast
