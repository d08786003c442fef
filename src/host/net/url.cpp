// SPDX-License-Identifier: Apache-2.0
// URLs, strictly: what is not plainly http://host:port/target or ws://… is refused by name.
#include <algorithm>
#include <ballast/base/limits.hpp>
#include <ballast/net/url.hpp>
#include <charconv>

namespace ballast::net {

namespace {

bool is_host_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
}

bool is_ipv6_character(char c)
{
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') || c == ':' ||
           c == '.';
}

/// Printable ASCII without the characters that end or split a request line; '#' would be a
/// fragment.
bool is_target_character(char c)
{
    return c > ' ' && c < 0x7f && c != '#' && c != '"' && c != '\\';
}

Result<std::uint16_t, UrlError> parse_port(std::string_view text)
{
    std::uint16_t port{};
    const auto* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, port);
    if (result.ec != std::errc{} || result.ptr != end || port == 0) return fail(UrlError::BadPort);
    return port;
}

Result<void, UrlError> parse_authority(std::string_view text, Url& url)
{
    if (text.empty()) return fail(UrlError::NoHost);
    const bool is_bracketed = text.front() == '[';
    const auto host_end = is_bracketed ? text.find(']') : text.find(':');
    if (is_bracketed && host_end == std::string_view::npos) return fail(UrlError::BadHost);
    const auto host = is_bracketed ? text.substr(1, host_end - 1) : text.substr(0, host_end);
    if (host.empty()) return fail(UrlError::NoHost);
    if (!std::ranges::all_of(host, is_bracketed ? is_ipv6_character : is_host_character))
        return fail(UrlError::BadHost);
    url.host = host;
    url.port = 80;
    const auto rest = host_end == std::string_view::npos
                          ? std::string_view{}
                          : text.substr(host_end + (is_bracketed ? 1 : 0));
    if (rest.empty()) return {};
    if (rest.front() != ':') return fail(UrlError::BadHost);
    BALLAST_TRY(url.port, parse_port(rest.substr(1)));
    return {};
}

}  // namespace

Result<Url, UrlError> parse_url(std::string_view text)
{
    if (text.size() > limits::url_length) return fail(UrlError::TooLong);
    const auto scheme_end = text.find("://");
    if (scheme_end == std::string_view::npos) return fail(UrlError::NoScheme);
    Url url;
    url.scheme = text.substr(0, scheme_end);
    if (url.scheme != "http" && url.scheme != "ws") return fail(UrlError::UnsupportedScheme);
    const auto rest = text.substr(scheme_end + 3);
    const auto authority_end = std::min(rest.find_first_of("/?"), rest.size());
    BALLAST_CHECK(parse_authority(rest.substr(0, authority_end), url));
    url.target = rest.substr(authority_end);
    if (!url.target.starts_with('/')) url.target.insert(0, "/");
    if (!std::ranges::all_of(url.target, is_target_character)) return fail(UrlError::BadTarget);
    return url;
}

std::string Url::authority() const
{
    const bool is_ipv6 = host.find(':') != std::string::npos;
    return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string Url::text() const
{
    return scheme + "://" + authority() + (target == "/" ? "" : target);
}

std::string_view describe(UrlError error)
{
    switch (error)
    {
        case UrlError::TooLong:
            return "the URL is too long";
        case UrlError::NoScheme:
            return "the URL does not start with http:// or ws://";
        case UrlError::UnsupportedScheme:
            return "the scheme is neither http nor ws (for TLS, put a proxy on this machine before "
                   "the server)";
        case UrlError::NoHost:
            return "the URL names no host";
        case UrlError::BadHost:
            return "the host has characters that no host has";
        case UrlError::BadPort:
            return "the port is not a number from 1 to 65535";
        case UrlError::BadTarget:
            return "the path has characters that must be percent-encoded, or a fragment";
    }
    return "unknown URL error";
}

}  // namespace ballast::net
