// SPDX-License-Identifier: Apache-2.0
// Doubles in, integers out.
#include "expiry_values.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <cmath>

#include "elementary.hpp"

namespace ballast::market {
namespace {
constexpr double year_ms = 365.0 * 86'400'000.0;
constexpr double ppm = 1e-6;

double part(std::int64_t value_ppm) { return static_cast<double>(value_ppm) * ppm; }

double skew_factor(Skew kind, const SkewShape& shape, double k, double root_years)
{
    if (kind == Skew::None) return 1.0;
    const double cap =
        std::max(0.0, part(shape.cap_root_ppm) * root_years + part(shape.cap_base_ppm));
    const double reach = root_years * part(shape.width_ppm) *
                         (part(shape.at_zero_ppm) + root_years * part(shape.slope_ppm));
    const double at = kind == Skew::Absolute ? std::fabs(k) : k;
    return 1.0 + std::clamp(at * cap / std::max(part(shape.least_ppm), reach), -cap, cap);
}

double moved(double volatility, VolatilityMove move, const VolatilityMoves& moves,
             std::int64_t left_ms)
{
    if (move == VolatilityMove::Same) return volatility;
    const VolatilityFactors factors = volatility_factors(moves, left_ms);
    if (move == VolatilityMove::Down) return volatility * factors.down;
    return std::max(volatility * factors.up, factors.up_floor);
}

}  // namespace

i128 option_value_e12(const ExpiryMoment& expiry, const ExpiryOption& option,
                      const ExpiryShock& shock, const VolatilityMoves& moves, const SkewShape& skew)
{
    BALLAST_ASSERT(expiry.left_ms > 0 && expiry.forward_e8 > 0 && option.strike_e8 > 0);
    const double years = static_cast<double>(expiry.left_ms) / year_ms;
    const double now = static_cast<double>(expiry.forward_e8) * 1e-8;
    const double strike = static_cast<double>(option.strike_e8) * 1e-8;
    const double known = static_cast<double>(expiry.settled_weight_e9) * 1e-9;
    const double forward = now * (1.0 + part(shock.spot_ppm)) * (1.0 - known) +
                           known * static_cast<double>(expiry.settled_e8) * 1e-8;
    double volatility = static_cast<double>(option.volatility_e15) * 1e-15;
    volatility *= skew_factor(shock.skew, skew, log_ratio_of(strike, now), std::sqrt(years));
    volatility = moved(volatility, shock.volatility, moves, expiry.left_ms);
    const double discount = exp_of(-static_cast<double>(expiry.rate_e9) * 1e-9 * years);
    const double value = black76_value({.forward = forward,
                                        .strike = strike,
                                        .volatility = volatility,
                                        .years = years,
                                        .discount = discount,
                                        .call = option.call});
    return static_cast<i128>(std::floor(value * 1e12 + 0.5));
}

ExpiryDiscounts expiry_discounts(std::int64_t left_ms, std::int64_t rate_e9,
                                 const DiscountRules& rules)
{
    const double years = static_cast<double>(left_ms) / year_ms;
    const double rate = static_cast<double>(rate_e9) * 1e-9;
    const double gain = part(rules.base_ppm) *
                        exp_of(-years * (rate * part(rules.multiple_ppm) + part(rules.add_ppm)));
    const double loss = std::min(
        exp_of(rate * years),
        part(rules.base_loss_ppm) *
            exp_of(years * (rate * part(rules.multiple_loss_ppm) + part(rules.add_loss_ppm))));
    return {.gain_e15 = static_cast<std::int64_t>(std::floor(gain * 1e15 + 0.5)),
            .loss_e15 = static_cast<std::int64_t>(std::floor(loss * 1e15 + 0.5))};
}

std::int64_t slice_volatility_e15(const SviSlice& slice, std::int64_t forward_e8,
                                  std::int64_t strike_e8, std::int64_t left_ms)
{
    const double k = log_ratio_of(static_cast<double>(strike_e8), static_cast<double>(forward_e8));
    const auto volatility = volatility_at(slice, k, static_cast<double>(left_ms) / year_ms);
    if (!volatility || !(*volatility < 1e3)) return 0;
    return static_cast<std::int64_t>(std::floor(*volatility * 1e15 + 0.5));
}

}  // namespace ballast::market
