// SPDX-License-Identifier: Apache-2.0
// The canonical binary codec, from the one Boost.Describe description of each struct: big-endian,
// fixed widths, no padding, one form per value. docs/formats/canonical_codec.md has the grammar.
// Leaves out JSON (host).
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/base/result.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/numeric/int128.hpp>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ballast::codec {

enum class CodecError : std::uint8_t
{
    Truncated,      ///< fewer bytes than the type needs
    TrailingBytes,  ///< more bytes than the type takes
    BadBool,        ///< a boolean that is neither 0 nor 1
    BadEnum,        ///< an enumerator that is not described
    BadVariant,     ///< an alternative that does not exist
    TooManyItems,   ///< a count above limits::codec_items
    TooLong,        ///< a byte string above limits::codec_bytes
    UnorderedKeys,  ///< a map whose keys do not ascend strictly
};
[[nodiscard]] std::string_view describe(CodecError error);

/// A place in untrusted bytes.
struct Reader
{
    BytesView left;

    /// The next n bytes, or Truncated.
    [[nodiscard]] Result<BytesView, CodecError> take(std::size_t n)
    {
        if (left.size() < n) return fail(CodecError::Truncated);
        const BytesView out = left.first(n);
        left = left.subspan(n);
        return out;
    }
};

namespace detail {
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;
template <class T>
inline constexpr bool is_fixed = false;
template <std::size_t N>
inline constexpr bool is_fixed<FixedBytes<N>> = true;
template <class T>
inline constexpr bool is_strong = false;
template <class Tag, class T>
inline constexpr bool is_strong<StrongNumber<Tag, T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class K, class V>
inline constexpr bool is_map<std::map<K, V>> = true;
template <class T>
inline constexpr bool is_array = false;
template <class T, std::size_t N>
inline constexpr bool is_array<std::array<T, N>> = true;
template <class T>
concept WrapsBytes32 =
    std::same_as<T, AccountId> || std::same_as<T, Address> || std::same_as<T, InstrumentName>;
template <class T>
concept Wide = std::same_as<T, i128> || std::same_as<T, u128>;
template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                         boost::describe::mod_inherited>;

inline void append_wide(Bytes& out, u128 value)
{
    append_big_endian(out, static_cast<std::uint64_t>(value >> 64U));
    append_big_endian(out, static_cast<std::uint64_t>(value));
}
}  // namespace detail

/// Appends the canonical form of `value` to `out`.
template <class T>
void encode(Bytes& out, const T& value)
{
    using namespace detail;
    if constexpr (std::same_as<T, bool>)
        out.push_back(value ? 1 : 0);
    else if constexpr (Wide<T>)
        append_wide(out, static_cast<u128>(value));
    else if constexpr (std::is_enum_v<T>)
        append_big_endian(out, static_cast<std::make_unsigned_t<std::underlying_type_t<T>>>(value));
    else if constexpr (std::integral<T>)
        append_big_endian(out, static_cast<std::make_unsigned_t<T>>(value));
    else if constexpr (is_strong<T>)
        append_big_endian(out, value.value);
    else if constexpr (is_fixed<T>)
        append(out, value.view());
    else if constexpr (WrapsBytes32<T>)
        append(out, value.value.view());
    else if constexpr (std::same_as<T, std::string> || std::same_as<T, Bytes>)
    {
        append_big_endian(out, static_cast<std::uint32_t>(value.size()));
        append(out, BytesView{reinterpret_cast<const std::uint8_t*>(value.data()), value.size()});
    }
    else if constexpr (is_vector<T>)
    {
        append_big_endian(out, static_cast<std::uint32_t>(value.size()));
        for (const auto& item : value) encode(out, item);
    }
    else if constexpr (is_array<T>)
        for (const auto& item : value) encode(out, item);
    else if constexpr (is_map<T>)
    {
        append_big_endian(out, static_cast<std::uint32_t>(value.size()));
        for (const auto& [key, item] : value)
        {
            encode(out, key);
            encode(out, item);
        }
    }
    else if constexpr (is_optional<T>)
    {
        out.push_back(value ? 1 : 0);
        if (value) encode(out, *value);
    }
    else if constexpr (is_variant<T>)
    {
        out.push_back(static_cast<std::uint8_t>(value.index()));
        std::visit([&out](const auto& alternative) { encode(out, alternative); }, value);
    }
    else
        boost::mp11::mp_for_each<Members<T>>(
            [&](auto member) { encode(out, value.*member.pointer); });
}

/// The canonical form of `value`.
template <class T>
[[nodiscard]] Bytes encoded(const T& value)
{
    Bytes out;
    encode(out, value);
    return out;
}

template <class T>
[[nodiscard]] Result<T, CodecError> decode(Reader& in);

namespace detail {
[[nodiscard]] Result<std::uint32_t, CodecError> decode_count(Reader& in, std::size_t limit,
                                                             CodecError over);
[[nodiscard]] Result<bool, CodecError> decode_flag(Reader& in);

template <std::unsigned_integral T>
[[nodiscard]] Result<T, CodecError> decode_unsigned(Reader& in)
{
    BALLAST_TRY(const BytesView bytes, in.take(sizeof(T)));
    return read_big_endian<T>(bytes.data());
}

template <class E>
[[nodiscard]] Result<E, CodecError> decode_enum(Reader& in)
{
    BALLAST_TRY(const auto raw,
                decode_unsigned<std::make_unsigned_t<std::underlying_type_t<E>>>(in));
    bool known = false;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto e) { known = known || static_cast<E>(raw) == e.value; });
    if (!known) return fail(CodecError::BadEnum);
    return static_cast<E>(raw);
}

