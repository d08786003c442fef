// SPDX-License-Identifier: Apache-2.0
// A portfolio as it would be: after a trade, or at another price.
#pragma once
#include <ballast/portfolio/evaluate.hpp>
#include <optional>

namespace ballast::portfolio {

/// The portfolio after a trade such as "ETH-26MAR27-4000-C@base +10 @125.5": an instrument on a
/// chain, a signed quantity and perhaps a price; without one it trades at its mark.
[[nodiscard]] Result<PortfolioFile, ConfigProblem> after_trade(PortfolioFile file,
                                                               const std::string& trade);

/// Where E_MM falls below MM when the price of one underlying moves, its mark, its forwards and
/// collateral in it in proportion.
struct LiquidationPrice
{
    std::string symbol;
    std::int64_t index_e8{};
    std::optional<std::int64_t> below_e8;  ///< the highest such price under the index
    std::optional<std::int64_t> above_e8;  ///< the lowest such price over it
    bool is_now{};                         ///< E_MM < MM as it is
};

/// What liquidation_prices looks at: from a fiftieth of the index to ten times.
inline constexpr double liquidation_reach_down = 0.02;
inline constexpr double liquidation_reach_up = 10.0;

/// Of every underlying with a position or collateral in it.
[[nodiscard]] Result<std::vector<LiquidationPrice>, ConfigProblem> liquidation_prices(
    const PortfolioFile& file, const Model& model);

}  // namespace ballast::portfolio
