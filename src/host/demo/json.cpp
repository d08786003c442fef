// SPDX-License-Identifier: Apache-2.0
// Paths into JSON.
#include "json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

namespace ballast::demo {
namespace {
namespace json = boost::json;

constexpr std::size_t depth_max = 32;

const json::value* child(const json::value& in, std::string_view name)
{
    if (const auto* object = in.if_object()) return object->if_contains(name);
    const auto* array = in.if_array();
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    if (array == nullptr || error != std::errc{} || end != name.data() + name.size())
        return nullptr;
    return index < array->size() ? &(*array)[index] : nullptr;
}
}  // namespace

const json::value* find(const json::value& in, std::string_view path)
{
    const json::value* at = &in;
    while (at != nullptr && !path.empty())
    {
        const std::size_t dot = path.find('.');
        at = child(*at, path.substr(0, dot));
        path = dot == path.npos ? std::string_view{} : path.substr(dot + 1);
    }
    return at;
}

std::string text_at(const json::value& in, std::string_view path)
{
    const json::value* at = find(in, path);
    if (at == nullptr || at->is_null()) return {};
    if (const auto* text = at->if_string()) return std::string{*text};
    return json::serialize(*at);
}

Answer<i128> integer_at(const json::value& in, std::string_view path)
{
    const std::string text = text_at(in, path);
    if (const auto number = parse_decimal(text)) return *number;
    return failure("the hub's answer has \"" + text + "\" at " + std::string{path} +
                   ", expected an integer");
}

bool is_true_at(const json::value& in, std::string_view path)
{
    const json::value* at = find(in, path);
    return at != nullptr && at->is_bool() && at->get_bool();
}

std::span<const json::value> items_at(const json::value& in, std::string_view path)
{
    const json::value* at = find(in, path);
    if (at == nullptr || !at->is_array()) return {};
    return {at->get_array().data(), at->get_array().size()};
}

Answer<json::value> parse(std::string_view text)
{
    json::error_code error;
    json::parse_options options;
    options.max_depth = depth_max;
    auto value = json::parse(text, error, {}, options);
    if (error) return failure("not JSON: " + error.message());
    return value;
}

}  // namespace ballast::demo
