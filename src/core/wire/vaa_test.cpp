// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/base/limits.hpp>
#include <ballast/wire/vaa.hpp>

using namespace ballast;
using wire::DecodeError;

namespace {
wire::Vaa some_vaa()
{
    wire::Vaa out;
    out.set_index = 3;
    for (std::uint8_t i = 0; i < 3; ++i)
    {
        wire::VaaSignature signature{.index = i, .signature = {}};
        signature.signature.bytes.fill(static_cast<std::uint8_t>(i + 1));
        signature.signature.bytes[64] = i % 2;
        out.signatures.push_back(signature);
    }
    out.body = {.timestamp_s = 1'800'000'000,
                .nonce = 7,
                .emitter_chain = {26},
                .emitter = {},
                .sequence = 99,
                .consistency = 1,
                .payload = {1, 2, 3}};
    return out;
}
}  // namespace

TEST(Vaa, RoundTripsWithAndWithoutSignaturesAndPayload)
{
    wire::Vaa vaa = some_vaa();
    EXPECT_EQ(wire::parse_vaa(wire::encode_vaa(vaa)), vaa);
    vaa.signatures.clear();
    vaa.body.payload.clear();
    EXPECT_EQ(wire::parse_vaa(wire::encode_vaa(vaa)), vaa);
}

TEST(Vaa, RefusesEveryCutThatLeavesNoWholeBody)
{
    const Bytes bytes = wire::encode_vaa(some_vaa());
    const std::size_t payload_size = some_vaa().body.payload.size();
    for (std::size_t size = 0; size < bytes.size() - payload_size; ++size)
        ASSERT_EQ(wire::parse_vaa(BytesView{bytes}.first(size)).error(), DecodeError::Truncated);
}

TEST(Vaa, RefusesOtherVersionsRecoveryIdsAndLyingCounts)
{
    const Bytes good = wire::encode_vaa(some_vaa());
    Bytes bytes = good;
    bytes[0] = 0;
    EXPECT_EQ(wire::parse_vaa(bytes).error(), DecodeError::BadVersion);
    bytes[0] = 2;
    EXPECT_EQ(wire::parse_vaa(bytes).error(), DecodeError::BadVersion);
    bytes = good;
    bytes[5] = 255;
    EXPECT_EQ(wire::parse_vaa(bytes).error(), DecodeError::Truncated);
    for (const unsigned recid : {2U, 27U, 28U, 255U})
    {
        bytes = good;
        bytes[6 + 65] = static_cast<std::uint8_t>(recid);
        EXPECT_EQ(wire::parse_vaa(bytes).error(), DecodeError::BadRecoveryId);
    }
}

TEST(Vaa, RefusesWhatIsLongerThanItsBounds)
{
    wire::Vaa vaa = some_vaa();
    vaa.body.payload.resize(limits::payload_size);
    EXPECT_TRUE(wire::parse_vaa(wire::encode_vaa(vaa)));
    vaa.body.payload.resize(limits::payload_size + 1);
    EXPECT_EQ(wire::parse_vaa(wire::encode_vaa(vaa)).error(), DecodeError::TooLong);
    EXPECT_EQ(wire::parse_vaa(Bytes(limits::vaa_size + 1, 1)).error(), DecodeError::TooLong);
}

TEST(Vaa, TheDigestCoversTheBodyAndNothingElse)
{
    wire::Vaa vaa = some_vaa();
    const Bytes32 digest = wire::vaa_digest(vaa.body);
    EXPECT_EQ(wire::vaa_digest(wire::encode_vaa_body(vaa.body)), digest);
    vaa.set_index = 4;
    vaa.signatures.pop_back();
    EXPECT_EQ(wire::vaa_digest(vaa.body), digest);
    vaa.body.payload.push_back(0);
    EXPECT_NE(wire::vaa_digest(vaa.body), digest);
}
