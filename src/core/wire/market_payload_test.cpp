// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/wire/market_payload.hpp>

using namespace ballast;
using wire::market_payload_of;
using wire::MarketPayload;

TEST(MarketPayload, IsToldByItsFirstFourBytesAlone)
{
    EXPECT_EQ(market_payload_of(as_bytes("BALV")), MarketPayload::Volatility);
    EXPECT_EQ(market_payload_of(as_bytes("BALM and more")), MarketPayload::Marks);
}

TEST(MarketPayload, IsNeitherForOthers)
{
    for (const char* other : {"", "BAL", "BAL1", "AUWV", "balv", " BALV"})
        EXPECT_EQ(market_payload_of(as_bytes(other)), std::nullopt) << other;
}
