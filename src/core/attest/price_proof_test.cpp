// SPDX-License-Identifier: Apache-2.0
// Price updates as a publisher makes them. Real and altered ones are verified by tests/vectors.
#include <gtest/gtest.h>

#include <ballast/attest/price_proof.hpp>
#include <ballast/crypto/secp256k1.hpp>

using namespace ballast;
using attest::AttestError;

namespace {
crypto::SecretKey the_key()
{
    Bytes32 secret;
    secret.bytes[31] = 1;
    return *crypto::SecretKey::from_bytes(secret);
}
SignerSet the_set()
{
    SignerSet out;
    out.keys = {crypto::address_of(the_key())};
    return out;
}
const attest::Emitter source{{26}, {}};

std::vector<PricePoint> some_prices(std::size_t count)
{
    std::vector<PricePoint> out(count);
    for (std::size_t i = 0; i < count; ++i)
    {
        out[i].feed.bytes.fill(static_cast<std::uint8_t>(i + 1));
        out[i].price = static_cast<std::int64_t>(100 + i);
        out[i].expo = -8;
    }
    return out;
}

wire::Accumulator published(const std::vector<PricePoint>& prices)
{
    std::vector<Bytes> messages;
    for (const PricePoint& price : prices) messages.push_back(wire::encode_price_message(price));
    const auto tree = crypto::build_price_tree(messages);
    wire::Accumulator out;
    for (std::size_t i = 0; i < messages.size(); ++i)
        out.messages.push_back({messages[i], tree.paths[i]});
    out.vaa.body.emitter_chain = source.chain;
    out.vaa.body.payload =
        wire::encode_accumulator_root({.slot = 3, .ring_size = 0, .root = tree.root, .extra = {}});
    out.vaa.signatures = {{0, crypto::sign(wire::vaa_digest(out.vaa.body), the_key())}};
    return out;
}
}  // namespace

TEST(PriceProof, ProvesUpdatesOfOneToThirtyPrices)
{
    for (std::size_t count = 1; count <= 30; ++count)
    {
        const auto prices = some_prices(count);
        const auto update =
            attest::verify_price_update(published(prices), the_set(), std::array{source}, 0);
        ASSERT_TRUE(update);
        EXPECT_EQ((*update)->prices, prices);
        EXPECT_EQ((*update)->slot, 3U);
    }
}

TEST(PriceProof, RefusesAPriceThatIsNotUnderTheRootAndAMessageTakenForAnother)
{
    wire::Accumulator update = published(some_prices(4));
    update.messages[2].message = wire::encode_price_message(some_prices(9)[8]);
    EXPECT_EQ(attest::verify_price_update(update, the_set(), std::array{source}, 0).error(),
              AttestError::BadMerklePath);
    update = published(some_prices(4));
    std::swap(update.messages[0].path, update.messages[2].path);
    EXPECT_EQ(attest::verify_price_update(update, the_set(), std::array{source}, 0).error(),
              AttestError::BadMerklePath);
}

TEST(PriceProof, SomeOfAnUpdatesMessagesMayBeLeftOutButNotAll)
{
    wire::Accumulator update = published(some_prices(4));
    update.messages.erase(update.messages.begin(), update.messages.begin() + 3);
    EXPECT_TRUE(attest::verify_price_update(update, the_set(), std::array{source}, 0));
    update.messages.clear();
    EXPECT_EQ(attest::verify_price_update(update, the_set(), std::array{source}, 0).error(),
              AttestError::NoPrices);
}
