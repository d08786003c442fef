// SPDX-License-Identifier: Apache-2.0
// SVI slices in doubles, by operations that IEEE 754 fixes.
#include "svi.hpp"

#include <cmath>

namespace ballast::market {
namespace {

constexpr double grid_end = 2.5;
constexpr int steps_of_k = 640;      // to each side, 1/256 apart
constexpr int steps_of_sigma = 256;  // to each side, 1/32 apart

/// The parameters as doubles.
struct Raw
{
    double a{};
    double b{};
    double rho{};
    double m{};
    double sigma{};
};

double unit(std::int64_t value_e9) { return static_cast<double>(value_e9) / 1e9; }

Raw raw_of(const SviSlice& s)
{
    return {unit(s.a_e9), unit(s.b_e9), unit(s.rho_e9), unit(s.m_e9), unit(s.sigma_e9)};
}

bool in_range(const SviSlice& s)
{
    constexpr std::int64_t one_e9 = 1'000'000'000;
    const auto within = [](std::int64_t x, std::int64_t bound) {
        return x >= -bound && x <= bound;
    };
    return within(s.a_e9, 100 * one_e9) && s.b_e9 >= 0 && s.b_e9 <= 100 * one_e9 &&
           within(s.rho_e9, one_e9 - 1) && within(s.m_e9, 10 * one_e9) && s.sigma_e9 > 0 &&
           s.sigma_e9 <= 100 * one_e9;
}

double variance(const Raw& s, double k)
{
    const double x = k - s.m;
    return s.a + s.b * (s.rho * x + std::sqrt(x * x + s.sigma * s.sigma));
}

double density_factor(const Raw& s, double k)
{
    const double x = k - s.m;
    const double root = std::sqrt(x * x + s.sigma * s.sigma);
    const double w = s.a + s.b * (s.rho * x + root);
    const double slope = s.b * (s.rho + x / root);
    const double curvature = s.b * (s.sigma * s.sigma) / (root * root * root);
    const double first = 1.0 - k * slope / (2.0 * w);
    return first * first - slope * slope / 4.0 * (1.0 / w + 0.25) + curvature / 2.0;
}

/// The first k of the slice's grid at which `is_bad(k)` holds.
template <class Test>
std::optional<double> find_on_grid(const Raw& s, const Test& is_bad)
{
    for (int i = -steps_of_k; i <= steps_of_k; ++i)
        if (const double k = static_cast<double>(i) / 256.0; is_bad(k)) return k;
    for (int i = -steps_of_sigma; i <= steps_of_sigma; ++i)
        if (const double k = s.m + s.sigma * (static_cast<double>(i) / 32.0); is_bad(k)) return k;
    return {};
}

std::optional<SviRefusal> find_calendar_problem(const Raw& early, const Raw& late)
{
    const auto falls = [&](double k) { return variance(late, k) < variance(early, k); };
    auto k = find_on_grid(early, falls);
    if (!k) k = find_on_grid(late, falls);
    if (!k && late.b * (1.0 - late.rho) < early.b * (1.0 - early.rho)) k = -grid_end;
    if (!k && late.b * (1.0 + late.rho) < early.b * (1.0 + early.rho)) k = grid_end;
    if (!k) return {};
    return SviRefusal{.problem = SviProblem::Calendar, .k = *k};
}

}  // namespace

double total_variance(const SviSlice& slice, double k) { return variance(raw_of(slice), k); }

std::optional<double> volatility_at(const SviSlice& slice, double k, double years)
{
    const double w = total_variance(slice, k);
    if (w > 0.0 && years > 0.0) return std::sqrt(w / years);
    return {};
}

double density_factor(const SviSlice& slice, double k) { return density_factor(raw_of(slice), k); }

Result<void, SviRefusal> check_slice(const SviSlice& slice)
{
    if (!in_range(slice)) return fail(SviRefusal{.problem = SviProblem::Parameter});
    const Raw s = raw_of(slice);
    const double across = std::sqrt(1.0 - s.rho * s.rho);
    if (!(s.a + s.b * s.sigma * across > 0.0))
        return fail(SviRefusal{.problem = SviProblem::NegativeVariance,
                               .k = s.m - s.rho * s.sigma / across});
    if (s.b * (1.0 + std::fabs(s.rho)) > 2.0)
        return fail(
            SviRefusal{.problem = SviProblem::SteepWing, .k = s.rho < 0 ? -grid_end : grid_end});
    if (const auto k = find_on_grid(s, [&](double at) { return density_factor(s, at) < 0.0; }))
        return fail(SviRefusal{.problem = SviProblem::Butterfly, .k = *k});
    return {};
}

Result<void, SviRefusal> check_slices(std::span<const SviSlice> slices)
{
    for (std::uint32_t i = 0; i < slices.size(); ++i)
    {
        auto checked = check_slice(slices[i]);
        std::optional<SviRefusal> problem;
        if (!checked)
            problem = checked.error();
        else if (i > 0)
            problem = find_calendar_problem(raw_of(slices[i - 1]), raw_of(slices[i]));
        if (!problem) continue;
        problem->slice = i;
        return fail(*problem);
    }
    return {};
}

}  // namespace ballast::market
