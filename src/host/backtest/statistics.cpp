// SPDX-License-Identifier: Apache-2.0
// Closed forms; the distributions are Boost's.
#include "statistics.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>

namespace ballast::backtest {
namespace {

/// The standard normal quantile of 0.975.
constexpr double z = 1.959963984540054;

/// n * log(p), 0 where n is 0.
double log_power(double p, std::uint64_t n)
{
    return n == 0 ? 0 : static_cast<double>(n) * std::log(p);
}

}  // namespace

Interval wilson_interval(std::uint64_t hits, std::uint64_t trials)
{
    BALLAST_ASSERT(trials > 0 && hits <= trials);
    const auto n = static_cast<double>(trials);
    const double share = static_cast<double>(hits) / n;
    const double middle = share + z * z / (2 * n);
    const double reach = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    const double scale = 1 + z * z / n;
    // None or all: the bound is 0 or 1 exactly, which rounding would miss.
    return {.least = hits == 0 ? 0 : (middle - reach) / scale,
            .most = hits == trials ? 1 : (middle + reach) / scale};
}

KupiecTest kupiec_test(std::uint64_t breaches, std::uint64_t trials, double claimed)
{
    BALLAST_ASSERT(trials > 0 && breaches <= trials && claimed > 0 && claimed < 1);
    const std::uint64_t rest = trials - breaches;
    const double share = static_cast<double>(breaches) / static_cast<double>(trials);
    const double as_claimed = log_power(claimed, breaches) + log_power(1 - claimed, rest);
    const double as_seen = log_power(share, breaches) + log_power(1 - share, rest);
    const double ratio = std::max(0.0, 2 * (as_seen - as_claimed));
    const boost::math::chi_squared_distribution<double> one_degree{1};
    return {ratio, boost::math::cdf(boost::math::complement(one_degree, ratio))};
}

}  // namespace ballast::backtest
