// SPDX-License-Identifier: Apache-2.0
// Volatility and marks as a publisher signs them. Altered ones are refused by tests/vectors.
#include <gtest/gtest.h>

#include <ballast/attest/market_proof.hpp>
#include <ballast/attest/price_proof.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/wire/mark_update.hpp>
#include <ballast/wire/volatility_update.hpp>

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
const std::array source{attest::Emitter{{26}, {}}};

VolatilityUpdate some_surface()
{
    VolatilityUpdate out;
    out.underlying.bytes.fill(3);
    out.publish_time_s = 100;
    out.slices.push_back({.expiry_s = 200,
                          .a_e9 = 1,
                          .b_e9 = 2,
                          .rho_e9 = 3,
                          .m_e9 = 4,
                          .sigma_e9 = 5,
                          .forward_e8 = 6,
                          .rate_e9 = 7});
    return out;
}
MarkUpdate some_marks()
{
    return {.marks = {{.instrument = *InstrumentName::parse("ETH-PERP"),
                       .mark_e8 = 5,
                       .funding_e9_per_8h = -6,
                       .time_s = 7}}};
}
Bytes some_root()
{
    wire::AccumulatorRoot root;
    root.root.bytes.fill(1);
    return wire::encode_accumulator_root(root);
}

wire::Vaa signed_message(Bytes payload)
{
    wire::Vaa out;
    out.body.emitter_chain = source[0].chain;
    out.body.payload = std::move(payload);
    out.signatures = {{0, crypto::sign(wire::vaa_digest(out.body), the_key())}};
    return out;
}
}  // namespace

TEST(MarketProof, ProvesASurfaceAndMarksWithWhoSignedThem)
{
    const auto surface = signed_message(wire::encode_volatility_update(some_surface()));
    const auto marks = signed_message(wire::encode_mark_update(some_marks()));

    const auto proven_surface = attest::verify_volatility_update(surface, the_set(), source, 0);
    const auto proven_marks = attest::verify_mark_update(marks, the_set(), source, 0);

    ASSERT_TRUE(proven_surface && proven_marks);
    EXPECT_EQ(proven_surface->value(), some_surface());
    EXPECT_EQ(proven_surface->digest(), wire::vaa_digest(surface.body));
    EXPECT_EQ(proven_surface->signers(), std::vector<std::uint8_t>{0});
    EXPECT_EQ(proven_marks->value(), some_marks());
    EXPECT_EQ(proven_marks->digest(), wire::vaa_digest(marks.body));
}

TEST(MarketProof, TakesNoMessageOfTheSourceForAnother)
{
    const auto surface = signed_message(wire::encode_volatility_update(some_surface()));
    const auto marks = signed_message(wire::encode_mark_update(some_marks()));
    const auto root = signed_message(some_root());
    for (const auto& other : {marks, root, signed_message({})})
        EXPECT_EQ(attest::verify_volatility_update(other, the_set(), source, 0).error(),
                  AttestError::NotAVolatilityUpdate);
    for (const auto& other : {surface, root, signed_message({})})
        EXPECT_EQ(attest::verify_mark_update(other, the_set(), source, 0).error(),
                  AttestError::NotAMarkUpdate);
    for (const auto& other : {surface, marks})
    {
        const wire::Accumulator update{
            .minor = 0, .header_extra = {}, .vaa = other, .messages = {}};
        EXPECT_EQ(attest::verify_price_update(update, the_set(), source, 0).error(),
                  AttestError::NotAPriceRoot);
    }
}

TEST(MarketProof, ChecksSignaturesThenSourceThenPayload)
{
    auto message = signed_message(wire::encode_mark_update(some_marks()));
    const std::array elsewhere{attest::Emitter{{27}, {}}};
    const auto error = [&](std::span<const attest::Emitter> expected) {
        return attest::verify_mark_update(message, the_set(), expected, 0).error();
    };
    EXPECT_EQ(error(elsewhere), AttestError::UnknownEmitter);
    EXPECT_EQ(error({}), AttestError::UnknownEmitter);
    message.body.payload.push_back(0);
    EXPECT_EQ(error(elsewhere), AttestError::SignerMismatch);
    message.signatures.clear();
    EXPECT_EQ(error(elsewhere), AttestError::BelowQuorum);
    SignerSet old = the_set();
    old.expiry_s = 5;
    message = signed_message(wire::encode_mark_update(some_marks()));
    EXPECT_TRUE(attest::verify_mark_update(message, old, source, 5));
    EXPECT_EQ(attest::verify_mark_update(message, old, source, 6).error(), AttestError::ExpiredSet);
    EXPECT_EQ(attest::verify_volatility_update(message, old, source, 6).error(),
              AttestError::ExpiredSet);
}
