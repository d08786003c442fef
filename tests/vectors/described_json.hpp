// SPDX-License-Identifier: Apache-2.0
// A domain struct from a vector's fields, by the struct's own description: so that a field which
// moved or was renamed is caught by the vectors instead of being copied by hand.
#pragma once
#include <ballast/domain/observation.hpp>
#include <ballast/domain/order.hpp>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include "vector_files.hpp"

namespace ballast::vectors {

/// The vectors' name of a member, where it differs from ours.
inline std::string field_name(std::string_view member)
{
    if (member == "order") return "order_id";
    if (member == "target") return "target_order_id";
    if (member == "quantity_e18") return "quantity";
    if (member == "finalised_timestamp_s") return "finalised_timestamp";
    return std::string{member};
}

template <class T>
[[nodiscard]] T value_from(const boost::json::value& value)
{
    if constexpr (std::same_as<T, bool>)
        return integer_of(value) != 0;
    else if constexpr (std::is_enum_v<T> || std::integral<T> || std::same_as<T, i128> ||
                       std::same_as<T, u128>)
        return static_cast<T>(integer_of(value));
    else if constexpr (std::same_as<T, OrderId>)
        return {u64_of(value)};
    else if constexpr (std::same_as<T, Bytes32>)
        return fixed_of<32>(value);
    else
        return {fixed_of<32>(value)};
}

template <class T>
[[nodiscard]] T struct_from(const boost::json::value& fields)
{
    using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
    // Neither side has a field that the other does not know.
    if (fields.as_object().size() != boost::mp11::mp_size<Members>::value)
        throw std::runtime_error{"the vector has other fields than the struct"};
    T out{};
    boost::mp11::mp_for_each<Members>([&](auto member) {
        using Field = std::remove_cvref_t<decltype(out.*member.pointer)>;
        out.*member.pointer = value_from<Field>(fields.as_object().at(field_name(member.name)));
    });
    return out;
}

/// The alternative of a body whose type byte is `type`.
template <class Variant>
[[nodiscard]] Variant body_from(std::uint64_t type, const boost::json::value& fields)
{
    std::optional<Variant> out;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Variant>>(
        [&](auto identity) {
            using T = typename decltype(identity)::type;
            if (static_cast<std::uint64_t>(type_of(Variant{T{}})) == type)
                out = struct_from<T>(fields);
        });
    return out.value();
}

}  // namespace ballast::vectors
