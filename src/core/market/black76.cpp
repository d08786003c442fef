// SPDX-License-Identifier: Apache-2.0
// Single options by the loops of kernels.hpp, so that one and many give the same bits.
#include "black76.hpp"

#include <ballast/base/assert.hpp>
#include <cmath>

#include "elementary.hpp"

namespace ballast::market {

double black76_value(const BlackOption& o)
{
    const double deviation = o.volatility * std::sqrt(o.years);
    const double sign = o.call ? 1.0 : -1.0;
    double value = 0.0;
    kernels_for(InstructionSet::Scalar)
        .black76({.forward = {&o.forward, 1},
                  .strike = {&o.strike, 1},
                  .deviation = {&deviation, 1},
                  .discount = {&o.discount, 1},
                  .sign = {&sign, 1},
                  .value = {&value, 1}});
    return value;
}

BlackGreeks black76_greeks(const BlackOption& o)
{
    const double root = std::sqrt(o.years);
    const double deviation = o.volatility * root;
    const double sign = o.call ? 1.0 : -1.0;
    BlackGreeks out{.value = black76_value(o)};
    const double rate = o.years > 0.0 ? -log_of(o.discount) / o.years : 0.0;
    out.theta = rate * out.value;
    out.rho = -o.years * out.value;
    if (!(deviation > 0.0))
    {
        out.delta = sign * (o.forward - o.strike) > 0.0 ? sign * o.discount : 0.0;
        return out;
    }
    const double d1 = log_ratio_of(o.forward, o.strike) / deviation + 0.5 * deviation;
    const double density = o.discount * normal_pdf(d1);
    out.delta = sign * o.discount * normal_cdf(sign * d1);
    out.gamma = density / (o.forward * deviation);
    out.vega = o.forward * density * root;
    out.theta -= o.forward * density * o.volatility / (2.0 * root);
    return out;
}

void black76_values(const Black76Batch& batch, InstructionSet set)
{
    const std::size_t count = batch.value.size();
    BALLAST_ASSERT(batch.forward.size() == count && batch.strike.size() == count &&
                   batch.deviation.size() == count && batch.discount.size() == count &&
                   batch.sign.size() == count);
    kernels_for(set).black76(batch);
}

}  // namespace ballast::market
