// SPDX-License-Identifier: Apache-2.0
#include "black76.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "market_test_kit.hpp"
#include "vector_csv_test_kit.hpp"

namespace ballast::market {
namespace {

using testing::Numbers;

BlackOption random_option(Numbers& numbers)
{
    const double forward = std::exp(numbers.between(-3, 12));
    return {.forward = forward,
            .strike = forward * std::exp(numbers.between(-2, 2)),
            .volatility = std::exp(numbers.between(-4, 1)),
            .years = std::exp(numbers.between(-9, 1)),
            .discount = numbers.between(0.8, 1.01),
            .call = numbers.next() % 2 == 0};
}

double tolerance(const BlackOption& o, double value)
{
    return 1e-14 * o.forward + 1e-12 * std::fabs(value);
}

TEST(Black76, ValuesAndGreeksAreThoseOfQuantLib)
{
    const auto rows = testing::read_csv(
        "black76.csv", {"side", "forward", "strike", "volatility", "years", "discount", "value",
                        "delta", "gamma", "vega", "theta", "rho"});
    ASSERT_EQ(rows.size(), 1'000U);
    for (const auto& row : rows)
    {
        const auto number = [&](std::size_t i) { return testing::to_double(row[i]); };
        const BlackOption o{.forward = number(1),
                            .strike = number(2),
                            .volatility = number(3),
                            .years = number(4),
                            .discount = number(5),
                            .call = row[0] == "call"};

        const BlackGreeks greeks = black76_greeks(o);

        const double s = o.volatility * std::sqrt(o.years);
        EXPECT_NEAR(greeks.value, number(6), tolerance(o, number(6)));
        EXPECT_NEAR(greeks.delta, number(7), 1e-14);
        EXPECT_NEAR(greeks.gamma * o.forward * s, number(8) * o.forward * s, 1e-14);
        EXPECT_NEAR(greeks.vega, number(9), 1e-14 * o.forward + 1e-12 * number(9));
        EXPECT_NEAR(greeks.theta, number(10),
                    (1e-14 * o.forward * s + 1e-12 * greeks.value) / o.years +
                        1e-12 * std::fabs(number(10)));
        EXPECT_NEAR(greeks.rho, number(11), o.years * tolerance(o, number(6)));
    }
}

TEST(Black76, CallLessPutIsTheDiscountedForwardLessStrike)
{
    Numbers numbers{4};
    for (int i = 0; i < 20'000; ++i)
    {
        BlackOption o = random_option(numbers);
        o.call = true;
        const double call = black76_value(o);
        o.call = false;
        const double put = black76_value(o);
        ASSERT_NEAR(call - put, o.discount * (o.forward - o.strike),
                    4e-16 * (o.forward + o.strike));
    }
}

TEST(Black76, ValuesStayBetweenIntrinsicAndForwardOrStrike)
{
    Numbers numbers{5};
    for (int i = 0; i < 20'000; ++i)
    {
        const BlackOption o = random_option(numbers);
        const double value = black76_value(o);
        const double sign = o.call ? 1.0 : -1.0;
        ASSERT_GE(value, o.discount * std::fmax(sign * (o.forward - o.strike), 0.0));
        ASSERT_LE(value, o.discount * (o.call ? o.forward : o.strike) * (1 + 4e-16));
    }
}

TEST(Black76, ValuesRiseWithVolatilityAndFallWithTheStrikeOfACall)
{
    Numbers numbers{6};
    for (int i = 0; i < 20'000; ++i)
    {
        const BlackOption o = random_option(numbers);
        const double value = black76_value(o);
        BlackOption up = o;
        up.volatility *= 1.01;
        ASSERT_GE(black76_value(up), value - 1e-15 * (o.forward + o.strike));
        BlackOption higher = o;
        higher.strike *= 1.01;
        const double change = black76_value(higher) - value;
        ASSERT_GE(o.call ? -change : change, -1e-15 * (o.forward + o.strike));
    }
}

TEST(Black76, TheSecondDifferenceInTheForwardIsNotNegative)
{
    Numbers numbers{7};
    for (int i = 0; i < 20'000; ++i)
    {
        BlackOption o = random_option(numbers);
        const double h = o.forward * 0.01;
        const double middle = black76_value(o);
        o.forward += h;
        const double above = black76_value(o);
        o.forward -= 2 * h;
        const double below = black76_value(o);
        ASSERT_GE(above - 2 * middle + below, -2e-15 * (o.forward + o.strike));
    }
}

TEST(Black76, GreeksAreTheSlopesOfTheValue)
{
    Numbers numbers{8};
    for (int i = 0; i < 2'000; ++i)
    {
        BlackOption o = random_option(numbers);
        o.volatility = numbers.between(0.2, 1.5);
        o.years = numbers.between(0.05, 1.5);
        const BlackGreeks greeks = black76_greeks(o);
        const auto slope = [&](double BlackOption::* field, double step) {
            BlackOption up = o;
            BlackOption down = o;
            up.*field += step;
            down.*field -= step;
            return (black76_value(up) - black76_value(down)) / (2 * step);
        };
        EXPECT_NEAR(greeks.delta, slope(&BlackOption::forward, o.forward * 1e-5), 1e-7);
        EXPECT_NEAR(greeks.vega / o.forward, slope(&BlackOption::volatility, 1e-5) / o.forward,
                    1e-7);
    }
}

TEST(Black76, WithoutVolatilityOrTimeTheValueIsIntrinsic)
{
    for (const bool no_time : {true, false})
        for (const double strike : {80.0, 100.0, 130.0})
        {
            BlackOption o{.forward = 100,
                          .strike = strike,
                          .volatility = no_time ? 0.5 : 0.0,
                          .years = no_time ? 0.0 : 0.5,
                          .discount = 0.9,
                          .call = true};
            EXPECT_EQ(black76_value(o), 0.9 * std::fmax(100 - strike, 0.0));
            EXPECT_EQ(black76_greeks(o).delta, strike < 100 ? 0.9 : 0.0);
            EXPECT_EQ(black76_greeks(o).gamma, 0.0);
            o.call = false;
            EXPECT_EQ(black76_value(o), 0.9 * std::fmax(strike - 100, 0.0));
            EXPECT_EQ(black76_greeks(o).delta, strike > 100 ? -0.9 : 0.0);
        }
}

TEST(Black76, FarFromTheStrikeAndAtExtremeDeviationsNothingOverflows)
{
    for (const double strike : {1e-8, 1e-3, 1.0, 1e3, 1e11})
        for (const double volatility : {1e-300, 1e-9, 1e-3, 1.0, 30.0, 1e9, 1e100})
            for (const bool call : {true, false})
            {
                const BlackOption o{.forward = 1,
                                    .strike = strike,
                                    .volatility = volatility,
                                    .years = 1,
                                    .call = call};
                const double value = black76_value(o);
                EXPECT_GE(value, std::fmax(call ? 1 - strike : strike - 1, 0.0));
                EXPECT_LE(value, call ? 1.0 : strike);
                const double limit = call ? 1.0 : strike;
                EXPECT_GE(value, volatility >= 30 ? limit - 1e-12 : 0.0);
            }
}

TEST(Black76, ManyOptionsAtOnceGiveTheBitsOfEachAlone)
{
    Numbers numbers{9};
    // lengths about the width of a register and of two, and many
    for (const std::size_t count : {0U, 1U, 3U, 4U, 7U, 8U, 9U, 15U, 16U, 17U, 23U, 25U, 1'003U})
    {
        std::vector<double> forward, strike, deviation, discount, sign, alone;
        for (std::size_t i = 0; i < count; ++i)
        {
            BlackOption o = random_option(numbers);
            if (i % 11 == 0) o.volatility = 0;
            forward.push_back(o.forward);
            strike.push_back(o.strike);
            deviation.push_back(o.volatility * std::sqrt(o.years));
            discount.push_back(o.discount);
            sign.push_back(o.call ? 1.0 : -1.0);
            alone.push_back(black76_value(o));
        }
        for (const InstructionSet set : testing::supported_sets())
        {
            std::vector<double> value(count);
            black76_values({forward, strike, deviation, discount, sign, value}, set);
            EXPECT_EQ(value, alone) << count << ' ' << static_cast<int>(set);
        }
    }
}

}  // namespace
}  // namespace ballast::market
