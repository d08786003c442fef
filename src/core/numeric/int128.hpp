// SPDX-License-Identifier: Apache-2.0
// 128-bit integers: the one alias, decimal text both ways. Leaves out wider numbers (wide.hpp).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ballast {

__extension__ using i128 = __int128;
__extension__ using u128 = unsigned __int128;

inline constexpr i128 i128_max = static_cast<i128>((~static_cast<u128>(0)) >> 1U);
inline constexpr i128 i128_min = -i128_max - 1;

/// Decimal text, with a minus sign where negative.
[[nodiscard]] std::string to_decimal(i128 value);
[[nodiscard]] std::string to_decimal(u128 value);
/// Decimal text of value / 10^digits, e.g. (-1234567, 6) -> "-1.234567"; keeps trailing zeros.
[[nodiscard]] std::string to_decimal_scaled(i128 value, unsigned digits);
/// The integer of a decimal text (optional '-', digits only), or nothing when malformed or out of
/// range.
[[nodiscard]] std::optional<i128> parse_decimal(std::string_view text);
/// The integer value * 10^digits of a text such as "12.5"; nothing when malformed, finer than
/// `digits`, or out of range.
[[nodiscard]] std::optional<i128> parse_decimal_scaled(std::string_view text, unsigned digits);

}  // namespace ballast
