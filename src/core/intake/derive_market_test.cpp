// SPDX-License-Identifier: Apache-2.0
// Surfaces and marks as evidence: what is derived from them, and every way to be refused.
#include <gtest/gtest.h>

#include <ballast/crypto/secp256k1.hpp>
#include <ballast/intake/derive.hpp>
#include <ballast/wire/mark_update.hpp>
#include <ballast/wire/vaa.hpp>
#include <ballast/wire/volatility_update.hpp>

using namespace ballast;
using intake::IntakeError;

namespace {
constexpr std::int64_t now_ms = 1'000'000;

crypto::SecretKey key(std::uint8_t number)
{
    Bytes32 secret;
    secret.bytes[31] = number;
    return *crypto::SecretKey::from_bytes(secret);
}

Bytes32 filled(std::uint8_t byte)
{
    Bytes32 out;
    out.bytes.fill(byte);
    return out;
}

const Bytes32 eth = filled(0xE1);
const InstrumentName eth_perp = *InstrumentName::parse("ETH-PERP");

/// Two sources of one key each, with emitters of their own.
intake::Sources sources()
{
    intake::Sources out;
    for (const std::uint8_t number : {std::uint8_t{1}, std::uint8_t{2}})
    {
        SignerSet set;
        set.keys = {crypto::address_of(key(number))};
        out.prices.push_back({set, {{{26}, filled(number)}}});
    }
    out.underlyings = {eth};
    out.perpetuals = {*InstrumentName::parse("BTC-PERP"), eth_perp};
    return out;
}

/// Which key signs, and for which emitter; a source has both by its number.
struct Says
{
    std::uint8_t signer{1};
    std::uint8_t emitter{1};
};
Bytes message(Bytes payload, Says by = {})
{
    wire::Vaa out;
    out.body.emitter_chain = {26};
    out.body.emitter = filled(by.emitter);
    out.body.payload = std::move(payload);
    out.signatures = {{0, crypto::sign(wire::vaa_digest(out.body), key(by.signer))}};
    return wire::encode_vaa(out);
}

VolatilityUpdate surface()
{
    return {.underlying = eth,
            .publish_time_s = 900,
            .slices = {{.expiry_s = 2'000,
                        .a_e9 = 1,
                        .sigma_e9 = 5,
                        .forward_e8 = 300'000'000'000,
                        .rate_e9 = -1'000'000'000}}};
}
InstrumentMark mark_of(const char* instrument)
{
    return {.instrument = *InstrumentName::parse(instrument),
            .mark_e8 = 300'000'000'000,
            .funding_e9_per_8h = -6,
            .time_s = 900};
}
Bytes surface_bytes() { return wire::encode_volatility_update(surface()); }

auto derive(const Bytes& evidence)
{
    return intake::derive_command(EvidenceKind::MarketUpdate, evidence, sources(), now_ms);
}
intake::IntakeProblem problem_of(const Bytes& evidence)
{
    const auto command = derive(evidence);
    EXPECT_FALSE(command.has_value());
    return command ? intake::IntakeProblem{} : command.error();
}
}  // namespace

TEST(DeriveMarket, MakesACommandOfASignedSurface)
{
    const auto command = derive(message(surface_bytes()));

    ASSERT_TRUE(command) << command.error().sentence;
    EXPECT_EQ(*command, Command{UpdateVolatility{surface()}});
}

TEST(DeriveMarket, TakesEachSourceByItsOwnSet)
{
    EXPECT_TRUE(derive(message(surface_bytes(), {.signer = 2, .emitter = 2})));

    const auto crossed = problem_of(message(surface_bytes(), {.signer = 1, .emitter = 2}));
    EXPECT_EQ(crossed.error, IntakeError::NotAttested);
    EXPECT_EQ(crossed.code, "SignerMismatch");
}

TEST(DeriveMarket, KeepsTheMarksOfListedPerpetualsOnly)
{
    const MarkUpdate published{
        .marks = {mark_of("BTC-PERP"), mark_of("DOGE-PERP"), mark_of("ETH-PERP")}};

    const auto command = derive(message(wire::encode_mark_update(published)));

    ASSERT_TRUE(command) << command.error().sentence;
    const MarkUpdate expected{.marks = {mark_of("BTC-PERP"), mark_of("ETH-PERP")}};
    EXPECT_EQ(*command, Command{UpdateMarks{expected}});
}

TEST(DeriveMarket, RefusesWrongSignersAndEmitters)
{
    EXPECT_EQ(problem_of(message(surface_bytes(), {.signer = 9})).code, "SignerMismatch");
    EXPECT_EQ(problem_of(message(surface_bytes(), {.emitter = 9})).code, "UnknownEmitter");
    const Bytes marks = wire::encode_mark_update({.marks = {mark_of("ETH-PERP")}});
    EXPECT_EQ(problem_of(message(marks, {.signer = 9})).code, "SignerMismatch");

    Bytes altered = message(surface_bytes());
    altered.back() ^= 1U;
    EXPECT_EQ(problem_of(altered).error, IntakeError::NotAttested);
}

TEST(DeriveMarket, RefusesAnExpiredSet)
{
    intake::Sources old = sources();
    for (intake::PriceSource& source : old.prices) source.signers.expiry_s = now_ms / 1000 - 1;

    const auto command =
        intake::derive_command(EvidenceKind::MarketUpdate, message(surface_bytes()), old, now_ms);

    ASSERT_FALSE(command);
    EXPECT_EQ(command.error().code, "ExpiredSet");
}

TEST(DeriveMarket, RefusesWhatIsMalformed)
{
    Bytes cut = surface_bytes();
    cut.pop_back();
    Bytes root = surface_bytes();
    root[3] = 'X';

    EXPECT_EQ(problem_of({}).error, IntakeError::Malformed);
    EXPECT_EQ(problem_of({1, 2, 3}).error, IntakeError::Malformed);
    EXPECT_EQ(problem_of(message({})).code, "BadMagic");
    EXPECT_EQ(problem_of(message(root)).code, "BadMagic");
    EXPECT_EQ(problem_of(message(cut)).code, "NotAVolatilityUpdate");
    EXPECT_EQ(problem_of(message({'B', 'A', 'L', 'M', 0})).code, "NotAMarkUpdate");
}

TEST(DeriveMarket, RefusesWhatIsNotListed)
{
    VolatilityUpdate other = surface();
    other.underlying = filled(0xE2);

    EXPECT_EQ(problem_of(message(wire::encode_volatility_update(other))).error,
              IntakeError::NoKnownUnderlying);
    EXPECT_EQ(
        problem_of(message(wire::encode_mark_update({.marks = {mark_of("DOGE-PERP")}}))).error,
        IntakeError::NoKnownInstrument);
}

TEST(DeriveMarket, RefusesForwardsAndRatesBeyondReckoning)
{
    const auto with = [](auto change) {
        VolatilityUpdate update = surface();
        change(update.slices[0]);
        return message(wire::encode_volatility_update(update));
    };

    EXPECT_TRUE(derive(with([](auto& s) { s.forward_e8 = 100'000'000'000'000'000; })));
    for (const Bytes& evidence : {with([](auto& s) { s.forward_e8 = 100'000'000'000'000'001; }),
                                  with([](auto& s) { s.rate_e9 = 1'000'000'001; }),
                                  with([](auto& s) { s.rate_e9 = -1'000'000'001; })})
        EXPECT_EQ(problem_of(evidence).error, IntakeError::SurfaceOutOfRange);
}

TEST(DeriveMarket, IsNotWhatOtherKindsOfEvidenceAre)
{
    const Bytes evidence = message(surface_bytes());

    for (const EvidenceKind kind : {EvidenceKind::Attestation, EvidenceKind::PriceUpdate})
        EXPECT_FALSE(intake::derive_command(kind, evidence, sources(), now_ms));
}
