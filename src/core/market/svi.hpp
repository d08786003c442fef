// SPDX-License-Identifier: Apache-2.0
// The volatility of one expiry as five numbers, and when they are refused: a surface that can be
// arbitraged would let a portfolio show a gain that nobody can realise. Leaves out how slices are
// fitted (outside core).
// Source: Gatheral and Jacquier, Arbitrage-free SVI volatility surfaces (2014).
#pragma once
#include <ballast/base/result.hpp>
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <span>

namespace ballast::market {

/// The raw parametrisation: with k = log(strike / forward), the total variance is
/// w(k) = a + b * (rho*(k - m) + sqrt((k - m)^2 + sigma^2)).
struct SviSlice
{
    std::int64_t a_e9{};
    std::int64_t b_e9{};
    std::int64_t rho_e9{};
    std::int64_t m_e9{};
    std::int64_t sigma_e9{};
    bool operator==(const SviSlice&) const = default;
};
BOOST_DESCRIBE_STRUCT(SviSlice, (), (a_e9, b_e9, rho_e9, m_e9, sigma_e9))

/// Volatility squared times years at k = log(strike / forward).
[[nodiscard]] double total_variance(const SviSlice& slice, double k);
/// The volatility a year at k of a slice that holds the variance of `years`; nothing where the
/// variance is not positive.
[[nodiscard]] std::optional<double> volatility_at(const SviSlice& slice, double k, double years);

enum class SviProblem : std::uint8_t
{
    Parameter = 1,         ///< out of its range: |a| <= 100, 0 <= b <= 100, |rho| < 1, |m| <= 10,
                           ///< 0 < sigma <= 100
    NegativeVariance = 2,  ///< the least variance, a + b*sigma*sqrt(1 - rho^2), is not above 0
    SteepWing = 3,         ///< b*(1 + |rho|) > 2: more than Lee's moment formula allows
    Butterfly = 4,         ///< a negative density: g(k) < 0 at a point of the grid
    Calendar = 5,          ///< variance falls with time, at a point of the grid or in a wing
};
BOOST_DESCRIBE_ENUM(SviProblem, Parameter, NegativeVariance, SteepWing, Butterfly, Calendar)

/// Why slices are refused, and where.
struct SviRefusal
{
    SviProblem problem{};
    std::uint32_t slice{};  ///< its index, for Calendar that of the later one
    double k{};             ///< log(strike / forward); the grid's end stands for a wing
};

/// Density over that of a normal variable, up to a positive factor (Durrleman's condition is
/// g >= 0): (1 - k*w'/(2w))^2 - (w'^2/4)*(1/w + 1/4) + w''/2.
[[nodiscard]] double density_factor(const SviSlice& slice, double k);

/// Nothing when the slice is free of butterfly arbitrage on its grid; otherwise the first problem
/// in the order of SviProblem. The grid, of which both lie in ascending order: k from -2.5 to 2.5
/// in steps of 1/256, and m + sigma*t with t from -8 to 8 in steps of 1/32, for slices that are
/// narrow. Beyond it g tends to 1/4 - (b*(1 +- rho))^2/16 >= 0.
[[nodiscard]] Result<void, SviRefusal> check_slice(const SviSlice& slice);
/// The same for all slices of an underlying, in the order of their expiries, and between neighbours
/// w must not fall: at the grids of both, and in the wings, where b*(1 +- rho) must not fall.
/// k is taken against each expiry's own forward.
[[nodiscard]] Result<void, SviRefusal> check_slices(std::span<const SviSlice> slices);

}  // namespace ballast::market
