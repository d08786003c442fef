// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ballast/feeds/market_csv.hpp>
#include <fstream>
#include <sstream>

namespace ballast::feeds {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;

/// 08:00 UTC of 26 March and 25 June 2027.
constexpr std::uint64_t march_s = 1'806'048'000;
constexpr std::uint64_t june_s = 1'813'910'400;

Bytes32 id_of(std::uint8_t number)
{
    Bytes32 out;
    out.bytes[0] = number;
    return out;
}

std::vector<GenesisUnderlying> underlyings()
{
    return {{.symbol = "ETH", .feed = id_of(1)}, {.symbol = "BTC", .feed = id_of(2)}};
}

std::vector<GenesisInstrument> instruments()
{
    std::vector<GenesisInstrument> out;
    for (const char* name : {"ETH-PERP", "ETH-26MAR27-4000-C", "ETH-PERP", "BTC-PERP"})
    {
        GenesisInstrument& row = out.emplace_back();
        row.name = *InstrumentName::parse(name);
        row.feed = id_of(name[0] == 'E' ? 1 : 2);
    }
    return out;
}

auto surfaces_of(std::string_view lines)
{
    return parse_surfaces(
        "time_ms_offset,underlying,expiry,a,b,rho,m,sigma,basis,rate\n" + std::string{lines},
        "s.csv", underlyings());
}
auto marks_of(std::string_view lines)
{
    return parse_marks("time_ms_offset,instrument,basis,funding\n" + std::string{lines}, "m.csv",
                       instruments());
}
CsvProblem surface_problem(std::string_view lines)
{
    const auto path = surfaces_of(lines);
    EXPECT_FALSE(path.has_value()) << lines;
    return path ? CsvProblem{} : path.error();
}
CsvProblem mark_problem(std::string_view lines)
{
    const auto path = marks_of(lines);
    EXPECT_FALSE(path.has_value()) << lines;
    return path ? CsvProblem{} : path.error();
}

std::string text_of(const std::string& file)
{
    std::ostringstream out;
    out << std::ifstream{file}.rdbuf();
    return std::move(out).str();
}
}  // namespace

TEST(SurfaceCsv, PutsLinesOfOneTimeAndUnderlyingTogether)
{
    const auto path = surfaces_of(
        "# two expiries, then another underlying\n"
        "0,ETH,26MAR27,0.0096,0.038,-0.31,0.024,0.142,0.0116,0.041\n"
        "0,ETH,25JUN27,0.02,0.04,0.3,-0.02,0.2,-0.01,0\n"
        "0,BTC,26MAR27,1,0,0,0,1,0,-0.02\n"
        "500,ETH,25JUN27,1,0,0,0,1,0,0\n");

    ASSERT_TRUE(path) << path.error().sentence();
    ASSERT_EQ(path->size(), 3U);
    EXPECT_EQ((*path)[0].surface.underlying, id_of(1));
    EXPECT_THAT((*path)[0].surface.slices, ElementsAre(ScriptedSlice{.expiry_s = march_s,
                                                                     .a_e9 = 9'600'000,
                                                                     .b_e9 = 38'000'000,
                                                                     .rho_e9 = -310'000'000,
                                                                     .m_e9 = 24'000'000,
                                                                     .sigma_e9 = 142'000'000,
                                                                     .basis_e9 = 11'600'000,
                                                                     .rate_e9 = 41'000'000},
                                                       ScriptedSlice{.expiry_s = june_s,
                                                                     .a_e9 = 20'000'000,
                                                                     .b_e9 = 40'000'000,
                                                                     .rho_e9 = 300'000'000,
                                                                     .m_e9 = -20'000'000,
                                                                     .sigma_e9 = 200'000'000,
                                                                     .basis_e9 = -10'000'000,
                                                                     .rate_e9 = 0}));
    EXPECT_EQ((*path)[1].surface.underlying, id_of(2));
    EXPECT_EQ((*path)[2].time_ms, 500);
}

