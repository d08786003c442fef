// SPDX-License-Identifier: Apache-2.0
// Strict reading of untrusted JSON into described structs: the reverse of the exact view. Every
// error names the field that is wrong and what was expected; unknown, missing and repeated fields
// are refused; size and depth are bounded. Leaves out what the values mean.
#pragma once
#include <ballast/api/json_view.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/base/result.hpp>
#include <limits>

namespace ballast::api {

/// What is wrong with a document: the field as a path ("quote.price_e18", empty for the whole) and
/// a sentence, e.g. "expected a decimal integer as a string".
struct FieldProblem
{
    std::string field;
    std::string sentence;
    bool operator==(const FieldProblem&) const = default;
};

/// Nesting of a document from outside.
inline constexpr std::size_t json_depth_max = 8;
/// Elements of an array from outside.
inline constexpr std::size_t json_items_max = 1024;

/// The JSON document of a text; nothing may follow it.
[[nodiscard]] Result<boost::json::value, FieldProblem> parse_json(std::string_view text);

/// A reader of one object: fields are taken by name, and finish() refuses what was not taken.
class ObjectReader
{
public:
    /// Fails when `value` is no object.
    [[nodiscard]] static Result<ObjectReader, FieldProblem> of(const boost::json::value& value,
                                                               std::string path);
    /// The field, or that it is missing.
    [[nodiscard]] Result<const boost::json::value*, FieldProblem> take(std::string_view name);
    /// The field, or nullptr.
    [[nodiscard]] const boost::json::value* take_optional(std::string_view name);
    /// Refuses the first field that was never taken.
    [[nodiscard]] Result<void, FieldProblem> finish() const;
    /// The path of a field of this object.
    [[nodiscard]] std::string path_of(std::string_view name) const;

private:
    ObjectReader(const boost::json::object& object, std::string path)
        : object_{&object}, path_{std::move(path)}
    {}
    const boost::json::object* object_;
    std::string path_;
    std::vector<std::string_view> taken_;
};

template <class T>
[[nodiscard]] Result<T, FieldProblem> from_json(const boost::json::value& value,
                                                const std::string& path);

namespace detail {
[[nodiscard]] Result<i128, FieldProblem> read_decimal(const boost::json::value& value,
                                                      const std::string& path, i128 least,
                                                      i128 most);
[[nodiscard]] Result<std::int64_t, FieldProblem> read_number(const boost::json::value& value,
                                                             const std::string& path,
                                                             std::int64_t least, std::int64_t most);
[[nodiscard]] Result<bool, FieldProblem> read_bool(const boost::json::value& value,
                                                   const std::string& path);
[[nodiscard]] Result<std::string_view, FieldProblem> read_text(const boost::json::value& value,
                                                               const std::string& path,
                                                               std::size_t size_max);
[[nodiscard]] Result<Bytes, FieldProblem> read_hex(const boost::json::value& value,
                                                   const std::string& path, std::size_t size);
[[nodiscard]] Result<Address, FieldProblem> read_address(const boost::json::value& value,
                                                         const std::string& path);
[[nodiscard]] Result<InstrumentName, FieldProblem> read_instrument(const boost::json::value& value,
                                                                   const std::string& path);

template <class T>
[[nodiscard]] Result<T, FieldProblem> read_integer(const boost::json::value& value,
                                                   const std::string& path)
{
    if constexpr (Wide<T> || sizeof(T) == 8)
    {
        const i128 least =
            std::same_as<T, u128>
                ? 0
                : static_cast<i128>(std::same_as<T, i128>
                                        ? i128_min
                                        : static_cast<i128>(std::numeric_limits<T>::min()));
        const i128 most = Wide<T> ? i128_max : static_cast<i128>(std::numeric_limits<T>::max());
        BALLAST_TRY(const i128 out, read_decimal(value, path, least, most));
        return static_cast<T>(out);
    }
    else
    {
        BALLAST_TRY(const std::int64_t out, read_number(value, path, std::numeric_limits<T>::min(),
                                                        std::numeric_limits<T>::max()));
        return static_cast<T>(out);
    }
}

template <class E>
[[nodiscard]] Result<E, FieldProblem> read_enum(const boost::json::value& value,
                                                const std::string& path)
{
    BALLAST_TRY(const std::string_view text, read_text(value, path, 64));
    std::optional<E> out;
    std::string names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto e) {
        if (text == e.name) out = e.value;
        names += (names.empty() ? "" : ", ") + std::string{e.name};
    });
    if (!out) return fail(FieldProblem{path, "expected one of " + names});
    return *out;
}

template <class T>
[[nodiscard]] Result<T, FieldProblem> read_sequence(const boost::json::value& value,
                                                    const std::string& path)
{
    if (!value.is_array() || value.get_array().size() > json_items_max)
        return fail(FieldProblem{
            path, "expected an array of at most " + std::to_string(json_items_max) + " items"});
    T out;
    for (const auto& item : value.get_array())
    {
        BALLAST_TRY(auto read, from_json<typename T::value_type>(
                                   item, path + "[" + std::to_string(out.size()) + "]"));
        out.push_back(std::move(read));
    }
    return out;
}

/// Takes the fields of a described struct from an object that may hold others too.
template <class T>
[[nodiscard]] Result<T, FieldProblem> read_members(ObjectReader& object)
{
    T out{};
    std::optional<FieldProblem> problem;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        if (problem) return;
        using Field = std::remove_cvref_t<decltype(out.*member.pointer)>;
        const auto field = object.take(member.name);
        if (!field)
        {
            problem = field.error();
            return;
        }
        auto read = from_json<Field>(**field, object.path_of(member.name));
        if (read)
            out.*member.pointer = std::move(*read);
        else
            problem = read.error();
    });
    if (problem) return fail(std::move(*problem));
    return out;
}
}  // namespace detail

/// The value that to_json shows as `value` in exact style. `path` is the field's own.
template <class T>
Result<T, FieldProblem> from_json(const boost::json::value& value, const std::string& path)
{
    using namespace detail;
    if constexpr (std::same_as<T, bool>)
        return read_bool(value, path);
    else if constexpr (std::integral<T> || Wide<T>)
        return read_integer<T>(value, path);
    else if constexpr (std::is_enum_v<T>)
        return read_enum<T>(value, path);
    else if constexpr (is_strong<T>)
    {
        BALLAST_TRY(const auto number, read_integer<typename T::value_type>(value, path));
        return T{number};
    }
    else if constexpr (HexFixed<T>)
    {
        BALLAST_TRY(const Bytes bytes, read_hex(value, path, T::size));
        return T::from(std::span<const std::uint8_t, T::size>{bytes.data(), T::size});
    }
    else if constexpr (std::same_as<T, AccountId>)
    {
        BALLAST_TRY(const auto id, from_json<Bytes32>(value, path));
        return AccountId{id};
    }
    else if constexpr (std::same_as<T, Address>)
        return read_address(value, path);
    else if constexpr (std::same_as<T, InstrumentName>)
        return read_instrument(value, path);
    else if constexpr (is_sequence<T>)
        return read_sequence<T>(value, path);
    else
    {
        BALLAST_TRY(auto object, ObjectReader::of(value, path));
        BALLAST_TRY(auto out, read_members<T>(object));
        BALLAST_CHECK(object.finish());
        return out;
    }
}

}  // namespace ballast::api
