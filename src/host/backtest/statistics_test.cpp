// SPDX-License-Identifier: Apache-2.0
#include "statistics.hpp"

#include <gtest/gtest.h>

namespace ballast::backtest {
namespace {

TEST(WilsonInterval, GivesTheTextbookValueOfEightInTen)
{
    const Interval interval = wilson_interval(8, 10);

    EXPECT_NEAR(interval.least, 0.4901625, 1e-7);
    EXPECT_NEAR(interval.most, 0.9433178, 1e-7);
}

TEST(WilsonInterval, StaysOpenWhereNothingOrEverythingWasHit)
{
    EXPECT_EQ(wilson_interval(0, 20).least, 0);
    EXPECT_NEAR(wilson_interval(0, 20).most, 0.1611252, 1e-7);
    EXPECT_NEAR(wilson_interval(20, 20).least, 0.8388748, 1e-7);
    EXPECT_EQ(wilson_interval(20, 20).most, 1);
}

TEST(KupiecTest, AgreesWithTheClosedForm)
{
    // Of an independent computation: 2 log(likelihood ratio), erfc(sqrt(ratio / 2)).
    const KupiecTest nine = kupiec_test(9, 250, 0.01);
    EXPECT_NEAR(nine.ratio, 10.2290306, 1e-6);
    EXPECT_NEAR(nine.p_value, 0.0013824730, 1e-9);
    const KupiecTest none = kupiec_test(0, 250, 0.01);
    EXPECT_NEAR(none.ratio, 5.0251679, 1e-6);
    EXPECT_NEAR(none.p_value, 0.0249815031, 1e-9);
}

TEST(KupiecTest, FindsNothingWhereAsManyBreachesCameAsClaimed)
{
    EXPECT_NEAR(kupiec_test(10, 1'000, 0.01).ratio, 0, 1e-9);
    EXPECT_NEAR(kupiec_test(10, 1'000, 0.01).p_value, 1, 1e-4);
}

}  // namespace
}  // namespace ballast::backtest
