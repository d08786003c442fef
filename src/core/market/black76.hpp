// SPDX-License-Identifier: Apache-2.0
// The value of a European option on a forward, and how it changes. Leaves out where forward,
// volatility and rate come from (market_data.hpp) and scenarios (pricing.hpp).
// Source: Black, The pricing of commodity contracts (1976).
#pragma once
#include <ballast/market/kernels.hpp>

namespace ballast::market {

/// One option. All numbers are finite; forward, strike and discount are above 0, the others at
/// least 0. With no volatility or no time left the value is the discounted intrinsic value.
struct BlackOption
{
    double forward{};
    double strike{};
    double volatility{};  ///< a year
    double years{};       ///< to expiry
    double discount{1.0};
    bool call{};
};

/// A value and its derivatives, for one unit of the underlying. Where volatility or time is zero,
/// delta is that of the intrinsic value (0 at the strike), gamma and vega are 0.
struct BlackGreeks
{
    double value{};
    double delta{};  ///< by the forward
    double gamma{};  ///< by the forward, twice
    double vega{};   ///< by the volatility
    double theta{};  ///< by time as it passes, a year, forward and volatility staying
    double rho{};    ///< by the rate of the discount, forward staying
};

/// discount * (F N(d1) - K N(d2)) for a call, likewise a put; error at most 1e-14 of the forward
/// and 1e-12 of the value.
[[nodiscard]] double black76_value(const BlackOption& option);
[[nodiscard]] BlackGreeks black76_greeks(const BlackOption& option);
/// The values of many, each as black76_value gives it to the bit, on the widest registers that this
/// processor has or on those of `set`.
void black76_values(const Black76Batch& batch, InstructionSet set = widest_instruction_set());

}  // namespace ballast::market
