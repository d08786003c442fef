// SPDX-License-Identifier: Apache-2.0
// Readers of a node's answers: the one form that is taken, and everything else refused with the
// field's name.
#include <gtest/gtest.h>

#include <ballast/chains/evm/rpc_types.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace ballast::chains::evm {

namespace {

boost::json::value json_of(std::string_view text) { return boost::json::parse(text); }

std::string hash_text(char digit) { return "\"0x" + std::string(64, digit) + "\""; }

std::string header_text()
{
    return R"({"number":"0x10","hash":)" + hash_text('a') + R"(,"parentHash":)" + hash_text('b') +
           R"(,"stateRoot":)" + hash_text('c') + R"(,"timestamp":"0x65"})";
}

std::string log_text()
{
    return R"({"address":"0x)" + std::string(40, '1') + R"(","topics":[)" + hash_text('2') +
           R"(],"data":"0x0102","blockNumber":"0x5","blockHash":)" + hash_text('3') +
           R"(,"logIndex":"0x0","transactionHash":)" + hash_text('4') + R"(,"removed":false})";
}

std::string receipt_text()
{
    return R"({"transactionHash":)" + hash_text('4') + R"(,"blockNumber":"0x5","blockHash":)" +
           hash_text('3') + R"(,"status":"0x1","gasUsed":"0x5208","logs":[)" + log_text() +
           R"(],"contractAddress":null})";
}

}  // namespace

TEST(RpcQuantity, ReadsCanonicalHexOnly)
{
    EXPECT_EQ(*parse_u64(json_of(R"("0x0")"), "x"), 0U);
    EXPECT_EQ(*parse_u64(json_of(R"("0xffffffffffffffff")"), "x"), ~0ULL);
    EXPECT_EQ(*parse_quantity(json_of(R"("0xffffffffffffffffffffffffffffffff")"), "x"),
              ~static_cast<u128>(0));
    EXPECT_EQ(quantity(0), "0x0");
    EXPECT_EQ(quantity(26), "0x1a");
}

TEST(RpcQuantity, RefusesEveryOtherForm)
{
    for (const std::string_view text :
         {R"("0x")", R"("0x00")", R"("0x01")", R"("1")", R"("0xg")", R"("0x 1")", R"("-0x1")",
          R"("0X1")", "1", "null", "[]", R"("0x100000000000000000000000000000000")"})
    {
        const auto refused = parse_quantity(json_of(text), "gasUsed");
        ASSERT_FALSE(refused) << text;
        EXPECT_EQ(refused.error().kind, RpcErrorKind::Malformed);
        EXPECT_NE(refused.error().sentence.find("'gasUsed'"), std::string::npos);
    }
    EXPECT_FALSE(parse_u64(json_of(R"("0x10000000000000000")"), "x"));
}

TEST(RpcData, IsBoundedAndWhole)
{
    EXPECT_EQ(*parse_data(json_of(R"("0x0aFF")"), "x", 2), (Bytes{0x0a, 0xff}));
    EXPECT_TRUE(parse_data(json_of(R"("0x")"), "x", 0));
    EXPECT_FALSE(parse_data(json_of(R"("0x0102")"), "x", 1));
    EXPECT_FALSE(parse_data(json_of(R"("0x1")"), "x", 10));
    EXPECT_FALSE(parse_data(json_of(R"("0102")"), "x", 10));
    EXPECT_FALSE(parse_hash(json_of(R"("0x0102")"), "x"));
    EXPECT_FALSE(parse_address(json_of(hash_text('1')), "x"));
}

TEST(RpcHeader, NamesTheFieldThatIsMissing)
{
    ASSERT_TRUE(parse_header(json_of(header_text())));
    EXPECT_EQ((*parse_header(json_of(header_text())))->number, 16U);
    EXPECT_EQ(*parse_header(json_of("null")), std::nullopt);
    for (const std::string_view field : {"number", "hash", "parentHash", "stateRoot", "timestamp"})
    {
        auto value = json_of(header_text());
        value.as_object().erase(field);
        const auto refused = parse_header(value);
        ASSERT_FALSE(refused) << field;
        EXPECT_NE(refused.error().sentence.find("'" + std::string{field} + "'"), std::string::npos);
    }
}

TEST(RpcLogs, AreBounded)
{
    const auto logs = parse_logs(json_of("[" + log_text() + "]"));
    ASSERT_TRUE(logs) << logs.error().sentence;
    EXPECT_EQ(logs->at(0).data, (Bytes{1, 2}));

    auto many_topics = json_of(log_text());
    for (int i = 0; i < 4; ++i)
        many_topics.as_object()["topics"].as_array().push_back(json_of(hash_text('5')));
    EXPECT_FALSE(parse_logs(boost::json::array{many_topics}));
    auto long_data = json_of(log_text());
    long_data.as_object()["data"] = "0x" + std::string(2 * 16 * 1024 + 2, '0');
    EXPECT_FALSE(parse_logs(boost::json::array{long_data}));
    EXPECT_FALSE(parse_logs(json_of("{}")));
}

TEST(RpcReceipt, IsNothingUntilItHasABlock)
{
    const auto receipt = parse_receipt(json_of(receipt_text()));
    ASSERT_TRUE(receipt) << receipt.error().sentence;
    EXPECT_TRUE((*receipt)->has_succeeded);
    EXPECT_EQ((*receipt)->logs.size(), 1U);

    auto without_block = json_of(receipt_text());
    without_block.as_object()["blockHash"] = nullptr;
    EXPECT_FALSE(parse_receipt(without_block)->has_value());
    EXPECT_FALSE(parse_receipt(json_of("null"))->has_value());
    auto strange = json_of(receipt_text());
    strange.as_object()["status"] = "0x2";
    EXPECT_FALSE(parse_receipt(strange));
}

TEST(RpcTypes, SurviveAnyFieldReplacedByAnything)
{
    const boost::json::array strange{nullptr,
                                     true,
                                     1,
                                     -1,
                                     1.5,
                                     "",
                                     "0x",
                                     "0xzz",
                                     boost::json::array{},
                                     boost::json::object{},
                                     boost::json::value(std::string(100'000, 'f'))};
    for (const auto& text : {header_text(), log_text(), receipt_text()})
    {
        const auto good = json_of(text);
        for (const auto& field : good.as_object())
            for (const auto& value : strange)
            {
                auto bad = good;
                bad.as_object()[field.key()] = value;
                static_cast<void>(parse_header(bad));
                static_cast<void>(parse_receipt(bad));
                static_cast<void>(parse_logs(boost::json::array{bad}));
            }
    }
}

}  // namespace ballast::chains::evm
