// SPDX-License-Identifier: Apache-2.0
// Hexadecimal text, lower case; "0x" is optional on input and absent on output unless asked for.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <string>
#include <string_view>

namespace ballast {

enum class HexError : std::uint8_t
{
    OddLength,
    BadDigit,
    WrongLength,
};

/// Lower-case hex of `bytes`, two digits each, no prefix.
[[nodiscard]] std::string to_hex(BytesView bytes);
/// As to_hex, with "0x" before it.
[[nodiscard]] std::string to_hex_0x(BytesView bytes);
/// Bytes of a hex text, with or without "0x"; upper or lower case digits.
[[nodiscard]] Result<Bytes, HexError> parse_hex(std::string_view text);
/// Exactly N bytes of hex, or WrongLength.
template <std::size_t N>
[[nodiscard]] Result<FixedBytes<N>, HexError> parse_hex_fixed(std::string_view text)
{
    BALLAST_TRY(const Bytes bytes, parse_hex(text));
    if (bytes.size() != N) return fail(HexError::WrongLength);
    return FixedBytes<N>::from(std::span<const std::uint8_t, N>{bytes.data(), N});
}
/// A sentence for a person, e.g. "hex text has an odd number of digits".
[[nodiscard]] std::string_view describe(HexError error);

}  // namespace ballast
