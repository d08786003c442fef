// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <ballast/demo/index_average.hpp>

namespace ballast::demo {
namespace {

TEST(IndexAverage, WeighsEachIndexByTheTimeItHeld)
{
    const std::array points{IndexPoint{1'000, 100}, IndexPoint{4'000, 200}};

    EXPECT_EQ(average_index(points, {.begin_ms = 1'000, .end_ms = 5'000}), 125);
}

TEST(IndexAverage, LeavesOutWhatLiesOutsideOfTheStretch)
{
    const std::array points{IndexPoint{0, 7}, IndexPoint{1'000, 100}, IndexPoint{4'000, 200},
                            IndexPoint{9'000, 900}};

    EXPECT_EQ(average_index(points, {.begin_ms = 3'000, .end_ms = 6'000}), 166);
}

TEST(IndexAverage, DoesNotCountTimeBeforeTheFirstIndex)
{
    const std::array points{IndexPoint{4'000, 200}};

    EXPECT_EQ(average_index(points, {.begin_ms = 0, .end_ms = 5'000}), 200);
    EXPECT_EQ(average_index(points, {.begin_ms = 0, .end_ms = 4'000}), std::nullopt);
    EXPECT_EQ(average_index({}, {.begin_ms = 0, .end_ms = 4'000}), std::nullopt);
}

}  // namespace
}  // namespace ballast::demo
