// SPDX-License-Identifier: Apache-2.0
// Every order that may still execute, made again from what the state reserves: for guardians that
// sign again, and for a hub that starts.
#pragma once
#include <ballast/engine/state.hpp>

namespace ballast::engine {

struct OutstandingOrder
{
    Order order;
    Sequence sequence;  ///< of the command that produced it
};

/// Permits, withdrawals and their cancellations, transfers, claims and
/// settlements, in order of id. A claim that
/// was ordered again is there under its last id.
[[nodiscard]] std::vector<OutstandingOrder> outstanding_orders(const State& state);

}  // namespace ballast::engine
