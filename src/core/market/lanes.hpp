// SPDX-License-Identifier: Apache-2.0
// The operations of the pricing kernels on one double. vector_lanes-inl.h has the same ones on a
// register; IEEE 754 fixes each of them to the bit, so that both give the same numbers.
#pragma once
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace ballast::market::scalar {

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
    /// x * 2^n for an x whose result is a normal number; n is given as n + magic, see exp_of.
    [[gnu::always_inline]] static Value scale(Value x, Value n_plus_magic)
    {
        return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) +
                                     (std::bit_cast<std::uint64_t>(n_plus_magic) << 52U));
    }
    /// The m of x = m * 2^e, 1 <= m < 2, for a positive normal x.
    [[gnu::always_inline]] static Value mantissa(Value x)
    {
        return std::bit_cast<double>((std::bit_cast<std::uint64_t>(x) & 0x000F'FFFF'FFFF'FFFFULL) |
                                     0x3FF0'0000'0000'0000ULL);
    }
    /// Its e.
    [[gnu::always_inline]] static Value exponent(Value x)
    {
        return std::bit_cast<double>((std::bit_cast<std::uint64_t>(x) >> 52U) |
                                     0x4330'0000'0000'0000ULL) -
               (0x1p52 + 1023.0);
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

}  // namespace ballast::market::scalar
