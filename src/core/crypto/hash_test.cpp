// SPDX-License-Identifier: Apache-2.0
// Published test vectors of both hashes: the Keccak team's and FIPS 180-2's.
#include <gtest/gtest.h>

#include <ballast/base/hex.hpp>
#include <ballast/crypto/keccak256.hpp>
#include <ballast/crypto/sha256.hpp>

using namespace ballast;

TEST(Keccak256, GivesThePublishedHashes)
{
    EXPECT_EQ(to_hex(crypto::keccak256(BytesView{}).view()),
              "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    EXPECT_EQ(to_hex(crypto::keccak256(as_bytes("abc")).view()),
              "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
}

TEST(Keccak256, HashesPartsAsIfTheyWereOne)
{
    EXPECT_EQ(crypto::keccak256({as_bytes("a"), as_bytes(""), as_bytes("bc")}),
              crypto::keccak256(as_bytes("abc")));
}

TEST(Sha256, GivesThePublishedHashes)
{
    EXPECT_EQ(to_hex(crypto::sha256(BytesView{}).view()),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(crypto::sha256(as_bytes("abc")).view()),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(
        to_hex(crypto::sha256(as_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))
                   .view()),
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(to_hex(crypto::sha256(Bytes(1'000'000, 'a')).view()),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, GrowsPieceByPieceToTheSameHashForEverySplit)
{
    const Bytes bytes(300, 0x5a);
    for (std::size_t split = 0; split <= bytes.size(); ++split)
    {
        crypto::Sha256 hash;
        hash.update(BytesView{bytes}.first(split)).update(BytesView{bytes}.subspan(split));
        ASSERT_EQ(hash.digest(), crypto::sha256(bytes)) << split;
    }
}

TEST(Sha256, BranchesOffAndGoesOnAfterADigest)
{
    crypto::Sha256 hash;
    hash.update(as_bytes("a"));
    crypto::Sha256 branch = hash;
    EXPECT_EQ(hash.digest(), crypto::sha256(as_bytes("a")));

    hash.update(as_bytes("bc"));
    branch.update(as_bytes("x"));

    EXPECT_EQ(hash.digest(), crypto::sha256(as_bytes("abc")));
    EXPECT_EQ(branch.digest(), crypto::sha256({as_bytes("a"), as_bytes("x")}));
}
