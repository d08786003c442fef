// SPDX-License-Identifier: Apache-2.0
// orders.json: every message between contracts and hub, byte for byte as an independent encoder
// made it.
#include <gtest/gtest.h>

#include <ballast/attest/observation_source.hpp>
#include <ballast/attest/set_upgrade.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/wire/deployment.hpp>
#include <ballast/wire/observation_message.hpp>
#include <ballast/wire/order_message.hpp>

#include "described_json.hpp"
#include "project_deployment.hpp"

using namespace ballast;
using namespace ballast::vectors;
namespace json = boost::json;

namespace {
class ProjectMessages : public testing::Test
{
protected:
    const json::value file = read_project_vectors("orders.json");
    const json::object& about = file.as_object().at("deployment").as_object();
    const SignerSet guardians = project_guardians(about);

    /// Runs `test(name, input, expected)` for each case of a kind; there is at least one.
    template <class Test>
    void each(std::string_view kind, Test test)
    {
        int count = 0;
        for (const json::value& item : file.as_object().at("cases").as_array())
        {
            const json::object& input = item.as_object().at("input").as_object();
            if (text_of(input.at("kind")) != kind) continue;
            SCOPED_TRACE(item.as_object().at("name").as_string());
            test(input, item.as_object().at("expected").as_object());
            ++count;
        }
        EXPECT_GT(count, 0);
    }
};

Observation observation_from(const json::object& input)
{
    const json::object& envelope = input.at("envelope").as_object();
    const json::object& prefix = input.at("prefix").as_object();
    const json::object& common = input.at("common").as_object();
    Observation out;
    out.chain = {static_cast<std::uint16_t>(u64_of(envelope.at("emitter_chain")))};
    out.emitter = {fixed_of<32>(envelope.at("emitter"))};
    out.sequence = u64_of(envelope.at("sequence"));
    out.timestamp_s = u64_of(envelope.at("timestamp"));
    out.deployment = fixed_of<32>(prefix.at("deployment_id"));
    out.eip155 = u64_of(prefix.at("chain_id"));
    out.contract = {fixed_of<32>(prefix.at("contract"))};
    out.block_number = u64_of(common.at("block_number"));
    out.block_hash = fixed_of<32>(common.at("block_hash"));
    out.body = body_from<ObservationBody>(u64_of(input.at("type")), input.at("fields"));
    return out;
}

Order order_from(const json::object& input)
{
    const json::object& prefix = input.at("prefix").as_object();
    const json::object& window = input.at("window").as_object();
    Order out;
    out.id = {u64_of(window.at("order_id"))};
    out.deployment = fixed_of<32>(prefix.at("deployment_id"));
    out.eip155 = u64_of(prefix.at("chain_id"));
    out.contract = {fixed_of<32>(prefix.at("contract"))};
    out.timestamp_s = u64_of(input.at("envelope").as_object().at("timestamp"));
    out.not_before_s = u64_of(window.at("not_before"));
    out.expiry_s = u64_of(window.at("expiry"));
    out.body = body_from<OrderBody>(u64_of(input.at("type")), input.at("fields"));
    return out;
}

wire::VaaBody body_of(const json::object& expected)
{
    return wire::parse_vaa_body(bytes_of(expected.at("body"))).value();
}
}  // namespace

TEST_F(ProjectMessages, TheDeploymentsIdsFollowFromNameGuardiansAndSalt)
{
    const Bytes32 id = wire::deployment_id(text_of(about.at("name")), guardians.keys,
                                           fixed_of<32>(about.at("salt")));

    EXPECT_EQ(id, fixed_of<32>(about.at("deployment_id")));
    EXPECT_EQ(wire::governance_emitter(id), fixed_of<32>(about.at("governance_emitter")));
    EXPECT_EQ(hub_chain.value, u64_of(about.at("hub_chain")));
}

