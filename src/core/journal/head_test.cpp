// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/base/limits.hpp>
#include <ballast/crypto/sha256.hpp>
#include <ballast/journal/head.hpp>

using namespace ballast;
using namespace ballast::journal;

namespace {

HeadStatement some_head()
{
    return {.term = {2},
            .sequence = {300},
            .batch_hash = {{0xb1}},
            .state_sequence = {256},
            .state_hash = {{0x51}}};
}

Certificate some_certificate()
{
    return {.head = some_head(),
            .signatures = {{.guardian_index = 0, .signature = {{1}}},
                           {.guardian_index = 2, .signature = {{2}}},
                           {.guardian_index = 3, .signature = {{3}}}}};
}

JournalError error_of(const Certificate& certificate)
{
    return decode_certificate(encode_certificate(certificate)).error();
}

}  // namespace

TEST(Head, IsDigestedWithItsTagAndDeployment)
{
    const Bytes32 deployment{{0xd0}};
    Bytes expected;
    append(expected, as_bytes("BALLAST-HEAD1"));
    append(expected, deployment.view());
    append_big_endian(expected, std::uint64_t{2});
    append_big_endian(expected, std::uint64_t{300});
    append(expected, some_head().batch_hash.view());
    append_big_endian(expected, std::uint64_t{256});
    append(expected, some_head().state_hash.view());

    EXPECT_EQ(head_digest(deployment, some_head()), crypto::sha256(expected));
}

TEST(Head, ChangesItsDigestWithEveryField)
{
    const Bytes32 digest = head_digest({{1}}, some_head());
    EXPECT_NE(head_digest({{2}}, some_head()), digest);
    for (int field = 0; field < 5; ++field)
    {
        HeadStatement other = some_head();
        if (field == 0) other.term.value ^= 1;
        if (field == 1) other.sequence.value ^= 1;
        if (field == 2) other.batch_hash.bytes[31] ^= 1;
        if (field == 3) other.state_sequence.value ^= 1;
        if (field == 4) other.state_hash.bytes[31] ^= 1;
        EXPECT_NE(head_digest({{1}}, other), digest) << field;
    }
}

TEST(Certificate, RoundTrips)
{
    const Bytes bytes = encode_certificate(some_certificate());
    const auto after = decode_certificate(bytes);

    ASSERT_TRUE(after);
    EXPECT_EQ(*after, some_certificate());
    EXPECT_EQ(encode_certificate(*after), bytes);
}

TEST(Certificate, RefusesEveryTruncationAndOneByteMore)
{
    Bytes bytes = encode_certificate(some_certificate());
    for (std::size_t n = 0; n < bytes.size(); ++n)
        EXPECT_EQ(decode_certificate(BytesView{bytes}.first(n)).error(), JournalError::Truncated);
    bytes.push_back(0);
    EXPECT_EQ(decode_certificate(bytes).error(), JournalError::TrailingBytes);
}

TEST(Certificate, NamesOlderAndNewerVersions)
{
    Bytes bytes = encode_certificate(some_certificate());
    bytes[0] = 0;
    EXPECT_EQ(decode_certificate(bytes).error(), JournalError::OlderVersion);
    bytes[0] = 2;
    EXPECT_EQ(decode_certificate(bytes).error(), JournalError::NewerVersion);
}

TEST(Certificate, RefusesAHeadThatNoHonestSignerSigns)
{
    Certificate certificate = some_certificate();
    certificate.head.batch_hash = {};
    EXPECT_EQ(error_of(certificate), JournalError::ZeroField);
    certificate = some_certificate();
    certificate.head.state_hash = {};
    EXPECT_EQ(error_of(certificate), JournalError::ZeroField);
    certificate = some_certificate();
    certificate.head.state_sequence = {301};
    EXPECT_EQ(error_of(certificate), JournalError::StateAhead);
}

TEST(Certificate, RefusesNoTooManyOrUnorderedSigners)
{
    Certificate certificate = some_certificate();
    certificate.signatures.clear();
    EXPECT_EQ(error_of(certificate), JournalError::NoSigners);
    for (std::size_t i = 0; i <= limits::deployment_guardians; ++i)
        certificate.signatures.push_back({.guardian_index = static_cast<std::uint8_t>(i)});
    EXPECT_EQ(error_of(certificate), JournalError::TooManySigners);
    certificate.signatures.pop_back();
    EXPECT_TRUE(decode_certificate(encode_certificate(certificate)));
    certificate.signatures[1].guardian_index = 0;
    EXPECT_EQ(error_of(certificate), JournalError::UnorderedSigners);
}

TEST(SignedHead, RoundTripsAndRefusesWhatCertificatesRefuse)
{
    SignedHead head{.head = some_head(), .signature = {{9}}};
    Bytes bytes = encode_signed_head(head);
    EXPECT_EQ(*decode_signed_head(bytes), head);
    EXPECT_EQ(decode_signed_head(BytesView{bytes}.first(bytes.size() - 1)).error(),
              JournalError::Truncated);
    bytes.push_back(0);
    EXPECT_EQ(decode_signed_head(bytes).error(), JournalError::TrailingBytes);

    head.head.state_sequence = {301};
    EXPECT_EQ(decode_signed_head(encode_signed_head(head)).error(), JournalError::StateAhead);
}
