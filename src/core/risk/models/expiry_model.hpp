// SPDX-License-Identifier: Apache-2.0
// Scenario margin with a stage per expiry: what an expiry is worth under a shock is discounted by
// its sign before it is added up. Its results are balances: positive is healthy. USD e12 of
// integers. Source: docs/margin.md, derive-pmrm2. Leaves out the pricing of options
// (market/expiry_values.hpp).
#pragma once
#include <ballast/market/expiry_values.hpp>
#include <span>
#include <vector>

namespace ballast::risk {

/// Parameters; parts per million where no unit is named.
struct ExpiryModel
{
    std::vector<market::Scenario> grid;  ///< also (0, same): discounts make it cost something
    bool skew_linear{true};
    bool skew_absolute{true};
    market::VolatilityMoves moves;
    market::SkewShape skew;
    market::DiscountRules discounts;
    std::uint32_t initial_ppm{1'000'000};  ///< factor of the worst loss
    std::uint32_t maintenance_ppm{800'000};
    std::uint32_t basis_move_ppm{45'000};
    std::uint32_t basis_add_ppm{500'000};
    std::uint32_t basis_per_year_ppm{2'000'000};
    std::uint32_t perpetual_ppm{15'000};       ///< of perpetuals and futures at spot
    std::uint32_t perpetual_extra_ppm{5'000};  ///< in IM in addition
    std::uint32_t short_option_ppm{3'000};     ///< of options sold, net per strike, at spot
    std::uint32_t short_option_extra_ppm{2'000};
    std::uint32_t collateral_ppm{0};  ///< of the value of collateral that is no cash
    std::uint32_t collateral_extra_ppm{0};
    bool collateral_cancels{true};  ///< collateral in the underlying moves with it
    std::uint32_t peg_threshold_ppm{980'000};
    std::uint32_t peg_factor_ppm{2'000'000};
    std::uint32_t confidence_threshold_ppm{550'000};
    std::uint32_t confidence_factor_ppm{1'000'000};
    std::int64_t settlement_window_ms{1'800'000};
    bool operator==(const ExpiryModel&) const = default;
};

/// The grid, then the skews.
[[nodiscard]] std::vector<market::ExpiryShock> shocks_of(const ExpiryModel& model);

/// The options (and futures) of one expiry. `shocked` is by shock: the sum of quantity * value,
/// discounted at the rate; futures move with spot and stand in `linear` of the book.
struct ExpiryBook
{
    std::int64_t left_ms{};
    i128 now_usd_e12{};
    std::vector<i128> shocked_usd_e12;
    i128 basis_down_usd_e12{};  ///< P&L of the forward moving by basis_move, futures with it
    i128 basis_up_usd_e12{};
    market::ExpiryDiscounts discounts;
};

/// Everything on one underlying.
struct UnderlyingBook
{
    i128 linear_usd_e12{};         ///< sum of quantity * price of what moves with spot
    i128 linear_spot_usd_e12{};    ///< |net| perpetuals and futures at spot
    i128 short_options_usd_e12{};  ///< naked ones per strike, at spot
    i128 options_usd_e12{};        ///< all options at spot, for the confidence of a feed
    i128 collateral_usd_e12{};     ///< in the underlying, at spot
    i128 mark_usd_e12{};           ///< options at their value, P&L, funding and collateral
    std::uint32_t feed_score_ppm{1'000'000};
    std::vector<ExpiryBook> expiries;
};

inline constexpr std::uint32_t basis_is_worst = 0xFFFF'FFFF;

/// Each step of one underlying.
struct UnderlyingBalance
{
    std::vector<i128> pnl_usd_e12;   ///< by shock, dampened
    std::uint32_t worst{};           ///< a shock, or basis_is_worst
    i128 worst_usd_e12{};            ///< P&L of the worst, at most 0
    i128 basis_usd_e12{};            ///< at most 0
    i128 peg_usd_e12{};              ///< in IM, at most 0
    i128 perpetual_usd_e12{};        ///< contingencies in MM, at least 0
    i128 perpetual_extra_usd_e12{};  ///< in IM in addition
    i128 short_option_usd_e12{};
    i128 short_option_extra_usd_e12{};
    i128 collateral_usd_e12{};
    i128 collateral_extra_usd_e12{};
    i128 confidence_usd_e12{};  ///< in IM
    i128 mark_usd_e12{};
    i128 initial_usd_e12{};      ///< IM balance, without cash
    i128 maintenance_usd_e12{};  ///< MM balance, without cash
};

/// `stable_ppm` is the price of the settlement token.
[[nodiscard]] UnderlyingBalance balance_of(const UnderlyingBook& book, const ExpiryModel& model,
                                           std::uint32_t stable_ppm);

}  // namespace ballast::risk
