// SPDX-License-Identifier: Apache-2.0
// Step 5: gains of one underlying pay for losses of another only by a credit. USD e6, exact.
// Source: docs/margin.md §3.
#pragma once
#include <ballast/risk/portfolio/scenario_market.hpp>

namespace ballast::risk {

/// Two of an account's underlyings whose gains and losses meet.
struct CreditPair
{
    std::uint32_t first{};   ///< position in the account's list of underlyings
    std::uint32_t second{};  ///< likewise, larger
    std::uint32_t credit_ppm{};
};

/// The pairs with a credit among `underlyings` (ascending), by descending credit, then ids.
void collect_pairs(std::span<const std::uint32_t> underlyings, const ScenarioMarket& market,
                   std::vector<CreditPair>& out);

/// The losses left after every pair, in their order, has met: x = min(loss, floor(c * gain)), and
/// the gain is used up by ceil(x / c). `pnl_usd_e6` is used up. Returns at least 0.
[[nodiscard]] i128 joint_loss_usd_e6(std::span<i128> pnl_usd_e6, std::span<const CreditPair> pairs);

}  // namespace ballast::risk
