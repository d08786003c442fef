// SPDX-License-Identifier: Apache-2.0
// The worked examples of docs/formats are what the vectors say: a page that drifts from the code
// fails here.
#include <gtest/gtest.h>

#include <ballast/crypto/keccak256.hpp>
#include <ballast/wire/accumulator.hpp>
#include <ballast/wire/mark_update.hpp>
#include <ballast/wire/observation_message.hpp>
#include <ballast/wire/order_message.hpp>
#include <ballast/wire/rlp.hpp>
#include <ballast/wire/set_upgrade.hpp>
#include <ballast/wire/volatility_update.hpp>
#include <fstream>

#include "vector_files.hpp"

using namespace ballast;
using namespace ballast::vectors;
namespace json = boost::json;

namespace {
/// The bytes of the block "```hex <name>" of a page: hex digits, with spaces and comments after
/// '#'.
Bytes example(const std::string& page, const std::string& name)
{
    std::ifstream file{std::filesystem::path{BALLAST_SOURCE_DIR} / "docs/formats" / page};
    std::string hex;
    bool inside = false;
    for (std::string line; std::getline(file, line);)
    {
        if (!inside)
            inside = line == "```hex " + name;
        else if (line == "```")
            return parse_hex(hex).value();
        else
            std::copy_if(
                line.begin(),
                line.begin() + static_cast<std::ptrdiff_t>(std::min(line.find('#'), line.size())),
                std::back_inserter(hex), [](char c) { return c != ' '; });
    }
    throw std::runtime_error{page + " has no example " + name};
}

const json::object& expected_of(const json::value& file, std::string_view name)
{
    for (const json::value& item : file.as_object().at("cases").as_array())
        if (text_of(item.as_object().at("name")) == name)
            return item.as_object().at("expected").as_object();
    throw std::runtime_error{"no such case"};
}
}  // namespace

TEST(FormatDocuments, EnvelopesAndPayloadsShowTheVectors)
{
    const json::value orders = read_project_vectors("orders.json");
    EXPECT_EQ(to_hex(example("vaa.md", "vaa")),
              to_hex(bytes_of(expected_of(orders, "voided").at("vaa"))));
    EXPECT_EQ(to_hex(example("vaa.md", "set_upgrade")),
              to_hex(bytes_of(expected_of(orders, "set_upgrade_everywhere").at("payload"))));
    EXPECT_EQ(to_hex(example("payloads.md", "permit")),
              to_hex(bytes_of(expected_of(orders, "permit").at("payload"))));
    EXPECT_EQ(to_hex(example("payloads.md", "head")),
              to_hex(bytes_of(expected_of(orders, "head").at("payload"))));
    EXPECT_TRUE(wire::parse_vaa(example("vaa.md", "vaa")));
    EXPECT_TRUE(wire::parse_set_upgrade(example("vaa.md", "set_upgrade")));
}

TEST(FormatDocuments, ThePriceUpdateIsTheFirstVector)
{
    const json::value prices = read_project_vectors("prices.json");
    const Bytes update = example("accumulator.md", "update");
    EXPECT_EQ(to_hex(update), to_hex(bytes_of(expected_of(prices, "one_price").at("update"))));
    EXPECT_TRUE(wire::parse_accumulator(update));
}

TEST(FormatDocuments, VolatilityAndMarksAreTheVectors)
{
    const json::value updates = read_project_vectors("market_updates.json");
    const Bytes volatility = example("market_updates.md", "volatility");
    const Bytes marks = example("market_updates.md", "marks");
    EXPECT_EQ(to_hex(volatility),
              to_hex(bytes_of(expected_of(updates, "two_slices").at("payload"))));
    EXPECT_EQ(to_hex(marks), to_hex(bytes_of(expected_of(updates, "two_marks").at("payload"))));
    EXPECT_TRUE(wire::parse_volatility_update(volatility));
    EXPECT_TRUE(wire::parse_mark_update(marks));
}

TEST(FormatDocuments, TheQuotesPreimageHashesToItsDigest)
{
    const json::value requests = read_project_vectors("eip712.json");
    EXPECT_EQ(crypto::keccak256(example("eip712.md", "quote_preimage")),
              fixed_of<32>(expected_of(requests, "quote").at("digest")));
}

TEST(FormatDocuments, RlpItemsParseAndTheTransactionIsTheVectors)
{
    const json::value evm = read_project_vectors("evm.json");
    const Bytes item = example("rlp.md", "item");
    const auto parsed = wire::rlp::parse(item);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->items.size(), 3U);
    EXPECT_EQ(wire::rlp::encode(*parsed), item);
    const json::object& first = evm.as_object().at("transactions").as_array().front().as_object();
    EXPECT_EQ(to_hex(example("rlp.md", "transaction")),
              to_hex(bytes_of(first.at("expected").as_object().at("raw"))));
}
