// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ballast/feeds/csv_player.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace ballast::feeds {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;

Bytes32 id_of(std::uint8_t number)
{
    Bytes32 out;
    out.bytes[0] = number;
    return out;
}

std::vector<GenesisFeed> feeds()
{
    return {{.id = id_of(1), .name = "ETH/USD", .expo_min = -12, .expo_max = -4},
            {.id = id_of(2), .name = "USDC/USD", .expo_min = -8, .expo_max = -8},
            {.id = id_of(3), .name = "JPY/USD", .expo_min = -5, .expo_max = -2}};
}

FeedPrice eth(std::int64_t price_e8, std::uint64_t conf_e8 = 0)
{
    return {.feed = id_of(1), .price = price_e8, .conf = conf_e8, .expo = -8};
}

FeedPrice usdc(std::int64_t price_e8)
{
    return {.feed = id_of(2), .price = price_e8, .conf = 0, .expo = -8};
}

const std::string header = "time_ms_offset,feed,price,conf\n";

CsvProblem problem_of(std::string_view lines)
{
    const auto path = parse_scripted_path(header + std::string{lines}, "p.csv", feeds());
    EXPECT_FALSE(path.has_value());
    return path ? CsvProblem{} : path.error();
}

std::string text_of(const std::filesystem::path& file)
{
    std::ostringstream out;
    out << std::ifstream{file}.rdbuf();
    return std::move(out).str();
}
}  // namespace