TEST(SurfaceCsv, NamesTheBadLineAndWhatWasExpected)
{
    const std::string good = "0,ETH,26MAR27,1,0,0,0,1,0,0\n";

    EXPECT_EQ(surface_problem(good + "0,SOL,26MAR27,1,0,0,0,1,0,0\n").sentence(),
              "s.csv:3: found \"SOL\", expected the symbol of an underlying in the genesis: ETH, "
              "BTC");
    EXPECT_THAT(surface_problem("0,ETH,2027-03-26,1,0,0,0,1,0,0\n").expected, HasSubstr("26MAR27"));
    EXPECT_THAT(surface_problem("0,ETH,26MAR27-4000-C,1,0,0,0,1,0,0\n").expected,
                HasSubstr("an expiry such as"));
    EXPECT_THAT(surface_problem("0,ETH,PERP,1,0,0,0,1,0,0\n").expected, HasSubstr("an expiry"));
    EXPECT_THAT(surface_problem(good + good).expected, HasSubstr("after that of the line before"));
    EXPECT_THAT(surface_problem("0,ETH,26MAR27,1e3,0,0,0,1,0,0\n").found, HasSubstr("1e3"));
    EXPECT_THAT(surface_problem("0,ETH,26MAR27,1,-1,0,0,1,0,0\n").expected, HasSubstr("0 or more"));
    EXPECT_THAT(surface_problem("0,ETH,26MAR27,1,0,1,0,1,0,0\n").expected, HasSubstr("below 1"));
    EXPECT_THAT(surface_problem("0,ETH,26MAR27,1,0,0,0,0,0,0\n").expected, HasSubstr("above 0"));
    EXPECT_THAT(surface_problem("0,ETH,26MAR27,1,0,0,0,1,-1,0\n").expected,
                HasSubstr("a part of the index"));
    EXPECT_THAT(surface_problem("0,ETH,26MAR27,0.0000000001,0,0,0,1,0,0\n").expected,
                HasSubstr("9 decimals"));
    EXPECT_THAT(surface_problem("0,ETH,26MAR27,1,0,0,0,1,0\n").expected, HasSubstr("ten fields"));
    EXPECT_THAT(surface_problem("-1,ETH,26MAR27,1,0,0,0,1,0,0\n").expected,
                HasSubstr("milliseconds"));
    EXPECT_EQ(surface_problem("5,ETH,26MAR27,1,0,0,0,1,0,0\n" + good).line, 3U);
    EXPECT_THAT(surface_problem("").sentence(), HasSubstr("s.csv: found no line of a surface"));
}

TEST(SurfaceCsv, RefusesTwoSurfacesOfAnUnderlyingAtOnce)
{
    const CsvProblem twice = surface_problem(
        "0,ETH,26MAR27,1,0,0,0,1,0,0\n0,BTC,26MAR27,1,0,0,0,1,0,0\n0,ETH,25JUN27,1,0,0,0,1,0,0\n");

    EXPECT_EQ(twice.line, 4U);
    EXPECT_EQ(twice.expected, "one surface of an underlying at a time");
}

TEST(SurfaceCsv, RefusesMoreExpiriesThanAnUpdateHolds)
{
    std::string lines;
    for (int year = 28; year < 34; ++year)
        for (const char* month :
             {"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"})
            lines += "0,ETH,1" + (month + std::to_string(year)) + ",1,0,0,0,1,0,0\n";

    const CsvProblem problem = surface_problem(lines);

    EXPECT_EQ(problem.line, 66U);
    EXPECT_THAT(problem.expected, HasSubstr("at most 64 expiries"));
}

TEST(SurfaceCsv, SaysThatAGenesisHasNoUnderlyings)
{
    const auto path = parse_surfaces(
        "time_ms_offset,underlying,expiry,a,b,rho,m,sigma,basis,rate\n"
        "0,ETH,26MAR27,1,0,0,0,1,0,0\n",
        "s.csv", {});

    ASSERT_FALSE(path);
    EXPECT_THAT(path.error().expected, HasSubstr("it has none"));
}

