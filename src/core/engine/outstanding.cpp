// SPDX-License-Identifier: Apache-2.0
// Orders from reservations.
#include "outstanding.hpp"

#include <ballast/engine/liquidation/legs.hpp>
#include <ballast/engine/state_codec.hpp>

namespace ballast::engine {

std::vector<OutstandingOrder> outstanding_orders(const State& state)
{
    std::vector<OutstandingOrder> out;
    for (const OutstandingPermit& permit : sorted_permits(state))
        out.push_back({order_of(state, permit), permit.sequence});
    for (const OutstandingRelease& release : sorted_releases(state))
    {
        out.push_back({order_of(state, release), release.sequence});
        if (release.cancel.value != 0)
            out.push_back({cancel_of(state, release), release.cancel_sequence});
    }
    for (const OutstandingTransfer& transfer : sorted_transfers(state))
        out.push_back({order_of(state, transfer), transfer.sequence});
    for (const auto& [order, settlement] : state.settlements)
        out.push_back({order_of(state, settlement), settlement.sequence});
    std::sort(out.begin(), out.end(),
              [](const auto& a, const auto& b) { return a.order.id < b.order.id; });
    return out;
}

}  // namespace ballast::engine
