// SPDX-License-Identifier: Apache-2.0
// Where a server is: http://host:port/target or ws://host:port/target. Leaves out TLS (a proxy's
// business here), user names and fragments, which are refused.
#pragma once
#include <ballast/base/result.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace ballast::net {

struct Url
{
    std::string scheme;  ///< "http" or "ws"
    std::string host;    ///< a name, an IPv4 address, or an IPv6 address without its brackets
    std::uint16_t port{};
    std::string target;  ///< path and query, at least "/"

    bool operator==(const Url&) const = default;
    /// The text again, with its port.
    [[nodiscard]] std::string text() const;
    /// host:port, as a Host header wants it.
    [[nodiscard]] std::string authority() const;
};

enum class UrlError : std::uint8_t
{
    TooLong,
    NoScheme,
    UnsupportedScheme,
    NoHost,
    BadHost,
    BadPort,
    BadTarget,
};
/// A sentence for a person, e.g. "the scheme is neither http nor ws (TLS needs a proxy in front)".
[[nodiscard]] std::string_view describe(UrlError error);

/// The URL of a text; the port defaults to 80.
[[nodiscard]] Result<Url, UrlError> parse_url(std::string_view text);

}  // namespace ballast::net
