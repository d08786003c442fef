// SPDX-License-Identifier: Apache-2.0
// Requests and responses as plain values, the same for client and server. Leaves out their bytes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ballast::net {

/// Header lines in order; names are compared without case.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// A request, as a server sees it and as a client makes it.
struct HttpRequest
{
    std::string method{"GET"};
    std::string target{"/"};  ///< path and query
    Headers headers;          ///< a client's own lines beside Host, Content-Length and Content-Type
    std::string content_type;
    std::string body;
    std::string remote;  ///< the peer's address and port; filled by the server only

    /// The target up to its query.
    [[nodiscard]] std::string_view path() const;
    /// The target behind '?', or nothing.
    [[nodiscard]] std::string_view query() const;
    /// The first header of that name, or nothing.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// A response, as a server makes it and as a client sees it.
struct HttpResponse
{
    unsigned status{200};
    std::string content_type{"application/json"};
    std::string body;
    Headers headers;  ///< a server's own lines beside those that it sets itself
};

}  // namespace ballast::net
