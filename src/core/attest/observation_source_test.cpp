// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/attest/observation_source.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/wire/observation_message.hpp>

using namespace ballast;
using attest::AttestError;

namespace {
Bytes32 filled(std::uint8_t value)
{
    Bytes32 out;
    out.bytes.fill(value);
    return out;
}
Observation some_observation()
{
    return {.chain = {1},
            .emitter = {filled(0xc0)},
            .sequence = 9,
            .timestamp_s = 1'800'000'000,
            .deployment = filled(0xd0),
            .eip155 = 31337,
            .contract = {filled(0xc0)},
            .block_number = 12,
            .block_hash = filled(0xb0),
            .body = Voided{{3}}};
}
const std::array registered{
    attest::RegisteredContract{{1}, 31337, {filled(0xc0)}},
    attest::RegisteredContract{{2}, 31338, {filled(0xc1)}},
};
}  // namespace

TEST(ObservationSource, AnAttestedEnvelopeYieldsAnAttestedObservation)
{
    Bytes32 secret;
    secret.bytes[31] = 1;
    const auto key = crypto::SecretKey::from_bytes(secret);
    const Bytes body = wire::encode_observation(some_observation());
    const std::array signatures{
        wire::VaaSignature{0, crypto::sign(wire::vaa_digest(body), key.value())}};
    SignerSet set;
    set.keys = {crypto::address_of(key.value())};
    const auto vaa = wire::parse_vaa(wire::encode_vaa(0, signatures, body));
    const auto attested = attest::verify(vaa.value(), set, 0);

    const auto observation = attest::parse_observation(attested.value());

    ASSERT_TRUE(observation);
    EXPECT_EQ(observation->value(), some_observation());
    EXPECT_EQ(observation->proof(), attested->proof());
}

TEST(ObservationSource, ChainEip155AndContractMustAgree)
{
    const auto check = [](auto change) {
        Observation observation = some_observation();
        change(observation);
        return attest::check_source(observation, filled(0xd0), registered);
    };
    EXPECT_TRUE(check([](Observation&) {}));
    EXPECT_EQ(check([](auto& o) { o.deployment = filled(0xd1); }).error(),
              AttestError::OtherDeployment);
    EXPECT_EQ(check([](auto& o) { o.eip155 = 31338; }).error(), AttestError::ChainMismatch);
    EXPECT_EQ(check([](auto& o) { o.chain = {2}; }).error(), AttestError::ChainMismatch);
    EXPECT_EQ(check([](auto& o) { o.contract = {filled(0xc1)}; }).error(),
              AttestError::UnknownEmitter);
    EXPECT_EQ(check([](auto& o) { o.contract = {filled(0xc2)}; }).error(),
              AttestError::UnknownEmitter);
}
