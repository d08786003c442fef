// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/base/limits.hpp>
#include <ballast/config/text_file.hpp>
#include <ballast/portfolio/evaluate.hpp>
#include <filesystem>
#include <random>

namespace ballast::portfolio {
namespace {

std::string example_text(const std::string& name)
{
    const auto text = config::read_text_file(BALLAST_SOURCE_DIR "/config/portfolios/" + name,
                                             limits::config_file_size);
    EXPECT_TRUE(text) << name;
    return text ? *text : "";
}

std::string refusal(const std::string& text)
{
    const auto document = parse_document(text, "p.toml");
    if (!document) return document.error().sentence();
    const auto file = read_portfolio(*document);
    if (!file) return file.error().sentence();
    const auto model = find_model("ballast", file->models);
    if (!model) return model.error().sentence();
    const auto result = evaluate(*file, *model);
    return result ? "fine" : result.error().sentence();
}

constexpr std::string_view base = R"(as_of = "2026-12-01T12:00:00Z"
cash = 100
[market.ETH]
index = 3000
[[market.ETH.expiries]]
expiry = "26MAR27"
forward = 3050
volatility = 0.6
[[collateral]]
asset = "USDC"
chain = "base"
amount = 10000
price = 1
[[positions]]
instrument = "ETH-PERP"
chain = "base"
quantity = 2
[[positions]]
instrument = "ETH-26MAR27-4000-C"
chain = "base"
quantity = -1
)";

std::string with(std::string_view from, std::string_view to)
{
    std::string text{base};
    const std::size_t at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    if (at != text.npos) text.replace(at, from.size(), to);
    return refusal(text);
}

TEST(PortfolioFile, IsReadFromTomlAndJsonAlike)
{
    EXPECT_EQ(refusal(std::string{base}), "fine");
    EXPECT_EQ(refusal(R"({"as_of": "2026-12-01T12:00:00Z", "market": {"ETH": {"index": "3000.5"}},
        "positions": [{"underlying": "ETH", "type": "perpetual", "chain": "base", "quantity": 1}]})"),
              "fine");
    EXPECT_EQ(refusal("as_of = 2026-12-01T12:00:00Z"), "fine");
}

TEST(PortfolioFile, NamesFileLineKeyAndRangeOfWhatIsWrong)
{
    EXPECT_EQ(with("quantity = 2", "quantity = 2e10"),
              "p.toml:17:12: positions[0].quantity: found 20000000000, expected a number from "
              "-1000000000 to 1000000000, at most 9 decimals");
    EXPECT_EQ(with("ETH-PERP", "SOL-PERP"),
              "p.toml:15:14: positions[0].instrument: found \"SOL-PERP\", expected an instrument "
              "whose underlying has its prices in [market.SOL]");
}

