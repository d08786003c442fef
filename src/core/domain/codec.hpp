// SPDX-License-Identifier: Apache-2.0
// The canonical binary codec, from the one Boost.Describe description of each struct: big-endian,
// fixed widths, no padding, one form per value. docs/formats/canonical_codec.md has the grammar.
// Leaves out JSON (host).
#pragma once
#include <ballast/base/assert.hpp>
#include <ballast/base/boxed.hpp>
#include <ballast/base/bytes.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/base/result.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/numeric/int128.hpp>
#include <bit>
#include <boost/container/small_vector.hpp>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <map>
#include <optional>
#include <span>
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
template <class T, class Memory>
inline constexpr bool is_vector<std::vector<T, Memory>> = true;
template <class T, std::size_t N>
inline constexpr bool is_vector<boost::container::small_vector<T, N>> = true;
/// Seen through on the way out; there is none on the way in.
template <class T>
inline constexpr bool is_view = false;
template <class T>
inline constexpr bool is_view<std::span<const T>> = true;
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
inline constexpr bool is_boxed = false;
template <class T>
inline constexpr bool is_boxed<Boxed<T>> = true;
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

/// Writes `value` big-endian at `at`; the end of what was written.
template <std::unsigned_integral T>
inline std::uint8_t* put(std::uint8_t* at, T value)
{
    const T swapped = std::endian::native == std::endian::little ? std::byteswap(value) : value;
    std::memcpy(at, &swapped, sizeof swapped);
    return at + sizeof swapped;
}

inline std::uint8_t* put_count(std::uint8_t* at, std::size_t count)
{
    return put(at, static_cast<std::uint32_t>(count));
}

inline std::uint8_t* put_bytes(std::uint8_t* at, const void* bytes, std::size_t size)
{
    if (size > 0) std::memcpy(at, bytes, size);
    return at + size;
}
}  // namespace detail

/// Bytes of the canonical form of `value`.
template <class T>
[[nodiscard]] std::size_t encoded_size(const T& value)
{
    using namespace detail;
    const auto sum = [](std::size_t out, const auto& items) {
        for (const auto& item : items) out += encoded_size(item);
        return out;
    };
    if constexpr (Wide<T>)
        return 16;
    else if constexpr (std::integral<T> || std::is_enum_v<T>)
        return sizeof(T);
    else if constexpr (is_strong<T>)
        return sizeof value.value;
    else if constexpr (is_fixed<T>)
        return T::size;
    else if constexpr (WrapsBytes32<T>)
        return Bytes32::size;
    else if constexpr (std::same_as<T, std::string> || std::same_as<T, Bytes>)
        return sizeof(std::uint32_t) + value.size();
    else if constexpr (is_vector<T> || is_view<T>)
        return sum(sizeof(std::uint32_t), value);
    else if constexpr (is_array<T>)
        return sum(0, value);
    else if constexpr (is_map<T>)
    {
        std::size_t out = sizeof(std::uint32_t);
        for (const auto& [key, item] : value) out += encoded_size(key) + encoded_size(item);
        return out;
    }
    else if constexpr (is_optional<T>)
        return 1 + (value ? encoded_size(*value) : 0);
    else if constexpr (is_boxed<T>)
        return encoded_size(*value);
    else if constexpr (is_variant<T>)
        return 1 + std::visit([](const auto& held) { return encoded_size(held); }, value);
    else
    {
        std::size_t out = 0;
        boost::mp11::mp_for_each<Members<T>>(
            [&](auto member) { out += encoded_size(value.*member.pointer); });
        return out;
    }
}

