// SPDX-License-Identifier: Apache-2.0
// A gateway before a node, as providers run them: hands requests on, and loses the answer to the
// next transaction when it is told to. Leaves out everything else that gateways do.
#pragma once
#include <atomic>
#include <ballast/demo/failure.hpp>
#include <ballast/net/http_client.hpp>
#include <ballast/net/http_server.hpp>
#include <memory>

namespace ballast::demo {

class LossyGateway
{
public:
    /// Listens at a free port of this machine.
    [[nodiscard]] static Answer<std::unique_ptr<LossyGateway>> start(net::IoContext& io,
                                                                     const net::Url& node);
    LossyGateway(const LossyGateway&) = delete;
    LossyGateway& operator=(const LossyGateway&) = delete;
    /// Stops.
    ~LossyGateway();

    [[nodiscard]] std::string url() const;
    /// The node will take the next transaction, and its sender will never hear of it.
    void lose_next_transaction() { state_->is_armed = true; }
    /// Answers that were lost so far.
    [[nodiscard]] std::size_t lost() const { return state_->lost; }

private:
    struct State
    {
        std::atomic<bool> is_armed{};
        std::atomic<std::size_t> lost{};
    };

    LossyGateway(net::IoContext& io, const net::Url& node);

    std::shared_ptr<State> state_;
    std::shared_ptr<net::HttpClient> node_;
    std::unique_ptr<net::HttpServer> server_;
};

}  // namespace ballast::demo
