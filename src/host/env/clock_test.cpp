// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/env/clock.hpp>

using namespace ballast::env;

TEST(SimulatedClock, MovesOnlyWhenTold)
{
    SimulatedClock clock{1000};
    const Deadline deadline{clock, 50};
    EXPECT_EQ(clock.now_ms(), 1000);
    EXPECT_EQ(deadline.left_ms(), 50);

    clock.advance_ms(49);
    EXPECT_FALSE(deadline.has_passed());
    clock.advance_ms(2);
    EXPECT_TRUE(deadline.has_passed());
    EXPECT_EQ(deadline.left_ms(), 0);
    EXPECT_EQ(clock.now_ms(), 1051);
}

TEST(SimulatedClock, KeepsItsMonotonicSideWhenTheTimeIsSet)
{
    SimulatedClock clock{1000};
    const std::int64_t before = clock.monotonic_ms();
    clock.set_now_ms(10);
    EXPECT_EQ(clock.now_ms(), 10);
    EXPECT_EQ(clock.monotonic_ms(), before);
}

TEST(SystemClock, IsAfterTheYear2020AndDoesNotGoBack)
{
    const SystemClock clock;
    EXPECT_GT(clock.now_ms(), 1'577'836'800'000);
    const std::int64_t before = clock.monotonic_ms();
    EXPECT_GE(clock.monotonic_ms(), before);
}
