// SPDX-License-Identifier: Apache-2.0
// What the API asks of the hub: certificates, guardians, relayer, nodes.
#pragma once
#include <ballast/api/hub_services.hpp>
#include <ballast/guardian/link_server.hpp>
#include <ballast/hub/relayer.hpp>

namespace ballast::hub {

class Services final : public api::HubServices
{
public:
    Services(const env::Clock& clock, Relayer& relayer) : clock_{clock}, relayer_{relayer} {}

    /// The link outlives its use here; before the API's first request.
    void attach(guardian::GuardianLinkServer& link) { link_ = &link; }
    void set_node(const api::ChainNodeStatus& status);
    /// A quorum signed the order: who waits for it is told.
    void on_signed(OrderId order, const Bytes& vaa);
    /// The term is lost, and with it the numbers of orders that nobody signed: who waits for one is
    /// not told any more.
    void forget_waiting();

    [[nodiscard]] std::optional<Sequence> last_certified() const override;
    [[nodiscard]] std::vector<api::GuardianStatus> guardians() const override;
    [[nodiscard]] std::vector<api::ChainNodeStatus> chain_nodes() const override;
    [[nodiscard]] api::RelayerCounters relayer() const override { return relayer_.counters(); }
    void when_signed(OrderId order, api::SignedCallback done) override;
    [[nodiscard]] std::optional<api::OrderStatus> order(OrderId order) const override
    {
        return relayer_.status(order);
    }
    [[nodiscard]] const env::Clock& clock() const override { return clock_; }

private:
    const env::Clock& clock_;
    Relayer& relayer_;
    guardian::GuardianLinkServer* link_{};
    mutable std::mutex mutex_;
    std::multimap<OrderId, api::SignedCallback> waiting_;
    std::map<ChainId, api::ChainNodeStatus> nodes_;
};

}  // namespace ballast::hub
