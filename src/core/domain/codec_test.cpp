// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/domain/codec.hpp>
#include <ballast/domain/observation.hpp>
#include <ballast/domain/request.hpp>

using namespace ballast;
using codec::CodecError;

namespace {
Observation some_observation()
{
    Observation out;
    out.chain = {7};
    out.sequence = 9;
    out.body = Filled{.order = {3}, .quantity_e18 = -5, .price_e18 = static_cast<i128>(1) << 90U};
    return out;
}
}  // namespace

TEST(CanonicalCodec, RoundTripsAnObservation)
{
    const Observation before = some_observation();

    const auto after = codec::decode_whole<Observation>(codec::encoded(before));

    ASSERT_TRUE(after);
    EXPECT_EQ(*after, before);
}

TEST(CanonicalCodec, RefusesEveryTruncationAndOneByteMore)
{
    Bytes bytes = codec::encoded(some_observation());
    for (std::size_t n = 0; n < bytes.size(); ++n)
        EXPECT_EQ(codec::decode_whole<Observation>(BytesView{bytes}.first(n)).error(),
                  CodecError::Truncated);
    bytes.push_back(0);
    EXPECT_EQ(codec::decode_whole<Observation>(bytes).error(), CodecError::TrailingBytes);
}

TEST(CanonicalCodec, NamesBadBooleansEnumeratorsAlternativesAndCounts)
{
    EXPECT_EQ(codec::decode_whole<bool>(Bytes{2}).error(), CodecError::BadBool);
    EXPECT_EQ(codec::decode_whole<ReleaseOutcome>(Bytes{2}).error(), CodecError::BadEnum);
    EXPECT_EQ((codec::decode_whole<std::variant<bool, bool>>(Bytes{2, 0}).error()),
              CodecError::BadVariant);
    EXPECT_EQ(codec::decode_whole<std::vector<bool>>(Bytes{0xff, 0xff, 0xff, 0xff}).error(),
              CodecError::TooManyItems);
    EXPECT_EQ(codec::decode_whole<Bytes>(Bytes{0xff, 0xff, 0xff, 0xff}).error(),
              CodecError::TooLong);
    EXPECT_EQ(
        (codec::decode_whole<std::map<std::uint8_t, bool>>(Bytes{0, 0, 0, 2, 5, 0, 5, 0}).error()),
        CodecError::UnorderedKeys);
}

TEST(CanonicalCodec, ALyingCountDoesNotAllocate)
{
    const Bytes bytes{0x00, 0x0f, 0xff, 0xff};
    EXPECT_EQ(codec::decode_whole<std::vector<Bytes32>>(bytes).error(), CodecError::Truncated);
}

TEST(InstrumentName, HasOneCanonicalForm)
{
    EXPECT_TRUE(InstrumentName::parse("ETH-26MAR27-4000-C"));
    EXPECT_FALSE(InstrumentName::parse(""));
    EXPECT_FALSE(InstrumentName::parse("eth-perp"));
    auto name = *InstrumentName::parse("ETH-PERP");
    EXPECT_EQ(name.text(), "ETH-PERP");
    name.value.bytes[20] = 'X';
    EXPECT_FALSE(name.is_canonical());
}
