// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ballast/base/limits.hpp>
#include <ballast/config/genesis_toml.hpp>
#include <ballast/config/text_file.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/numeric/checked.hpp>

namespace ballast::config {
namespace {
using testing::HasSubstr;

std::string example_text()
{
    auto text =
        read_text_file(BALLAST_SOURCE_DIR "/config/genesis.example.toml", limits::config_file_size);
    return text ? *text : text.error().sentence();
}

/// The example with its one occurrence of `from` replaced.
std::string with(std::string_view from, std::string_view to)
{
    std::string text = example_text();
    const std::size_t at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    if (at != text.npos) text.replace(at, from.size(), to);
    return text;
}

std::uint32_t line_of(std::string_view text, std::string_view part)
{
    const std::size_t at = text.find(part);
    return 1 + static_cast<std::uint32_t>(std::count(text.begin(), text.begin() + at, '\n'));
}

/// The hex of a fenced block ```hex NAME of docs/formats/genesis.md, without blanks and comments.
std::string documented(const std::string& name)
{
    const auto text =
        read_text_file(BALLAST_SOURCE_DIR "/docs/formats/genesis.md", limits::config_file_size);
    EXPECT_TRUE(text.has_value());
    const std::string fence = "```hex " + name + "\n";
    const std::size_t begin = text->find(fence) + fence.size();
    const std::string block = text->substr(begin, text->find("```", begin) - begin);
    std::string out;
    bool is_comment = false;
    for (const char c : block)
    {
        if (c == '#' || c == '\n') is_comment = c == '#';
        if (!is_comment && c != ' ' && c != '\n') out += c;
    }
    return out;
}

/// The problem of a text that must have one.
ConfigProblem problem_of(std::string_view text)
{
    const auto genesis = parse_genesis(text);
    EXPECT_FALSE(genesis.has_value());
    return genesis ? ConfigProblem{} : genesis.error();
}
}  // namespace

TEST(GenesisToml, ReadsTheExample)
{
    const auto genesis = parse_genesis(example_text());

    ASSERT_TRUE(genesis) << genesis.error().sentence();
    EXPECT_EQ(genesis->chains.size(), 2U);
    EXPECT_EQ(genesis->guardians.quorum(), 3U);
    EXPECT_EQ(genesis->price_sources.at(0).signers.quorum(), 3U);
    EXPECT_EQ(genesis->assets.at(1).market_ppm, 28'400U);
    EXPECT_EQ(genesis->tokens.at(1).minimum_deposit, static_cast<u128>(10'000'000'000'000'000));
    EXPECT_EQ(genesis->tokens.at(0).cap_account, static_cast<u128>(5'000'000'000'000));
    EXPECT_EQ(genesis->chains.at(0).cap_usd_e6, static_cast<i128>(50'000'000'000'000));
    EXPECT_EQ(genesis->instruments.at(0).name.text(), "ETH-PERP");
    EXPECT_EQ(genesis->instruments.at(0).lot_e18, static_cast<u128>(1'000'000'000'000'000));
    EXPECT_EQ(genesis->instruments.at(0).tick_e8, 1'000'000);
    EXPECT_EQ(genesis->instruments.at(0).feed, genesis->assets.at(1).feed);
    EXPECT_EQ(genesis->guardians.governance_chain, hub_chain);
    ASSERT_TRUE(genesis->scenarios);
    EXPECT_EQ(genesis->scenarios->model, default_scenario_model());
    EXPECT_EQ(genesis->scenarios->underlyings.at(0).margin_class, "major");
    EXPECT_EQ(genesis->scenarios->messengers.at(0).chains.size(), 2U);
}

TEST(GenesisToml, HasTheCanonicalFormThatTheDocumentShows)
{
    const auto genesis = parse_genesis(example_text());
    ASSERT_TRUE(genesis);

    const std::string canonical = to_hex(codec::encoded(*genesis));

    EXPECT_TRUE(canonical.starts_with(documented("genesis"))) << canonical;
    EXPECT_EQ(to_hex(genesis_hash(*genesis).view()), documented("genesis_hash"));
}

TEST(GenesisToml, WritesWhatItReadsBack)
{
    const auto genesis = parse_genesis(example_text());
    ASSERT_TRUE(genesis);

    const auto again = parse_genesis(to_toml(*genesis));

    ASSERT_TRUE(again) << again.error().sentence();
    EXPECT_EQ(*again, *genesis);
    EXPECT_EQ(genesis_hash(*again), genesis_hash(*genesis));
}

TEST(GenesisToml, WritesUnusualValuesSoThatTheyReadBack)
{
    auto genesis = parse_genesis(example_text());
    ASSERT_TRUE(genesis);
    genesis->name = "quotes \" and \\ and ümlaut";
    genesis->feeds[1].name = genesis->feeds[0].name;  // one name, two feeds: referred to by id
    genesis->assets[0].market_ppm = 1;
    genesis->tokens[0].decimals = 9;
    genesis->tokens[1].cap_total = static_cast<u128>(pow10(32)) + 1;
    genesis->chains[0].cap_usd_e6 = 1;
    genesis->price_sources[0].signers.rule = QuorumRule::Majority;
    genesis->price_sources[0].signers.fixed_quorum = 0;
    genesis->price_sources[0].signers.expiry_s = 1'800'000'000;
    genesis->price_sources[0].signers.governance_chain = {1};
    genesis->price_sources[0].signers.governance_emitter.bytes[31] = 4;
    derive(*genesis);

    const auto again = parse_genesis(to_toml(*genesis));

    ASSERT_TRUE(again) << again.error().sentence() << to_toml(*genesis);
    EXPECT_EQ(*again, *genesis);
}

TEST(GenesisToml, TakesTheSameHashHoweverNumbersAreWritten)
{
    const auto percent = parse_genesis(with("market_ppm = \"2.84 %\"", "market_ppm = \"2.8400%\""));
    const auto integer = parse_genesis(with("market_ppm = \"2.84 %\"", "market_ppm = 28_400"));

    ASSERT_TRUE(percent) << percent.error().sentence();
    ASSERT_TRUE(integer) << integer.error().sentence();
    EXPECT_EQ(genesis_hash(*percent), genesis_hash(*integer));
}

TEST(GenesisToml, NamesAnUnknownKeyWithItsPlaceBeforeTheMissingOne)
{
    const std::string text = with("heartbeat_blocks = 32 ", "heartbeet_blocks = 32 ");

    const ConfigProblem problem = problem_of(text);

    EXPECT_EQ(problem.line, line_of(text, "heartbeet"));
    EXPECT_EQ(problem.column, 1U);
    EXPECT_EQ(problem.key, "chains[0].heartbeet_blocks");
    EXPECT_EQ(problem.found, "an unknown key");
    EXPECT_THAT(problem.expected, HasSubstr("heartbeat_blocks"));
}

TEST(GenesisToml, NamesAMissingKeyWithItsTable)
{
    const std::string text = with("decimals = 18\n", "");

    const ConfigProblem problem = problem_of(text);

    EXPECT_EQ(problem.key, "tokens[1].decimals");
    EXPECT_EQ(problem.line, line_of(text, "[[tokens]]\nchain = 1\naddress = \"0xC02"));
    EXPECT_EQ(problem.found, "no such key");
    EXPECT_THAT(problem.expected, HasSubstr("0 to 24"));
}

TEST(GenesisToml, NamesAMissingSection)
{
    const ConfigProblem problem = problem_of(with("[operators]", "[operatorz]"));

    EXPECT_EQ(problem.key, "operatorz");
    EXPECT_THAT(problem.expected, HasSubstr("operators"));
}

struct Refusal
{
    std::string_view from;
    std::string_view to;
    std::string_view key;
    std::string_view found;
    std::string_view expected;
};

class GenesisTomlRefuses : public testing::TestWithParam<Refusal>
{};

TEST_P(GenesisTomlRefuses, TheValueByNameWithItsLine)
{
    const auto& [from, to, key, found, expected] = GetParam();
    const std::string text = with(from, to);

    const ConfigProblem problem = problem_of(text);

    EXPECT_EQ(problem.line, line_of(text, to)) << problem.sentence();
    EXPECT_EQ(problem.key, key);
    EXPECT_THAT(problem.found, HasSubstr(std::string{found}));
    EXPECT_THAT(problem.expected, HasSubstr(std::string{expected}));
}

INSTANTIATE_TEST_SUITE_P(
    Values, GenesisTomlRefuses,
    testing::Values(
        Refusal{"model = \"ballast\"", "model = \"other\"", "scenarios.model", "\"other\"",
                "\"ballast\""},
        Refusal{"class = \"major\"", "class = \"gold\"", "scenarios.underlyings[0].margin_class",
                "\"gold\"", "a class of the model"},
        Refusal{"chains = [1, 2]", "chains = [1, 3]", "scenarios.messengers[0].chains", "an array",
                "ids of chains above"},
        Refusal{"chains = [1, 2]", "chains = [0]", "scenarios.messengers[0].chains[0]", "0",
                "1 to 47632"},
        Refusal{"eip155 = 42161", "eip155 = \"42161\"", "chains[1].eip155", "\"42161\"",
                "an integer"},
        Refusal{"eip155 = 42161", "eip155 = -1", "chains[1].eip155", "-1", "at least 1"},
        Refusal{"id = 2", "id = 65536", "chains[1].id", "65536", "1 to 65535"},
        Refusal{"id = 2", "id = 47633", "chains[1].id", "47633", "47632"},
        Refusal{"id = 2", "id = 0x01", "chains[1].id", "1", "no other row"},
        Refusal{"decimals = 18", "decimals = 25", "tokens[1].decimals", "25", "0 to 24"},
        Refusal{"decimals = 18", "decimals = 18.0", "tokens[1].decimals", "floating", "integer"},
        Refusal{"market_ppm = \"2.84 %\"", "market_ppm = 2.84", "assets[1].market_ppm", "floating",
                "percentage"},
        Refusal{"market_ppm = \"2.84 %\"", "market_ppm = \"2.84\"", "assets[1].market_ppm",
                "\"2.84\"", "2.84 %"},
        Refusal{"market_ppm = \"2.84 %\"", "market_ppm = \"2.84001 %\"", "assets[1].market_ppm",
                "2.84001", "4 decimals"},
        Refusal{"market_ppm = \"2.84 %\"", "market_ppm = \"-1 %\"", "assets[1].market_ppm", "-1",
                "parts per million"},
        Refusal{"minimum_deposit = \"0.01\"", "minimum_deposit = 0.01", "tokens[1].minimum_deposit",
                "floating", "decimal text"},
        Refusal{"minimum_deposit = \"0.01\"", "minimum_deposit = \"-0.01\"",
                "tokens[1].minimum_deposit", "-0.01", "0 or more"},
        Refusal{"cap_account = \"5000000\"", "cap_account = \"5000000.0000001\"",
                "tokens[0].cap_account", "5000000.0000001", "6 decimals"},
        Refusal{"cap_usd = \"50000000\"", "cap_usd = \"1e9\"", "chains[0].cap_usd", "1e9",
                "decimal text"},
        Refusal{"kind = \"venue\"", "kind = \"exchange\"", "contracts[2].kind", "exchange",
                "\"vault\" \"venue\""},
        Refusal{"asset = \"WETH\"", "asset = \"wETH\"", "tokens[1].asset", "wETH", "symbol"},
        Refusal{"feed = \"USDC/USD\"", "feed = \"USDT/USD\"", "assets[0].feed", "USDT/USD",
                "name of a feed"},
        Refusal{"name = \"ETH-PERP\"", "name = \"eth-perp\"", "instruments[0].name", "eth-perp",
                "A-Z"},
        Refusal{"address = \"0xC02a", "address = \"0xc02a", "tokens[1].address", "0xc02a",
                "EIP-55"},
        Refusal{"address = \"0xC02a", "address = \"C02a", "tokens[1].address", "C02a",
                "40 hex digits"},
        Refusal{"initial_ppm = \"10 %\"", "initial_ppm = \"5 %\"",
                "instruments[0].initial_ppm, maintenance_ppm", "5 %", "maintenance <= initial"},
        Refusal{"rule = \"fixed\"\nfixed_quorum = 3", "fixed_quorum = 3\nrule = \"majority\"",
                "price_sources[0].fixed_quorum", "unknown key", "keys"},
        Refusal{"settlement = true", "settlement = 1", "assets[0].settlement", "1",
                "true or false"},
        Refusal{"needed = 2", "needed = 4", "operators_needed", "4", "number of operators"},
        Refusal{"time_ms = 1_767", "time_ms = -1_767", "time_ms", "-1767", "at least 1"},
        Refusal{"emitter = \"Pythnet", "emitter = \"ythnet", "price_sources[0].emitter", "ythnet",
                "64 hex digits"},
        Refusal{"\"0x1000000000000000000000000000000000000001\"", "\"0x1000\"", "guardians.keys[0]",
                "0x1000", "an address"}),
    [](const auto& row) { return "Case" + std::to_string(row.index); });

TEST(GenesisToml, RefusesADeploymentIdThatDoesNotFollow)
{
    const std::string text =
        with("# deployment_id = \"0x...\"", "deployment_id = \"0x" + std::string(64, '1') + "\"");

    const ConfigProblem problem = problem_of(text);

    EXPECT_EQ(problem.key, "deployment_id");
    EXPECT_EQ(problem.line, line_of(text, "deployment_id = "));
    EXPECT_THAT(problem.expected, HasSubstr("follows from name, guardian keys and salt"));
}

TEST(GenesisToml, ShowsWhereTheTextIsNoToml)
{
    const std::string text = with("needed = 2", "needed = = 2");

    const ConfigProblem problem = problem_of(text);

    EXPECT_EQ(problem.line, line_of(text, "needed = = 2"));
    EXPECT_THAT(problem.sentence(), HasSubstr("genesis.toml:" + std::to_string(problem.line)));
}

TEST(GenesisToml, RefusesRowsThatAreNoTables)
{
    const ConfigProblem problem = problem_of("chains = [1, 2]\n" + example_text());

    EXPECT_NE(problem.line, 0U);
}

TEST(GenesisToml, SurvivesEveryTruncationOfTheExample)
{
    const std::string text = example_text();

    for (std::size_t size = 0; size < text.size(); size += 13)
    {
        const auto genesis = parse_genesis(std::string_view{text}.substr(0, size));
        const bool is_whole = size > text.find("[[assets]]");
        EXPECT_TRUE(is_whole || !genesis) << size;
    }
}

TEST(GenesisToml, SaysThatAFileIsNotThere)
{
    const auto genesis = read_genesis("/nonexistent/genesis.toml");

    ASSERT_FALSE(genesis);
    EXPECT_EQ(genesis.error().line, 0U);
    EXPECT_THAT(genesis.error().sentence(), HasSubstr("No such file"));
}

}  // namespace ballast::config
