// SPDX-License-Identifier: Apache-2.0
// Upgrades of a deployment's own set. The public network's are verified by tests/vectors.
#include <gtest/gtest.h>

#include <ballast/attest/set_upgrade.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/wire/deployment.hpp>

using namespace ballast;
using attest::AttestError;

namespace {
constexpr std::uint64_t now_s = 1'800'000'000;

crypto::SecretKey the_key()
{
    Bytes32 secret;
    secret.bytes[31] = 1;
    return *crypto::SecretKey::from_bytes(secret);
}
Bytes32 deployment()
{
    Bytes32 out;
    out.bytes.fill(0xd0);
    return out;
}
SignerSet current_set()
{
    SignerSet out;
    out.index = 4;
    out.keys = {crypto::address_of(the_key())};
    out.governance_chain = hub_chain;
    out.governance_emitter = wire::governance_emitter(deployment());
    return out;
}
wire::SetUpgrade some_upgrade()
{
    wire::SetUpgrade out{.module = wire::UpgradeModule::BallastCore,
                         .deployment = deployment(),
                         .chain = {0},
                         .new_index = 5,
                         .keys = {}};
    out.keys.emplace_back().bytes.fill(7);
    return out;
}
wire::VaaBody some_body(const wire::SetUpgrade& upgrade)
{
    return {.timestamp_s = 1,
            .nonce = 0,
            .emitter_chain = hub_chain,
            .emitter = wire::governance_emitter(deployment()),
            .sequence = 1,
            .consistency = wire::consistency_final,
            .payload = wire::encode_set_upgrade(upgrade)};
}
auto verified(const wire::VaaBody& body, const SignerSet& set = current_set())
{
    const wire::Vaa vaa{.set_index = 4,
                        .signatures = {{0, crypto::sign(wire::vaa_digest(body), the_key())}},
                        .body = body};
    return attest::verify_set_upgrade(vaa, set, {.deployment = deployment(), .chain = {3}}, now_s);
}
}  // namespace

TEST(SetUpgradeProof, IsTakenForEveryChainAndForTheOneThatAsks)
{
    EXPECT_TRUE(verified(some_body(some_upgrade())));
    wire::SetUpgrade upgrade = some_upgrade();
    upgrade.chain = {3};
    EXPECT_TRUE(verified(some_body(upgrade)));
    upgrade.chain = {4};
    EXPECT_EQ(verified(some_body(upgrade)).error(), AttestError::UpgradeForOtherChain);
}

TEST(SetUpgradeProof, TheReplacedSetLivesADayAndTheNextKeepsRuleAndGovernance)
{
    const auto sets =
        attest::succeed(current_set(), verified(some_body(some_upgrade())).value(), now_s);
    EXPECT_EQ(sets.replaced.expiry_s, now_s + 86'400);
    EXPECT_EQ(sets.next.index, 5U);
    EXPECT_EQ(sets.next.keys, some_upgrade().keys);
    EXPECT_EQ(sets.next.governance_emitter, current_set().governance_emitter);
    EXPECT_EQ(sets.next.expiry_s, 0U);
}

TEST(SetUpgradeProof, NoIndexIsSkippedOrTakenTwice)
{
    for (const std::uint32_t index : {1U, 4U, 6U, 0xffffffffU})
    {
        wire::SetUpgrade upgrade = some_upgrade();
        upgrade.new_index = index;
        EXPECT_EQ(verified(some_body(upgrade)).error(), AttestError::NotNextSet);
    }
}

TEST(SetUpgradeProof, OnlyTheCurrentSetAndItsGovernanceSpeak)
{
    SignerSet replaced = current_set();
    replaced.expiry_s = now_s + 1000;
    EXPECT_EQ(verified(some_body(some_upgrade()), replaced).error(), AttestError::SetNotCurrent);
    wire::VaaBody body = some_body(some_upgrade());
    body.emitter = deployment();
    EXPECT_EQ(verified(body).error(), AttestError::UnknownEmitter);
    body = some_body(some_upgrade());
    body.emitter_chain = {1};
    EXPECT_EQ(verified(body).error(), AttestError::UnknownEmitter);
}

TEST(SetUpgradeProof, AnotherDeploymentsOrNetworksUpgradeIsRefused)
{
    wire::SetUpgrade upgrade = some_upgrade();
    upgrade.deployment.bytes[0] ^= 1U;
    EXPECT_EQ(verified(some_body(upgrade)).error(), AttestError::OtherDeployment);
    upgrade = some_upgrade();
    upgrade.module = wire::UpgradeModule::Core;
    EXPECT_EQ(verified(some_body(upgrade)).error(), AttestError::NotAnUpgrade);
    wire::VaaBody body = some_body(some_upgrade());
    body.consistency = wire::consistency_safe;
    EXPECT_EQ(verified(body).error(), AttestError::NotAnUpgrade);
    body = some_body(some_upgrade());
    body.nonce = 1;
    EXPECT_EQ(verified(body).error(), AttestError::NotAnUpgrade);
}
