// SPDX-License-Identifier: Apache-2.0
// A place in untrusted bytes: check what is left, read, advance. Used by every decoder of this
// module.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/wire/decode_error.hpp>

namespace ballast::wire {

struct Reader
{
    BytesView left;

    /// The next n bytes, or Truncated.
    [[nodiscard]] Result<BytesView, DecodeError> take(std::size_t n)
    {
        if (left.size() < n) return fail(DecodeError::Truncated);
        const BytesView out = left.first(n);
        left = left.subspan(n);
        return out;
    }
    /// A big-endian unsigned integer.
    template <std::unsigned_integral T>
    [[nodiscard]] Result<T, DecodeError> number()
    {
        BALLAST_TRY(const BytesView bytes, take(sizeof(T)));
        return read_big_endian<T>(bytes.data());
    }
    /// A big-endian integer in two's complement.
    template <std::signed_integral T>
    [[nodiscard]] Result<T, DecodeError> signed_number()
    {
        BALLAST_TRY(const auto raw, number<std::make_unsigned_t<T>>());
        return static_cast<T>(raw);
    }
    template <std::size_t N>
    [[nodiscard]] Result<FixedBytes<N>, DecodeError> fixed()
    {
        BALLAST_TRY(const BytesView bytes, take(N));
        return FixedBytes<N>::from(std::span<const std::uint8_t, N>{bytes.data(), N});
    }
    /// As fixed, and not all zero: ids, hashes, keys and addresses never are.
    template <std::size_t N>
    [[nodiscard]] Result<FixedBytes<N>, DecodeError> nonzero()
    {
        BALLAST_TRY(const FixedBytes<N> out, fixed<N>());
        if (out.is_zero()) return fail(DecodeError::ZeroField);
        return out;
    }
    /// The next bytes are exactly these, or `error`.
    [[nodiscard]] Result<void, DecodeError> expect(BytesView bytes, DecodeError error)
    {
        BALLAST_TRY(const BytesView found, take(bytes.size()));
        if (!std::equal(found.begin(), found.end(), bytes.begin())) return fail(error);
        return {};
    }
    /// TrailingBytes unless everything was read.
    [[nodiscard]] Result<void, DecodeError> end() const
    {
        if (!left.empty()) return fail(DecodeError::TrailingBytes);
        return {};
    }
};

}  // namespace ballast::wire
