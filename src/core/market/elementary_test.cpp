// SPDX-License-Identifier: Apache-2.0
#include "elementary.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "market_test_kit.hpp"
#include "vector_csv_test_kit.hpp"

namespace ballast::market {
namespace {

using testing::Numbers;

double relative(double got, double wanted) { return std::fabs(got - wanted) / std::fabs(wanted); }

struct Evaluated
{
    double value{};
    double bound{};  ///< of its relative error
};

Evaluated evaluate(const std::string& function, double x, double y)
{
    if (function == "exp") return {exp_of(x), 2e-16};
    if (function == "log_ratio") return {log_ratio_of(x, y), 5e-16};
    if (function == "pow") return {pow_of(x, y), 5e-16 * (1 + std::fabs(y * std::log(x)))};
    if (function == "normal_cdf") return {normal_cdf(x), 1e-15};
    if (function == "normal_pdf") return {normal_pdf(x), 1e-15};
    ADD_FAILURE() << function;
    return {};
}

TEST(Elementary, AgreesWithFiftyDigits)
{
    const auto rows = testing::read_csv("elementary.csv", {"function", "x", "y", "value"});
    ASSERT_GT(rows.size(), 500U);
    for (const auto& row : rows)
    {
        const double x = testing::to_double(row[1]);
        const double y = testing::to_double(row[2]);
        const double wanted = testing::to_double(row[3]);
        const auto [got, bound] = evaluate(row[0], x, y);
        EXPECT_LT(relative(got, wanted), bound) << row[0] << ' ' << x << ' ' << y;
    }
}

TEST(Elementary, KnownPointsAreExact)
{
    EXPECT_EQ(exp_of(0.0), 1.0);
    EXPECT_EQ(exp_of(-709.0), 0.0);
    EXPECT_EQ(exp_of(1e9), exp_of(709.0));
    EXPECT_EQ(log_of(1.0), 0.0);
    EXPECT_EQ(pow_of(1.0, 0.3), 1.0);
    EXPECT_EQ(normal_cdf(0.0), 0.5);
    EXPECT_EQ(normal_cdf(-38.0), 0.0);
    EXPECT_EQ(normal_cdf(38.0), 1.0);
    EXPECT_EQ(normal_pdf(38.0), 0.0);
}

TEST(Elementary, TheLogarithmOfARatioIsOdd)
{
    Numbers numbers{2};
    for (int i = 0; i < 10'000; ++i)
    {
        const double a = std::exp(numbers.between(-300, 300));
        const double b = i % 2 == 0 ? a * numbers.between(0.5, 2) : numbers.between(1e-9, 1e9);
        ASSERT_EQ(log_ratio_of(a, b), -log_ratio_of(b, a)) << a << ' ' << b;
    }
}

TEST(Elementary, TheTwoTailsOfTheDistributionMakeOne)
{
    Numbers numbers{3};
    for (int i = 0; i < 10'000; ++i)
    {
        const double x = numbers.between(0, 9);
        ASSERT_NEAR(normal_cdf(x) + normal_cdf(-x), 1.0, 1.2e-16) << x;
    }
}

}  // namespace
}  // namespace ballast::market
