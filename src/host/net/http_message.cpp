// SPDX-License-Identifier: Apache-2.0
// Parts of a request.
#include <algorithm>
#include <ballast/net/http_message.hpp>

namespace ballast::net {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string_view HttpRequest::path() const
{
    return std::string_view{target}.substr(0, target.find('?'));
}

std::string_view HttpRequest::query() const
{
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view{}
                                     : std::string_view{target}.substr(mark + 1);
}

std::string_view HttpRequest::header(std::string_view name) const
{
    for (const auto& [key, value] : headers)
        if (std::ranges::equal(key, name, {}, lower, lower)) return value;
    return {};
}

}  // namespace ballast::net
