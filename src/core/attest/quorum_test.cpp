// SPDX-License-Identifier: Apache-2.0
// The checks of wire.md §1, one by one. Real messages are verified by tests/vectors.
#include <gtest/gtest.h>

#include <ballast/attest/quorum.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <type_traits>

using namespace ballast;
using attest::AttestError;

// Nobody but this module's verify functions makes an Attested.
static_assert(!std::is_default_constructible_v<attest::Attested<wire::Vaa>>);
static_assert(!std::is_constructible_v<attest::Attested<wire::Vaa>, wire::Vaa, attest::Proof>);

namespace {
constexpr std::uint64_t now_s = 1'800'000'000;

crypto::SecretKey key(std::size_t i)
{
    Bytes32 bytes;
    bytes.bytes[31] = static_cast<std::uint8_t>(i + 1);
    return *crypto::SecretKey::from_bytes(bytes);
}

SignerSet set_of(std::size_t count)
{
    SignerSet out;
    out.index = 5;
    for (std::size_t i = 0; i < count; ++i) out.keys.push_back(crypto::address_of(key(i)));
    return out;
}

wire::Vaa signed_by(std::initializer_list<std::size_t> signers)
{
    wire::Vaa out;
    out.set_index = 5;
    out.body.emitter_chain = {7};
    out.body.emitter.bytes[0] = 1;
    out.body.payload = {1, 2, 3};
    const Bytes32 digest = wire::vaa_digest(out.body);
    for (const std::size_t i : signers)
        out.signatures.push_back({static_cast<std::uint8_t>(i), crypto::sign(digest, key(i))});
    return out;
}

AttestError refusal(const wire::Vaa& vaa, const SignerSet& set)
{
    const auto attested = attest::verify(vaa, set, now_s);
    EXPECT_FALSE(attested);
    return attested.error();
}
}  // namespace

TEST(SignerQuorum, AttestsWithDigestSetAndSigners)
{
    const wire::Vaa vaa = signed_by({0, 2, 3});

    const auto attested = attest::verify(vaa, set_of(4), now_s);

    ASSERT_TRUE(attested);
    EXPECT_EQ(attested->value(), vaa);
    EXPECT_EQ(attested->digest(), wire::vaa_digest(vaa.body));
    EXPECT_EQ(attested->set_index(), 5U);
    EXPECT_EQ(attested->signers(), (std::vector<std::uint8_t>{0, 2, 3}));
}

TEST(SignerQuorum, TheRuleBelongsToTheSet)
{
    SignerSet set = set_of(5);
    EXPECT_EQ(refusal(signed_by({0, 1, 2}), set), AttestError::BelowQuorum);
    EXPECT_TRUE(attest::verify(signed_by({0, 1, 2, 3}), set, now_s));
    set.rule = QuorumRule::Majority;
    EXPECT_TRUE(attest::verify(signed_by({0, 1, 2}), set, now_s));
    EXPECT_EQ(refusal(signed_by({0, 1}), set), AttestError::BelowQuorum);
    set.rule = QuorumRule::Fixed;
    set.fixed_quorum = 2;
    EXPECT_TRUE(attest::verify(signed_by({3, 4}), set, now_s));
    EXPECT_EQ(refusal(signed_by({4}), set), AttestError::BelowQuorum);
}

TEST(SignerQuorum, NeedsTwoThirdsPlusOneOfEverySize)
{
    for (std::size_t size = 1; size <= 19; ++size)
    {
        SignerSet set = set_of(size);
        EXPECT_EQ(set.quorum(), 2 * size / 3 + 1);
        EXPECT_LE(set.quorum(), size);
    }
}

TEST(SignerQuorum, RefusesASetWithoutKeysOrWithAQuorumOfNone)
{
    EXPECT_EQ(refusal(signed_by({0}), set_of(0)), AttestError::EmptySet);
    SignerSet set = set_of(4);
    set.rule = QuorumRule::Fixed;
    set.fixed_quorum = 0;
    EXPECT_EQ(refusal(signed_by({}), set), AttestError::EmptySet);
}

TEST(SignerQuorum, RefusesAnotherSetsIndexAndAnExpiredSet)
{
    SignerSet set = set_of(4);
    set.index = 6;
    EXPECT_EQ(refusal(signed_by({0, 1, 2}), set), AttestError::UnknownSet);
    set.index = 5;
    set.expiry_s = now_s;
    EXPECT_TRUE(attest::verify(signed_by({0, 1, 2}), set, now_s));
    set.expiry_s = now_s - 1;
    EXPECT_EQ(refusal(signed_by({0, 1, 2}), set), AttestError::ExpiredSet);
}

