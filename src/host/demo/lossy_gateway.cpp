// SPDX-License-Identifier: Apache-2.0
// Handing on and losing.
#include "lossy_gateway.hpp"

#include <ballast/base/limits.hpp>

namespace ballast::demo {
namespace {
net::HttpResponse gateway_timeout()
{
    return {.status = 504, .content_type = "text/plain", .body = "the answer was lost"};
}
}  // namespace

LossyGateway::LossyGateway(net::IoContext& io, const net::Url& node)
    : state_{std::make_shared<State>()}, node_{std::make_shared<net::HttpClient>(io, node)}
{}

LossyGateway::~LossyGateway()
{
    server_.reset();
    node_->close();
}

Answer<std::unique_ptr<LossyGateway>> LossyGateway::start(net::IoContext& io, const net::Url& node)
{
    std::unique_ptr<LossyGateway> out{new LossyGateway{io, node}};
    auto server = net::HttpServer::listen(
        io, {.body_size_max = limits::vaa_size * 4},
        [state = out->state_, node = out->node_](net::HttpRequest request,
                                                 net::Responder responder) {
            const bool is_transaction =
                request.body.find("eth_sendRawTransaction") != std::string::npos;
            auto shared = std::make_shared<net::Responder>(std::move(responder));
            node->send({.method = "POST",
                        .content_type = "application/json",
                        .body = std::move(request.body)},
                       [state, shared, is_transaction](net::HttpResult answer) {
                           if (!answer) return (*shared)(gateway_timeout());
                           if (is_transaction && state->is_armed.exchange(false))
                           {
                               ++state->lost;
                               return (*shared)(gateway_timeout());
                           }
                           (*shared)(*std::move(answer));
                       });
        });
    if (!server) return failure("the gateway: " + server.error().sentence);
    out->server_ = *std::move(server);
    out->server_->start();
    return out;
}

std::string LossyGateway::url() const
{
    return "http://127.0.0.1:" + std::to_string(server_->port()) + "/";
}

}  // namespace ballast::demo
