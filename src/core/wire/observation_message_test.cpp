// SPDX-License-Identifier: Apache-2.0
// What an observation may not say. That good ones encode byte for byte is shown by tests/vectors.
#include <gtest/gtest.h>

#include <ballast/base/limits.hpp>
#include <ballast/wire/observation_message.hpp>

using namespace ballast;
using wire::DecodeError;

namespace {
Bytes32 filled(std::uint8_t value)
{
    Bytes32 out;
    out.bytes.fill(value);
    return out;
}

Observation with(ObservationBody body)
{
    Observation out;
    out.chain = {7};
    out.contract = {filled(0xc0)};
    out.sequence = 5;
    out.timestamp_s = 1'800'000'000;
    out.deployment = filled(0xd0);
    out.eip155 = 31337;
    out.block_number = 5;
    out.block_hash = filled(0xb0);
    out.body = std::move(body);
    out.emitter = wire::observation_emitter(type_of(out.body), out.contract);
    return out;
}

Locked locked()
{
    return {.account = {filled(1)}, .token = {filled(2)}, .amount = 10, .depositor = {filled(3)}};
}
Filled filled_trade()
{
    return {.order = {3},
            .account = {filled(1)},
            .maker = {filled(2)},
            .instrument = *InstrumentName::parse("ETH-PERP"),
            .quantity_e18 = -5,
            .price_e18 = i128_max,
            .quote_digest = filled(9)};
}
Head head()
{
    return {.event_nonce = 0, .finalised_timestamp_s = 1'800'000'000, .state_root = filled(8)};
}

wire::VaaBody envelope(const Observation& observation)
{
    return wire::parse_vaa_body(wire::encode_observation(observation)).value();
}
Result<Observation, DecodeError> reparsed(const Observation& observation)
{
    return wire::parse_observation(envelope(observation));
}

/// Where the fields of a body start in the payload: magic, type, deployment, EIP-155, contract,
/// block.
constexpr std::size_t fields_at = 4 + 1 + 32 + 8 + 32 + 8 + 32;
}  // namespace

TEST(ObservationMessage, RoundTripsTheExtremesOfItsNumbers)
{
    Locked most = locked();
    most.amount = (static_cast<u128>(1) << limits::token_amount_bits) - 1;
    Filled least = filled_trade();
    least.quantity_e18 = i128_min;
    for (const ObservationBody& body : {ObservationBody{most}, ObservationBody{least}})
        EXPECT_EQ(reparsed(with(body)), with(body));
}

TEST(ObservationMessage, RefusesAmountsAndQuantitiesThatDoNotFit)
{
    Locked over = locked();
    over.amount = static_cast<u128>(1) << limits::token_amount_bits;
    EXPECT_EQ(reparsed(with(over)).error(), DecodeError::AmountTooLarge);
    auto body = envelope(with(locked()));
    body.payload[fields_at + 64] = 1;  // the highest byte of the amount's word
    EXPECT_EQ(wire::parse_observation(body).error(), DecodeError::AmountTooLarge);
    body = envelope(with(filled_trade()));
    body.payload[fields_at + 8 + 96] = 0x7f;  // the highest byte of the quantity's word
    EXPECT_EQ(wire::parse_observation(body).error(), DecodeError::NumberTooLarge);
}

TEST(ObservationMessage, RefusesZeroInEveryIdHashAndAddress)
{
    const auto refused = [](const ObservationBody& body) {
        EXPECT_EQ(reparsed(with(body)).error(), DecodeError::ZeroField);
    };
    Locked bad = locked();
    bad.account = {};
    refused(bad);
    bad = locked();
    bad.token = {};
    refused(bad);
    bad = locked();
    bad.depositor = {};
    refused(bad);
    refused(Voided{});
    refused(SetChanged{});
    refused(KeyRegistered{.owner = {filled(1)}, .key = {}});
    Head rootless = head();
    rootless.state_root = {};
    refused(rootless);
    for (auto member : {&Observation::deployment, &Observation::block_hash})
    {
        Observation observation = with(locked());
        observation.*member = {};
        EXPECT_EQ(reparsed(observation).error(), DecodeError::ZeroField);
    }
    for (auto member : {&Observation::eip155, &Observation::sequence})
    {
        Observation observation = with(locked());
        observation.*member = 0;
        EXPECT_EQ(reparsed(observation).error(), DecodeError::ZeroField);
    }
    Observation nowhere = with(locked());
    nowhere.contract = {};
    EXPECT_EQ(reparsed(nowhere).error(), DecodeError::ZeroField);
}

TEST(ObservationMessage, RefusesAnEnvelopeThatDoesNotFitThePayload)
{
    const auto good = envelope(with(locked()));
    auto body = good;
    body.nonce = 1;
    EXPECT_EQ(wire::parse_observation(body).error(), DecodeError::NonceNotZero);
    for (const unsigned level : {0U, 200U, 201U, 203U})
    {
        body = good;
        body.consistency = static_cast<std::uint8_t>(level);
        EXPECT_EQ(wire::parse_observation(body).error(), DecodeError::NotFinal);
    }
    body = good;
    body.emitter.bytes[0] ^= 1U;
    EXPECT_EQ(wire::parse_observation(body).error(), DecodeError::BadEmitter);
    for (const unsigned chain : {0U, 0xBA11U, 0xFFFFU})
    {
        body = good;
        body.emitter_chain = {static_cast<std::uint16_t>(chain)};
        EXPECT_EQ(wire::parse_observation(body).error(), DecodeError::BadEmitter);
    }
}

TEST(ObservationMessage, OnlyAProvisionalIsSafeInsteadOfFinal)
{
    const Locked l = locked();
    const Provisional provisional{l.account, l.token, l.amount, l.depositor};
    auto body = envelope(with(provisional));
    EXPECT_TRUE(wire::parse_observation(body));
    EXPECT_EQ(body.consistency, wire::consistency_safe);
    body.consistency = wire::consistency_final;
    EXPECT_EQ(wire::parse_observation(body).error(), DecodeError::NotFinal);
    // A provisional deposit that claims to be the contract's own event, and the reverse.
    body = envelope(with(provisional));
    body.emitter = with(locked()).contract.value;
    EXPECT_EQ(wire::parse_observation(body).error(), DecodeError::BadEmitter);
    body = envelope(with(locked()));
    body.emitter = wire::observation_emitter(ObservationType::Provisional, {filled(0xc0)}).value;
    EXPECT_EQ(wire::parse_observation(body).error(), DecodeError::BadEmitter);
}

TEST(ObservationMessage, AHeadRepeatsItsBlockAndTimeInTheEnvelope)
{
    EXPECT_EQ(reparsed(with(head())), with(head()));
    auto body = envelope(with(head()));
    body.sequence += 1;
    EXPECT_EQ(wire::parse_observation(body).error(), DecodeError::BadSequence);
    body = envelope(with(head()));
    body.timestamp_s += 1;
    EXPECT_EQ(wire::parse_observation(body).error(), DecodeError::BadTimestamp);
    body = envelope(with(head()));
    body.emitter = filled(0xc0);
    EXPECT_EQ(wire::parse_observation(body).error(), DecodeError::BadEmitter);
}

TEST(ObservationMessage, RefusesTypesWithoutMeaningAndOrders)
{
    for (unsigned type = 0; type < 256; ++type)
    {
        auto body = envelope(with(Voided{{9}}));
        body.payload[4] = static_cast<std::uint8_t>(type);
        const auto parsed = wire::parse_observation(body);
        if (type == static_cast<unsigned>(ObservationType::Voided))
            EXPECT_TRUE(parsed);
        else if (type >= 64)
            EXPECT_EQ(parsed.error(), DecodeError::WrongHalf);
        else if (type == static_cast<unsigned>(ObservationType::SetChanged))
            EXPECT_EQ(parsed.error(), DecodeError::TrailingBytes);
        else
            EXPECT_TRUE(parsed.error() == DecodeError::UnknownType ||
                        parsed.error() == DecodeError::Truncated)
                << type;
    }
}

TEST(ObservationMessage, RefusesChoicesAndNamesThatDoNotExist)
{
    const Released released{.order = {1},
                            .token = {filled(2)},
                            .amount = 1,
                            .recipient = {filled(3)},
                            .how = ReleaseOutcome::Claimable};
    EXPECT_TRUE(reparsed(with(released)));
    auto body = envelope(with(released));
    body.payload.back() = 2;
    EXPECT_EQ(wire::parse_observation(body).error(), DecodeError::BadEnum);
    body = envelope(with(LiquidatorOpted{.account = {filled(1)}, .opted = true}));
    body.payload.back() = 2;
    EXPECT_EQ(wire::parse_observation(body).error(), DecodeError::BadEnum);
    Filled named = filled_trade();
    named.instrument.value.bytes[31] = 'X';
    EXPECT_EQ(reparsed(with(named)).error(), DecodeError::BadInstrument);
}

TEST(ObservationMessage, RefusesEveryCutAndAByteMore)
{
    for (const ObservationBody& fields :
         {ObservationBody{locked()}, ObservationBody{filled_trade()}, ObservationBody{head()}})
    {
        const auto good = envelope(with(fields));
        for (std::size_t size = 0; size < good.payload.size(); ++size)
        {
            auto body = good;
            body.payload.resize(size);
            ASSERT_EQ(wire::parse_observation(body).error(), DecodeError::Truncated);
        }
        auto body = good;
        body.payload.push_back(0);
        EXPECT_EQ(wire::parse_observation(body).error(), DecodeError::TrailingBytes);
        body = good;
        body.payload[3] = '2';
        EXPECT_EQ(wire::parse_observation(body).error(), DecodeError::BadMagic);
    }
}
