// SPDX-License-Identifier: Apache-2.0
#include "instrument_terms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace ballast {
namespace {

InstrumentName named(std::string_view text)
{
    const auto name = InstrumentName::parse(text);
    EXPECT_TRUE(name.has_value()) << text;
    return name.value_or(InstrumentName{});
}

TermsError error_of(std::string_view text)
{
    const auto terms = parse_terms(named(text));
    EXPECT_FALSE(terms.has_value()) << text;
    return terms.has_value() ? TermsError{} : terms.error();
}

TEST(InstrumentTerms, NamesSayKindExpiryStrikeAndSide)
{
    EXPECT_EQ(parse_terms(named("ETH-PERP")), (InstrumentTerms{.underlying = "ETH"}));
    EXPECT_EQ(parse_terms(named("ETH-26MAR27")),
              (InstrumentTerms{.underlying = "ETH",
                               .kind = InstrumentKind::Future,
                               .expiry_s = 1'806'048'000}));  // 2027-03-26T08:00:00Z
    EXPECT_EQ(parse_terms(named("BTC-3JAN25-95000-P")),
              (InstrumentTerms{.underlying = "BTC",
                               .kind = InstrumentKind::Option,
                               .expiry_s = 1'735'891'200,  // 2025-01-03T08:00:00Z
                               .strike_e8 = 9'500'000'000'000}));
    EXPECT_EQ(parse_terms(named("XRP-29FEB28-0.0625-C")),
              (InstrumentTerms{.underlying = "XRP",
                               .kind = InstrumentKind::Option,
                               .expiry_s = 1'835'424'000,  // 2028-02-29T08:00:00Z
                               .strike_e8 = 6'250'000,
                               .call = true}));
}

TEST(InstrumentTerms, EveryDayOfTheCenturyComesBackFromItsName)
{
    // given the first and the last second of the century, by an independent calendar
    constexpr std::int64_t first_s = 946'713'600;   // 2000-01-01T08:00:00Z
    constexpr std::int64_t last_s = 4'102'387'200;  // 2099-12-31T08:00:00Z

    std::size_t days = 0;
    for (std::int64_t expiry_s = first_s; expiry_s <= last_s; expiry_s += 86'400, ++days)
    {
        const InstrumentTerms terms{
            .underlying = "SOL", .kind = InstrumentKind::Future, .expiry_s = expiry_s};
        const auto name = name_of(terms);
        ASSERT_TRUE(name.has_value()) << expiry_s;
        ASSERT_EQ(parse_terms(*name), terms) << name->text();
    }

    EXPECT_EQ(days, 36'525U);
    EXPECT_EQ(
        name_of({.underlying = "SOL", .kind = InstrumentKind::Future, .expiry_s = last_s})->text(),
        "SOL-31DEC99");
}

TEST(InstrumentTerms, ATimeOfDayIsSaidToTheSecondUnlessItIsTheUsualOne)
{
    const auto terms = parse_terms(named("ETH-26MAR27T134507-4000-C"));
    ASSERT_TRUE(terms.has_value());
    EXPECT_EQ(terms->expiry_s, 1'806'068'707);  // 2027-03-26T13:45:07Z
    EXPECT_EQ(name_of(*terms)->text(), "ETH-26MAR27T134507-4000-C");
    EXPECT_EQ(parse_terms(named("SOL-5SEP27T000000"))->expiry_s, 1'820'102'400);

    // Nine hours around 08:00, by a step that meets it and its neighbours.
    std::size_t without_time = 0;
    for (std::int64_t expiry_s = 1'806'048'000 - 16'200; expiry_s <= 1'806'048'000 + 16'200;
         ++expiry_s)
    {
        const InstrumentTerms future{
            .underlying = "SOL", .kind = InstrumentKind::Future, .expiry_s = expiry_s};
        const auto name = name_of(future);
        ASSERT_TRUE(name.has_value()) << expiry_s;
        ASSERT_EQ(parse_terms(*name), future) << name->text();
        if (name->text() == "SOL-26MAR27") ++without_time;
    }
    EXPECT_EQ(without_time, 1U);
}

TEST(InstrumentTerms, StrikesComeBackFromTheirShortestForm)
{
    for (const auto& [strike_e8, text] :
         std::vector<std::pair<std::int64_t, std::string>>{{1, "0.00000001"},
                                                           {100'000'000, "1"},
                                                           {10'000'000'000, "100"},
                                                           {400'050'000'000, "4000.5"},
                                                           {INT64_MAX, "92233720368.54775807"}})
    {
        const InstrumentTerms terms{.underlying = "A",
                                    .kind = InstrumentKind::Option,
                                    .expiry_s = 1'735'891'200,
                                    .strike_e8 = strike_e8,
                                    .call = true};
        const auto name = name_of(terms);
        ASSERT_TRUE(name.has_value()) << text;
        EXPECT_EQ(name->text(), "A-3JAN25-" + text + "-C");
        EXPECT_EQ(parse_terms(*name), terms);
    }
}

TEST(InstrumentTerms, ARefusalNamesThePart)
{
    for (const char* text : {"ETH", "ETH-26MAR27-4000", "ETH-PERP-4000-C", "ETH-26MAR27-1-C-1",
                             "ETH-26MAR27-T120000-4000-C"})
        EXPECT_EQ(error_of(text), TermsError::Shape) << text;
    for (const char* text : {"-PERP", "E.H-PERP", ".-26MAR27"})
        EXPECT_EQ(error_of(text), TermsError::Underlying) << text;
    for (const char* text : {"ETH-PERB",
                             "ETH-",
                             "ETH-0MAR27",
                             "ETH-01MAR27",
                             "ETH-32MAR27",
                             "ETH-29FEB27",
                             "ETH-31APR27",
                             "ETH-26MAX27",
                             "ETH-26MAR2027",
                             "ETH-MAR27",
                             "ETH-26MARA7",
                             "ETH-2.MAR27",
                             "ETH-26MAR27T080000",
                             "ETH-26MAR27T240000",
                             "ETH-26MAR27T126000",
                             "ETH-26MAR27T120060",
                             "ETH-26MAR27T1200",
                             "ETH-26MAR27T",
                             "ETH-26MAR27T12000000",
                             "ETH-26MAR27T12.000",
                             "ETH-T120000",
                             "ETH-26MAR27TT20000"})
        EXPECT_EQ(error_of(text), TermsError::Expiry) << text;
    for (const char* text :
         {"ETH-26MAR27-0-C", "ETH-26MAR27--C", "ETH-26MAR27-01-C", "ETH-26MAR27-1.0-C",
          "ETH-26MAR27-1.-C", "ETH-26MAR27-.5-C", "ETH-26MAR27-1.2.3-C",
          "ETH-26MAR27-0.000000001-C", "ETH-26MAR27-92233720368.5478-C", "ETH-26MAR27-4K-C"})
        EXPECT_EQ(error_of(text), TermsError::Strike) << text;
    for (const char* text : {"ETH-26MAR27-4000-X", "ETH-26MAR27-4000-", "ETH-26MAR27-4000-CP"})
        EXPECT_EQ(error_of(text), TermsError::Side) << text;
}

TEST(InstrumentTerms, TermsThatNoNameCanSayAreRefused)
{
    const InstrumentTerms good{.underlying = "ETH",
                               .kind = InstrumentKind::Option,
                               .expiry_s = 1'806'048'000,
                               .strike_e8 = 1,
                               .call = true};
    ASSERT_TRUE(name_of(good).has_value());

    const auto error_with = [&](auto change) {
        InstrumentTerms terms = good;
        change(terms);
        const auto name = name_of(terms);
        return name ? TermsError{} : name.error();
    };
    EXPECT_EQ(error_with([](auto& t) { t.underlying = ""; }), TermsError::Underlying);
    EXPECT_EQ(error_with([](auto& t) { t.underlying = "eth"; }), TermsError::Underlying);
    EXPECT_EQ(error_with([](auto& t) { t.strike_e8 = 0; }), TermsError::Strike);
    EXPECT_EQ(error_with([](auto& t) { t.strike_e8 = -1; }), TermsError::Strike);
    EXPECT_EQ(error_with([](auto& t) { t.expiry_s = 946'684'799; }), TermsError::Expiry);
    EXPECT_EQ(error_with([](auto& t) { t.expiry_s = 0; }), TermsError::Expiry);
    EXPECT_EQ(error_with([](auto& t) { t.expiry_s = 4'102'444'800; }), TermsError::Expiry);
    EXPECT_EQ(error_with([](auto& t) { t.expiry_s = 4'102'473'600LL * 1'000; }),
              TermsError::Expiry);
    EXPECT_EQ(error_with([](auto& t) { t.kind = InstrumentKind::Future; }), TermsError::Strike);
    EXPECT_EQ(error_with([](auto& t) {
                  t.kind = InstrumentKind::Future;
                  t.strike_e8 = 0;
              }),
              TermsError::Side);
    EXPECT_EQ(error_with([](auto& t) {
                  t.kind = InstrumentKind::Perpetual;
                  t.strike_e8 = 0;
                  t.call = false;
              }),
              TermsError::Expiry);
    EXPECT_EQ(error_with([](auto& t) { t.underlying = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"; }),
              TermsError::TooLong);
}

}  // namespace
}  // namespace ballast
