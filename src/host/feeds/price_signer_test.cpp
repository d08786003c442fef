// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ballast/attest/market_proof.hpp>
#include <ballast/attest/price_proof.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/feeds/price_signer.hpp>
#include <ballast/feeds/signer_fixture.hpp>

namespace ballast::feeds {
namespace {
using testing::ElementsAre;

/// What a receiver makes of an update: verified with the source's own set and emitter.
Result<attest::Attested<attest::PriceUpdate>, attest::AttestError> verified(
    const Bytes& bytes, const GenesisPriceSource& source, std::uint64_t now_s)
{
    const auto update = wire::parse_accumulator(bytes);
    EXPECT_TRUE(update.has_value());
    const attest::Emitter emitter{source.emitter_chain, source.emitter};
    return attest::verify_price_update(*update, source.signers, {&emitter, 1}, now_s);
}

PriceSigner signer_of(std::initializer_list<std::uint8_t> keys)
{
    auto signer = PriceSigner::make(fixture::source(), fixture::keys(keys));
    EXPECT_TRUE(signer.has_value());
    return *std::move(signer);
}
}  // namespace

TEST(PriceSigner, MakesUpdatesThatVerify)
{
    PriceSigner signer = signer_of({1, 2, 3, 4, 5});

    const auto bytes =
        signer.sign(std::vector{fixture::price(1, 3'000), fixture::price(2, 1)}, 1'700'000'000);

    ASSERT_TRUE(bytes);
    const auto update = verified(*bytes, fixture::source(), 1'700'000'000);
    ASSERT_TRUE(update);
    ASSERT_EQ((*update)->prices.size(), 2U);
    EXPECT_EQ((*update)->timestamp_s, 1'700'000'000U);
    EXPECT_EQ((*update)->prices[0].price, 3'000);
    EXPECT_EQ((*update)->prices[0].publish_time_s, 1'700'000'000);
}

TEST(PriceSigner, SignsWithExactlyAQuorumInTheOrderOfIndices)
{
    PriceSigner signer = signer_of({5, 1, 4, 2});

    const auto bytes = signer.sign(std::vector{fixture::price(1, 3'000)}, 100);

    ASSERT_TRUE(bytes);
    const auto update = wire::parse_accumulator(*bytes);
    ASSERT_TRUE(update);
    std::vector<int> indices;
    for (const auto& signature : update->vaa.signatures) indices.push_back(signature.index);
    EXPECT_THAT(indices, ElementsAre(0, 1, 3));
}

TEST(PriceSigner, IsRefusedByReceiversOfAnotherEmitter)
{
    PriceSigner signer = signer_of({1, 2, 3});
    const auto bytes = signer.sign(std::vector{fixture::price(1, 3'000)}, 100);
    GenesisPriceSource other = fixture::source();
    other.emitter.bytes[0] = 99;

    EXPECT_FALSE(verified(*bytes, other, 100));
}

TEST(PriceSigner, FillsAnUpdateUpToItsBound)
{
    PriceSigner signer = signer_of({1, 2, 3});
    std::vector<FeedPrice> prices;
    for (std::size_t i = 0; i < prices_max; ++i)
        prices.push_back(fixture::price(static_cast<std::uint8_t>(i + 1), 5));

    const auto bytes = signer.sign(prices, 100);
    prices.push_back(fixture::price(255, 5));
    const auto more = signer.sign(prices, 101);

    ASSERT_TRUE(bytes);
    EXPECT_LE(bytes->size(), limits::accumulator_size);
    EXPECT_TRUE(verified(*bytes, fixture::source(), 100));
    EXPECT_EQ(more.error(), PublishProblem::TooManyPrices);
}

TEST(PriceSigner, LinksEachPriceToTheOneBefore)
{
    PriceSigner signer = signer_of({1, 2, 3});
    ASSERT_TRUE(signer.sign(std::vector{fixture::price(1, 1'000)}, 100));
    ASSERT_TRUE(signer.sign(std::vector{fixture::price(2, 1)}, 400));

    const auto bytes = signer.sign(std::vector{fixture::price(1, 2'000)}, 1'900);

    const auto update = verified(*bytes, fixture::source(), 1'900);
    ASSERT_TRUE(update);
    EXPECT_EQ((*update)->prices[0].prev_publish_time_s, 100);
    EXPECT_EQ((*update)->prices[0].ema_price, 1'500);  // half an hour of an hour: half the way
}

TEST(PriceSigner, RefusesWhatReceiversWouldRefuse)
{
    PriceSigner signer = signer_of({1, 2, 3});
    ASSERT_TRUE(signer.sign(std::vector{fixture::price(1, 1'000)}, 100));
    const auto problem = [&](std::vector<FeedPrice> prices, std::int64_t time_s) {
        const auto update = signer.sign(prices, time_s);
        EXPECT_FALSE(update.has_value());
        return update ? PublishProblem{} : update.error();
    };

    EXPECT_EQ(problem({}, 101), PublishProblem::NoPrices);
    EXPECT_EQ(problem({fixture::price(1, 0)}, 101), PublishProblem::PriceNotPositive);
    EXPECT_EQ(problem({fixture::price(1, 1), fixture::price(1, 2)}, 101),
              PublishProblem::DuplicateFeed);
    EXPECT_EQ(problem({fixture::price(1, 1)}, 100), PublishProblem::TimeNotNewer);
    EXPECT_EQ(problem({fixture::price(1, 1)}, 99), PublishProblem::TimeNotNewer);
    EXPECT_EQ(problem({fixture::price(1, 1)}, std::int64_t{1} << 32),
              PublishProblem::TimeOutOfRange);
}

TEST(PriceSigner, MakesSurfacesThatVerifyWithThePricesSetAndEmitter)
{
    PriceSigner signer = signer_of({1, 2, 3, 4});
    const VolatilityUpdate surface = fixture::surface(1, 100);

    const auto bytes = signer.sign_surface(surface);

    ASSERT_TRUE(bytes);
    const GenesisPriceSource source = fixture::source();
    const attest::Emitter emitter{source.emitter_chain, source.emitter};
    const auto vaa = wire::parse_vaa(*bytes);
    ASSERT_TRUE(vaa);
    EXPECT_EQ(vaa->signatures.size(), 3U);
    EXPECT_EQ(vaa->body.timestamp_s, 100U);
    const auto proven = attest::verify_volatility_update(*vaa, source.signers, {&emitter, 1}, 100);
    ASSERT_TRUE(proven);
    EXPECT_EQ(proven->value(), surface);
}

TEST(PriceSigner, SaysAllMarksInTheLatestMessage)
{
    PriceSigner signer = signer_of({1, 2, 3});
    ASSERT_TRUE(signer.sign_marks(
        std::vector{fixture::mark("ETH-PERP", 100), fixture::mark("BTC-PERP", 99)}));

    const auto bytes = signer.sign_marks(std::vector{fixture::mark("BTC-PERP", 101)});

    ASSERT_TRUE(bytes);
    const GenesisPriceSource source = fixture::source();
    const attest::Emitter emitter{source.emitter_chain, source.emitter};
    const auto proven = attest::verify_mark_update(wire::parse_vaa(*bytes).value(), source.signers,
                                                   {&emitter, 1}, 100);
    ASSERT_TRUE(proven);
    EXPECT_THAT((*proven)->marks,
                ElementsAre(fixture::mark("BTC-PERP", 101), fixture::mark("ETH-PERP", 100)));
}

TEST(PriceSigner, RefusesSurfacesAndMarksThatAreNotNewer)
{
    PriceSigner signer = signer_of({1, 2, 3});
    ASSERT_TRUE(signer.sign_surface(fixture::surface(1, 100)));
    ASSERT_TRUE(signer.sign_marks(std::vector{fixture::mark("ETH-PERP", 100)}));

    EXPECT_EQ(signer.sign_surface(fixture::surface(1, 100)).error(), PublishProblem::TimeNotNewer);
    EXPECT_TRUE(signer.sign_surface(fixture::surface(2, 99)));  // another underlying
    const std::vector marks{fixture::mark("BTC-PERP", 101), fixture::mark("ETH-PERP", 99)};
    EXPECT_EQ(signer.sign_marks(marks).error(), PublishProblem::TimeNotNewer);
    EXPECT_TRUE(signer.sign_marks({marks.data(), 1}));  // the refused ones left nothing behind
}

TEST(PriceSigner, RefusesSurfacesAndMarksOutsideTheirFormat)
{
    PriceSigner signer = signer_of({1, 2, 3});
    const auto problem = [&](auto change) {
        VolatilityUpdate surface = fixture::surface(1, 100);
        change(surface);
        const auto bytes = signer.sign_surface(surface);
        return bytes ? PublishProblem{} : bytes.error();
    };
    InstrumentMark worthless = fixture::mark("ETH-PERP", 100);
    worthless.mark_e8 = 0;

    EXPECT_EQ(problem([](auto& s) { s.slices.clear(); }), PublishProblem::OutOfFormat);
    EXPECT_EQ(problem([](auto& s) { s.slices.resize(65); }), PublishProblem::OutOfFormat);
    EXPECT_EQ(problem([](auto& s) { s.slices[0].sigma_e9 = 0; }), PublishProblem::OutOfFormat);
    EXPECT_EQ(problem([](auto& s) { s.publish_time_s = std::uint64_t{1} << 32U; }),
              PublishProblem::OutOfFormat);
    EXPECT_EQ(signer.sign_marks({}).error(), PublishProblem::OutOfFormat);
    EXPECT_EQ(signer.sign_marks({&worthless, 1}).error(), PublishProblem::OutOfFormat);
}

TEST(PriceSigner, WantsAQuorumOfTheSetsOwnKeys)
{
    const auto problem = [](std::initializer_list<std::uint8_t> keys) {
        const auto signer = PriceSigner::make(fixture::source(), fixture::keys(keys));
        EXPECT_FALSE(signer.has_value());
        return signer ? SignerProblem{} : signer.error();
    };

    EXPECT_EQ(problem({1, 2}), SignerProblem::BelowQuorum);
    EXPECT_EQ(problem({1, 2, 2}), SignerProblem::DuplicateKey);
    EXPECT_EQ(problem({1, 2, 6}), SignerProblem::KeyNotInSet);
}

}  // namespace ballast::feeds
