// SPDX-License-Identifier: Apache-2.0
// What the formats of this module share: a magic, a version, and the canonical codec's errors by
// this module's names.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/journal/journal_error.hpp>
#include <cstdint>
#include <string_view>

namespace ballast::journal::framing {

/// A structure of fixed-width fields, or Truncated.
template <class T>
[[nodiscard]] Result<T, JournalError> read(codec::Reader& in)
{
    auto value = codec::decode<T>(in);
    if (!value) return fail(JournalError::Truncated);
    return std::move(*value);
}

/// The next n bytes, or Truncated.
[[nodiscard]] inline Result<BytesView, JournalError> take(codec::Reader& in, std::size_t n)
{
    auto bytes = in.take(n);
    if (!bytes) return fail(JournalError::Truncated);
    return *bytes;
}

/// Reads a version byte: nothing for `known`, else OlderVersion, NewerVersion or Truncated.
[[nodiscard]] inline Result<void, JournalError> expect_version(codec::Reader& in,
                                                               std::uint8_t known)
{
    BALLAST_TRY(const auto version, read<std::uint8_t>(in));
    if (version < known) return fail(JournalError::OlderVersion);
    if (version > known) return fail(JournalError::NewerVersion);
    return {};
}

/// Reads the four bytes that a format starts with, or BadMagic.
[[nodiscard]] inline Result<void, JournalError> expect_magic(codec::Reader& in,
                                                             std::string_view magic)
{
    BALLAST_TRY(const BytesView bytes, take(in, magic.size()));
    if (!std::ranges::equal(bytes, as_bytes(magic))) return fail(JournalError::BadMagic);
    return {};
}

/// Nothing, or TrailingBytes.
[[nodiscard]] inline Result<void, JournalError> expect_end(const codec::Reader& in)
{
    if (!in.left.empty()) return fail(JournalError::TrailingBytes);
    return {};
}

}  // namespace ballast::journal::framing
