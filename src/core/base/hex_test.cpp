// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/base/hex.hpp>

using namespace ballast;

TEST(Hex, RoundTripsEveryByte)
{
    Bytes all;
    for (int i = 0; i < 256; ++i) all.push_back(static_cast<std::uint8_t>(i));

    EXPECT_EQ(parse_hex(to_hex(all)), all);
    EXPECT_EQ(parse_hex(to_hex_0x(all)), all);
}

TEST(Hex, NamesWhatIsWrong)
{
    EXPECT_EQ(parse_hex("abc").error(), HexError::OddLength);
    EXPECT_EQ(parse_hex("zz").error(), HexError::BadDigit);
    EXPECT_EQ(parse_hex_fixed<2>("aabbcc").error(), HexError::WrongLength);
}

TEST(FixedBytes, ZeroIsRecognised)
{
    EXPECT_TRUE(Bytes32{}.is_zero());
    EXPECT_FALSE(parse_hex_fixed<2>("0001")->is_zero());
}
