// SPDX-License-Identifier: Apache-2.0
// What the engine can be asked about the portfolio margin of an account: read only, of any state.
// Leaves out equity and the terms of each position (risk/margin.hpp).
#pragma once
#include <ballast/engine/state.hpp>
#include <ballast/risk/account_report.hpp>

namespace ballast::engine {

/// The portfolio margin of an account as the state stands, at `now_ms`; nothing for an account that
/// is not known, and in a deployment that margins each position by itself.
template <class S>
[[nodiscard]] std::optional<risk::AccountReport> account_margin(const S& state, const AccountId& id,
                                                                std::int64_t now_ms)
{
    const auto index = state.find_account(id);
    if (!index || !state.risk.scenarios) return {};
    return risk::account_report(state.accounts[index->value], state.risk, now_ms);
}

}  // namespace ballast::engine
