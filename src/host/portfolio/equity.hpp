// SPDX-License-Identifier: Apache-2.0
// Both sides of equity and every collateral's part in them. USD e6, rounded against the holder.
// Source: docs/margin.md, Equity.
#pragma once
#include <ballast/portfolio/portfolio_file.hpp>
#include <span>

namespace ballast::portfolio {

struct CollateralValue
{
    i128 value_usd_e6{};        ///< at the mid; negative for a debt
    i128 initial_usd_e6{};      ///< in E_IM, relief included
    i128 maintenance_usd_e6{};  ///< in E_MM, likewise
    std::int64_t hedged_e8{};   ///< h*: what stands against positions
    i128 relief_initial_usd_e6{};
    i128 relief_maintenance_usd_e6{};
};

struct Equity
{
    std::vector<CollateralValue> collateral;  ///< as in the file
    std::vector<i128> unrealised_usd_e6;      ///< by position, without funding
    i128 unrealised_total_usd_e6{};
    i128 funding_usd_e6{};
    i128 cash_usd_e6{};
    i128 available_usd_e6{};    ///< M: collateral after haircuts
    i128 equity_usd_e6{};       ///< mark to market
    i128 initial_usd_e6{};      ///< E_IM
    i128 maintenance_usd_e6{};  ///< E_MM
};

/// What a position shows at its mark; see Position.
[[nodiscard]] i128 unrealised_usd_e6(const Position& position, std::int64_t mark_e8);

/// `hedged_e8` by collateral; empty: none. `marks_e8` by position.
[[nodiscard]] Equity equity_of(const PortfolioFile& file, std::span<const std::int64_t> marks_e8,
                               std::span<const std::int64_t> hedged_e8);

}  // namespace ballast::portfolio
