// SPDX-License-Identifier: Apache-2.0
// Queries, and the ids in paths.
#include "query.hpp"

#include <algorithm>
#include <limits>

namespace ballast::api {
namespace {
constexpr std::size_t query_size_max = 1024;

bool is_plain(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    });
}

ApiError bad_query(std::string_view name, std::string sentence)
{
    return bad_field({std::string{name}, std::move(sentence)});
}
}  // namespace

ApiResult<Query> Query::parse(std::string_view text, std::span<const std::string_view> allowed)
{
    if (text.size() > query_size_max) return fail(bad_query("", "the query is too long"));
    Query out;
    while (!text.empty())
    {
        const std::string_view part = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        const std::string_view name = part.substr(0, part.find('='));
        if (!is_plain(name)) return fail(bad_query("", "a name in the query is not readable"));
        if (std::find(allowed.begin(), allowed.end(), name) == allowed.end())
            return fail(bad_query(name, "there is no such parameter"));
        if (out.find(name)) return fail(bad_query(name, "the parameter stands twice"));
        const std::string_view value =
            name.size() == part.size() ? std::string_view{} : part.substr(name.size() + 1);
        if (value.empty() || !is_plain(value))
            return fail(bad_query(name, "expected letters, digits, '.', '_' or '-'"));
        out.fields_.emplace_back(name, value);
    }
    return out;
}

std::optional<std::string_view> Query::find(std::string_view name) const
{
    for (const auto& [key, value] : fields_)
        if (key == name) return value;
    return {};
}

ApiResult<std::uint64_t> Query::number(std::string_view name, std::uint64_t otherwise,
                                       std::uint64_t most) const
{
    const auto text = find(name);
    if (!text) return otherwise;
    const auto value = parse_number(*text, most);
    if (!value) return fail(bad_query(name, "expected a number from 0 to " + std::to_string(most)));
    return *value;
}

ApiResult<void> refuse_query(std::string_view text)
{
    BALLAST_TRY(const Query query, Query::parse(text, {}));
    static_cast<void>(query);
    return {};
}

std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t most)
{
    const auto value = text.starts_with('-') ? std::nullopt : parse_decimal(text);
    if (!value || *value > static_cast<i128>(most)) return {};
    return static_cast<std::uint64_t>(*value);
}

ApiResult<AccountId> parse_account(std::string_view text)
{
    if (const auto whole = parse_hex_fixed<32>(text)) return AccountId{*whole};
    if (const auto owner = parse_hex_fixed<20>(text)) return AccountId::of_owner(*owner);
    return fail(bad_field(
        {"account", "expected 32 bytes in hex, or an owner's address of 20 bytes in hex"}));
}

}  // namespace ballast::api
