// SPDX-License-Identifier: Apache-2.0
// exp, log, pow and the normal distribution without the machine's mathematical library, whose last
// bits differ between machines. Leaves out what prices use of them over registers (black76-inl.h).
#pragma once

namespace ballast::market {

/// e^x, relative error below 2e-16; 0 below -708, e^709 above 709.
[[nodiscard]] double exp_of(double x);
/// log(a / b) for positive normal numbers, relative error below 5e-16.
[[nodiscard]] double log_ratio_of(double a, double b);
/// log x for a positive normal number, relative error below 5e-16.
[[nodiscard]] double log_of(double x);
/// x^p = e^(p log x) for a positive normal x, relative error below (1 + |p log x|) * 5e-16.
[[nodiscard]] double pow_of(double x, double p);
/// The standard normal density, relative error below 1e-15; 0 for |x| above 37.5.
[[nodiscard]] double normal_pdf(double x);
/// The standard normal distribution, relative error below 1e-15 (in its tail too); 0 below -37.5.
[[nodiscard]] double normal_cdf(double x);

}  // namespace ballast::market
