// SPDX-License-Identifier: Apache-2.0
// Real price updates: of the guardians' time, of the routers', and of a set with one key.
#include <gtest/gtest.h>

#include <ballast/attest/price_proof.hpp>

#include "vector_files.hpp"

using namespace ballast;
using namespace ballast::vectors;
using attest::AttestError;
namespace json = boost::json;

namespace {
attest::Emitter emitter_of(const json::object& parsed)
{
    return {{static_cast<std::uint16_t>(u64_of(parsed.at("emitter_chain")))},
            fixed_of<32>(parsed.at("emitter"))};
}

PricePoint price_from(const json::object& update)
{
    return {.feed = fixed_of<32>(update.at("id")),
            .price = static_cast<std::int64_t>(integer_of(update.at("price"))),
            .conf = u64_of(update.at("conf")),
            .expo = static_cast<std::int32_t>(integer_of(update.at("expo"))),
            .publish_time_s = static_cast<std::int64_t>(integer_of(update.at("publish_time"))),
            .prev_publish_time_s =
                static_cast<std::int64_t>(integer_of(update.at("prev_publish_time"))),
            .ema_price = static_cast<std::int64_t>(integer_of(update.at("ema_price"))),
            .ema_conf = u64_of(update.at("ema_conf"))};
}

/// Parses, checks that the bytes come back, and returns the update.
wire::Accumulator parsed_whole(const Bytes& bytes)
{
    const auto update = wire::parse_accumulator(bytes);
    EXPECT_TRUE(update);
    EXPECT_EQ(wire::encode_accumulator(update.value()), bytes);
    return *update;
}

/// Every price as the vector's own parser read it.
void expect_prices(const attest::PriceUpdate& update, const json::object& parsed)
{
    const json::array& expected = parsed.at("updates").as_array();
    ASSERT_EQ(update.prices.size(), expected.size());
    EXPECT_EQ(update.slot, u64_of(parsed.at("slot")));
    EXPECT_EQ(update.timestamp_s, u64_of(parsed.at("vaa_timestamp")));
    for (std::size_t i = 0; i < expected.size(); ++i)
    {
        EXPECT_EQ(update.prices[i], price_from(expected[i].as_object()));
        EXPECT_EQ(wire::encode_price_message(update.prices[i]).size(), 85U);
    }
}

SignerSet one_key_set()
{
    SignerSet out;
    out.keys = {*parse_hex_fixed<20>("7E5F4552091A69125d5DfCb7b8C2659029395Bdf")};
    return out;
}

SignerSet router_set(const json::object& file, std::uint32_t which)
{
    SignerSet out;
    out.keys = addresses_of(file.at("router_set").as_object().at(std::to_string(which)));
    out.rule = QuorumRule::Majority;
    return out;
}
}  // namespace

TEST(PublicPrices, ThirteenUpdatesOfTheGuardiansTimeVerifyWithTheirPrices)
{
    BALLAST_NEEDS_PUBLIC_VECTORS();
    const auto updates = read_public_vectors("pyth/pnau_mainnet.json");
    const auto sets = read_public_vectors("wormhole/mainnet_guardian_sets.json");
    ASSERT_EQ(updates.as_array().size(), 13U);
    for (const json::value& item : updates.as_array())
    {
        SCOPED_TRACE(item.as_object().at("label").as_string());
        const json::object& parsed = item.as_object().at("parsed").as_object();
        const wire::Accumulator update = parsed_whole(bytes_of(item.as_object().at("hex")));
        const SignerSet set = public_guardian_set(sets, update.vaa.set_index);
        const std::array source{emitter_of(parsed)};
        EXPECT_EQ(wire::vaa_digest(update.vaa.body), fixed_of<32>(parsed.at("vaa_digest")));

        const auto proven = attest::verify_accumulator(update, set, source, 0);
        const auto prices = attest::verify_price_update(update, set, source, 0);

        ASSERT_TRUE(proven) << attest::name_of(proven.error());
        // One of them carries time-weighted averages: proven, but not prices.
        if (update.messages.front().message.front() != 0)
            EXPECT_EQ(prices.error(), AttestError::UnsupportedMessage);
        else
            expect_prices(prices.value().value(), parsed);
    }
}

