// SPDX-License-Identifier: Apache-2.0
// The fields of payloads, from the one description of each domain struct: members in their order,
// each in its wire form (wire.md §2, §3). What is never valid is refused here: zero ids, too large
// amounts, names out of form.
#pragma once
#include <ballast/base/limits.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/numeric/int128.hpp>
#include <ballast/wire/abi.hpp>
#include <ballast/wire/reader.hpp>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <optional>

namespace ballast::wire {

inline constexpr std::string_view payload_magic = "BAL1";
/// Types below are observations, the others orders.
inline constexpr std::uint8_t first_order_type = 64;

/// What every payload begins with.
struct PayloadPrefix
{
    std::uint8_t type{};
    Bytes32 deployment;
    std::uint64_t eip155{};
    Address contract;
};
[[nodiscard]] Result<PayloadPrefix, DecodeError> read_prefix(Reader& in);
void append_prefix(Bytes& out, const PayloadPrefix& prefix);

/// How many items a list may have, and what one takes.
struct ListBounds
{
    std::size_t max{};
    std::size_t item_size{};
};
/// The u8 count of a list whose items are the rest of `in`: EmptyList, TooMany, or Truncated before
/// anything is allocated.
[[nodiscard]] Result<std::size_t, DecodeError> read_count(Reader& in, ListBounds bounds);

/// ZeroField for no time; OutOfRange for one that no envelope could name.
[[nodiscard]] Result<void, DecodeError> check_time(std::uint64_t time_s);

template <class T>
using DescribedMembers = boost::describe::describe_members<T, boost::describe::mod_public>;

/// Appends one field.
template <class T>
void append_field(Bytes& out, const T& value)
{
    if constexpr (std::same_as<T, u128>)
        append(out, abi::to_word(value).view());
    else if constexpr (std::same_as<T, i128>)
        append(out, abi::to_signed_word(value).view());
    else if constexpr (std::same_as<T, bool> || std::is_enum_v<T>)
        out.push_back(static_cast<std::uint8_t>(value));
    else if constexpr (std::integral<T>)
        append_big_endian(out, static_cast<std::make_unsigned_t<T>>(value));
    else if constexpr (std::same_as<T, OrderId>)
        append_big_endian(out, value.value);
    else if constexpr (std::same_as<T, Bytes32>)
        append(out, value.view());
    else
        append(out, value.value.view());
}

namespace detail {
[[nodiscard]] Result<u128, DecodeError> read_amount(Reader& in);
[[nodiscard]] Result<i128, DecodeError> read_signed(Reader& in);
[[nodiscard]] Result<OrderId, DecodeError> read_order_id(Reader& in);
[[nodiscard]] Result<InstrumentName, DecodeError> read_instrument(Reader& in);

/// A byte that is one of the described enumerators.
template <class E>
[[nodiscard]] Result<E, DecodeError> read_enum(Reader& in)
{
    BALLAST_TRY(const auto raw, in.number<std::uint8_t>());
    bool known = false;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto e) { known = known || static_cast<E>(raw) == e.value; });
    if (!known) return fail(DecodeError::BadEnum);
    return static_cast<E>(raw);
}
[[nodiscard]] Result<bool, DecodeError> read_flag(Reader& in);
}  // namespace detail

/// Reads one field.
template <class T>
[[nodiscard]] Result<T, DecodeError> read_field(Reader& in)
{
    if constexpr (std::same_as<T, u128>)
        return detail::read_amount(in);
    else if constexpr (std::same_as<T, i128>)
        return detail::read_signed(in);
    else if constexpr (std::same_as<T, bool>)
        return detail::read_flag(in);
    else if constexpr (std::is_enum_v<T>)
        return detail::read_enum<T>(in);
    else if constexpr (std::unsigned_integral<T>)
        return in.number<T>();
    else if constexpr (std::signed_integral<T>)
        return in.signed_number<T>();
    else if constexpr (std::same_as<T, OrderId>)
        return detail::read_order_id(in);
    else if constexpr (std::same_as<T, InstrumentName>)
        return detail::read_instrument(in);
    else if constexpr (std::same_as<T, Bytes32>)
        return in.nonzero<32>();
    else
    {
        static_assert(std::same_as<T, AccountId> || std::same_as<T, Address>);
        BALLAST_TRY(const Bytes32 bytes, in.nonzero<32>());
        return T{bytes};
    }
}

/// Appends a described struct's members in their order.
template <class T>
void append_fields(Bytes& out, const T& value)
{
    boost::mp11::mp_for_each<DescribedMembers<T>>(
        [&](auto member) { append_field(out, value.*member.pointer); });
}

/// Reads a described struct's members in their order.
template <class T>
[[nodiscard]] Result<T, DecodeError> read_fields(Reader& in)
{
    T out{};
    std::optional<DecodeError> error;
    boost::mp11::mp_for_each<DescribedMembers<T>>([&](auto member) {
        if (error) return;
        auto field = read_field<std::remove_cvref_t<decltype(out.*member.pointer)>>(in);
        if (field)
            out.*member.pointer = *field;
        else
            error = field.error();
    });
    if (error) return fail(*error);
    return out;
}

/// Reads the alternative of `Variant` whose type byte is `type`: the rest of `in`, whole. Nothing
/// when no alternative has that type.
template <class Variant, class TypeOf>
[[nodiscard]] std::optional<Result<Variant, DecodeError>> read_alternative(Reader in,
                                                                           std::uint8_t type,
                                                                           TypeOf type_of_body)
{
    std::optional<Result<Variant, DecodeError>> out;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Variant>>(
        [&](auto identity) {
            using T = typename decltype(identity)::type;
            if (out || static_cast<std::uint8_t>(type_of_body(Variant{T{}})) != type) return;
            auto fields = read_fields<T>(in);
            if (!fields)
                out = fail(fields.error());
            else if (!in.left.empty())
                out = fail(DecodeError::TrailingBytes);
            else
                out = Variant{*fields};
        });
    return out;
}

}  // namespace ballast::wire
