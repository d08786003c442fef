// SPDX-License-Identifier: Apache-2.0
// Bytes and fixed byte arrays, big-endian reading and writing of integers. Leaves out hex
// (hex.hpp).
#pragma once
#include <algorithm>
#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace ballast {

/// Owned bytes of any length.
using Bytes = std::vector<std::uint8_t>;
/// A view of bytes owned by somebody else.
using BytesView = std::span<const std::uint8_t>;

namespace detail {
/// True when N bytes are the same. The last word overlaps the one before where N is no multiple of
/// eight.
template <std::size_t N>
[[nodiscard]] inline bool equal_bytes(const std::uint8_t* a, const std::uint8_t* b)
{
    if constexpr (N < 8)
        return std::equal(a, a + N, b);
    else
    {
        const auto differs = [a, b](std::size_t at) {
            std::uint64_t x{};
            std::uint64_t y{};
            std::memcpy(&x, a + at, 8);
            std::memcpy(&y, b + at, 8);
            return x ^ y;
        };
        std::uint64_t all = differs(N - 8);
        for (std::size_t at = 0; at + 8 < N; at += 8) all |= differs(at);
        return all == 0;
    }
}
}  // namespace detail

/// N bytes; ordered lexicographically, all zero by default.
template <std::size_t N>
struct FixedBytes
{
    std::array<std::uint8_t, N> bytes{};

    static constexpr std::size_t size = N;
    constexpr auto operator<=>(const FixedBytes&) const = default;
    /// Compares by words without branching: keys of hash tables are compared far more often than
    /// they differ.
    constexpr bool operator==(const FixedBytes& other) const
    {
        if consteval
        {
            return bytes == other.bytes;
        }
        else
        {
            return detail::equal_bytes<N>(bytes.data(), other.bytes.data());
        }
    }
    /// True when every byte is zero (never a valid id, hash or key: wire.md §5).
    [[nodiscard]] constexpr bool is_zero() const { return *this == FixedBytes{}; }
    [[nodiscard]] constexpr BytesView view() const { return {bytes.data(), N}; }
    /// Copies exactly N bytes; the caller has checked the length.
    static constexpr FixedBytes from(std::span<const std::uint8_t, N> source)
    {
        FixedBytes out;
        std::copy(source.begin(), source.end(), out.bytes.begin());
        return out;
    }
};

using Bytes20 = FixedBytes<20>;
using Bytes32 = FixedBytes<32>;
/// r | s | recid, 65 bytes, recid in {0, 1}.
using Signature = FixedBytes<65>;

/// Writes `value` big-endian to the end of `out`; `bytes` is its width.
template <std::unsigned_integral T>
void append_big_endian(Bytes& out, T value)
{
    std::array<std::uint8_t, sizeof(T)> bytes;
    for (std::size_t i = 0; i < sizeof(T); ++i)
        bytes[i] = static_cast<std::uint8_t>(value >> (8 * (sizeof(T) - 1 - i)));
    out.insert(out.end(), bytes.begin(), bytes.end());
}

/// Reads sizeof(T) big-endian bytes from the start of `in`; the caller has checked the length.
template <std::unsigned_integral T>
[[nodiscard]] constexpr T read_big_endian(const std::uint8_t* in)
{
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
        value = static_cast<T>(static_cast<T>(value << 8U) | in[i]);
    return value;
}

/// Appends a view to owned bytes.
inline void append(Bytes& out, BytesView in) { out.insert(out.end(), in.begin(), in.end()); }

/// The bytes of a text, without a terminating zero.
inline BytesView as_bytes(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace ballast
