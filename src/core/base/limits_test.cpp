// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/base/limits.hpp>

TEST(Limits, ABatchOfFullRecordsIsBoundedByBytesNotByCount)
{
    EXPECT_GT(ballast::limits::batch_records * ballast::limits::record_evidence,
              ballast::limits::batch_size);
    EXPECT_GT(ballast::limits::frame_size, ballast::limits::batch_size);
}
