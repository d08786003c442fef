// SPDX-License-Identifier: Apache-2.0
// Real messages of the public network: guardian set upgrades and governance of token bridges.
#include <gtest/gtest.h>

#include <ballast/attest/set_upgrade.hpp>

#include "vector_files.hpp"

using namespace ballast;
using namespace ballast::vectors;

namespace {
/// The one guardian of set 0, from whom all others follow.
SignerSet set_zero()
{
    SignerSet out;
    out.keys = {*parse_hex_fixed<20>("58CC3AE5C097b213cE3c81979e1B9f9570746AA5")};
    out.rule = QuorumRule::TwoThirdsPlusOne;
    out.governance_chain = {1};
    out.governance_emitter.bytes[31] = 4;
    return out;
}
const attest::UpgradeScope public_scope{.deployment = {}, .chain = {2}};
}  // namespace

TEST(PublicGuardianSets, SevenUpgradesLeadFromTheFirstKeyToSetSeven)
{
    BALLAST_NEEDS_PUBLIC_VECTORS();
    const auto upgrades = read_public_csv("wormhole/guardianSetVAAs.csv");
    const auto sets = read_public_vectors("wormhole/mainnet_guardian_sets.json");
    ASSERT_EQ(upgrades.size(), 7U);
    SignerSet current = set_zero();
    for (const LabelledBytes& line : upgrades)
    {
        SCOPED_TRACE(line.label);
        const auto vaa = wire::parse_vaa(line.bytes);
        ASSERT_TRUE(vaa);
        EXPECT_EQ(wire::encode_vaa(*vaa), line.bytes);
        const std::uint64_t now_s = vaa->body.timestamp_s;

        const auto upgrade = attest::verify_set_upgrade(*vaa, current, public_scope, now_s);

        ASSERT_TRUE(upgrade) << attest::name_of(upgrade.error());
        const auto after = attest::succeed(current, *upgrade, now_s);
        EXPECT_EQ(after.next, public_guardian_set(sets, current.index + 1));
        // What the current set signed is not signed by any other.
        EXPECT_EQ(attest::verify_set_upgrade(*vaa, after.next, public_scope, now_s).error(),
                  attest::AttestError::UnknownSet);
        EXPECT_EQ(attest::verify_set_upgrade(*vaa, after.replaced, public_scope, now_s).error(),
                  attest::AttestError::SetNotCurrent);
        current = after.next;
    }
    EXPECT_EQ(current.index, 7U);
}

TEST(PublicGuardianSets, AnUpgradeThatSkipsASetIsRefused)
{
    BALLAST_NEEDS_PUBLIC_VECTORS();
    const auto upgrades = read_public_csv("wormhole/guardianSetVAAs.csv");
    const auto sets = read_public_vectors("wormhole/mainnet_guardian_sets.json");
    const auto seventh = wire::parse_vaa(upgrades.at(6).bytes).value();

    const auto at_five = attest::verify_set_upgrade(seventh, public_guardian_set(sets, 5),
                                                    public_scope, seventh.body.timestamp_s);

    EXPECT_EQ(at_five.error(), attest::AttestError::UnknownSet);
}

TEST(PublicGuardianSets, AnUpgradeOfThePublicNetworkIsNoneOfADeployment)
{
    BALLAST_NEEDS_PUBLIC_VECTORS();
    const auto first =
        wire::parse_vaa(read_public_csv("wormhole/guardianSetVAAs.csv").at(0).bytes).value();
    attest::UpgradeScope scope = public_scope;
    scope.deployment.bytes[0] = 1;

    EXPECT_EQ(attest::verify_set_upgrade(first, set_zero(), scope, 0).error(),
              attest::AttestError::NotAnUpgrade);
}

TEST(PublicTokenBridges, TwentySixMessagesVerifyUnderTheirSets)
{
    BALLAST_NEEDS_PUBLIC_VECTORS();
    const auto lines = read_public_csv("wormhole/mainnet_tokenBridgeVAAs.csv");
    const auto sets = read_public_vectors("wormhole/mainnet_guardian_sets.json");
    ASSERT_EQ(lines.size(), 26U);
    for (const LabelledBytes& line : lines)
    {
        SCOPED_TRACE(line.label);
        const auto vaa = wire::parse_vaa(line.bytes);
        ASSERT_TRUE(vaa);
        EXPECT_EQ(wire::encode_vaa(*vaa), line.bytes);
        const SignerSet set = public_guardian_set(sets, vaa->set_index);

        const auto attested = attest::verify(*vaa, set, vaa->body.timestamp_s);

        ASSERT_TRUE(attested) << attest::name_of(attested.error());
        EXPECT_GE(attested->signers().size(), 13U);
        EXPECT_EQ(attested->digest(), wire::vaa_digest(vaa->body));
        const std::array governance{attest::Emitter{set.governance_chain, set.governance_emitter}};
        EXPECT_TRUE(attest::check_emitter(vaa->body, governance));
    }
}