TEST(PublicPrices, AnUpdateOfTheRoutersVerifiesByTheirOwnQuorumRule)
{
    BALLAST_NEEDS_PUBLIC_VECTORS();
    const auto file = read_public_vectors("pyth/pnau_router_2026.json").as_object();
    for (const json::value& item : file.at("vectors").as_array())
    {
        const json::object& parsed = item.as_object().at("parsed").as_object();
        const wire::Accumulator update = parsed_whole(bytes_of(item.as_object().at("hex")));
        const std::array source{emitter_of(parsed)};

        const auto prices = attest::verify_price_update(update, router_set(file, 0), source, 0);

        ASSERT_TRUE(prices) << attest::name_of(prices.error());
        EXPECT_EQ(prices->signers().size(), 3U);
        expect_prices(prices->value(), parsed);
        EXPECT_EQ(attest::verify_price_update(update, router_set(file, 1), source, 0).error(),
                  AttestError::SignerMismatch);
        SignerSet strict = router_set(file, 0);
        strict.rule = QuorumRule::TwoThirdsPlusOne;
        EXPECT_EQ(attest::verify_price_update(update, strict, source, 0).error(),
                  AttestError::BelowQuorum);
        SignerSet fixed = router_set(file, 0);
        fixed.rule = QuorumRule::Fixed;
        fixed.fixed_quorum = 3;
        EXPECT_TRUE(attest::verify_price_update(update, fixed, source, 0));
    }
}

TEST(PublicPrices, AnUpdateFromAnEmitterThatIsNoLongerValidIsRefused)
{
    BALLAST_NEEDS_PUBLIC_VECTORS();
    const auto file = read_public_vectors("pyth/pnau_router_2026.json").as_object();
    const json::object& item = file.at("vectors").as_array().at(0).as_object();
    const wire::Accumulator update = parsed_whole(bytes_of(item.at("hex")));
    const std::array guardians_time{attest::Emitter{
        {26},
        *parse_hex_fixed<32>("e101faedac5851e32b9b23b5f9411a8c2bac4aae3ed4dd7b811dd1a72ea4aa71")}};

    EXPECT_EQ(attest::verify_price_update(update, router_set(file, 0), guardians_time, 0).error(),
              AttestError::UnknownEmitter);
}

TEST(PublicPrices, UpdatesOfAOneKeySetAreTakenOrRefusedByName)
{
    BALLAST_NEEDS_PUBLIC_VECTORS();
    const auto cases = read_public_vectors("pyth/pnau_cases_one_key_set.json");
    std::size_t seen = 0;
    for (const json::value& item : cases.as_array())
    {
        const std::string_view label = text_of(item.as_object().at("label"));
        SCOPED_TRACE(label);
        const Bytes bytes = bytes_of(item.as_object().at("hex"));
        ++seen;
        if (label == "invalid_major_version")
        {
            EXPECT_EQ(wire::parse_accumulator(bytes).error(), wire::DecodeError::BadVersion);
            continue;
        }
        const auto update = wire::parse_accumulator(bytes);
        if (label == "extra_payload")
        {
            ASSERT_TRUE(update) << wire::name_of(update.error());
        }
        ASSERT_TRUE(update);
        const std::array source{
            attest::Emitter{update->vaa.body.emitter_chain, update->vaa.body.emitter}};
        const auto prices = attest::verify_price_update(*update, one_key_set(), source, 0);
        if (label == "invalid_proof")
            EXPECT_EQ(prices.error(), AttestError::BadMerklePath);
        else if (item.as_object().at("parsed").is_object())
            expect_prices(prices.value().value(), item.as_object().at("parsed").as_object());
    }
    EXPECT_EQ(seen, 5U);
}
