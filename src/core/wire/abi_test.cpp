// SPDX-License-Identifier: Apache-2.0
// Reading results and event data. That encoding is right byte for byte is shown by tests/vectors.
#include <gtest/gtest.h>

#include <ballast/wire/abi.hpp>
#include <limits>

using namespace ballast;
using namespace ballast::wire;

namespace {
Bytes20 some_address()
{
    Bytes20 out;
    out.bytes.fill(0xaa);
    return out;
}
Bytes encoded(std::vector<wire::abi::Value> values) { return wire::abi::encode(values); }
}  // namespace

TEST(AbiReader, ReadsWhatTheEncoderWrote)
{
    const Bytes text(70, 'x');
    const Bytes data = encoded({wire::abi::number(7), wire::abi::signed_number(i128_min),
                                wire::abi::address(some_address()), wire::abi::boolean(true),
                                wire::abi::bytes(text),
                                wire::abi::array({wire::abi::number(1), wire::abi::number(2)})});
    const wire::abi::Reader in{data};

    EXPECT_EQ(in.u64(0), 7U);
    EXPECT_EQ(in.signed_number(1), i128_min);
    EXPECT_EQ(in.address(2), some_address());
    EXPECT_EQ(in.boolean(3), true);
    const auto bytes = in.bytes(4);
    ASSERT_TRUE(bytes);
    EXPECT_EQ(Bytes(bytes->begin(), bytes->end()), text);
    EXPECT_EQ(in.words(5), (std::vector{wire::abi::to_word(1), wire::abi::to_word(2)}));
}

TEST(AbiReader, RefusesWhatLiesOutsideOfTheData)
{
    EXPECT_EQ(wire::abi::Reader{Bytes{}}.word(0).error(), DecodeError::Truncated);
    EXPECT_EQ(wire::abi::Reader{Bytes(31)}.word(0).error(), DecodeError::Truncated);
    const auto pointing_to = [](u128 offset) {
        return wire::abi::Reader{encoded({wire::abi::number(offset)})}.bytes(0).error();
    };
    EXPECT_EQ(pointing_to(32), DecodeError::Truncated);
    EXPECT_EQ(pointing_to(33), DecodeError::NotCanonical);
    EXPECT_EQ(pointing_to(std::numeric_limits<std::uint64_t>::max() - 31), DecodeError::Truncated);
    EXPECT_EQ(pointing_to(static_cast<u128>(1) << 64U), DecodeError::NumberTooLarge);
    for (const u128 count : {u128{1}, u128{std::numeric_limits<std::uint64_t>::max()}})
    {
        const Bytes data = encoded({wire::abi::number(32), wire::abi::number(count)});
        EXPECT_EQ(wire::abi::Reader{data}.bytes(0).error(), DecodeError::Truncated);
        EXPECT_EQ(wire::abi::Reader{data}.words(0).error(), DecodeError::Truncated);
    }
}

TEST(AbiReader, RefusesWordsThatAreNoneOfTheirType)
{
    Bytes32 word;
    word.bytes.fill(0xff);
    const Bytes data = encoded({wire::abi::word(word)});
    const wire::abi::Reader in{data};
    EXPECT_EQ(in.number(0).error(), DecodeError::NumberTooLarge);
    EXPECT_EQ(in.u64(0).error(), DecodeError::NumberTooLarge);
    EXPECT_EQ(in.address(0).error(), DecodeError::NotCanonical);
    EXPECT_EQ(in.boolean(0).error(), DecodeError::NumberTooLarge);
    EXPECT_EQ(in.signed_number(0), -1);
    EXPECT_EQ(wire::abi::Reader{encoded({wire::abi::number(2)})}.boolean(0).error(),
              DecodeError::BadEnum);
}

TEST(AbiReader, RefusesPaddingThatIsNotZero)
{
    Bytes data = encoded({wire::abi::bytes(Bytes{1, 2, 3})});
    data.back() = 1;
    EXPECT_EQ(wire::abi::Reader{data}.bytes(0).error(), DecodeError::NotCanonical);
}

TEST(AbiWords, CarrySignedAndUnsignedExtremesBothWays)
{
    for (const i128 value : {i128_min, i128{-1}, i128{0}, i128{1}, i128_max})
        EXPECT_EQ(wire::abi::to_signed_number(wire::abi::to_signed_word(value)), value);
    EXPECT_EQ(wire::abi::to_number(wire::abi::to_word(~u128{0})), ~u128{0});
    // 2^127 is no i128, neither as itself nor with a sign that does not reach up to the top.
    EXPECT_EQ(wire::abi::to_signed_number(wire::abi::to_word(static_cast<u128>(1) << 127U)).error(),
              DecodeError::NumberTooLarge);
}
