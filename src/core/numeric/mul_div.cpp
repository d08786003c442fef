// SPDX-License-Identifier: Apache-2.0
// The wide path of mul_div (Boost.Multiprecision's fixed 256 bits) and integer square roots.
#include "mul_div.hpp"

#include <boost/multiprecision/cpp_int.hpp>

// Core has no exceptions: what Boost would throw is a bug here, because every operand is checked
// before.
namespace boost {
void throw_exception(const std::exception& error)
{
    ballast::assertion_failed(error.what(), __FILE__, __LINE__);
}
void throw_exception(const std::exception& error, const boost::source_location& where)
{
    ballast::assertion_failed(error.what(), where.file_name(), static_cast<int>(where.line()));
}
}  // namespace boost

namespace ballast {
namespace {
using Wide = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<
    256, 256, boost::multiprecision::unsigned_magnitude, boost::multiprecision::unchecked, void>>;

struct WideQuotient
{
    Wide quotient;
    bool exact;
    bool negative;
};

WideQuotient divide(i128 a, i128 b, i128 c)
{
    BALLAST_ASSERT(c > 0);
    const Wide product = Wide{magnitude(a)} * Wide{magnitude(b)};
    const Wide divisor{magnitude(c)};
    const Wide quotient = product / divisor;
    return {quotient, quotient * divisor == product, (a < 0) != (b < 0)};
}

std::optional<i128> narrow(const Wide& value, bool negative)
{
    if (value > Wide{static_cast<u128>(i128_max)}) return {};
    const i128 out = static_cast<i128>(static_cast<u128>(value));
    return negative ? -out : out;
}
}  // namespace

std::optional<i128> detail::wide_mul_div_down(i128 a, i128 b, i128 c)
{
    const WideQuotient q = divide(a, b, c);
    return narrow(q.negative && !q.exact ? q.quotient + 1 : q.quotient, q.negative);
}

std::optional<i128> detail::wide_mul_div_up(i128 a, i128 b, i128 c)
{
    const WideQuotient q = divide(a, b, c);
    return narrow(!q.negative && !q.exact ? q.quotient + 1 : q.quotient, q.negative);
}

i128 detail::long_mul_div_down(i128 a, i128 b, i128 c)
{
    const auto out = checked_mul_div_down(a, b, c);
    BALLAST_ASSERT(out.has_value());
    return *out;
}

i128 detail::long_mul_div_up(i128 a, i128 b, i128 c)
{
    const auto out = checked_mul_div_up(a, b, c);
    BALLAST_ASSERT(out.has_value());
    return *out;
}

u128 isqrt_floor(u128 value)
{
    u128 root = 0;
    for (u128 bit = static_cast<u128>(1) << 126U; bit != 0; bit >>= 2U)
    {
        const u128 trial = root + bit;
        root >>= 1U;
        if (value >= trial)
        {
            value -= trial;
            root += bit;
        }
    }
    return root;
}

u128 isqrt_ceil(u128 value)
{
    const u128 root = isqrt_floor(value);
    return root * root == value ? root : root + 1;
}

}  // namespace ballast
