// SPDX-License-Identifier: Apache-2.0
#include "svi.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "scenario.hpp"
#include "vector_csv_test_kit.hpp"

namespace ballast::market {
namespace {

/// A skewed slice of about 60 % volatility over a month.
constexpr SviSlice sound{.a_e9 = 10'000'000,
                         .b_e9 = 60'000'000,
                         .rho_e9 = -300'000'000,
                         .m_e9 = 20'000'000,
                         .sigma_e9 = 300'000'000};

SviRefusal refusal_of(const SviSlice& slice)
{
    const auto checked = check_slice(slice);
    EXPECT_FALSE(checked.has_value());
    return checked ? SviRefusal{} : checked.error();
}

SviSlice with(std::int64_t SviSlice::* field, std::int64_t value)
{
    SviSlice slice = sound;
    slice.*field = value;
    return slice;
}

TEST(Svi, VarianceAndDensityAreThoseOfFiftyDigits)
{
    const auto rows = testing::read_csv("svi.csv", {"a_e9", "b_e9", "rho_e9", "m_e9", "sigma_e9",
                                                    "k", "total_variance", "density_factor"});
    ASSERT_EQ(rows.size(), 200U);
    for (const auto& row : rows)
    {
        const SviSlice slice{.a_e9 = std::stoll(row[0]),
                             .b_e9 = std::stoll(row[1]),
                             .rho_e9 = std::stoll(row[2]),
                             .m_e9 = std::stoll(row[3]),
                             .sigma_e9 = std::stoll(row[4])};
        const double k = testing::to_double(row[5]);
        EXPECT_NEAR(total_variance(slice, k), testing::to_double(row[6]), 2e-15);
        EXPECT_NEAR(density_factor(slice, k), testing::to_double(row[7]),
                    1e-12 * (1 + std::fabs(testing::to_double(row[7]))));
    }
}

TEST(Svi, VolatilityIsTheRootOfVarianceAYear)
{
    const double w = total_variance(sound, 0.1);

    EXPECT_EQ(volatility_at(sound, 0.1, 0.25), std::sqrt(w / 0.25));
    EXPECT_FALSE(volatility_at(sound, 0.1, 0.0).has_value());
    EXPECT_FALSE(volatility_at(sound, 0.1, -1.0).has_value());
    EXPECT_FALSE(volatility_at(with(&SviSlice::a_e9, -100'000'000), 0.1, 1.0).has_value());
}

TEST(Svi, ASoundSliceIsTaken)
{
    EXPECT_TRUE(check_slice(sound).has_value());
    EXPECT_TRUE(check_slice(with(&SviSlice::b_e9, 0)).has_value());  // a flat smile
}

TEST(Svi, ParametersOutOfRangeAreRefused)
{
    const std::vector<SviSlice> bad{with(&SviSlice::b_e9, -1),
                                    with(&SviSlice::b_e9, 100'000'000'001),
                                    with(&SviSlice::rho_e9, one_e9),
                                    with(&SviSlice::rho_e9, -one_e9),
                                    with(&SviSlice::sigma_e9, 0),
                                    with(&SviSlice::sigma_e9, 100'000'000'001),
                                    with(&SviSlice::m_e9, 10'000'000'001),
                                    with(&SviSlice::a_e9, INT64_MIN)};
    for (const SviSlice& slice : bad) EXPECT_EQ(refusal_of(slice).problem, SviProblem::Parameter);
}

TEST(Svi, VarianceThatIsNotPositiveIsRefusedWhereItIsLeast)
{
    const double across = std::sqrt(1 - 0.09);
    const auto least_e9 = static_cast<std::int64_t>(60'000'000 * 0.3 * across);

    EXPECT_TRUE(check_slice(with(&SviSlice::a_e9, -least_e9 / 2)).has_value());
    const SviRefusal refusal = refusal_of(with(&SviSlice::a_e9, -least_e9 - 1));
    EXPECT_EQ(refusal.problem, SviProblem::NegativeVariance);
    EXPECT_NEAR(refusal.k, 0.02 + 0.3 * 0.3 / across, 1e-15);
}

TEST(Svi, AWingSteeperThanTwoIsRefused)
{
    SviSlice slice{
        .a_e9 = one_e9, .b_e9 = 1'600'000'000, .rho_e9 = -250'000'000, .sigma_e9 = one_e9};
    // at the bound the density tends to zero from below
    EXPECT_EQ(refusal_of(slice).problem, SviProblem::Butterfly);
    slice.b_e9 += 1;
    EXPECT_EQ(refusal_of(slice).problem, SviProblem::SteepWing);
    EXPECT_EQ(refusal_of(slice).k, -2.5);
    slice.rho_e9 = -slice.rho_e9;
    EXPECT_EQ(refusal_of(slice).k, 2.5);
}

TEST(Svi, VogtsSliceHasANegativeDensity)
{
    // Gatheral and Jacquier (2014), example 5.1: positive everywhere, and yet with arbitrage
    const SviSlice vogt{.a_e9 = -41'000'000,
                        .b_e9 = 133'100'000,
                        .rho_e9 = 306'000'000,
                        .m_e9 = 358'600'000,
                        .sigma_e9 = 415'300'000};

    const SviRefusal refusal = refusal_of(vogt);

    EXPECT_EQ(refusal.problem, SviProblem::Butterfly);
    EXPECT_GT(refusal.k, 0.5);  // their figure 2 falls below zero between about 0.7 and 1.2
    EXPECT_LT(refusal.k, 1.0);
    EXPECT_LT(density_factor(vogt, refusal.k), 0.0);
    EXPECT_GE(density_factor(vogt, refusal.k - 1.0 / 256), 0.0);
}

TEST(Svi, ANarrowSliceIsFoundOutBetweenTheStepsOfK)
{
    // so sharp a bend that its negative density lies within a thousandth of m
    const SviSlice sharp{.a_e9 = 1'000'000,
                         .b_e9 = 500'000'000,
                         .rho_e9 = -900'000'000,
                         .m_e9 = 101'000'000,
                         .sigma_e9 = 100'000};
    EXPECT_EQ(refusal_of(sharp).problem, SviProblem::Butterfly);
}

TEST(Svi, VarianceThatFallsWithTimeIsRefused)
{
    SviSlice later = sound;
    later.a_e9 += 5'000'000;
    EXPECT_TRUE(check_slices(std::array{sound, sound, later}).has_value());

    const auto fallen = check_slices(std::array{sound, later, sound});
    ASSERT_FALSE(fallen.has_value());
    EXPECT_EQ(fallen.error().problem, SviProblem::Calendar);
    EXPECT_EQ(fallen.error().slice, 2U);

    // higher on the grid, but with a flatter wing
    SviSlice flat = sound;
    flat.a_e9 += 900'000'000;
    flat.b_e9 -= 1;
    const auto wing = check_slices(std::array{sound, flat});
    ASSERT_FALSE(wing.has_value());
    EXPECT_EQ(wing.error().problem, SviProblem::Calendar);
    EXPECT_EQ(wing.error().k, -2.5);
}

TEST(Svi, ARefusalNamesItsSlice)
{
    const auto checked = check_slices(std::array{sound, with(&SviSlice::sigma_e9, 0)});
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().problem, SviProblem::Parameter);
    EXPECT_EQ(checked.error().slice, 1U);
    EXPECT_TRUE(check_slices({}).has_value());
}

}  // namespace
}  // namespace ballast::market
