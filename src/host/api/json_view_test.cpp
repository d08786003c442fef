// SPDX-License-Identifier: Apache-2.0
// JSON of described structs, out and in.
#include <gtest/gtest.h>

#include <ballast/api/json_reader.hpp>
#include <ballast/domain/request.hpp>

using namespace ballast;
using namespace ballast::api;

namespace {

Quote some_quote()
{
    Bytes20 owner;
    owner.bytes[0] = 0xAB;
    return {.maker = AccountId::of_owner(owner),
            .instrument = *InstrumentName::parse("ETH-PERP"),
            .quantity_e18 = -1'500'000'000'000'000'000,
            .price_e18 = static_cast<i128>(3'000'000'000'000'000'000) * 1000,
            .expiry_s = 1'800'000'600,
            .nonce = 18'446'744'073'709'551'615U};
}

/// What the reader says about the quote whose field was replaced by this JSON.
FieldProblem problem_with(const std::string& field, std::string_view json)
{
    boost::json::value document = to_json(some_quote(), JsonStyle::Exact);
    document.as_object()[field] = boost::json::parse(json);
    const auto read = from_json<Quote>(document, "quote");
    return read ? FieldProblem{"", "taken"} : read.error();
}

}  // namespace

TEST(JsonView, ShowsIdsAsHexWideIntegersAsStringsAndScaledOnesAsDecimalsToo)
{
    EXPECT_EQ(boost::json::serialize(to_json(some_quote())),
              R"({"maker":"0xab00000000000000000000000000000000000000000000000000000000000000",)"
              R"("instrument":"ETH-PERP",)"
              R"("quantity_e18":"-1500000000000000000","quantity":"-1.500000000000000000",)"
              R"("price_e18":"3000000000000000000000","price":"3000.000000000000000000",)"
              R"("expiry_s":"1800000600","nonce":"18446744073709551615"})");
}

TEST(JsonView, ShowsAVariantWithItsName)
{
    const boost::json::value shown = to_json(ObservationBody{SetChanged{.index = 3}});
    EXPECT_EQ(boost::json::serialize(shown), R"({"type":"SetChanged","index":3})");
    EXPECT_EQ(boost::json::serialize(to_json(RejectReason::PriceStale)), R"("PriceStale")");
}

TEST(JsonView, ShowsAnAbsentValueAsNull)
{
    EXPECT_TRUE(to_json(std::optional<Sequence>{}).is_null());
    EXPECT_EQ(to_json(std::optional{Sequence{7}}).as_string(), "7");
}

TEST(JsonView, ShowsAnEvmAddressWithTwentyBytesAndAnyOtherWithThirtyTwo)
{
    Bytes20 evm;
    evm.bytes[19] = 1;
    EXPECT_EQ(address_text(Address::from_evm(evm)), "0x0000000000000000000000000000000000000001");
    Address other;
    other.value.bytes[0] = 1;
    EXPECT_EQ(address_text(other).size(), 66U);
}

TEST(JsonReader, ReadsBackWhatTheExactViewShows)
{
    const auto read = from_json<Quote>(to_json(some_quote(), JsonStyle::Exact), "quote");
    ASSERT_TRUE(read) << read.error().field;
    EXPECT_EQ(*read, some_quote());
}

TEST(JsonReader, NamesTheFieldThatIsWrongAndWhatWasExpected)
{
    EXPECT_EQ(problem_with("price_e18", "3000"),
              (FieldProblem{"quote.price_e18", "expected a decimal integer as a string"}));
    EXPECT_EQ(problem_with("price_e18", R"("1.5")").sentence,
              "expected a decimal integer as a string");
    EXPECT_EQ(problem_with("price_e18", R"("1e18")").field, "quote.price_e18");
    EXPECT_EQ(problem_with("nonce", R"("18446744073709551616")").sentence,
              "expected an integer from 0 to 18446744073709551615");
    EXPECT_EQ(problem_with("nonce", R"("-1")").field, "quote.nonce");
    EXPECT_EQ(problem_with("maker", R"("0x12")").sentence, "expected 32 bytes in hex");
    EXPECT_EQ(problem_with("maker", "7").field, "quote.maker");
    EXPECT_EQ(problem_with("instrument", R"("eth perp")").field, "quote.instrument");
    EXPECT_EQ(problem_with("quantity_e18", "null").field, "quote.quantity_e18");
}

TEST(JsonReader, RefusesMissingAndUnknownFields)
{
    EXPECT_EQ(problem_with("price", "1"), (FieldProblem{"quote.price", "there is no such field"}));
    boost::json::value document = to_json(some_quote(), JsonStyle::Exact);
    document.as_object().erase("nonce");
    EXPECT_EQ(from_json<Quote>(document, "quote").error(),
              (FieldProblem{"quote.nonce", "the field is missing"}));
    EXPECT_EQ(from_json<Quote>(boost::json::value(1), "quote").error().sentence,
              "expected an object");
}

TEST(JsonReader, RefusesWhatIsNoOneBoundedDocument)
{
    EXPECT_TRUE(parse_json(R"({"a": [1, {"b": 2}]})"));
    EXPECT_FALSE(parse_json(""));
    EXPECT_FALSE(parse_json("{"));
    EXPECT_FALSE(parse_json("{} {}"));
    EXPECT_FALSE(parse_json("{}x"));
    EXPECT_FALSE(parse_json("\"\xff\""));
    EXPECT_EQ(parse_json(R"({"a": 1, "a": 2})").error().sentence,
              "a field stands twice in one object");
    EXPECT_FALSE(
        parse_json(std::string(json_depth_max + 1, '[') + std::string(json_depth_max + 1, ']')));
    EXPECT_TRUE(parse_json(std::string(json_depth_max, '[') + std::string(json_depth_max, ']')));
}

TEST(JsonReader, ShowsNoMoreOfAForeignNameThanPeopleCanRead)
{
    const boost::json::value document{{std::string(5000, 'x'), 1}};
    EXPECT_LT(from_json<SetChanged>(document, "").error().field.size(), 100U);
    boost::json::object extra{{"index", 1}, {std::string(5000, 'x'), 1}};
    EXPECT_LT(from_json<SetChanged>(extra, "").error().field.size(), 100U);
}
