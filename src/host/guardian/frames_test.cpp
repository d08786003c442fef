// SPDX-License-Identifier: Apache-2.0
// Every frame there and back, and what is refused.
#include <gtest/gtest.h>

#include <ballast/domain/codec.hpp>
#include <ballast/guardian/frames.hpp>

namespace ballast::guardian {
namespace {

template <std::size_t N>
FixedBytes<N> filled(std::uint8_t byte)
{
    FixedBytes<N> out;
    out.bytes.fill(byte);
    return out;
}

journal::HeadStatement head(std::uint64_t sequence)
{
    return {.term = {3},
            .sequence = {sequence},
            .batch_hash = filled<32>(0xBA),
            .state_sequence = {sequence},
            .state_hash = filled<32>(0x5A)};
}

journal::Certificate certificate()
{
    return {.head = head(8), .signatures = {{0, filled<65>(1)}, {2, filled<65>(2)}}};
}

Hello hello()
{
    return {.nonce = filled<32>(9),
            .opening = true,
            .guardian_index = 2,
            .highest_term = {2},
            .points = {{{2}, {8}, filled<32>(8)}, {{1}, {4}, filled<32>(4)}},
            .certified = certificate(),
            .signature = filled<65>(7)};
}

std::vector<Frame> one_of_each()
{
    return {
        Challenge{filled<32>(1), true, filled<65>(2)},
        hello(),
        Welcome{.term = {3},
                .base = ChainPoint{{2}, {8}, filled<32>(8)},
                .opening = {hello()},
                .applied = {{{1}, Address{filled<32>(3)}, 4, 5}}},
        BatchFrame{.batch = {1, 2, 3},
                   .head = journal::SignedHead{head(8), filled<65>(4)},
                   .certificate = certificate()},
        Held{{8}},
        Certify{head(8), filled<65>(5)},
        Certified{certificate()},
        SignOrder{{11}, filled<32>(6), filled<65>(6)},
        Observe{3, {1, 2}, filled<65>(7)},
        Observed{{1, 2, 3}},
        Request{EvidenceKind::PriceUpdate, {1}},
        Refuse{RefusalCode::Fork, {8}, "two heads", {1, 2}},
    };
}

FrameError refusal(const Frame& frame)
{
    const auto decoded = decode_frame(encode_frame(frame));
    EXPECT_FALSE(decoded);
    return decoded ? FrameError::Empty : decoded.error();
}

TEST(Frames, DecodeToWhatWasEncoded)
{
    const auto frames = one_of_each();
    ASSERT_EQ(frames.size(), std::variant_size_v<Frame>);
    for (std::size_t i = 0; i < frames.size(); ++i)
    {
        ASSERT_EQ(frames[i].index(), i);
        const Bytes bytes = encode_frame(frames[i]);
        EXPECT_EQ(bytes[0], i + 1);

        const auto decoded = decode_frame(bytes);

        ASSERT_TRUE(decoded) << name_of(frames[i]) << ": " << name_of(decoded.error());
        EXPECT_TRUE(*decoded == frames[i]) << name_of(frames[i]);
        EXPECT_EQ(encode_frame(*decoded), bytes);
    }
}

TEST(Frames, AreRefusedWhenAnyByteIsMissingOrAdded)
{
    for (const Frame& frame : one_of_each())
    {
        Bytes bytes = encode_frame(frame);
        for (std::size_t size = 0; size < bytes.size(); ++size)
            EXPECT_FALSE(decode_frame(BytesView{bytes}.first(size))) << name_of(frame) << size;
        bytes.push_back(0);
        EXPECT_FALSE(decode_frame(bytes)) << name_of(frame);
    }
}

TEST(Frames, OfUnknownTypesAreRefusedByName)
{
    EXPECT_EQ(decode_frame({}).error(), FrameError::Empty);
    EXPECT_EQ(decode_frame(Bytes{0}).error(), FrameError::UnknownType);
    EXPECT_EQ(decode_frame(Bytes{13}).error(), FrameError::UnknownType);
    EXPECT_EQ(decode_frame(Bytes{255, 1}).error(), FrameError::UnknownType);
}

TEST(Frames, LongerThanTheirTypeAllowsAreRefusedBeforeTheyAreRead)
{
    Bytes bytes(frame_size_max(5) + 1, 0);
    bytes[0] = 5;
    EXPECT_EQ(decode_frame(bytes).error(), FrameError::TooLong);
    EXPECT_EQ(refusal(Observed{Bytes(limits::vaa_size + 64, 1)}), FrameError::TooLong);
    EXPECT_EQ(refusal(Refuse{RefusalCode::Fork, {1}, std::string(1025, 'x'), {}}),
              FrameError::TooLong);
}

TEST(Frames, WithALyingCountAreRefused)
{
    Bytes bytes = encode_frame(Observed{{1, 2, 3}});
    bytes[4] = 200;
    EXPECT_EQ(decode_frame(bytes).error(), FrameError::Malformed);
}

TEST(Frames, WithZeroFieldsAreRefused)
{
    EXPECT_EQ(refusal(Challenge{{}, true, filled<65>(1)}), FrameError::ZeroField);
    EXPECT_EQ(refusal(Challenge{filled<32>(1), true, {}}), FrameError::ZeroField);
    EXPECT_EQ(refusal(SignOrder{{0}, filled<32>(1), filled<65>(1)}), FrameError::ZeroField);
    EXPECT_EQ(refusal(SignOrder{{1}, {}, filled<65>(1)}), FrameError::ZeroField);
    EXPECT_EQ(refusal(Certify{head(8), {}}), FrameError::ZeroField);
    EXPECT_EQ(refusal(Observe{1, {1}, {}}), FrameError::ZeroField);
    EXPECT_EQ(refusal(Welcome{}), FrameError::ZeroField);
    Hello zero_point = hello();
    zero_point.points[1].hash = {};
    EXPECT_EQ(refusal(zero_point), FrameError::ZeroField);
}

TEST(Frames, WithIndicesThatNoDeploymentHasAreRefused)
{
    Hello other = hello();
    other.guardian_index = limits::deployment_guardians;
    EXPECT_EQ(refusal(other), FrameError::BadIndex);
    EXPECT_EQ(refusal(Observe{limits::deployment_guardians, {1}, filled<65>(1)}),
              FrameError::BadIndex);
}

TEST(Frames, WithCertificatesOutOfOrderAreRefused)
{
    Certified frame{certificate()};
    std::swap(frame.certificate.signatures[0], frame.certificate.signatures[1]);
    EXPECT_EQ(refusal(frame), FrameError::BadCertificate);
    Hello other = hello();
    other.certified->signatures.clear();
    EXPECT_EQ(refusal(other), FrameError::BadCertificate);
}

TEST(Frames, WithTooManyPointsAreRefused)
{
    Hello other = hello();
    other.certified.reset();
    other.points.assign(hello_points_max + 1, other.points[0]);
    EXPECT_EQ(refusal(other), FrameError::TooManyItems);
}

TEST(Frames, CarryOnlyEvidenceThatOthersSigned)
{
    EXPECT_EQ(refusal(Request{EvidenceKind::Genesis, {1}}), FrameError::BadKind);
    EXPECT_EQ(refusal(Request{EvidenceKind::Attestation, {1}}), FrameError::BadKind);
    for (const EvidenceKind kind : {EvidenceKind::PriceUpdate, EvidenceKind::MarketUpdate,
                                    EvidenceKind::Trade, EvidenceKind::Withdrawal})
        EXPECT_TRUE(decode_frame(encode_frame(Request{kind, {1}})));
}

TEST(Frames, BindAHelloToChallengeDeploymentAndContents)
{
    const Bytes32 deployment = filled<32>(0xD0);
    const Bytes32 digest = hello_digest(deployment, hello());

    Hello other = hello();
    other.signature = filled<65>(1);
    EXPECT_EQ(hello_digest(deployment, other), digest);
    other.nonce = filled<32>(8);
    EXPECT_NE(hello_digest(deployment, other), digest);
    other = hello();
    other.opening = false;
    EXPECT_NE(hello_digest(deployment, other), digest);
    EXPECT_NE(hello_digest(filled<32>(0xD1), hello()), digest);
}

}  // namespace
}  // namespace ballast::guardian
