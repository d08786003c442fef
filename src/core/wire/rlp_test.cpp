// SPDX-License-Identifier: Apache-2.0
// Bounds and numbers of RLP. That items encode byte for byte is shown by tests/vectors.
#include <gtest/gtest.h>

#include <ballast/base/limits.hpp>
#include <ballast/wire/rlp.hpp>
#include <random>

using namespace ballast;
using namespace ballast::wire;

namespace {
rlp::Item random_item(std::mt19937_64& random, int depth)
{
    if (depth == 0 || random() % 3 != 0)
    {
        Bytes bytes(random() % 4 == 0 ? random() % 300 : random() % 3);
        for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
        return rlp::bytes(bytes);
    }
    std::vector<rlp::Item> items(random() % 6);
    for (rlp::Item& item : items) item = random_item(random, depth - 1);
    return rlp::list(std::move(items));
}
}  // namespace

TEST(Rlp, RoundTripsRandomItems)
{
    std::mt19937_64 random{17};
    for (int i = 0; i < 2'000; ++i)
    {
        const rlp::Item item = random_item(random, 5);
        ASSERT_EQ(rlp::parse(rlp::encode(item)), item);
    }
}

TEST(Rlp, ParsesOnlyWhatItWouldWrite)
{
    std::mt19937_64 random{18};
    int parsed = 0;
    for (int i = 0; i < 50'000; ++i)
    {
        Bytes bytes(1 + random() % 6);
        for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(0x78 + random() % 0x90);
        const auto item = rlp::parse(bytes);
        if (!item) continue;
        ++parsed;
        ASSERT_EQ(rlp::encode(*item), bytes);
    }
    EXPECT_GT(parsed, 100);
}

TEST(Rlp, TakesSixteenListsInOneAnotherAndNoMore)
{
    rlp::Item item = rlp::list({});
    for (std::size_t depth = 1; depth < limits::rlp_depth; ++depth) item = rlp::list({item});
    EXPECT_TRUE(rlp::parse(rlp::encode(item)));
    EXPECT_EQ(rlp::parse(rlp::encode(rlp::list({item}))).error(), DecodeError::TooDeep);
}

TEST(Rlp, BoundsItemsAndBytes)
{
    const std::vector<rlp::Item> many(limits::rlp_items, rlp::bytes({}));
    EXPECT_EQ(rlp::parse(rlp::encode(rlp::list(many))).error(), DecodeError::TooMany);
    EXPECT_EQ(rlp::parse(Bytes(limits::rlp_size + 1)).error(), DecodeError::TooLong);
}

TEST(Rlp, NumbersHaveNoLeadingZerosAndAtMost128Bits)
{
    for (const u128 value : {u128{0}, u128{1}, u128{0x80}, u128{1} << 64U, ~u128{0}})
        EXPECT_EQ(rlp::parse_integer(rlp::integer(value)), value);
    EXPECT_TRUE(rlp::integer(u128{0}).bytes.empty());
    EXPECT_TRUE(rlp::integer(Bytes32{}).bytes.empty());
    EXPECT_EQ(rlp::parse_integer(rlp::bytes(Bytes{0, 1})).error(), DecodeError::NotCanonical);
    EXPECT_EQ(rlp::parse_integer(rlp::bytes(Bytes(17, 1))).error(), DecodeError::NumberTooLarge);
    EXPECT_EQ(rlp::parse_integer(rlp::list({})).error(), DecodeError::BadEnum);
}
