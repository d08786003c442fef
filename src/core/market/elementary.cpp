// SPDX-License-Identifier: Apache-2.0
// One lane of elementary-inl.h as plain functions.
#include "elementary.hpp"

#include <algorithm>

#include "lanes.hpp"

#define BALLAST_LANES scalar
#include "elementary-inl.h"

namespace ballast::market {
namespace {

constexpr double tail_end = 37.5;

/// exp(-u^2/2), 0 <= u <= tail_end; what rounding takes from the square is put back.
double bell(double u)
{
    const double square = u * u;
    const double lost = std::fma(u, u, -square);
    const double e = scalar::exp_in_range<scalar::Lanes>(-0.5 * square);
    return std::fma(e, -0.5 * lost, e);
}

}  // namespace

double exp_of(double x)
{
    return x < -708.0 ? 0.0 : scalar::exp_in_range<scalar::Lanes>(std::min(x, 709.0));
}

double log_ratio_of(double a, double b) { return scalar::log_ratio<scalar::Lanes>(a, b); }

double log_of(double x) { return log_ratio_of(x, 1.0); }

double pow_of(double x, double p) { return exp_of(p * log_of(x)); }

double normal_pdf(double x)
{
    const double u = std::fabs(x);
    return u > tail_end ? 0.0 : 0.3989422804014327 * bell(u);
}

double normal_cdf(double x)
{
    const double u = std::fabs(x);
    if (u > tail_end) return x < 0 ? 0.0 : 1.0;
    const auto ratio = scalar::TailRatio<scalar::Lanes>::at(u);
    const double tail = (bell(u) * ratio.p) / ratio.q;
    return x < 0 ? tail : 1.0 - tail;
}

}  // namespace ballast::market
