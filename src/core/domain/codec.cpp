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

Result<std::uint32_t, CodecError> detail::decode_count(Reader& in, std::size_t limit,
                                                       CodecError over)
{
    BALLAST_TRY(const auto count, decode_unsigned<std::uint32_t>(in));
    if (count > limit) return fail(over);
    return count;
}

Result<bool, CodecError> detail::decode_flag(Reader& in)
{
    BALLAST_TRY(const auto raw, decode_unsigned<std::uint8_t>(in));
    if (raw > 1) return fail(CodecError::BadBool);
    return raw == 1;
}

}  // namespace ballast::codec