TEST_F(ProjectMessages, EveryObservationEncodesAndParsesByteForByte)
{
    each("observation", [](const json::object& input, const json::object& expected) {
        const Observation observation = observation_from(input);

        EXPECT_EQ(to_hex(wire::encode_observation(observation)),
                  to_hex(bytes_of(expected.at("body"))));
        EXPECT_EQ(to_hex(wire::encode_observation_body(observation.body)),
                  to_hex(bytes_of(expected.at("event_body"))));
        EXPECT_EQ(wire::parse_observation(body_of(expected)), observation);
        EXPECT_EQ(wire::parse_order(body_of(expected)).error(), wire::DecodeError::WrongHalf);
    });
}

TEST_F(ProjectMessages, EveryOrderEncodesAndParsesByteForByte)
{
    each("order", [](const json::object& input, const json::object& expected) {
        const Order order = order_from(input);

        EXPECT_EQ(to_hex(wire::encode_order(order)), to_hex(bytes_of(expected.at("body"))));
        EXPECT_EQ(wire::parse_order(body_of(expected)), order);
        EXPECT_EQ(wire::parse_observation(body_of(expected)).error(), wire::DecodeError::WrongHalf);
    });
}

TEST_F(ProjectMessages, AProvisionalsSequenceFollowsFromBlockAndLogIndex)
{
    each("observation", [](const json::object& input, const json::object&) {
        if (!input.contains("log_index")) return;
        EXPECT_EQ(wire::provisional_sequence(
                      fixed_of<32>(input.at("common").as_object().at("block_hash")),
                      u64_of(input.at("log_index"))),
                  u64_of(input.at("envelope").as_object().at("sequence")));
    });
}

TEST_F(ProjectMessages, GuardiansSignTheSameDigestsWithTheSameBytesAndAQuorumVerifies)
{
    for (const std::string_view kind : {"observation", "order", "set_upgrade"})
        each(kind, [this](const json::object&, const json::object& expected) {
            const Bytes body = bytes_of(expected.at("body"));
            const Bytes32 digest = wire::vaa_digest(body);
            EXPECT_EQ(digest, fixed_of<32>(expected.at("digest")));
            std::vector<wire::VaaSignature> signatures;
            for (const json::value& guardian : about.at("guardians").as_array())
            {
                const auto key = crypto::SecretKey::from_bytes(
                    fixed_of<32>(guardian.as_object().at("private_key")));
                signatures.push_back({static_cast<std::uint8_t>(signatures.size()),
                                      crypto::sign(digest, key.value())});
            }
            signatures.resize(3);

            const Bytes message = wire::encode_vaa(0, signatures, body);

            EXPECT_EQ(to_hex(message), to_hex(bytes_of(expected.at("vaa"))));
            const auto vaa = wire::parse_vaa(message);
            ASSERT_TRUE(vaa);
            EXPECT_EQ(wire::encode_vaa(*vaa), message);
            const auto attested = attest::verify(*vaa, guardians, project_now_s);
            ASSERT_TRUE(attested);
            EXPECT_EQ(attested->digest(), digest);
            EXPECT_EQ(attested->signers(), (std::vector<std::uint8_t>{0, 1, 2}));
        });
}

TEST_F(ProjectMessages, ASetUpgradeInstallsTheNextGuardians)
{
    const Bytes32 id = fixed_of<32>(about.at("deployment_id"));
    each("set_upgrade", [&](const json::object& input, const json::object& expected) {
        const auto vaa = wire::parse_vaa(bytes_of(expected.at("vaa"))).value();
        const ChainId chain{1};

        const auto upgrade = attest::verify_set_upgrade(
            vaa, guardians, {.deployment = id, .chain = chain}, project_now_s);

        ASSERT_TRUE(upgrade);
        EXPECT_EQ(wire::encode_set_upgrade(upgrade->value()), bytes_of(expected.at("payload")));
        const auto sets = attest::succeed(guardians, *upgrade, project_now_s);
        EXPECT_EQ(sets.next.keys, addresses_of(input.at("fields").as_object().at("keys")));
        EXPECT_EQ(sets.next.index, 1U);
        EXPECT_EQ(sets.replaced.expiry_s, project_now_s + 86'400);
    });
}
