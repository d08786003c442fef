// SPDX-License-Identifier: Apache-2.0
#include "price_series.hpp"

#include <gmock/gmock.h>

namespace ballast::backtest {
namespace {
using testing::HasSubstr;

const std::string header = "ts_utc,open,high,low,close,quote_volume\n";

std::string bar(std::int64_t time_s, const std::string& close = "2.5")
{
    return std::to_string(time_s) + ",1,3,1," + close + ",7\n";
}

/// What is wrong with a file BTCUSDT.csv.
std::string problem_of(const std::string& text)
{
    const auto series = parse_series(text, "BTCUSDT.csv");
    return series ? "nothing" : series.error().sentence();
}

TEST(PriceSeries, KnowsACloseOneStepAfterItsBarOpened)
{
    const auto series = parse_series(header + bar(3'600) + bar(7'200, "2.75"), "x/BTCUSDT.csv");

    ASSERT_TRUE(series);
    EXPECT_EQ(series->symbol, "BTC");
    EXPECT_EQ(series->step_s, 3'600);
    const std::vector<PricePoint> expected = {{7'200, 250'000'000}, {10'800, 275'000'000}};
    EXPECT_EQ(series->points, expected);
}

TEST(PriceSeries, TakesColumnsInAnyOrderAndNamesWithAPeriod)
{
    const auto series = parse_series("# a comment\nclose,ts_utc\n2,3600\n3,7200\n",
                                     "ETHUSDT_2023-03-01_2023-03-31.csv");

    ASSERT_TRUE(series);
    EXPECT_EQ(series->symbol, "ETH");
    EXPECT_EQ(series->points.back().close_e8, 300'000'000);
}

TEST(PriceSeries, CountsGapsOfWholeSteps)
{
    const auto series = parse_series(
        header + bar(3'600) + bar(7'200) + bar(10'800) + bar(21'600) + bar(25'200), "A.csv");

    ASSERT_TRUE(series);
    EXPECT_EQ(series->step_s, 3'600);
    EXPECT_EQ(series->gaps, 1U);
    EXPECT_EQ(series->missing, 2U);
}

TEST(PriceSeries, NamesTheLineOfWhatIsNoPrice)
{
    for (const std::string wrong : {"nan", "NaN", "inf", "-1", "0", "", "1e3", "1.123456789"})
        EXPECT_THAT(problem_of(header + bar(3'600) + bar(7'200, wrong)),
                    HasSubstr("BTCUSDT.csv:3: found \"" + wrong + "\", expected a price above 0"))
            << wrong;
    EXPECT_THAT(problem_of(header + "3600,1,nan,1,1,7\n"), HasSubstr("BTCUSDT.csv:2"));
    EXPECT_THAT(problem_of(header + "3600,1,1,1,1,much\n"), HasSubstr("expected a volume"));
}

TEST(PriceSeries, RefusesUnknownDoubledAndMissingColumns)
{
    EXPECT_THAT(problem_of("ts_utc,close,vwap\n"),
                HasSubstr("BTCUSDT.csv:1: found \"vwap\", expected a column of ts_utc, open"));
    EXPECT_THAT(problem_of("ts_utc,close,close\n"), HasSubstr("each column once"));
    EXPECT_THAT(problem_of("ts_utc,open\n"), HasSubstr("expected a header with ts_utc and close"));
    EXPECT_THAT(problem_of(""), HasSubstr("found no line"));
    EXPECT_THAT(problem_of(header + "3600,1,1\n"), HasSubstr("BTCUSDT.csv:2"));
}

TEST(PriceSeries, RefusesTimesThatDoNotAscendInSteps)
{
    EXPECT_THAT(problem_of(header + bar(7'200) + bar(3'600)),
                HasSubstr("BTCUSDT.csv:3: found \"3600,1,3,1,2.5,7\", expected a time after 7200"));
    EXPECT_THAT(problem_of(header + bar(7'200) + bar(7'200)), HasSubstr("BTCUSDT.csv:3"));
    EXPECT_THAT(problem_of(header + bar(3'600) + bar(7'200) + bar(10'800) + bar(12'600)),
                HasSubstr("BTCUSDT.csv:5: found ts_utc 12600, expected a bar every 3600 s"));
    EXPECT_THAT(problem_of(header + bar(3'600) + bar(7'200) + bar(10'800) + bar(201'600)),
                HasSubstr("BTCUSDT.csv:5: found ts_utc 201600, expected a gap of at most 172800"));
    EXPECT_THAT(problem_of(header + bar(3'600) + "soon,1,1,1,1,1\n"),
                HasSubstr("expected the UTC second"));
}

TEST(PriceSeries, RefusesFilesThatAreTooShortOrHaveNoSymbol)
{
    EXPECT_THAT(problem_of(header + bar(3'600)), HasSubstr("found 1 bars, expected at least two"));
    const auto unnamed = parse_series(header + bar(3'600) + bar(7'200), "prices of btc.csv");
    ASSERT_FALSE(unnamed);
    EXPECT_THAT(unnamed.error().sentence(), HasSubstr("expected SYMBOL.csv"));
    EXPECT_FALSE(read_series("none/BTCUSDT.csv"));
}

}  // namespace
}  // namespace ballast::backtest