TEST(PortfolioFile, RefusesBadInput)
{
    struct Case
    {
        const char* from;
        const char* to;
        const char* says;
    };
    const Case cases[] = {
        {"index = 3000", "", "market.ETH.index: found no such key"},
        {"index = 3000", "index = 0", "market.ETH.index: found 0"},
        {"index = 3000", "index = nan", "market.ETH.index: found nan"},
        {"index = 3000", "index = -inf", "market.ETH.index: found -inf"},
        {"index = 3000", "index = 3000\nconfidence = 3001", "at most the index"},
        {"index = 3000", "index = 3000\nclass = \"meme\"", "a class of the model: major, other"},
        {"volatility = 0.6", "", "an option with a volatility"},
        {"volatility = 0.6", "volatility = 0", "volatility: found 0"},
        {"volatility = 0.6", "svi = {a=0.04,b=0.1,rho=-1.5,m=0,sigma=0.1}", "svi.rho: found -1.5"},
        {"volatility = 0.6", "svi = {a=-0.04,b=0.1,rho=0,m=0,sigma=0.1}", "a variance above 0"},
        {"forward = 3050", "", "forward: found no such key"},
        {"expiry = \"26MAR27\"", "expiry = \"26MAR26\"", "a moment after as_of"},
        {"expiry = \"26MAR27\"", "expiry = \"25MAR27\"", "[[market.ETH.expiries]]"},
        {"ETH-26MAR27-4000-C", "ETH-26MAR26-4000-C", "this one expired"},
        {"ETH-26MAR27-4000-C", "ETH-26MAR27-04000-C", "a strike above 0"},
        {"ETH-26MAR27-4000-C", "ETH-PERP", "once a chain"},
        {"ETH-26MAR27-4000-C", "eth-perp", "a name such as ETH-PERP"},
        {"chain = \"base\"\namount", "chain = \"moon\"\namount", "one of ethereum, arbitrum"},
        {"asset = \"USDC\"", "asset = \"PEPE\"", "collateral[0].haircut"},
        {"price = 1\n", "", "collateral[0].price"},
        {"amount = 10000", "amount = 10000\nhaircut = {initial = 0.1, maintenance = 0.2}",
         "at most initial"},
        {"amount = 10000", "amount = 10000\nhaircut = {market = 2}", "haircut.market: found 2"},
        {"amount = 10000", "amount = 10000\ncolour = 1", "colour: found an unknown key"},
        {"cash = 100", "cash = 1e16", "cash: found"},
        {"cash = 100", "chains.moon = {}", "chains.moon.latency_premium"},
        {"cash = 100", "chains.base = {latency_premium = -1}", "latency_premium: found -1"},
        {"cash = 100", "messengers = [{name = \"m\", domains = [\"moon\"]}]", "\"moon\" in m"},
        {"cash = 100", "models = {ballast = 1}", "models.ballast: found 1, expected a table"},
        {"cash = 100", "models = {ballast = {factor = 100}}", "factor: found 100"},
        {"quantity = 2", "quantity = \"many\"", "quantity: found \"many\""},
        {"quantity = 2", "quantity = 0.0000000001", "at most 9 decimals"},
        {"quantity = 2", "quantity = 2\nentry = 1\nunrealised = 1", "either entry or unrealised"},
        {"as_of = \"2026-12-01T12:00:00Z\"", "as_of = \"tomorrow\"", "as_of: found \"tomorrow\""},
        {"as_of = \"2026-12-01T12:00:00Z\"", "", "as_of: found no such key"},
        {"index = 3000", "index = 1000000000", "fine"},
    };
    for (const Case& c : cases)
        EXPECT_NE(with(c.from, c.to).find(c.says), std::string::npos) << c.to << "\n"
                                                                      << with(c.from, c.to);
}

TEST(PortfolioFile, RefusesQuantityTimesPriceBeyondItsBound)
{
    std::string text{base};
    text.replace(text.find("index = 3000"), 12, "index = 1000000000");
    text.replace(text.find("quantity = 2"), 12, "quantity = 1000000000");
    EXPECT_NE(refusal(text).find("quantity times price of at most 10^15 USD"), std::string::npos)
        << refusal(text);
}

TEST(PortfolioFile, AnswersTheLargestThatIsAllowed)
{
    std::string text{base};
    text.replace(text.find("index = 3000"), 12, "index = 1000000");
    text.replace(text.find("quantity = 2"), 12, "quantity = 999999999.999999999");
    // Priced, or refused with a sentence: never an overflow.
    EXPECT_FALSE(refusal(text).empty());
    text.replace(text.find("index = 1000000"), 15, "index = 0.00000001");
    EXPECT_FALSE(refusal(text).empty());
}

TEST(PortfolioFile, SurvivesDamagedText)
{
    std::mt19937_64 random{11};
    for (const char* name : {"covered-call.toml", "one-way.json", "delta-neutral.toml"})
    {
        const std::string whole = example_text(name);
        for (int i = 0; i < 300; ++i)
        {
            std::string text = whole;
            for (int k = 0; k < 3; ++k)
            {
                const std::size_t at = random() % text.size();
                switch (random() % 4)
                {
                    case 0:
                        text[at] = static_cast<char>("0123456789.-=[]{}\"\n,:"[random() % 21]);
                        break;
                    case 1:
                        text.erase(at, random() % 12);
                        break;
                    case 2:
                        text.insert(at, text.substr(random() % text.size(), random() % 30));
                        break;
                    default:
                        text.insert(at, "9999999");
                }
            }
            EXPECT_FALSE(refusal(text).empty());
        }
    }
}

TEST(PortfolioFile, HasExamplesThatAreAllFine)
{
    for (const auto& entry :
         std::filesystem::directory_iterator{BALLAST_SOURCE_DIR "/config/portfolios"})
        EXPECT_EQ(refusal(example_text(entry.path().filename().string())), "fine") << entry.path();
}

}  // namespace
}  // namespace ballast::portfolio
