// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/base/limits.hpp>
#include <ballast/config/text_file.hpp>
#include <ballast/portfolio/model_file.hpp>
#include <random>

namespace ballast::portfolio {
namespace {

std::string text_of(const std::string& name)
{
    for (const ShippedModel& model : shipped_models())
        if (model.name == name) return std::string{model.text};
    ADD_FAILURE() << name;
    return {};
}

std::string refusal(const std::string& text)
{
    const auto document = parse_document(text, "model.toml");
    if (!document) return document.error().sentence();
    const auto model = read_model(*document);
    return model ? "fine" : model.error().sentence();
}

/// The refusal of a shipped model with one occurrence of `from` replaced.
std::string with(const std::string& name, std::string_view from, std::string_view to)
{
    std::string text = text_of(name);
    const std::size_t at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    if (at != text.npos) text.replace(at, from.size(), to);
    return refusal(text);
}

TEST(ModelFile, OfBallastIsTheDefaultModel)
{
    const auto model = find_model("ballast", Node{});
    ASSERT_TRUE(model) << model.error().sentence();
    EXPECT_EQ(std::get<risk::ScenarioModel>(model->rules), risk::default_scenario_model());
}

TEST(ModelFile, OfOthersHoldWhatTheStructsHave)
{
    const auto standard = find_model("standard", Node{});
    ASSERT_TRUE(standard) << standard.error().sentence();
    EXPECT_EQ(std::get<risk::PositionModel>(standard->rules), risk::PositionModel{});

    const auto derive = find_model("derive-pmrm2", Node{});
    ASSERT_TRUE(derive) << derive.error().sentence();
    auto rules = std::get<risk::ExpiryModel>(derive->rules);
    EXPECT_EQ(rules.grid.size(), 21U + 2 + 6);
    EXPECT_EQ(rules.moves.up_ppm, 500'000U);
    rules.grid.clear();
    EXPECT_EQ(rules, (risk::ExpiryModel{.moves = rules.moves}));

    const auto deribit = find_model("deribit-pm", Node{});
    ASSERT_TRUE(deribit) << deribit.error().sentence();
    EXPECT_EQ(std::get<risk::InverseModel>(deribit->rules).roll_ppm, 10'000U);
}

TEST(ModelFile, RefusesWhatIsOutOfRangeByFileLineKeyAndRange)
{
    EXPECT_EQ(with("ballast", "dampening = 0.21", "dampening = 1.5"),
              "model.toml:22:13: grid[2].dampening: found 1.5, expected a number from 0.000000001 "
              "to 1, at most 9 decimals");
    EXPECT_EQ(with("ballast", "factor = 1.0", "factor = nan"),
              "model.toml:6:10: factor: found nan, expected a number from 0.000001 to 10, at most "
              "6 decimals");
    EXPECT_EQ(with("ballast", "factor = 1.0", "factor = -1"),
              "model.toml:6:10: factor: found -1, expected a number from 0.000001 to 10, at most "
              "6 decimals");
}

TEST(ModelFile, RefusesBadValuesOfEveryMethod)
{
    struct Case
    {
        const char* model;
        const char* from;
        const char* to;
        const char* says;
    };
    const Case cases[] = {
        {"ballast", "factor = 1.0", "factor = inf", "factor: found inf"},
        {"ballast", "factor = 1.0", "fctor = 1.0", "fctor: found an unknown key"},
        {"ballast", "factor = 1.0", "", "factor: found no such key"},
        {"ballast", "method = \"scenarios\"", "method = \"guess\"",
         "expected one of \"scenarios\""},
        {"ballast", "spots = [-0.66]", "spots = [-1]", "grid[2].spots[0]: found -1"},
        {"ballast", "spots = [-0.66]", "spots = []", "grid[2].spots"},
        {"ballast", "spots = [-0.33]", "spots = [-0.33, -0.33]", "each scenario once"},
        {"ballast", "\"down\"]", "\"sideways\"]", "\"sideways\""},
        {"ballast", "credit = 0.8", "credit = 0.9", "credits[0].credit: found 0.9"},
        {"ballast", "second = \"other\"", "second = \"none\"", "credits"},
        {"ballast", "joint_stress = 0.25", "joint_stress = 1", "classes[0].joint_stress"},
        {"ballast", "depth_usd = 10_000_000", "depth_usd = 0", "closing.depth_usd"},
        {"ballast", "reference_days = 30", "reference_days = 0.5", "at least floor_days"},
        {"ballast", "name = \"other\"\njoint", "name = \"major\"\njoint", "classes"},
        {"standard", "maintenance = 0.065 }   #", "maintenance = 0.2 }   #", "at most initial"},
        {"standard", "long_option = 1.0", "long_option = 1.1", "long_option: found 1.1"},
        {"derive-pmrm2", "cap_base = 0.15", "cap_base = \"much\"", "skew.cap_base"},
        {"derive-pmrm2", "maintenance = 0.8", "maintenance = 1.8", "at most initial"},
        {"derive-pmrm2", "gain = 0.95", "gain = -0.95", "discount.gain"},
        {"derive-pmrm2", "threshold = 0.98", "threshold = [1]", "peg.threshold"},
        {"deribit-pm", "pnl_offset = 0.8", "pnl_offset = 8", "pnl_offset: found 8"},
        {"deribit-pm", "[[grid]]", "[[grids]]", "grids: found an unknown key"},
    };
    for (const Case& c : cases)
    {
        const std::string said = with(c.model, c.from, c.to);
        EXPECT_NE(said.find(c.says), std::string::npos) << c.to << "\n" << said;
        EXPECT_TRUE(said.starts_with("model.toml:")) << said;
    }
}

TEST(ModelFile, MaySayWhichPartOfLossesItCovers)
{
    EXPECT_FALSE(find_model("standard", Node{})->claim_ppm);
    const auto document =
        parse_document("claim = \"99.5 %\"\n" + text_of("standard"), "model.toml");
    ASSERT_TRUE(document);
    EXPECT_EQ(read_model(*document)->claim_ppm, 995'000U);
    EXPECT_EQ(with("standard", "method", "claim = 1\nmethod"),
              "model.toml:5:9: claim: found 1, expected a number from 0.5 to 0.9999, at most 6 "
              "decimals");
}

TEST(ModelFile, RefusesAGridThatIsTooLargeForATable)
{
    std::string spots = "spots = [";
    for (int i = 1; i <= 40; ++i) spots += "0." + std::to_string(100 + i) + ", ";
    EXPECT_NE(with("ballast", "spots = [-0.66]", spots + "-0.66]").find("64"), std::string::npos);
}

TEST(ModelFile, TakesChangesOfAPortfolio)
{
    const auto changes = parse_document("[ballast]\nfactor = 2\n[ballast.closing]\nimpact = 0.5\n",
                                        "portfolio.toml");
    const auto model = find_model("ballast", *changes);
    ASSERT_TRUE(model) << model.error().sentence();
    EXPECT_EQ(std::get<risk::ScenarioModel>(model->rules).factor_ppm, 2'000'000U);
    EXPECT_EQ(std::get<risk::ScenarioModel>(model->rules).closing.impact_ppm, 500'000U);
    EXPECT_EQ(std::get<risk::ScenarioModel>(model->rules).closing.half_spread_ppm, 500U);

    const auto wrong = parse_document("\n[ballast]\nfactor = 200\n", "portfolio.toml");
    EXPECT_TRUE(find_model("ballast", *wrong)
                    .error()
                    .sentence()
                    .starts_with("portfolio.toml:3:10: factor: found 200"));
    EXPECT_NE(find_model("mine", Node{}).error().sentence().find("standard"), std::string::npos);
}

// What a fuzzer would find first: every text is answered by a model or by one sentence.
TEST(ModelFile, SurvivesDamagedText)
{
    std::mt19937_64 random{7};
    for (const ShippedModel& model : shipped_models())
        for (int i = 0; i < 400; ++i)
        {
            std::string text{model.text};
            for (int k = 0; k < 3; ++k)
            {
                const std::size_t at = random() % text.size();
                switch (random() % 4)
                {
                    case 0:
                        text[at] = static_cast<char>("0123456789.-=[]{}\"\n"[random() % 19]);
                        break;
                    case 1:
                        text.erase(at, random() % 20);
                        break;
                    case 2:
                        text.insert(at, text.substr(random() % text.size(), random() % 40));
                        break;
                    default:
                        text.insert(at, "99999999999999999999");
                }
            }
            EXPECT_FALSE(refusal(text).empty());
        }
}

}  // namespace
}  // namespace ballast::portfolio
