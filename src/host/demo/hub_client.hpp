// SPDX-License-Identifier: Apache-2.0
// The hub's public API as a trader, a maker or a visitor uses it. Blocking: never on the network
// thread. Leaves out what the answers mean.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/demo/json.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/net/http_client.hpp>

namespace ballast::demo {

/// An answer of the API, whatever its status.
struct HubAnswer
{
    unsigned status{};
    boost::json::value body;
    [[nodiscard]] bool is_ok() const { return status >= 200 && status < 300; }
    /// "InsufficientMargin: a sentence" of a refusal.
    [[nodiscard]] std::string refusal() const;
};

class HubClient
{
public:
    /// `patience`: how long a hub may be away (it restarts, or opens a term) before that is a
    /// failure.
    HubClient(net::IoContext& io, const net::Url& origin, std::chrono::milliseconds patience = {});

    /// Fails when nobody answers, or not in JSON.
    [[nodiscard]] Answer<HubAnswer> get(std::string target);
    [[nodiscard]] Answer<HubAnswer> post(std::string target, const boost::json::value& body);
    /// As get, and a status other than 2xx is a failure too.
    [[nodiscard]] Answer<boost::json::value> read(std::string target);
    /// The account as it stands, or null where the hub has never seen it.
    [[nodiscard]] Answer<boost::json::value> account(const AccountId& account);
    [[nodiscard]] const net::Url& origin() const { return client_.origin(); }

private:
    [[nodiscard]] Answer<HubAnswer> send(net::HttpRequest request);
    net::HttpClient client_;
    std::chrono::milliseconds patience_;
};

}  // namespace ballast::demo