TEST(SignerQuorum, RefusesNoSignaturesAndTooFew)
{
    EXPECT_EQ(refusal(signed_by({}), set_of(4)), AttestError::BelowQuorum);
    EXPECT_EQ(refusal(signed_by({0, 1}), set_of(4)), AttestError::BelowQuorum);
}

TEST(SignerQuorum, RefusesDuplicateUnsortedAndForeignIndices)
{
    EXPECT_EQ(refusal(signed_by({0, 1, 1}), set_of(4)), AttestError::IndexNotAscending);
    EXPECT_EQ(refusal(signed_by({0, 2, 1}), set_of(4)), AttestError::IndexNotAscending);
    EXPECT_EQ(refusal(signed_by({0, 1, 4}), set_of(4)), AttestError::IndexOutOfRange);
    EXPECT_EQ(refusal(signed_by({0, 1, 255}), set_of(4)), AttestError::IndexOutOfRange);
}

TEST(SignerQuorum, RefusesASignerAtTheWrongIndex)
{
    wire::Vaa vaa = signed_by({0, 1, 3});
    vaa.signatures[2].index = 2;
    EXPECT_EQ(refusal(vaa, set_of(4)), AttestError::SignerMismatch);
}

TEST(SignerQuorum, ASuperfluousSignatureMustBeRightToo)
{
    wire::Vaa vaa = signed_by({0, 1, 2, 3});
    EXPECT_TRUE(attest::verify(vaa, set_of(4), now_s));
    vaa.signatures[3].signature.bytes[64] ^= 1U;
    EXPECT_FALSE(attest::verify(vaa, set_of(4), now_s));
}

TEST(SignerQuorum, RefusesBadScalarsAndRecoveryIdsEvenIfTheParserWasSkipped)
{
    wire::Vaa vaa = signed_by({0, 1, 2});
    vaa.signatures[1].signature.bytes[64] = 27;
    EXPECT_EQ(refusal(vaa, set_of(4)), AttestError::BadRecoveryId);
    vaa = signed_by({0, 1, 2});
    std::fill_n(vaa.signatures[1].signature.bytes.begin(), 32, std::uint8_t{0});
    EXPECT_EQ(refusal(vaa, set_of(4)), AttestError::SignatureOutOfRange);
    vaa = signed_by({0, 1, 2});
    std::fill_n(vaa.signatures[1].signature.bytes.begin() + 32, 32, std::uint8_t{0xfe});
    EXPECT_EQ(refusal(vaa, set_of(4)), AttestError::SignatureMalleable);
}

TEST(SignerQuorum, TwoStoriesAboutOnePlaceHaveTwoDigests)
{
    const wire::Vaa one = signed_by({0, 1, 2});
    wire::Vaa other = one;
    other.signatures = signed_by({1, 2, 3}).signatures;
    const auto a = attest::verify(one, set_of(4), now_s);
    const auto b = attest::verify(other, set_of(4), now_s);
    ASSERT_TRUE(a && b);
    // Other signatures over the same body are the same message ...
    EXPECT_EQ(a->digest(), b->digest());
    EXPECT_NE(wire::encode_vaa(one), wire::encode_vaa(other));
    // ... and another body under the same chain, emitter and sequence is an equivocation.
    wire::VaaBody body = one.body;
    body.payload.push_back(4);
    EXPECT_NE(wire::vaa_digest(body), a->digest());
}

TEST(SignerQuorum, OnlyRegisteredEmittersSpeak)
{
    const wire::Vaa vaa = signed_by({0, 1, 2});
    const attest::Emitter right{vaa.body.emitter_chain, vaa.body.emitter};
    const attest::Emitter other_chain{{8}, vaa.body.emitter};
    const attest::Emitter other_emitter{vaa.body.emitter_chain, {}};
    EXPECT_TRUE(attest::check_emitter(vaa.body, std::array{other_chain, right}));
    EXPECT_EQ(attest::check_emitter(vaa.body, std::array{other_chain, other_emitter}).error(),
              AttestError::UnknownEmitter);
    EXPECT_EQ(attest::check_emitter(vaa.body, {}).error(), AttestError::UnknownEmitter);
}
