// SPDX-License-Identifier: Apache-2.0
// Decimal text of 128-bit integers.
#include "int128.hpp"

#include <algorithm>

namespace ballast {

std::string to_decimal(u128 value)
{
    std::string out;
    do
    {
        out.push_back(static_cast<char>('0' + static_cast<int>(value % 10)));
        value /= 10;
    } while (value != 0);
    std::reverse(out.begin(), out.end());
    return out;
}

std::string to_decimal(i128 value)
{
    if (value >= 0) return to_decimal(static_cast<u128>(value));
    return "-" + to_decimal(~static_cast<u128>(value) + 1);
}

std::string to_decimal_scaled(i128 value, unsigned digits)
{
    const bool negative = value < 0;
    std::string out =
        to_decimal(negative ? ~static_cast<u128>(value) + 1 : static_cast<u128>(value));
    if (digits > 0)
    {
        if (out.size() <= digits) out.insert(0, digits + 1 - out.size(), '0');
        out.insert(out.size() - digits, 1, '.');
    }
    return negative ? "-" + out : out;
}

std::optional<i128> parse_decimal(std::string_view text) { return parse_decimal_scaled(text, 0); }

std::optional<i128> parse_decimal_scaled(std::string_view text, unsigned digits)
{
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    std::string all{text.substr(0, point)};
    const std::string_view fraction =
        point == text.npos ? std::string_view{} : text.substr(point + 1);
    if (all.empty() || (point != text.npos && fraction.empty()) || fraction.size() > digits)
        return {};
    all += fraction;
    all.append(digits - fraction.size(), '0');

    i128 value = 0;
    for (const char c : all)
    {
        if (c < '0' || c > '9') return {};
        if (__builtin_mul_overflow(value, static_cast<i128>(10), &value)) return {};
        if (__builtin_sub_overflow(value, static_cast<i128>(c - '0'), &value)) return {};
    }
    // Collected as a negative number, whose range is the larger one.
    if (negative) return value;
    if (value == i128_min) return {};
    return -value;
}

}  // namespace ballast
