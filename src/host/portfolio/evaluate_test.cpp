// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/portfolio/report_json.hpp>
#include <ballast/portfolio/report_text.hpp>
#include <cstdlib>

namespace ballast::portfolio {
namespace {

PortfolioFile example(const std::string& name)
{
    auto file = read_portfolio_file(BALLAST_SOURCE_DIR "/config/portfolios/" + name);
    EXPECT_TRUE(file) << (file ? "" : file.error().sentence());
    return file ? *std::move(file) : PortfolioFile{};
}

Evaluation under(const PortfolioFile& file, const std::string& name)
{
    const auto model = find_model(name, file.models);
    EXPECT_TRUE(model) << (model ? "" : model.error().sentence());
    auto out = evaluate(file, *model);
    EXPECT_TRUE(out) << (out ? "" : out.error().sentence());
    return out ? *std::move(out) : Evaluation{};
}

/// A decimal text of the JSON as a double.
double at(const boost::json::object& object, const char* key)
{
    return std::strtod(object.at(key).as_string().c_str(), nullptr);
}

TEST(Evaluate, GivesThePublishedPerpetualOfDerive)
{
    const Evaluation e = under(example("derive-perp.toml"), "derive-pmrm2");
    EXPECT_EQ(e.details.at("initial_balance").as_string(), "-608.000000000000");
    EXPECT_EQ(e.details.at("maintenance_balance").as_string(), "-481.400000000000");
    EXPECT_EQ(e.free_usd_e6(), -608'000'000);
}

TEST(Evaluate, GivesThePublishedShortCallOfDerive)
{
    const Evaluation e = under(example("derive-short-call.toml"), "derive-pmrm2");
    const auto& u = e.details.at("underlyings").as_array().at(0).as_object();
    EXPECT_NEAR(at(u, "mark"), -1186.4185694587657, 1e-7);
    EXPECT_NEAR(at(u, "worst"), -12939.312020443322, 1e-7);
    EXPECT_EQ(u.at("worst_scenario").as_string(), "spot +18 %, vol up");
    EXPECT_NEAR(at(e.details, "initial_balance"), -14604.048120144837, 1e-7);
    EXPECT_NEAR(at(e.details, "maintenance_balance"), -11824.858703959073, 1e-7);
}

TEST(Evaluate, GivesThePublishedExampleOfDeribit)
{
    const Evaluation e = under(example("deribit-inverse.toml"), "deribit-pm");
    const auto& u = e.details.at("underlyings").as_array().at(0).as_object();
    EXPECT_NEAR(at(u, "worst_coin"), 0.0596858724, 1e-10);
    EXPECT_EQ(u.at("roll_coin").as_string(), "0.003157258980");
    // The published figure takes the worst cut after nine decimals.
    EXPECT_NEAR(at(u, "maintenance_coin"), 0.050274504784, 1e-9);
}

TEST(Evaluate, CountsHedgingCollateralNearlyWhole)
{
    const PortfolioFile file = example("covered-call.toml");
    const Evaluation e = under(file, "ballast");
    const auto& equity = e.details.at("equity").as_object();
    const auto& eth = equity.at("collateral").as_array().at(0).as_object();
    const double hedged = at(eth, "hedged_amount");
    EXPECT_GT(hedged, 0.0);
    EXPECT_LE(hedged, 12.0 * (1 - at(eth.at("haircut").as_object(), "initial")));
    // m alone is relieved, of the hedged part.
    const auto& relief = eth.at("relief").as_object();
    EXPECT_EQ(relief.at("part_initial"), eth.at("haircut").as_object().at("market"));
    EXPECT_NEAR(at(relief, "maintenance"), hedged * 3000 * at(relief, "part_maintenance"), 1e-4);
    PortfolioFile unhedged = file;
    unhedged.collateral[0].underlying = "USD";
    EXPECT_LT(e.initial_usd_e6, under(unhedged, "ballast").initial_usd_e6);
    EXPECT_GT(e.equity_initial_usd_e6, under(unhedged, "ballast").equity_initial_usd_e6);
}

TEST(Evaluate, ChargesAPairOnTwoChainsForWhatItCannotReachInTime)
{
    const Evaluation two = under(example("delta-neutral.toml"), "ballast");
    EXPECT_GT(two.initial_usd_e6, 0);
    EXPECT_LT(two.initial_usd_e6, under(example("delta-neutral.toml"), "standard").initial_usd_e6);
    PortfolioFile joined = example("delta-neutral.toml");
    for (Chain& chain : joined.chains) chain.domain = "one";
    joined.messengers.clear();
    EXPECT_LT(under(joined, "ballast").initial_usd_e6, two.initial_usd_e6);
    EXPECT_FALSE(two.details.at("chains").as_array().empty());
}

TEST(Evaluate, TakesAnEmptyPortfolio)
{
    const auto document = parse_document("as_of = \"2026-12-01\"\ncash = 5", "x");
    const auto file = read_portfolio(*document);
    ASSERT_TRUE(file);
    for (const ShippedModel& model : shipped_models())
    {
        const Evaluation e = under(*file, std::string{model.name});
        EXPECT_EQ(e.initial_usd_e6, 0) << model.name;
        EXPECT_EQ(e.equity_usd_e6, 5'000'000) << model.name;
    }
}

TEST(WhatIf, ClosingAPositionLeavesWhatItRealised)
{
    const PortfolioFile before = example("one-way.json");
    const auto after = after_trade(before, "BTC-PERP@arbitrum -1.25");
    ASSERT_TRUE(after) << after.error().sentence();
    const Evaluation a = under(before, "ballast");
    const Evaluation b = under(*after, "ballast");
    EXPECT_EQ(a.equity_usd_e6, b.equity_usd_e6);
    EXPECT_LT(b.initial_usd_e6, a.initial_usd_e6);
}

TEST(WhatIf, ATradeAboveTheMarkLosesTheDifference)
{
    const PortfolioFile before = example("one-way.json");
    const auto after = after_trade(before, "SOL-PERP@base +10 @151");
    ASSERT_TRUE(after) << after.error().sentence();
    EXPECT_EQ(under(before, "ballast").equity_usd_e6 - 10'000'000,
              under(*after, "ballast").equity_usd_e6);
}

TEST(WhatIf, RefusesWhatIsNoTrade)
{
    const PortfolioFile file = example("one-way.json");
    for (const char* trade :
         {"", "BTC-PERP", "BTC-PERP@arbitrum", "BTC-PERP@moon 1", "BTC-PERP@arbitrum 0",
          "BTC-PERP@arbitrum x", "BTC-PERP@arbitrum 1 2", "BTC-PERP@arbitrum 1 @-2",
          "DOGE-PERP@arbitrum 1", "BTC-26MAR27-1-C@arbitrum 1", "BTC-PERP@arbitrum 1 @2 x",
          "BTC-PERP@arbitrum 1e10", "BTC-PERP@arbitrum nan"})
    {
        const auto after = after_trade(file, trade);
        ASSERT_FALSE(after) << trade;
        EXPECT_TRUE(after.error().sentence().starts_with("--what-if: found")) << trade;
    }
}

TEST(LiquidationPrice, IsWhereTheCushionEnds)
{
    const PortfolioFile file = example("one-way.json");
    const auto model = find_model("ballast", Node{});
    const auto prices = liquidation_prices(file, *model);
    ASSERT_TRUE(prices);
    ASSERT_EQ(prices->size(), 2U);
    const LiquidationPrice& btc = prices->at(0);
    ASSERT_TRUE(btc.below_e8);
    EXPECT_LT(*btc.below_e8, btc.index_e8);
    EXPECT_FALSE(btc.above_e8);  // a long position does not lose from a rise
    const auto cushion = [&](std::int64_t index_e8) {
        PortfolioFile there = file;
        there.underlyings[0].index_e8 = index_e8;
        return under(there, "ballast").cushion_usd_e6();
    };
    EXPECT_LT(cushion(*btc.below_e8), 0);
    EXPECT_GE(cushion(*btc.below_e8 + 2 * 100'000'00), -1'000'000);
}

TEST(Report, FitsAHundredColumns)
{
    const auto places = [](std::string_view line) {
        return std::count_if(line.begin(), line.end(),
                             [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    };
    for (const char* name : {"covered-call.toml", "calendar-spread.toml", "one-way.json",
                             "delta-neutral.toml", "derive-short-call.toml"})
    {
        const PortfolioFile file = example(name);
        std::vector<Evaluation> all;
        for (const ShippedModel& model : shipped_models())
            all.push_back(under(file, std::string{model.name}));
        std::string text = report_text(file, all, {}) + what_if_text(all, all, {});
        for (const Evaluation& e : all) text += sweep_text(e, {});
        text +=
            liquidation_text("ballast", *liquidation_prices(file, *find_model("ballast", {})), {});
        EXPECT_EQ(text.find('\033'), text.npos);
        for (std::size_t at = 0; at < text.size();)
        {
            const std::size_t end = text.find('\n', at);
            EXPECT_LE(places(std::string_view{text}.substr(at, end - at)), 100)
                << text.substr(at, end - at);
            at = end + 1;
        }
    }
}

TEST(Report, WritesMoneyForPeople)
{
    EXPECT_EQ(money_text(1'234'567'891'234), "1,234,567.89");
    EXPECT_EQ(money_text(-999'999'000'000), "-999,999.00");
    EXPECT_EQ(money_text(-4'000), "0.00");
    EXPECT_EQ(short_money_text(0), "0");
    EXPECT_EQ(short_money_text(-12'345'678'900), "-12.3k");
    EXPECT_EQ(short_money_text(999'600'000), "1.00k");
    EXPECT_EQ(short_money_text(5'000'000), "5");
}

TEST(Schema, IsJson)
{
    const auto schema = parse_document(portfolio_schema(), "schema");
    ASSERT_TRUE(schema) << schema.error().sentence();
    EXPECT_NE(schema->find("properties"), nullptr);
}

}  // namespace
}  // namespace ballast::portfolio
