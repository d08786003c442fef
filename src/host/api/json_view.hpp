// SPDX-License-Identifier: Apache-2.0
// JSON of any described struct, from its one description: 64- and 128-bit integers as decimal
// strings, ids as hex, enums by name, and beside scaled integers their decimals for people. Leaves
// out reading (json_reader.hpp).
#pragma once
#include <ballast/domain/command.hpp>
#include <ballast/domain/event.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/numeric/int128.hpp>
#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace ballast::api {

/// Whether a scaled integer ("price_e8", "equity_usd_e6", "total_ppm") is followed by its decimal
/// ("price", "equity_usd", "total_percent"). Exact is what from_json reads back.
enum class JsonStyle : std::uint8_t
{
    Exact,
    WithDecimals,
};

/// The field that shows a scaled one as a decimal: its name, and the digits behind the point.
struct DecimalField
{
    std::string name;
    unsigned digits{};
};
/// By the unit at the end of the name; nothing where there is none.
[[nodiscard]] std::optional<DecimalField> decimal_field(std::string_view name);

/// "0x" and 20 bytes for an EVM address, 32 bytes for any other.
[[nodiscard]] std::string address_text(const Address& address);

/// The name of a variant's alternative as shown to people, e.g. "Locked".
[[nodiscard]] std::string_view alternative_name(const ObservationBody& body);
[[nodiscard]] std::string_view alternative_name(const OrderBody& body);
[[nodiscard]] inline std::string_view alternative_name(const Command& command)
{
    return name_of(command);
}
[[nodiscard]] inline std::string_view alternative_name(const Event& event)
{
    return name_of(event);
}

/// The described enumerator's name; a number's text where it has none.
template <class E>
    requires std::is_enum_v<E>
[[nodiscard]] std::string enum_text(E value)
{
    std::string out = std::to_string(static_cast<std::uint64_t>(value));
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto e) {
        if (e.value == value) out = e.name;
    });
    return out;
}

namespace detail {
template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                         boost::describe::mod_inherited>;
template <class T>
concept Wide = std::same_as<T, i128> || std::same_as<T, u128>;
template <class T>
concept ScaledInteger = Wide<T> || (std::integral<T> && !std::same_as<T, bool>);
template <class T>
concept HexFixed = requires { T::size; } && std::same_as<T, FixedBytes<T::size>>;
template <class T>
inline constexpr bool is_strong = false;
template <class Tag, class T>
inline constexpr bool is_strong<StrongNumber<Tag, T>> = true;
template <class T>
inline constexpr bool is_sequence = false;
template <class T>
inline constexpr bool is_sequence<std::vector<T>> = true;
template <class T, std::size_t N>
inline constexpr bool is_sequence<std::array<T, N>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_boxed = false;
template <class T>
inline constexpr bool is_boxed<Boxed<T>> = true;
template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;
}  // namespace detail

template <class T>
[[nodiscard]] boost::json::value to_json(const T& value, JsonStyle style = JsonStyle::WithDecimals);

/// Adds the fields of a described struct to `out`.
template <class T>
void add_fields(boost::json::object& out, const T& value, JsonStyle style = JsonStyle::WithDecimals)
{
    boost::mp11::mp_for_each<detail::Members<T>>([&](auto member) {
        const auto& field = value.*member.pointer;
        using Field = std::remove_cvref_t<decltype(field)>;
        out.insert_or_assign(member.name, to_json(field, style));
        if constexpr (detail::ScaledInteger<Field>)
        {
            if (style == JsonStyle::Exact) return;
            if (const auto decimal = decimal_field(member.name))
                out.insert_or_assign(decimal->name,
                                     to_decimal_scaled(static_cast<i128>(field), decimal->digits));
        }
    });
}

namespace detail {
template <class T>
[[nodiscard]] boost::json::value integer_json(T value)
{
    if constexpr (std::same_as<T, bool>)
        return value;
    else if constexpr (Wide<T>)
        return boost::json::string{to_decimal(value)};
    else if constexpr (sizeof(T) == 8 && std::is_signed_v<T>)
        return boost::json::string{to_decimal(static_cast<i128>(value))};
    else if constexpr (sizeof(T) == 8)
        return boost::json::string{to_decimal(static_cast<u128>(value))};
    else
        return value;
}

template <class T>
[[nodiscard]] boost::json::value sequence_json(const T& items, JsonStyle style)
{
    boost::json::array out;
    out.reserve(items.size());
    for (const auto& item : items) out.push_back(to_json(item, style));
    return out;
}

template <class T>
[[nodiscard]] boost::json::value variant_json(const T& value, JsonStyle style)
{
    boost::json::object out;
    out["type"] = alternative_name(value);
    std::visit([&](const auto& alternative) { add_fields(out, alternative, style); }, value);
    return out;
}
}  // namespace detail

/// The JSON of a value; a described struct becomes an object with its fields in their order, a
/// variant an object with "type" and its alternative's fields.
template <class T>
boost::json::value to_json(const T& value, JsonStyle style)
{
    using namespace detail;
    if constexpr (std::same_as<T, bool> || std::integral<T> || Wide<T>)
        return integer_json(value);
    else if constexpr (std::is_enum_v<T>)
        return boost::json::string{enum_text(value)};
    else if constexpr (is_strong<T>)
        return integer_json(value.value);
    else if constexpr (HexFixed<T>)
        return boost::json::string{to_hex_0x(value.view())};
    else if constexpr (std::same_as<T, AccountId>)
        return boost::json::string{to_hex_0x(value.value.view())};
    else if constexpr (std::same_as<T, Address>)
        return boost::json::string{address_text(value)};
    else if constexpr (std::same_as<T, InstrumentName>)
        return boost::json::string{value.text()};
    else if constexpr (std::same_as<T, Bytes>)
        return boost::json::string{to_hex_0x(value)};
    else if constexpr (std::same_as<T, std::string> || std::same_as<T, std::string_view>)
        return boost::json::string{value};
    else if constexpr (std::same_as<T, boost::json::value> || std::same_as<T, boost::json::object>)
        return value;
    else if constexpr (is_sequence<T>)
        return sequence_json(value, style);
    else if constexpr (is_optional<T>)
        return value ? to_json(*value, style) : boost::json::value(nullptr);
    else if constexpr (is_boxed<T>)
        return to_json(*value, style);
    else if constexpr (is_variant<T>)
        return variant_json(value, style);
    else
    {
        boost::json::object out;
        add_fields(out, value, style);
        return out;
    }
}

}  // namespace ballast::api
