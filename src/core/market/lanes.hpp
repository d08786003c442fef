// SPDX-License-Identifier: Apache-2.0
// The operations of the pricing kernels on one double. vector_lanes-inl.h has the same ones on a
// register; IEEE 754 fixes each of them to the bit, so that both give the same numbers.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace ballast::market {

inline constexpr std::uint64_t exponent_mask = 0xFFF0'0000'0000'0000ULL;
inline constexpr std::uint64_t exponent_bias = 2047ULL << 52U;
inline constexpr std::uint64_t align_bias = exponent_bias + (1ULL << 51U);  // and a half: to round
inline constexpr std::uint64_t two_52_bits = 0x4330'0000'0000'0000ULL;      // of the double 2^52

namespace scalar {

/// One lane. Every operation rounds once; `fma` is exact before it rounds, in hardware or not. All
/// are inlined, so that no copy for one instruction set is called from code for another.
struct Lanes
{
    using Value = double;
    static constexpr std::size_t width = 1;

    [[gnu::always_inline]] static Value set(double x) { return x; }
    [[gnu::always_inline]] static Value load(const double* from) { return *from; }
    [[gnu::always_inline]] static void store(Value x, double* to) { *to = x; }
    /// a * b + c.
    [[gnu::always_inline]] static Value fma(Value a, Value b, Value c) { return std::fma(a, b, c); }
    /// c - a * b.
    [[gnu::always_inline]] static Value fnma(Value a, Value b, Value c)
    {
        return std::fma(-a, b, c);
    }
    [[gnu::always_inline]] static Value abs(Value x) { return std::fabs(x); }
    [[gnu::always_inline]] static Value floor(Value x) { return std::floor(x); }
    [[gnu::always_inline]] static Value sqrt(Value x) { return std::sqrt(x); }
    /// The larger one, and the second of two equal ones: as the instruction has it.
    [[gnu::always_inline]] static Value max(Value a, Value b) { return a > b ? a : b; }
    [[gnu::always_inline]] static Value min(Value a, Value b) { return a < b ? a : b; }
    /// yes where a < b, no elsewhere.
    [[gnu::always_inline]] static Value if_less(Value a, Value b, Value yes, Value no)
    {
        return a < b ? yes : no;
    }
    /// x * 2^n for an x whose result is a normal number; n is given as n + 1.5 * 2^52.
    [[gnu::always_inline]] static Value scale(Value x, Value n_plus_magic)
    {
        return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) +
                                     (std::bit_cast<std::uint64_t>(n_plus_magic) << 52U));
    }
    /// yes where the sign bit of x is set, no elsewhere.
    [[gnu::always_inline]] static Value if_negative(Value x, Value yes, Value no)
    {
        return std::signbit(x) ? yes : no;
    }
    /// x, which has no sign, with the sign of `sign`.
    [[gnu::always_inline]] static Value with_sign(Value x, Value sign)
    {
        return std::copysign(x, sign);
    }
    /// For positive normal a and b: e and near_b = b * 2^e, the bits of a and near_b being less
    /// than half an exponent apart, which is a factor from 0.666 to 1.502.
    struct Aligned
    {
        Value near_b;
        Value e;
    };
    [[gnu::always_inline]] static Aligned align(Value a, Value b)
    {
        const auto b_bits = std::bit_cast<std::uint64_t>(b);
        const std::uint64_t apart = std::bit_cast<std::uint64_t>(a) - b_bits + align_bias;
        return {std::bit_cast<double>(b_bits + (apart & exponent_mask) - exponent_bias),
                std::bit_cast<double>((apart >> 52U) | two_52_bits) - (0x1p52 + 2047.0)};
    }
    /// One of a table's numbers for each lane.
    using Table = const std::array<double, 3>*;
    [[gnu::always_inline]] static Table table(const std::array<double, 3>& of) { return &of; }
    [[gnu::always_inline]] static Value pick(Table table, const std::int64_t* index)
    {
        return (*table)[static_cast<std::size_t>(*index)];
    }
    /// Whole numbers as 32-bit integers; what does not fit becomes the nearest that does.
    [[gnu::always_inline]] static void store_int32(Value x, std::int32_t* to)
    {
        *to = x >= 2147483647.0    ? INT32_MAX
              : x <= -2147483648.0 ? INT32_MIN
                                   : static_cast<std::int32_t>(x);
    }
    /// The largest of all lanes.
    [[gnu::always_inline]] static double largest(Value x) { return x; }
};

/// How many go through a kernel at once.
using WideLanes = Lanes;

}  // namespace scalar
}  // namespace ballast::market
