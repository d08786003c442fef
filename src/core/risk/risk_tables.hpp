// SPDX-License-Identifier: Apache-2.0
// What the margin needs to know of tokens and instruments, refreshed when their feed moves. Leaves
// out what is made of it (margin.hpp).
#pragma once
#include <ballast/numeric/mul_div.hpp>
#include <ballast/risk/haircut.hpp>
#include <ballast/risk/scenario_tables.hpp>
#include <optional>

namespace ballast::risk {

/// What the margin needs to know of a token, refreshed when its feed moves.
struct TokenRisk
{
    std::int64_t price_e8{};
    std::int64_t margin_conf_e8{};  ///< k * conf: taken off collateral, put on debts, in E_IM
    i128 unit{1};                   ///< 10^(decimals + 2): amount * price_e8 / unit is USD e6
    std::uint32_t haircut_initial_ppm{};
    std::uint32_t haircut_maintenance_ppm{};
    bool of_settlement{};                     ///< priced by the settlement asset's feed
    std::uint32_t underlying{no_underlying};  ///< that it can hedge
    std::uint32_t chain{};                    ///< row in Genesis::chains
    std::uint32_t rank{};                     ///< by the id of its chain, then by its own row
    std::uint32_t relief_initial_ppm{};       ///< of the haircut, where it hedges
    std::uint32_t relief_maintenance_ppm{};
    std::int64_t fresh_until_ms{-1};
    bool operator==(const TokenRisk&) const = default;
};

/// What the margin needs to know of a linear instrument. lots * price_e8 * lot_num / lot_den is USD
/// e6.
struct InstrumentRisk
{
    std::int64_t mark_e8{};
    std::int64_t funding_e8{};  ///< so far; positions are booked at prices less this
    i128 lot_num{1};
    i128 lot_den{1};
    std::uint32_t initial_ppm{};
    std::uint32_t maintenance_ppm{};
    bool of_settlement{};  ///< as of a token
    std::int64_t fresh_until_ms{-1};
    bool operator==(const InstrumentRisk&) const = default;

    /// A price as positions are booked at it: funding paid before is not the next holder's.
    [[nodiscard]] std::int64_t booked_e8(std::int64_t price_e8) const
    {
        return price_e8 - funding_e8;
    }
};

/// The reduced fraction lot_e18 / 10^20, so that most products stay inside 128 bits.
void set_lot(InstrumentRisk& instrument, u128 lot_e18);

/// A balance counts zero for maintenance once its feed has been silent for so long beyond its
/// staleness bound (margin.md §4).
inline constexpr std::int64_t dead_after_ms = 3'600'000;

struct RiskTables
{
    std::vector<TokenRisk> tokens;            ///< by TokenIndex
    std::vector<InstrumentRisk> instruments;  ///< by InstrumentIndex
    /// Where the deployment margins portfolios; the instruments' percentages are then zero.
    std::optional<ScenarioTables> scenarios;
};

}  // namespace ballast::risk
