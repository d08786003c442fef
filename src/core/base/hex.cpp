// SPDX-License-Identifier: Apache-2.0
// Hexadecimal text: the two directions.
#include "hex.hpp"

namespace ballast {
namespace {
constexpr std::string_view digits = "0123456789abcdef";

constexpr int digit_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}
}  // namespace

std::string to_hex(BytesView bytes)
{
    std::string out;
    out.reserve(2 * bytes.size());
    for (const std::uint8_t byte : bytes)
    {
        out.push_back(digits[byte >> 4U]);
        out.push_back(digits[byte & 15U]);
    }
    return out;
}

std::string to_hex_0x(BytesView bytes) { return "0x" + to_hex(bytes); }

Result<Bytes, HexError> parse_hex(std::string_view text)
{
    if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
    if (text.size() % 2 != 0) return fail(HexError::OddLength);
    Bytes out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2)
    {
        const int high = digit_value(text[i]);
        const int low = digit_value(text[i + 1]);
        if (high < 0 || low < 0) return fail(HexError::BadDigit);
        out.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return out;
}

std::string_view describe(HexError error)
{
    switch (error)
    {
        case HexError::OddLength:
            return "hex text has an odd number of digits";
        case HexError::BadDigit:
            return "hex text has a character that is no hex digit";
        case HexError::WrongLength:
            return "hex text has the wrong number of bytes";
    }
    return "unknown hex error";
}

}  // namespace ballast