TEST(MarkCsv, ReadsMarksAsPartsOfTheIndex)
{
    const auto path = marks_of("0,ETH-PERP,0.0005,0.0000125\n0,BTC-PERP,-0.001,-0.00001\n");

    ASSERT_TRUE(path) << path.error().sentence();
    EXPECT_THAT(*path, ElementsAre(MarkPoint{0,
                                             {.instrument = *InstrumentName::parse("ETH-PERP"),
                                              .feed = id_of(1),
                                              .basis_e9 = 500'000,
                                              .funding_e9_per_8h = 12'500}},
                                   MarkPoint{0,
                                             {.instrument = *InstrumentName::parse("BTC-PERP"),
                                              .feed = id_of(2),
                                              .basis_e9 = -1'000'000,
                                              .funding_e9_per_8h = -10'000}}));
}

TEST(MarkCsv, NamesTheBadLineAndWhatWasExpected)
{
    EXPECT_EQ(mark_problem("0,ETH-26MAR27-4000-C,0,0\n").sentence(),
              "m.csv:2: found \"ETH-26MAR27-4000-C\", expected the name of a perpetual in the "
              "genesis: ETH-PERP, BTC-PERP");
    EXPECT_THAT(mark_problem("0,ETH-PERP,-1,0\n").expected, HasSubstr("a part of the index"));
    EXPECT_THAT(mark_problem("0,ETH-PERP,0,x\n").found, HasSubstr("x"));
    EXPECT_THAT(mark_problem("0,ETH-PERP,0\n").expected, HasSubstr("four fields"));
    EXPECT_EQ(mark_problem("1,ETH-PERP,0,0\n0,ETH-PERP,0,0\n").line, 3U);
    EXPECT_EQ(mark_problem("1,ETH-PERP,0,0\n1,ETH-PERP,0,0\n").expected,
              "one mark of an instrument at a time");
    EXPECT_THAT(mark_problem("").sentence(), HasSubstr("m.csv: found no line of marks"));
}

TEST(MarketPlayer, PublishesEachLineWhenItsTimeHasCome)
{
    MarketPath path{*surfaces_of("0,ETH,26MAR27,1,0,0,0,1,0,0\n4000,ETH,26MAR27,2,0,0,0,1,0,0\n"),
                    *marks_of("2000,ETH-PERP,0.01,0\n")};
    const std::vector<FeedPrice> prices{
        {.feed = id_of(1), .price = 300'000'000'000, .conf = 0, .expo = -8}};
    MarketPlayer player{std::move(path), 2};

    const DueMarket first = player.at(0, prices, 900);
    const DueMarket second = player.at(1'000, prices, 901);
    const DueMarket third = player.at(2'000, prices, 902);

    EXPECT_EQ(first.surfaces.at(0).slices.at(0).a_e9, 1'000'000'000);
    EXPECT_TRUE(first.marks.empty());
    EXPECT_TRUE(second.surfaces.empty());
    EXPECT_EQ(second.marks.at(0).mark_e8, 303'000'000'000);
    EXPECT_EQ(third.surfaces.at(0).slices.at(0).a_e9, 2'000'000'000);
}

TEST(MarketCsv, OfTheDemoIsReadable)
{
    const std::string folder = BALLAST_SOURCE_DIR "/config/demo/";

    const auto surfaces =
        parse_surfaces(text_of(folder + "surfaces.csv"), "surfaces.csv", underlyings());
    const auto marks = parse_marks(text_of(folder + "marks.csv"), "marks.csv", instruments());

    ASSERT_TRUE(surfaces) << surfaces.error().sentence();
    ASSERT_TRUE(marks) << marks.error().sentence();
    EXPECT_EQ(surfaces->front().time_ms, 0);
    EXPECT_EQ(marks->front().time_ms, 0);
}

}  // namespace ballast::feeds