/// Writes the canonical form of `value` at `at`, where encoded_size(value) bytes are free; the end
/// of what was written.
template <class T>
[[nodiscard]] std::uint8_t* write(std::uint8_t* at, const T& value)
{
    using namespace detail;
    if constexpr (std::same_as<T, bool>)
        return put(at, static_cast<std::uint8_t>(value ? 1 : 0));
    else if constexpr (Wide<T>)
    {
        at = put(at, static_cast<std::uint64_t>(static_cast<u128>(value) >> 64U));
        return put(at, static_cast<std::uint64_t>(static_cast<u128>(value)));
    }
    else if constexpr (std::is_enum_v<T>)
        return put(at, static_cast<std::make_unsigned_t<std::underlying_type_t<T>>>(value));
    else if constexpr (std::integral<T>)
        return put(at, static_cast<std::make_unsigned_t<T>>(value));
    else if constexpr (is_strong<T>)
        return put(at, value.value);
    else if constexpr (is_fixed<T>)
        return put_bytes(at, value.bytes.data(), T::size);
    else if constexpr (WrapsBytes32<T>)
        return put_bytes(at, value.value.bytes.data(), Bytes32::size);
    else if constexpr (std::same_as<T, std::string> || std::same_as<T, Bytes>)
        return put_bytes(put_count(at, value.size()), value.data(), value.size());
    else if constexpr (is_vector<T> || is_view<T>)
    {
        at = put_count(at, value.size());
        for (const auto& item : value) at = write(at, item);
        return at;
    }
    else if constexpr (is_array<T>)
    {
        for (const auto& item : value) at = write(at, item);
        return at;
    }
    else if constexpr (is_map<T>)
    {
        at = put_count(at, value.size());
        for (const auto& [key, item] : value) at = write(write(at, key), item);
        return at;
    }
    else if constexpr (is_optional<T>)
    {
        at = write(at, value.has_value());
        return value ? write(at, *value) : at;
    }
    else if constexpr (is_boxed<T>)
        return write(at, *value);
    else if constexpr (is_variant<T>)
    {
        at = put(at, static_cast<std::uint8_t>(value.index()));
        return std::visit([at](const auto& held) { return write(at, held); }, value);
    }
    else
    {
        boost::mp11::mp_for_each<Members<T>>(
            [&](auto member) { at = write(at, value.*member.pointer); });
        return at;
    }
}

/// Appends the canonical form of `value` to `out`.
template <class T>
void encode(Bytes& out, const T& value)
{
    const std::size_t before = out.size();
    out.resize(before + encoded_size(value));
    const std::uint8_t* end = write(out.data() + before, value);
    BALLAST_ASSERT(end == out.data() + out.size());
}

/// The canonical form of `value`.
template <class T>
[[nodiscard]] Bytes encoded(const T& value)
{
    Bytes out;
    encode(out, value);
    return out;
}

/// Reads a T from the front of `in` into `out`, a fresh T{}; or what was wrong with the bytes, and
/// `out` then holds a part.
template <class T>
[[nodiscard]] std::optional<CodecError> read(Reader& in, T& out);

namespace detail {
template <std::unsigned_integral T>
[[nodiscard]] std::optional<CodecError> read_unsigned(Reader& in, T& out)
{
    if (in.left.size() < sizeof(T)) return CodecError::Truncated;
    out = read_big_endian<T>(in.left.data());
    in.left = in.left.subspan(sizeof(T));
    return {};
}

/// A length or count, bounded before anything is taken or allocated.
[[nodiscard]] std::optional<CodecError> read_count(Reader& in, std::size_t limit, CodecError over,
                                                   std::uint32_t& out);
[[nodiscard]] std::optional<CodecError> read_flag(Reader& in, bool& out);

template <class E>
[[nodiscard]] std::optional<CodecError> read_enum(Reader& in, E& out)
{
    std::make_unsigned_t<std::underlying_type_t<E>> raw{};
    if (const auto wrong = read_unsigned(in, raw)) return wrong;
    bool known = false;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto e) { known = known || static_cast<E>(raw) == e.value; });
    if (!known) return CodecError::BadEnum;
    out = static_cast<E>(raw);
    return {};
}

template <class T>
[[nodiscard]] std::optional<CodecError> read_vector(Reader& in, T& out)
{
    std::uint32_t count{};
    if (const auto wrong = read_count(in, limits::codec_items, CodecError::TooManyItems, count))
        return wrong;
    // A lying count must not allocate: every element takes at least one byte of what is left.
    out.reserve(std::min<std::size_t>(count, in.left.size()));
    for (std::uint32_t i = 0; i < count; ++i)
    {
        if constexpr (std::same_as<typename T::value_type, bool>)
        {
            bool item{};
            if (const auto wrong = read(in, item)) return wrong;
            out.push_back(item);
        }
        else if (const auto wrong = read(in, out.emplace_back()))
            return wrong;
    }
    return {};
}

template <class T>
[[nodiscard]] std::optional<CodecError> read_map(Reader& in, T& out)
{
    std::uint32_t count{};
    if (const auto wrong = read_count(in, limits::codec_items, CodecError::TooManyItems, count))
        return wrong;
    for (std::uint32_t i = 0; i < count; ++i)
    {
        typename T::key_type key{};
        typename T::mapped_type item{};
        if (const auto wrong = read(in, key)) return wrong;
        if (const auto wrong = read(in, item)) return wrong;
        if (!out.empty() && !(out.rbegin()->first < key)) return CodecError::UnorderedKeys;
        out.emplace_hint(out.end(), std::move(key), std::move(item));
    }
    return {};
}

