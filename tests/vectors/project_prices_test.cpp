// SPDX-License-Identifier: Apache-2.0
// prices.json: updates of a development set, built by an independent implementation of the format.
#include <gtest/gtest.h>

#include <ballast/attest/price_proof.hpp>

#include "vector_files.hpp"

using namespace ballast;
using namespace ballast::vectors;
namespace json = boost::json;

namespace {
std::int64_t signed_of(const json::value& value)
{
    return static_cast<std::int64_t>(integer_of(value));
}

PricePoint price_from(const json::object& price)
{
    return {.feed = fixed_of<32>(price.at("feed")),
            .price = signed_of(price.at("price")),
            .conf = u64_of(price.at("conf")),
            .expo = static_cast<std::int32_t>(signed_of(price.at("expo"))),
            .publish_time_s = signed_of(price.at("publish_time")),
            .prev_publish_time_s = signed_of(price.at("prev_publish_time")),
            .ema_price = signed_of(price.at("ema")),
            .ema_conf = u64_of(price.at("ema_conf"))};
}

class ProjectPrices : public testing::Test
{
protected:
    const json::value json_file = read_project_vectors("prices.json");
    const json::object& file = json_file.as_object();
    const attest::Emitter source{{static_cast<std::uint16_t>(u64_of(file.at("emitter_chain")))},
                                 fixed_of<32>(file.at("emitter"))};
    SignerSet set() const
    {
        SignerSet out;
        out.keys = addresses_of(file.at("guardians"));
        return out;
    }
    /// The whole path from bytes to prices.
    std::string judge(BytesView bytes, attest::PriceUpdate& prices) const
    {
        const auto update = wire::parse_accumulator(bytes);
        if (!update) return std::string{wire::name_of(update.error())};
        const auto proven = attest::verify_price_update(*update, set(), std::array{source}, 0);
        if (!proven) return std::string{attest::name_of(proven.error())};
        prices = proven->value();
        return "accepted";
    }
};
}  // namespace

TEST_F(ProjectPrices, UpdatesAreBuiltByteForByteFromTheirPrices)
{
    for (const json::value& item : file.at("cases").as_array())
    {
        SCOPED_TRACE(item.as_object().at("name").as_string());
        const json::object& input = item.as_object().at("input").as_object();
        const json::object& expected = item.as_object().at("expected").as_object();
        std::vector<Bytes> messages;
        for (const json::value& price : input.at("prices").as_array())
            messages.push_back(wire::encode_price_message(price_from(price.as_object())));
        const auto tree = crypto::build_price_tree(messages);
        EXPECT_EQ(tree.root, fixed_of<20>(expected.at("root")));
        // The signatures and the additions of later versions are the vector's; all else is made
        // here.
        const Bytes bytes = bytes_of(expected.at("update"));
        wire::Accumulator update = wire::parse_accumulator(bytes).value();
        auto root = wire::parse_accumulator_root(update.vaa.body.payload).value();
        EXPECT_EQ(root.slot, u64_of(file.at("slot")));
        root.root = tree.root;
        update.vaa.body.payload = wire::encode_accumulator_root(root);
        update.messages.clear();
        for (std::size_t i = 0; i < messages.size(); ++i)
            update.messages.push_back({messages[i], tree.paths[i]});

        EXPECT_EQ(to_hex(wire::encode_accumulator(update)), to_hex(bytes));
        EXPECT_EQ(wire::vaa_digest(update.vaa.body), fixed_of<32>(expected.at("digest")));
    }
}

TEST_F(ProjectPrices, UpdatesVerifyWithTheirPrices)
{
    for (const json::value& item : file.at("cases").as_array())
    {
        SCOPED_TRACE(item.as_object().at("name").as_string());
        const json::object& input = item.as_object().at("input").as_object();
        attest::PriceUpdate update;

        ASSERT_EQ(judge(bytes_of(item.as_object().at("expected").as_object().at("update")), update),
                  "accepted");

        const json::array& prices = input.at("prices").as_array();
        ASSERT_EQ(update.prices.size(), prices.size());
        EXPECT_EQ(update.timestamp_s, u64_of(file.at("timestamp")));
        for (std::size_t i = 0; i < prices.size(); ++i)
            EXPECT_EQ(update.prices[i], price_from(prices[i].as_object()));
    }
}

TEST_F(ProjectPrices, EveryAlteredUpdateIsRefusedByName)
{
    for (const json::value& item : file.at("refused").as_array())
    {
        SCOPED_TRACE(item.as_object().at("name").as_string());
        attest::PriceUpdate update;
        EXPECT_EQ(judge(bytes_of(item.as_object().at("input").as_object().at("update")), update),
                  text_of(item.as_object().at("expected_error")));
    }
}

TEST_F(ProjectPrices, AnyBitOfAnyByteFlippedIsRefusedOrChangesNoPrice)
{
    const json::object& first = file.at("cases").as_array().front().as_object();
    const Bytes good = bytes_of(first.at("expected").as_object().at("update"));
    attest::PriceUpdate expected;
    ASSERT_EQ(judge(good, expected), "accepted");
    std::size_t accepted = 0;
    for (std::size_t at = 0; at < good.size(); ++at)
    {
        Bytes altered = good;
        altered[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
        attest::PriceUpdate found;
        if (judge(altered, found) != "accepted") continue;
        ++accepted;
        ASSERT_EQ(found, expected) << "byte " << at;
    }
    // Only the minor version is neither signed nor checked.
    EXPECT_EQ(accepted, 1U);
}
