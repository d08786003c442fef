// SPDX-License-Identifier: Apache-2.0
// An order as shown.
#include "order_view.hpp"

namespace ballast::api {

OrderView order_view(const OrderStatus& status)
{
    OrderView out{.order_id = status.order.id, .stage = status.stage, .sequence = status.sequence};
    out.relay = status.relay;
    out.chain = status.order.chain;
    out.eip155 = status.order.eip155;
    out.contract = status.order.contract;
    out.not_before_s = status.order.not_before_s;
    out.expiry_s = status.order.expiry_s;
    out.body = status.order.body;
    if (!status.vaa.empty()) out.vaa = status.vaa;
    if (!status.transaction.is_zero()) out.transaction = status.transaction;
    out.problem = status.problem;
    return out;
}

}  // namespace ballast::api
