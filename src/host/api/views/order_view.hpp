// SPDX-License-Identifier: Apache-2.0
// An order as the hub knows it. Leaves out JSON.
#pragma once
#include <ballast/api/hub_services.hpp>
#include <boost/describe.hpp>

namespace ballast::api {

struct OrderView
{
    OrderId order_id;
    OrderStage stage{};
    Sequence sequence;
    bool relay{};
    ChainId chain;
    std::uint64_t eip155{};
    Address contract;
    std::uint64_t not_before_s{};
    std::uint64_t expiry_s{};
    OrderBody body;
    std::optional<Bytes> vaa;            ///< once a quorum signed it
    std::optional<Bytes32> transaction;  ///< once one was sent
    std::string problem;
};
BOOST_DESCRIBE_STRUCT(OrderView, (),
                      (order_id, stage, sequence, relay, chain, eip155, contract, not_before_s,
                       expiry_s, body, vaa, transaction, problem))
[[nodiscard]] OrderView order_view(const OrderStatus& status);

}  // namespace ballast::api
