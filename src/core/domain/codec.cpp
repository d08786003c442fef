// SPDX-License-Identifier: Apache-2.0
// The parts of the canonical codec that are the same for every type.
#include "codec.hpp"

namespace ballast::codec {

std::string_view describe(CodecError error)
{
    switch (error)
    {
        case CodecError::Truncated:
            return "the bytes end before the value does";
        case CodecError::TrailingBytes:
            return "bytes follow the value";
        case CodecError::BadBool:
            return "a boolean is neither 0 nor 1";
        case CodecError::BadEnum:
            return "an enumerator is unknown";
        case CodecError::BadVariant:
            return "a variant's alternative is unknown";
        case CodecError::TooManyItems:
            return "a sequence has too many items";
        case CodecError::TooLong:
            return "a byte string is too long";
        case CodecError::UnorderedKeys:
            return "the keys of a map do not ascend";
    }
    return "unknown codec error";
}

std::optional<CodecError> detail::read_count(Reader& in, std::size_t limit, CodecError over,
                                             std::uint32_t& out)
{
    if (const auto wrong = read_unsigned(in, out)) return wrong;
    if (out > limit) return over;
    return {};
}

std::optional<CodecError> detail::read_flag(Reader& in, bool& out)
{
    std::uint8_t raw{};
    if (const auto wrong = read_unsigned(in, raw)) return wrong;
    if (raw > 1) return CodecError::BadBool;
    out = raw == 1;
    return {};
}

}  // namespace ballast::codec
