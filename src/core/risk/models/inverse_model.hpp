// SPDX-License-Identifier: Apache-2.0
// Margin in the coin itself: a gain of s in dollars is s/(1+s) in the coin. Amounts in coin e12,
// losses rounded up. Source: docs/margin.md, deribit-pm.
#pragma once
#include <ballast/market/scenario.hpp>
#include <ballast/numeric/int128.hpp>
#include <cstdint>
#include <vector>

namespace ballast::risk {

struct InverseModel
{
    std::vector<market::Scenario> grid;
    market::VolatilityMoves moves;
    std::uint32_t pnl_offset_ppm{800'000};  ///< part of one group's gain that pays another's loss
    std::uint32_t roll_ppm{10'000};         ///< of |quantity|: the least annualised move
    std::uint32_t initial_ppm{1'000'000};   ///< of worst + roll
    std::uint32_t maintenance_ppm{800'000};
    bool operator==(const InverseModel&) const = default;
};

/// What is held, by group: P&L by scenario in coin e12, dampened. Orders at their worst.
struct InverseBook
{
    std::vector<std::vector<i128>> groups;
    std::vector<i128> orders;  ///< by scenario, at most 0
    i128 linear_e12{};         ///< sum of |quantity| of perpetuals and futures
};

inline constexpr std::uint32_t no_worst = 0xFFFF'FFFF;

struct InverseMargin
{
    std::vector<i128> pnl_e12;  ///< by scenario, groups offset, without orders
    std::uint32_t worst{no_worst};
    i128 worst_e12{};  ///< loss, at least 0
    i128 roll_e12{};
    i128 orders_e12{};  ///< what the orders add to the worst loss, in IM
    i128 initial_e12{};
    i128 maintenance_e12{};
};

/// quantity * s / (1 + s), rounded down; s is a move of spot above -1.
[[nodiscard]] i128 coin_pnl_e12(std::int64_t quantity_e9, std::int32_t spot_ppm);
/// The same of an option: value_usd after the move at the moved spot, less its value now.
[[nodiscard]] i128 coin_option_pnl_e12(std::int64_t quantity_e9, i128 now_usd_e12,
                                       i128 moved_usd_e12, std::int64_t index_e8,
                                       std::int32_t spot_ppm);

[[nodiscard]] InverseMargin margin_inverse(const InverseBook& book, const InverseModel& model);

}  // namespace ballast::risk
