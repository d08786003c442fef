// SPDX-License-Identifier: Apache-2.0
// The one identifier with a grammar: instrument names.
#include "ids.hpp"

namespace ballast {
namespace {
constexpr bool is_name_character(std::uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}
}  // namespace

Result<InstrumentName, HexError> InstrumentName::parse(std::string_view text)
{
    if (text.empty() || text.size() > Bytes32::size) return fail(HexError::WrongLength);
    InstrumentName out;
    std::copy(text.begin(), text.end(), out.value.bytes.begin());
    if (!out.is_canonical()) return fail(HexError::BadDigit);
    return out;
}

bool InstrumentName::is_canonical() const
{
    std::size_t length = 0;
    while (length < Bytes32::size && is_name_character(value.bytes[length])) ++length;
    if (length == 0) return false;
    return std::all_of(value.bytes.begin() + static_cast<std::ptrdiff_t>(length), value.bytes.end(),
                       [](std::uint8_t b) { return b == 0; });
}

}  // namespace ballast
