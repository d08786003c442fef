// SPDX-License-Identifier: Apache-2.0
// Requests to the hub.
#include "hub_client.hpp"

#include <ballast/base/hex.hpp>
#include <boost/json/serialize.hpp>
#include <thread>

namespace ballast::demo {
namespace {
constexpr unsigned not_found = 404;
constexpr unsigned unavailable = 503;
constexpr std::chrono::milliseconds ask_again{100};

/// Nothing reached a hub that could answer, so that asking again repeats nothing. (503 is what
/// /v1/health says of itself.)
bool is_away(const net::HttpResult& result, std::string_view target)
{
    if (!result) return result.error().error == net::HttpError::Unreachable;
    return result->status == unavailable && !target.starts_with("/v1/health");
}
}  // namespace

std::string HubAnswer::refusal() const
{
    const std::string code = text_at(body, "error.code");
    if (code.empty()) return "status " + std::to_string(status);
    return code + ": " + text_at(body, "error.sentence");
}

HubClient::HubClient(net::IoContext& io, const net::Url& origin, std::chrono::milliseconds patience)
    : client_{io, origin}, patience_{patience}
{}

Answer<HubAnswer> HubClient::send(net::HttpRequest request)
{
    const std::string target = request.target;
    const auto deadline = std::chrono::steady_clock::now() + patience_;
    auto response = client_.send_and_wait(request);
    while (is_away(response, target) && std::chrono::steady_clock::now() < deadline)
    {
        std::this_thread::sleep_for(ask_again);
        response = client_.send_and_wait(request);
    }
    if (!response) return failure("the hub does not answer: " + response.error().sentence);
    auto body = parse(response->body);
    if (!body) return failure("the hub's answer to " + target + " is " + body.error().sentence);
    return HubAnswer{response->status, *std::move(body)};
}

Answer<HubAnswer> HubClient::get(std::string target)
{
    return send({.method = "GET", .target = std::move(target)});
}

Answer<HubAnswer> HubClient::post(std::string target, const boost::json::value& body)
{
    return send({.method = "POST",
                 .target = std::move(target),
                 .content_type = "application/json",
                 .body = boost::json::serialize(body)});
}

Answer<boost::json::value> HubClient::read(std::string target)
{
    BALLAST_TRY(auto answer, get(target));
    if (!answer.is_ok()) return failure("the hub refuses " + target + ": " + answer.refusal());
    return std::move(answer.body);
}

Answer<boost::json::value> HubClient::account(const AccountId& account)
{
    BALLAST_TRY(auto answer, get("/v1/accounts/" + to_hex_0x(account.value.view())));
    if (answer.status == not_found) return boost::json::value(nullptr);
    if (!answer.is_ok()) return failure("the hub refuses the account: " + answer.refusal());
    return std::move(answer.body);
}

}  // namespace ballast::demo
