// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/portfolio/reader.hpp>

namespace ballast::portfolio {
namespace {

std::string sentence_of(std::string_view text)
{
    const auto node = parse_document(text, "x");
    return node ? "fine" : node.error().sentence();
}

TEST(Document, KeepsEveryDigitOfANumber)
{
    for (const char* text : {R"({"a": 0.453803924321583, "b": 12345678901234567890})",
                             "a = 0.453803924321583\nb = 1234567890123456789"})
    {
        const auto node = parse_document(text, "x");
        ASSERT_TRUE(node);
        EXPECT_EQ(node->find("a")->text, "0.453803924321583");
    }
    EXPECT_EQ(parse_document(R"({"b": 12345678901234567890})", "x")->find("b")->text,
              "12345678901234567890");
}

TEST(Document, KnowsTheLineOfEveryValue)
{
    const auto json = parse_document("{\n \"a\": 1,\n \"b\": [\n  {\"c\": \"x\"}]}", "x");
    ASSERT_TRUE(json);
    EXPECT_EQ(json->find("a")->place.line, 2U);
    EXPECT_EQ(json->find("b")->items[0].find("c")->place.line, 4U);
    const auto toml = parse_document("a = 1\n[[b]]\nc = \"x\"\n", "x");
    ASSERT_TRUE(toml);
    EXPECT_EQ(toml->find("b")->items[0].find("c")->place.line, 3U);
}

TEST(Document, RefusesWhatIsNeitherTomlNorJson)
{
    EXPECT_NE(sentence_of("{\"a\": }").find("x:1:7"), std::string::npos);
    EXPECT_NE(sentence_of("{\"a\": 1, \"a\": 2}").find("a: found a second key"), std::string::npos);
    EXPECT_NE(sentence_of("{\"a\": 1} x").find("x:1:"), std::string::npos);
    EXPECT_NE(sentence_of("{\"a\": NaN}"), "fine");
    EXPECT_NE(sentence_of("{"), "fine");
    EXPECT_NE(sentence_of("a = "), "fine");
    EXPECT_EQ(sentence_of(""), "fine");
}

TEST(Document, RefusesDeepNesting)
{
    std::string json = "{\"a\": ";
    std::string toml = "a = ";
    for (int i = 0; i < 40; ++i) json += "[", toml += "[";
    for (int i = 0; i < 40; ++i) json += "]", toml += "]";
    EXPECT_NE(sentence_of(json + "}"), "fine");
    EXPECT_NE(sentence_of(toml).find("16 levels"), std::string::npos);
}

TEST(Document, LaysOneTableOverAnother)
{
    auto base = parse_document("a = 1\n[t]\nx = 1\ny = 2\n", "base");
    const auto over = parse_document("b = 3\n[t]\ny = 5\n", "over");
    ASSERT_TRUE(base && over);
    lay_over(*base, *over);
    EXPECT_EQ(base->find("b")->text, "3");
    EXPECT_EQ(base->find("t")->find("x")->text, "1");
    EXPECT_EQ(*base->find("t")->find("y")->place.file, "over");
}

TEST(Numbers, AreReadAsPeopleWriteThem)
{
    EXPECT_EQ(parse_number("12.5", 6), 12'500'000);
    EXPECT_EQ(parse_number("-0.045", 6), -45'000);
    EXPECT_EQ(parse_number("2.84 %", 6), 28'400);
    EXPECT_EQ(parse_number("1e-4", 6), 100);
    EXPECT_EQ(parse_number("1.5E3", 2), 150'000);
    EXPECT_EQ(parse_number("3000.000000000", 2), 300'000);
    EXPECT_EQ(parse_number("0.0", 2), 0);
    for (const char* wrong : {"", "-", "nan", "inf", "1.2.3", "0.1234567", "1e99", "0x10", "1,000",
                              "%", "e5", " 1", "1e", "--1", "1e-40"})
        EXPECT_FALSE(parse_number(wrong, 6)) << wrong;
}

TEST(Moments, AreReadToTheSecond)
{
    EXPECT_EQ(parse_moment_s("1970-01-01"), std::nullopt);
    EXPECT_EQ(parse_moment_s("2026-01-01T00:00:00Z"), 1'767'225'600);
    EXPECT_EQ(parse_moment_s("2027-03-26"), 1'806'048'000);
    EXPECT_EQ(parse_moment_s("26MAR27"), 1'806'048'000);
    EXPECT_EQ(moment_text(1'806'048'000), "2027-03-26T08:00:00Z");
    EXPECT_EQ(moment_text(951'782'400), "2000-02-29T00:00:00Z");
    for (const char* wrong : {"2026-02-30", "2026-13-01", "2026-01-01T24:00:00Z", "31FEB27", "",
                              "2026-01-01T00:00:00", "2026-01-01T00:00:00+01:00", "32MAR27"})
        EXPECT_FALSE(parse_moment_s(wrong)) << wrong;
}

}  // namespace
}  // namespace ballast::portfolio
