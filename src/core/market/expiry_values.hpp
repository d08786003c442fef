// SPDX-License-Identifier: Apache-2.0
// The options of one expiry under shocks of a published model, as fixed-point integers: the border
// to floating point for models that discount by expiry and sign, or tilt the smile. Leaves out the
// arithmetic behind it (risk/models) and price tables (pricing.hpp).
// Source: docs/margin.md, derive-pmrm2.
#pragma once
#include <ballast/market/pricing.hpp>
#include <ballast/market/scenario.hpp>
#include <ballast/numeric/int128.hpp>
#include <boost/describe.hpp>
#include <cstdint>

namespace ballast::market {

/// How a smile tilts: every volatility times 1 + clamp(k * cap / k*, -cap, +cap) with
/// k = log(strike / forward), cap = cap_root * sqrt(years) + cap_base and
/// k* = max(least, sqrt(years) * width * (at_zero + sqrt(years) * slope)). Parts per million.
struct SkewShape
{
    std::int64_t cap_root_ppm{-50'000};
    std::int64_t cap_base_ppm{150'000};
    std::int64_t least_ppm{10'000};
    std::int64_t width_ppm{4'000'000};
    std::int64_t at_zero_ppm{600'000};
    std::int64_t slope_ppm{-100'000};
    bool operator==(const SkewShape&) const = default;
};
BOOST_DESCRIBE_STRUCT(SkewShape, (),
                      (cap_root_ppm, cap_base_ppm, least_ppm, width_ppm, at_zero_ppm, slope_ppm))

enum class Skew : std::uint8_t
{
    None = 0,
    Linear = 1,    ///< by k
    Absolute = 2,  ///< by |k|
};
BOOST_DESCRIBE_ENUM(Skew, None, Linear, Absolute)

/// One column: a move of spot and forwards, and one of the volatilities.
struct ExpiryShock
{
    std::int32_t spot_ppm{};
    VolatilityMove volatility{VolatilityMove::Same};
    Skew skew{};
};

/// One expiry now. `settled_weight_e9` of the settlement price is known already: settled_e8.
struct ExpiryMoment
{
    std::int64_t left_ms{};     ///< above 0
    std::int64_t forward_e8{};  ///< above 0
    std::int64_t rate_e9{};     ///< at least 0
    std::int64_t settled_e8{};
    std::int64_t settled_weight_e9{};  ///< 0 to 10^9
};

struct ExpiryOption
{
    std::int64_t strike_e8{};
    bool call{};
    std::int64_t volatility_e15{};  ///< a year, above 0
};

/// One unit of the option under a shock, discounted at the rate, USD e12, to the nearest. Years
/// have 365 days.
[[nodiscard]] i128 option_value_e12(const ExpiryMoment& expiry, const ExpiryOption& option,
                                    const ExpiryShock& shock, const VolatilityMoves& moves,
                                    const SkewShape& skew);

/// By what a shocked value is multiplied: values above zero by gain = base * exp(-t*(rate*multiple
/// + add)), below zero by loss = min(exp(rate*t), base_loss * exp(t*(rate*multiple_loss +
/// add_loss))).
struct DiscountRules
{
    std::int64_t base_ppm{950'000};
    std::int64_t multiple_ppm{1'000'000};
    std::int64_t add_ppm{80'000};
    std::int64_t base_loss_ppm{1'040'000};
    std::int64_t multiple_loss_ppm{500'000};
    std::int64_t add_loss_ppm{80'000};
    bool operator==(const DiscountRules&) const = default;
};
BOOST_DESCRIBE_STRUCT(DiscountRules, (),
                      (base_ppm, multiple_ppm, add_ppm, base_loss_ppm, multiple_loss_ppm,
                       add_loss_ppm))

/// To the nearest.
struct ExpiryDiscounts
{
    std::int64_t gain_e15{};
    std::int64_t loss_e15{};
};
[[nodiscard]] ExpiryDiscounts expiry_discounts(std::int64_t left_ms, std::int64_t rate_e9,
                                               const DiscountRules& rules);

/// The volatility of a slice at a strike, e15; 0 where its variance is not above 0.
[[nodiscard]] std::int64_t slice_volatility_e15(const SviSlice& slice, std::int64_t forward_e8,
                                                std::int64_t strike_e8, std::int64_t left_ms);

}  // namespace ballast::market
