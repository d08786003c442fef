// SPDX-License-Identifier: Apache-2.0
// Token buckets on a clock that the test moves.
#include <gtest/gtest.h>

#include <ballast/api/rate_limiter.hpp>

using namespace ballast;
using namespace ballast::api;

TEST(RateLimiter, LetsABurstThroughAndThenOnePerInterval)
{
    env::SimulatedClock clock{0};
    RateLimiter limiter{{.per_second = 10, .burst = 3}, 8, clock};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.take("a"), 0);

    EXPECT_EQ(limiter.take("a"), 100);
    clock.advance_ms(99);
    EXPECT_EQ(limiter.take("a"), 1);
    clock.advance_ms(1);
    EXPECT_EQ(limiter.take("a"), 0);
    EXPECT_EQ(limiter.take("a"), 100);
}

TEST(RateLimiter, NeverSavesUpMoreThanABurst)
{
    env::SimulatedClock clock{0};
    RateLimiter limiter{{.per_second = 1'000, .burst = 2}, 8, clock};
    EXPECT_EQ(limiter.take("a"), 0);
    clock.advance_ms(3'600'000);
    EXPECT_EQ(limiter.take("a"), 0);
    EXPECT_EQ(limiter.take("a"), 0);
    EXPECT_NE(limiter.take("a"), 0);
}

TEST(RateLimiter, KeepsKeysApart)
{
    env::SimulatedClock clock{0};
    RateLimiter limiter{{.per_second = 1, .burst = 1}, 8, clock};
    EXPECT_EQ(limiter.take("a"), 0);
    EXPECT_EQ(limiter.take("b"), 0);
    EXPECT_NE(limiter.take("a"), 0);
}

TEST(RateLimiter, ForgetsOnlyBucketsThatAreFullAgain)
{
    env::SimulatedClock clock{0};
    RateLimiter limiter{{.per_second = 1, .burst = 1}, 2, clock};
    EXPECT_EQ(limiter.take("a"), 0);
    EXPECT_EQ(limiter.take("b"), 0);
    EXPECT_NE(limiter.take("c"), 0) << "a full table takes nobody new";
    clock.advance_ms(1'000);
    EXPECT_EQ(limiter.take("c"), 0);
    EXPECT_EQ(limiter.size(), 2U);
}

TEST(RateLimiter, WithoutARateLimitsNothing)
{
    env::SimulatedClock clock{0};
    RateLimiter limiter{{.per_second = 0, .burst = 0}, 1, clock};
    for (int i = 0; i < 1'000; ++i) EXPECT_EQ(limiter.take(std::to_string(i)), 0);
    EXPECT_EQ(limiter.size(), 0U);
}
