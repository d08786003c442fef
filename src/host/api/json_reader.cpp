// SPDX-License-Identifier: Apache-2.0
// Reading of single JSON values, and of the document around them.
#include "json_reader.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>

namespace ballast::api {
namespace {
namespace json = boost::json;

constexpr std::size_t shown_name_max = 64;

/// A field's name from outside, shortened: an answer shows no more of it than people can read.
std::string shown_name(std::string_view name)
{
    return std::string{name.substr(0, shown_name_max)} + (name.size() > shown_name_max ? "…" : "");
}

/// Counts the fields of a document as they stand in the text: the tree keeps only the last of
/// several with one name.
struct FieldCounter
{
    static constexpr std::size_t max_object_size = json_items_max;
    static constexpr std::size_t max_array_size = json_items_max;
    static constexpr std::size_t max_key_size = 4096;
    static constexpr std::size_t max_string_size = limits::http_body_size;
    std::size_t fields{};

    static bool on_document_begin(json::error_code&) { return true; }
    static bool on_document_end(json::error_code&) { return true; }
    static bool on_object_begin(json::error_code&) { return true; }
    static bool on_object_end(std::size_t, json::error_code&) { return true; }
    static bool on_array_begin(json::error_code&) { return true; }
    static bool on_array_end(std::size_t, json::error_code&) { return true; }
    static bool on_key_part(json::string_view, std::size_t, json::error_code&) { return true; }
    bool on_key(json::string_view, std::size_t, json::error_code&)
    {
        ++fields;
        return true;
    }
    static bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
    static bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
    static bool on_number_part(json::string_view, json::error_code&) { return true; }
    static bool on_int64(std::int64_t, json::string_view, json::error_code&) { return true; }
    static bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
    static bool on_double(double, json::string_view, json::error_code&) { return true; }
    static bool on_bool(bool, json::error_code&) { return true; }
    static bool on_null(json::error_code&) { return true; }
    static bool on_comment_part(json::string_view, json::error_code&) { return true; }
    static bool on_comment(json::string_view, json::error_code&) { return true; }
};

std::size_t count_fields(const json::value& value)
{
    std::size_t out = 0;
    if (value.is_object())
        for (const auto& [name, field] : value.get_object()) out += 1 + count_fields(field);
    else if (value.is_array())
        for (const auto& item : value.get_array()) out += count_fields(item);
    return out;
}
}  // namespace

Result<json::value, FieldProblem> parse_json(std::string_view text)
{
    json::parse_options options;
    options.max_depth = json_depth_max;
    json::error_code error;
    json::basic_parser<FieldCounter> counter{options};
    const std::size_t read = counter.write_some(false, text.data(), text.size(), error);
    if (!error && (read != text.size() || !counter.done())) error = json::error::extra_data;
    if (error == json::error::too_deep)
        return fail(FieldProblem{"", "the document is nested too deeply"});
    json::value out;
    if (!error) out = json::parse(text, error, {}, options);
    if (error)
        return fail(FieldProblem{"", "the body is not one JSON document: " + error.message()});
    if (counter.handler().fields != count_fields(out))
        return fail(FieldProblem{"", "a field stands twice in one object"});
    return out;
}

Result<ObjectReader, FieldProblem> ObjectReader::of(const json::value& value, std::string path)
{
    if (!value.is_object()) return fail(FieldProblem{std::move(path), "expected an object"});
    return ObjectReader{value.get_object(), std::move(path)};
}

std::string ObjectReader::path_of(std::string_view name) const
{
    return path_.empty() ? std::string{name} : path_ + "." + std::string{name};
}

const json::value* ObjectReader::take_optional(std::string_view name)
{
    taken_.push_back(name);
    return object_->if_contains(name);
}

Result<const json::value*, FieldProblem> ObjectReader::take(std::string_view name)
{
    const json::value* field = take_optional(name);
    if (field == nullptr) return fail(FieldProblem{path_of(name), "the field is missing"});
    return field;
}

Result<void, FieldProblem> ObjectReader::finish() const
{
    for (const auto& [name, field] : *object_)
        if (std::find(taken_.begin(), taken_.end(), std::string_view{name}) == taken_.end())
            return fail(FieldProblem{path_of(shown_name(name)), "there is no such field"});
    return {};
}

namespace detail {

Result<i128, FieldProblem> read_decimal(const json::value& value, const std::string& path,
                                        i128 least, i128 most)
{
    const auto number =
        value.is_string() ? parse_decimal(std::string_view{value.get_string()}) : std::nullopt;
    if (!number) return fail(FieldProblem{path, "expected a decimal integer as a string"});
    if (*number < least || *number > most)
        return fail(FieldProblem{
            path, "expected an integer from " + to_decimal(least) + " to " + to_decimal(most)});
    return *number;
}

Result<std::int64_t, FieldProblem> read_number(const json::value& value, const std::string& path,
                                               std::int64_t least, std::int64_t most)
{
    if (!value.is_int64() || value.get_int64() < least || value.get_int64() > most)
        return fail(FieldProblem{path, "expected a number from " + std::to_string(least) + " to " +
                                           std::to_string(most)});
    return value.get_int64();
}

Result<bool, FieldProblem> read_bool(const json::value& value, const std::string& path)
{
    if (!value.is_bool()) return fail(FieldProblem{path, "expected true or false"});
    return value.get_bool();
}

Result<std::string_view, FieldProblem> read_text(const json::value& value, const std::string& path,
                                                 std::size_t size_max)
{
    if (!value.is_string() || value.get_string().size() > size_max)
        return fail(FieldProblem{
            path, "expected a text of at most " + std::to_string(size_max) + " characters"});
    return std::string_view{value.get_string()};
}

Result<Bytes, FieldProblem> read_hex(const json::value& value, const std::string& path,
                                     std::size_t size)
{
    if (value.is_string())
        if (auto bytes = parse_hex(std::string_view{value.get_string()});
            bytes && bytes->size() == size)
            return std::move(*bytes);
    return fail(FieldProblem{path, "expected " + std::to_string(size) + " bytes in hex"});
}

Result<Address, FieldProblem> read_address(const json::value& value, const std::string& path)
{
    if (const auto evm = read_hex(value, path, 20))
        return Address::from_evm(Bytes20::from(std::span<const std::uint8_t, 20>{evm->data(), 20}));
    if (const auto whole = read_hex(value, path, 32))
        return Address{Bytes32::from(std::span<const std::uint8_t, 32>{whole->data(), 32})};
    return fail(FieldProblem{path, "expected an address: 20 or 32 bytes in hex"});
}

Result<InstrumentName, FieldProblem> read_instrument(const json::value& value,
                                                     const std::string& path)
{
    if (value.is_string())
        if (const auto name = InstrumentName::parse(std::string_view{value.get_string()}))
            return *name;
    return fail(FieldProblem{path, "expected an instrument's name, e.g. \"ETH-PERP\""});
}

}  // namespace detail
}  // namespace ballast::api