TEST(ScriptedPath, ReadsPricesWithCommentsAndBlankLines)
{
    const auto path = parse_scripted_path(
        "# a comment\n"
        "time_ms_offset,feed,price,conf\n"
        "\n"
        "0,ETH/USD,3000.25,1.5\r\n"
        " 0 , USDC/USD , 1 , 0 \n"
        "# later\n"
        "1500,ETH/USD,0.00000001,0",
        "p.csv", feeds());

    ASSERT_TRUE(path) << path.error().sentence();
    EXPECT_THAT(*path, ElementsAre(PathPoint{0, eth(300'025'000'000, 150'000'000)},
                                   PathPoint{0, usdc(100'000'000)}, PathPoint{1500, eth(1)}));
}

TEST(ScriptedPath, NamesTheBadLineAndWhatWasExpected)
{
    EXPECT_EQ(problem_of("0,ETH/USD,3000,0\n0,BTC/USD,1,0\n").sentence(),
              "p.csv:3: found \"BTC/USD\", expected the name of a feed in the genesis: ETH/USD, "
              "USDC/USD, JPY/USD");
    EXPECT_THAT(problem_of("0,ETH/USD,0,0\n").expected, HasSubstr("a price above 0"));
    EXPECT_THAT(problem_of("0,ETH/USD,-3,0\n").found, HasSubstr("-3"));
    EXPECT_THAT(problem_of("0,ETH/USD,1e3,0\n").found, HasSubstr("1e3"));
    EXPECT_THAT(problem_of("0,ETH/USD,1.000000001,0\n").expected, HasSubstr("8 decimals"));
    EXPECT_THAT(problem_of("0,ETH/USD,99999999999999,0\n").expected, HasSubstr("a price"));
    EXPECT_THAT(problem_of("0,ETH/USD,1,-1\n").expected, HasSubstr("a confidence"));
    EXPECT_THAT(problem_of("0,ETH/USD,1\n").expected, HasSubstr("four fields"));
    EXPECT_THAT(problem_of("0,ETH/USD,1,0,0\n").expected, HasSubstr("four fields"));
    EXPECT_THAT(problem_of("0.5,ETH/USD,1,0\n").expected, HasSubstr("milliseconds"));
    EXPECT_THAT(problem_of("-1,ETH/USD,1,0\n").expected, HasSubstr("milliseconds"));
    EXPECT_THAT(problem_of("0,JPY/USD,1,0\n").expected, HasSubstr("exponents"));
    EXPECT_THAT(problem_of(std::string(600, 'x') + "\n").expected, HasSubstr("at most 512 bytes"));
    EXPECT_THAT(problem_of("").sentence(), HasSubstr("p.csv: found no line of prices"));
}

TEST(ScriptedPath, RefusesTimesThatGoBackAndTwoPricesAtOnce)
{
    const CsvProblem back = problem_of("5,ETH/USD,1,0\n4,ETH/USD,1,0\n");
    const CsvProblem twice = problem_of("5,ETH/USD,1,0\n5,USDC/USD,1,0\n5,ETH/USD,2,0\n");

    EXPECT_EQ(back.line, 3U);
    EXPECT_THAT(back.expected, HasSubstr("at least those of the line before (5)"));
    EXPECT_EQ(twice.line, 4U);
    EXPECT_EQ(twice.expected, "one price of a feed at a time");
}

TEST(ScriptedPath, RefusesAnotherHeader)
{
    const auto path = parse_scripted_path("time,feed,price,conf\n", "p.csv", feeds());
    const auto empty = parse_scripted_path("\n# nothing\n", "p.csv", feeds());

    ASSERT_FALSE(path);
    EXPECT_EQ(path.error().line, 1U);
    EXPECT_THAT(path.error().expected, HasSubstr("time_ms_offset,feed,price,conf"));
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().found, "no line");
}

TEST(Bars, GiveTheirCloseWhenTheyEnd)
{
    const auto path = parse_bars(
        "ts_utc,open,high,low,close,quote_volume_usdt\n"
        "1000,1,2,0.5,1.5,77\n"
        "1060,1,2,0.5,1.75,77\n"
        "1240,1,2,0.5,2,77\n",  // two bars are missing before this one
        "b.csv", {.feed = id_of(1), .conf_ppm = 1'000});

    ASSERT_TRUE(path) << path.error().sentence();
    EXPECT_THAT(*path, ElementsAre(PathPoint{1'060'000, eth(150'000'000, 150'000)},
                                   PathPoint{1'120'000, eth(175'000'000, 175'000)},
                                   PathPoint{1'300'000, eth(200'000'000, 200'000)}));
}

TEST(Bars, AreCutToTheTimeAskedFor)
{
    const std::string text =
        "ts_utc,open,high,low,close\n0,1,1,1,1\n60,1,1,1,2\n120,1,1,1,3\n180,1,1,1,4\n";

    const auto path =
        parse_bars(text, "b.csv", {.feed = id_of(1), .from_utc_s = 120, .to_utc_s = 180});
    const auto none = parse_bars(text, "b.csv", {.feed = id_of(1), .from_utc_s = 1'000});

    ASSERT_TRUE(path) << path.error().sentence();
    EXPECT_THAT(*path, ElementsAre(PathPoint{120'000, eth(200'000'000)},
                                   PathPoint{180'000, eth(300'000'000)}));
    EXPECT_FALSE(none);
}

TEST(Bars, NameTheBadLine)
{
    const auto problem = [](std::string_view lines) {
        const auto path = parse_bars("ts_utc,open,high,low,close\n" + std::string{lines}, "b.csv",
                                     {.feed = id_of(1)});
        EXPECT_FALSE(path.has_value());
        return path ? CsvProblem{} : path.error();
    };

    EXPECT_EQ(problem("0,1,1,1,1\n0,1,1,1,1\n").line, 3U);
    EXPECT_THAT(problem("0,1,1,1,nan\n").expected, HasSubstr("a close above 0"));
    EXPECT_THAT(problem("0,1,1,1\n").expected, HasSubstr("fifth field"));
    EXPECT_THAT(problem("0,1,1,1,1\n").expected, HasSubstr("at least two"));
}

TEST(Bars, OfPublicDataAreRead)
{
    const char* folder = std::getenv("BALLAST_DATA");
    const std::filesystem::path file =
        std::filesystem::path{folder ? folder : BALLAST_SOURCE_DIR "/../shared/data"} /
        "binance_spot_1h_2022_2026" / "ETHUSDT.csv";
    if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is absent (BALLAST_DATA)";

    const auto path = parse_bars(text_of(file), file.filename().string(), {.feed = id_of(1)});

    ASSERT_TRUE(path) << path.error().sentence();
    EXPECT_GT(path->size(), 35'000U);
    EXPECT_EQ(path->front().time_ms, 1'640'998'800'000);  // 2022-01-01 01:00
    EXPECT_EQ(path->front().price.price, 372'304'000'000);
}

TEST(CsvPlayer, HoldsEachPriceUntilTheNext)
{
    CsvPlayer player{{{0, eth(1)}, {1'000, usdc(5)}, {2'000, eth(2)}}, 1};

    EXPECT_THAT(player.at(0), ElementsAre(eth(1)));
    EXPECT_THAT(player.at(999), ElementsAre(eth(1)));
    EXPECT_THAT(player.at(1'000), ElementsAre(eth(1), usdc(5)));
    EXPECT_FALSE(player.ended());
    EXPECT_THAT(player.at(60'000), ElementsAre(eth(2), usdc(5)));
    EXPECT_TRUE(player.ended());
}

TEST(CsvPlayer, NeverGoesBack)
{
    CsvPlayer player{{{0, eth(1)}, {1'000, eth(2)}}, 1};

    EXPECT_THAT(player.at(1'000), ElementsAre(eth(2)));
    EXPECT_THAT(player.at(0), ElementsAre(eth(2)));
}

TEST(CsvPlayer, PlaysFasterByItsSpeed)
{
    CsvPlayer player{{{0, eth(1)}, {3'600'000, eth(2)}}, 3'600};

    EXPECT_THAT(player.at(999), ElementsAre(eth(1)));
    EXPECT_THAT(player.at(1'000), ElementsAre(eth(2)));
    EXPECT_EQ(player.duration_ms(), 1'000);
}

TEST(CsvPlayer, PlaysSeveralFilesFromTheirCommonStart)
{
    PricePath path =
        merge_paths(std::vector<PricePath>{{{5'000, eth(1)}, {7'000, eth(2)}}, {{6'000, usdc(3)}}});

    rebase(path);

    EXPECT_THAT(path, ElementsAre(PathPoint{0, eth(1)}, PathPoint{1'000, usdc(3)},
                                  PathPoint{2'000, eth(2)}));
}

TEST(ScriptedPath, OfTheDemoIsReadable)
{
    const std::string text = text_of(BALLAST_SOURCE_DIR "/config/demo/prices.csv");

    const auto path = parse_scripted_path(text, "prices.csv", feeds());

    ASSERT_TRUE(path) << path.error().sentence();
    CsvPlayer player{*path, 1};
    const auto first = player.at(0);
    ASSERT_EQ(first.size(), 2U);  // every feed has a price from the start
    EXPECT_EQ(first[0].price, 300'000'000'000);
    EXPECT_EQ(first[1].price, 100'000'000);
}

}  // namespace ballast::feeds
