// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/base/hex.hpp>
#include <ballast/crypto/keccak256.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <thread>

using namespace ballast;
using crypto::SecretKey;
using crypto::SignatureError;

namespace {
const Bytes32 order =
    *parse_hex_fixed<32>("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

Bytes32 number(std::uint8_t value)
{
    Bytes32 out;
    out.bytes[31] = value;
    return out;
}
SecretKey key(std::uint8_t value) { return *SecretKey::from_bytes(number(value)); }
Bytes32 digest() { return crypto::keccak256(as_bytes("a message")); }

/// order - s, and the other recovery id: the mirrored signature of the same signer.
Signature mirrored(Signature signature)
{
    int borrow = 0;
    for (std::size_t i = 32; i-- > 0;)
    {
        const int difference = order.bytes[i] - signature.bytes[32 + i] - borrow;
        signature.bytes[32 + i] = static_cast<std::uint8_t>(difference & 0xff);
        borrow = difference < 0 ? 1 : 0;
    }
    signature.bytes[64] ^= 1U;
    return signature;
}
Signature with_scalar(Signature signature, std::size_t at, const Bytes32& scalar)
{
    std::copy(scalar.bytes.begin(), scalar.bytes.end(),
              signature.bytes.begin() + static_cast<std::ptrdiff_t>(at));
    return signature;
}
}  // namespace

TEST(Secp256k1, DerivesTheKnownAddressOfKeyOne)
{
    EXPECT_EQ(to_hex(crypto::address_of(key(1)).view()),
              "7e5f4552091a69125d5dfcb7b8c2659029395bdf");
}

TEST(Secp256k1, RecoversTheSignerOfEverySignatureAndSignsWithLowSOnly)
{
    for (std::uint8_t i = 1; i <= 64; ++i)
    {
        const Bytes32 message = crypto::keccak256(number(i).view());
        const Signature signature = crypto::sign(message, key(i));
        ASSERT_EQ(crypto::recover(message, signature), crypto::address_of(key(i)));
        ASSERT_EQ(crypto::recover(message, mirrored(signature)).error(), SignatureError::HighS);
    }
}

TEST(Secp256k1, SignsTheSameDigestWithTheSameBytes)
{
    EXPECT_EQ(crypto::sign(digest(), key(7)), crypto::sign(digest(), key(7)));
}

TEST(Secp256k1, RefusesScalarsThatAreZeroOrTooLarge)
{
    const Signature good = crypto::sign(digest(), key(7));
    for (const std::size_t at : {std::size_t{0}, std::size_t{32}})
        for (const Bytes32& scalar : {Bytes32{}, order})
            EXPECT_EQ(crypto::recover(digest(), with_scalar(good, at, scalar)).error(),
                      SignatureError::ScalarOutOfRange);
}

TEST(Secp256k1, RefusesRecoveryIdsOtherThanZeroAndOne)
{
    Signature signature = crypto::sign(digest(), key(7));
    for (const unsigned recid : {2U, 3U, 27U, 28U, 255U})
    {
        signature.bytes[64] = static_cast<std::uint8_t>(recid);
        EXPECT_EQ(crypto::recover(digest(), signature).error(),
                  SignatureError::RecoveryIdOutOfRange);
    }
}

TEST(Secp256k1, RefusesAnRThatIsNoPointOfTheCurve)
{
    // x = 5 has no point: 5^3 + 7 is not a square.
    EXPECT_EQ(crypto::recover(digest(), with_scalar(crypto::sign(digest(), key(7)), 0, number(5)))
                  .error(),
              SignatureError::NotRecoverable);
}

TEST(Secp256k1, RecoversAnotherAddressWhereTheDigestOrTheRecoveryIdDiffers)
{
    Signature signature = crypto::sign(digest(), key(7));
    EXPECT_NE(crypto::recover(crypto::keccak256(as_bytes("another")), signature),
              crypto::address_of(key(7)));
    signature.bytes[64] ^= 1U;
    EXPECT_NE(crypto::recover(digest(), signature), crypto::address_of(key(7)));
}

TEST(SecretKey, RefusesZeroAndTheOrder)
{
    EXPECT_EQ(SecretKey::from_bytes(Bytes32{}).error(), SignatureError::BadSecretKey);
    EXPECT_EQ(SecretKey::from_bytes(order).error(), SignatureError::BadSecretKey);
}

TEST(Secp256k1, RecoversAndSignsOnManyThreadsAtOnce)
{
    std::vector<std::thread> threads;
    std::array<bool, 4> right{};
    for (std::size_t t = 0; t < right.size(); ++t)
        threads.emplace_back([t, &right] {
            const SecretKey own = key(static_cast<std::uint8_t>(t + 1));
            bool all = true;
            for (int i = 0; i < 50; ++i)
                all = all && crypto::recover(digest(), crypto::sign(digest(), own)) ==
                                 crypto::address_of(own);
            right[t] = all;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(right, (std::array{true, true, true, true}));
}