template <class T>
[[nodiscard]] Result<T, CodecError> decode_vector(Reader& in)
{
    BALLAST_TRY(const std::uint32_t count,
                decode_count(in, limits::codec_items, CodecError::TooManyItems));
    T out;
    // A lying count must not allocate: every element takes at least one byte of what is left.
    out.reserve(std::min<std::size_t>(count, in.left.size()));
    for (std::uint32_t i = 0; i < count; ++i)
    {
        BALLAST_TRY(auto item, decode<typename T::value_type>(in));
        out.push_back(std::move(item));
    }
    return out;
}

template <class T>
[[nodiscard]] Result<T, CodecError> decode_map(Reader& in)
{
    BALLAST_TRY(const std::uint32_t count,
                decode_count(in, limits::codec_items, CodecError::TooManyItems));
    T out;
    for (std::uint32_t i = 0; i < count; ++i)
    {
        BALLAST_TRY(auto key, decode<typename T::key_type>(in));
        BALLAST_TRY(auto item, decode<typename T::mapped_type>(in));
        if (!out.empty() && !(out.rbegin()->first < key)) return fail(CodecError::UnorderedKeys);
        out.emplace_hint(out.end(), std::move(key), std::move(item));
    }
    return out;
}

template <class V, std::size_t I = 0>
[[nodiscard]] Result<V, CodecError> decode_variant(Reader& in, std::size_t index)
{
    if constexpr (I == std::variant_size_v<V>)
        return fail(CodecError::BadVariant);
    else
    {
        if (index != I) return decode_variant<V, I + 1>(in, index);
        BALLAST_TRY(auto alternative, decode<std::variant_alternative_t<I, V>>(in));
        return V{std::in_place_index<I>, std::move(alternative)};
    }
}

template <class T>
[[nodiscard]] Result<T, CodecError> decode_struct(Reader& in)
{
    T out{};
    std::optional<CodecError> error;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        if (error) return;
        using Field = std::remove_cvref_t<decltype(out.*member.pointer)>;
        auto field = decode<Field>(in);
        if (field)
            out.*member.pointer = std::move(*field);
        else
            error = field.error();
    });
    if (error) return fail(*error);
    return out;
}

template <class T>
[[nodiscard]] Result<T, CodecError> decode_bytes(Reader& in)
{
    BALLAST_TRY(const std::uint32_t count,
                decode_count(in, limits::codec_bytes, CodecError::TooLong));
    BALLAST_TRY(const BytesView bytes, in.take(count));
    return T(bytes.begin(), bytes.end());
}
}  // namespace detail

/// Reads a T from the front of `in`, or names what was wrong with the bytes.
template <class T>
Result<T, CodecError> decode(Reader& in)
{
    using namespace detail;
    if constexpr (std::same_as<T, bool>)
        return decode_flag(in);
    else if constexpr (Wide<T>)
    {
        BALLAST_TRY(const auto high, decode_unsigned<std::uint64_t>(in));
        BALLAST_TRY(const auto low, decode_unsigned<std::uint64_t>(in));
        return static_cast<T>((static_cast<u128>(high) << 64U) | low);
    }
    else if constexpr (std::is_enum_v<T>)
        return decode_enum<T>(in);
    else if constexpr (std::integral<T>)
    {
        BALLAST_TRY(const auto raw, decode_unsigned<std::make_unsigned_t<T>>(in));
        return static_cast<T>(raw);
    }
    else if constexpr (is_strong<T>)
    {
        BALLAST_TRY(const auto raw, decode_unsigned<typename T::value_type>(in));
        return T{raw};
    }
    else if constexpr (is_fixed<T>)
    {
        BALLAST_TRY(const BytesView bytes, in.take(T::size));
        return T::from(std::span<const std::uint8_t, T::size>{bytes.data(), T::size});
    }
    else if constexpr (WrapsBytes32<T>)
    {
        BALLAST_TRY(const Bytes32 bytes, decode<Bytes32>(in));
        return T{bytes};
    }
    else if constexpr (std::same_as<T, std::string> || std::same_as<T, Bytes>)
        return decode_bytes<T>(in);
    else if constexpr (is_vector<T>)
        return decode_vector<T>(in);
    else if constexpr (is_array<T>)
    {
        T out{};
        for (auto& item : out)
        {
            BALLAST_TRY(item, decode<typename T::value_type>(in));
        }
        return out;
    }
    else if constexpr (is_map<T>)
        return decode_map<T>(in);
    else if constexpr (is_optional<T>)
    {
        BALLAST_TRY(const bool present, decode_flag(in));
        if (!present) return T{};
        BALLAST_TRY(auto value, decode<typename T::value_type>(in));
        return T{std::move(value)};
    }
    else if constexpr (is_variant<T>)
    {
        BALLAST_TRY(const auto index, decode_unsigned<std::uint8_t>(in));
        return decode_variant<T>(in, index);
    }
    else
        return decode_struct<T>(in);
}

/// Exactly one T and nothing behind it.
template <class T>
[[nodiscard]] Result<T, CodecError> decode_whole(BytesView bytes)
{
    Reader in{bytes};
    BALLAST_TRY(auto out, decode<T>(in));
    if (!in.left.empty()) return fail(CodecError::TrailingBytes);
    return out;
}

}  // namespace ballast::codec
