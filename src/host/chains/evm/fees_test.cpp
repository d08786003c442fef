// SPDX-License-Identifier: Apache-2.0
// Fees inside their caps, and replacements that a node takes.
#include <gtest/gtest.h>

#include <ballast/chains/evm/fees.hpp>
#include <boost/json/parse.hpp>

namespace ballast::chains::evm {

namespace {

const EvmSubmitterSettings settings{.fee_max_wei = 1'000,
                                    .priority_fee_max_wei = 100,
                                    .priority_fee_min_wei = 10,
                                    .replacement_bump_ppm = 250'000};

}  // namespace

TEST(Fees, CoverTwiceTheBaseFeeInsideTheCaps)
{
    EXPECT_EQ(fees_for(200, 50, settings), (Fees{.priority_max = 50, .fee_max = 450}));
    EXPECT_EQ(fees_for(200, 0, settings), (Fees{.priority_max = 10, .fee_max = 410}));
    EXPECT_EQ(fees_for(200, 5'000, settings), (Fees{.priority_max = 100, .fee_max = 500}));
    EXPECT_EQ(fees_for(900, 50, settings), (Fees{.priority_max = 50, .fee_max = 1'000}));
    EXPECT_EQ(fees_for(990, 50, settings)->fee_max, 1'000U);
}

TEST(Fees, AreNoneWhenTheChainAsksForMoreThanTheCap)
{
    EXPECT_EQ(fees_for(991, 50, settings), std::nullopt);
    EXPECT_EQ(fees_for(~static_cast<u128>(0), 50, settings), std::nullopt);
}

TEST(Fees, OfAReplacementAreRaisedEnoughOrNotAtAll)
{
    EXPECT_EQ(bumped({40, 400}, {10, 100}, settings), (Fees{.priority_max = 50, .fee_max = 500}));
    EXPECT_EQ(bumped({40, 400}, {60, 700}, settings), (Fees{.priority_max = 60, .fee_max = 700}));
    EXPECT_EQ(bumped({90, 400}, {10, 100}, settings), (Fees{.priority_max = 100, .fee_max = 500}));
    EXPECT_EQ(bumped({95, 400}, {10, 100}, settings), std::nullopt);
    EXPECT_EQ(bumped({40, 950}, {10, 100}, settings), std::nullopt);
}

TEST(Fees, ComeFromTheBlockAfterTheLatest)
{
    EXPECT_EQ(*parse_next_base_fee(boost::json::parse(R"({"baseFeePerGas":["0x1","0x2"]})")), 2U);
    for (const std::string_view text :
         {"null", "{}", R"({"baseFeePerGas":[]})", R"({"baseFeePerGas":[null]})",
          R"({"baseFeePerGas":"0x1"})"})
        EXPECT_FALSE(parse_next_base_fee(boost::json::parse(text))) << text;
}

}  // namespace ballast::chains::evm