template <class V, std::size_t I = 0>
[[nodiscard]] std::optional<CodecError> read_variant(Reader& in, std::size_t index, V& out)
{
    if constexpr (I == std::variant_size_v<V>)
        return CodecError::BadVariant;
    else if (index == I)
        return read(in, out.template emplace<I>());
    else
        return read_variant<V, I + 1>(in, index, out);
}

template <class T>
[[nodiscard]] std::optional<CodecError> read_struct(Reader& in, T& out)
{
    std::optional<CodecError> wrong;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        if (!wrong) wrong = read(in, out.*member.pointer);
    });
    return wrong;
}

/// The same number of raw bytes as `out` has.
[[nodiscard]] inline std::optional<CodecError> read_raw(Reader& in, std::span<std::uint8_t> out)
{
    if (in.left.size() < out.size()) return CodecError::Truncated;
    std::memcpy(out.data(), in.left.data(), out.size());
    in.left = in.left.subspan(out.size());
    return {};
}

template <class T>
[[nodiscard]] std::optional<CodecError> read_bytes(Reader& in, T& out)
{
    std::uint32_t count{};
    if (const auto wrong = read_count(in, limits::codec_bytes, CodecError::TooLong, count))
        return wrong;
    if (in.left.size() < count) return CodecError::Truncated;
    out.assign(in.left.begin(), in.left.begin() + count);
    in.left = in.left.subspan(count);
    return {};
}

template <class T>
[[nodiscard]] std::optional<CodecError> read_number(Reader& in, T& out)
{
    if constexpr (Wide<T>)
    {
        std::uint64_t high{};
        std::uint64_t low{};
        if (const auto wrong = read_unsigned(in, high)) return wrong;
        if (const auto wrong = read_unsigned(in, low)) return wrong;
        out = static_cast<T>((static_cast<u128>(high) << 64U) | low);
        return {};
    }
    else
    {
        std::make_unsigned_t<T> raw{};
        const auto wrong = read_unsigned(in, raw);
        out = static_cast<T>(raw);
        return wrong;
    }
}
}  // namespace detail

template <class T>
std::optional<CodecError> read(Reader& in, T& out)
{
    using namespace detail;
    if constexpr (std::same_as<T, bool>)
        return read_flag(in, out);
    else if constexpr (std::is_enum_v<T>)
        return read_enum(in, out);
    else if constexpr (Wide<T> || std::integral<T>)
        return read_number(in, out);
    else if constexpr (is_strong<T>)
        return read_unsigned(in, out.value);
    else if constexpr (is_fixed<T>)
        return read_raw(in, out.bytes);
    else if constexpr (WrapsBytes32<T>)
        return read_raw(in, out.value.bytes);
    else if constexpr (std::same_as<T, std::string> || std::same_as<T, Bytes>)
        return read_bytes(in, out);
    else if constexpr (is_vector<T>)
        return read_vector(in, out);
    else if constexpr (is_array<T>)
    {
        for (auto& item : out)
            if (const auto wrong = read(in, item)) return wrong;
        return {};
    }
    else if constexpr (is_map<T>)
        return read_map(in, out);
    else if constexpr (is_optional<T>)
    {
        bool present{};
        if (const auto wrong = read_flag(in, present)) return wrong;
        if (!present) return {};
        return read(in, out.emplace());
    }
    else if constexpr (is_boxed<T>)
        return read(in, out.edit());
    else if constexpr (is_variant<T>)
    {
        std::uint8_t index{};
        if (const auto wrong = read_unsigned(in, index)) return wrong;
        return read_variant(in, index, out);
    }
    else
        return read_struct(in, out);
}

/// Reads a T from the front of `in`, or names what was wrong with the bytes.
template <class T>
[[nodiscard]] Result<T, CodecError> decode(Reader& in)
{
    Result<T, CodecError> out{T{}};
    if (const auto wrong = read(in, *out)) return fail(*wrong);
    return out;
}

/// Exactly one T and nothing behind it.
template <class T>
[[nodiscard]] Result<T, CodecError> decode_whole(BytesView bytes)
{
    Reader in{bytes};
    Result<T, CodecError> out = decode<T>(in);
    if (out && !in.left.empty()) return fail(CodecError::TrailingBytes);
    return out;
}

}  // namespace ballast::codec
