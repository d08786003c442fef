// SPDX-License-Identifier: Apache-2.0
// What a count of breaches says of a share, and of a claim.
#pragma once
#include <cstdint>

namespace ballast::backtest {

struct Interval
{
    double least{};
    double most{};
};

/// The score interval of 95 % for the share of `hits` among `trials` > 0, each independent. Source:
/// Wilson, Probable inference, the law of succession, and statistical inference (1927).
[[nodiscard]] Interval wilson_interval(std::uint64_t hits, std::uint64_t trials);

/// A likelihood ratio against "as many breaches as claimed", and how probable one as large is.
struct KupiecTest
{
    double ratio{};
    double p_value{};
};

/// The proportion-of-failures test of `breaches` among `trials` > 0, where `claimed` of all,
/// between 0 and 1, are expected. Two-sided: too few breaches count against the claim as well.
/// Source: Kupiec, Techniques for verifying the accuracy of risk measurement models (1995).
[[nodiscard]] KupiecTest kupiec_test(std::uint64_t breaches, std::uint64_t trials, double claimed);

}  // namespace ballast::backtest
