// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ballast/base/limits.hpp>
#include <ballast/config/guardian_toml.hpp>
#include <ballast/config/hub_toml.hpp>
#include <ballast/config/text_file.hpp>

namespace ballast::config {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;

const std::string folder = BALLAST_SOURCE_DIR "/config";

std::string text_of(const std::string& name)
{
    auto text = read_text_file(folder + "/" + name, limits::config_file_size);
    return text ? *text : text.error().sentence();
}

std::string replaced(std::string text, std::string_view from, std::string_view to)
{
    const std::size_t at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    if (at != text.npos) text.replace(at, from.size(), to);
    return text;
}

ConfigProblem hub_problem(std::string_view from, std::string_view to)
{
    const auto config =
        parse_hub_config(replaced(text_of("ballast.example.toml"), from, to), "ballast.toml", "/r");
    EXPECT_FALSE(config.has_value());
    return config ? ConfigProblem{} : config.error();
}

ConfigProblem guardian_problem(std::string_view from, std::string_view to)
{
    const auto config = parse_guardian_config(replaced(text_of("guardian.example.toml"), from, to),
                                              "guardian.toml", "/r");
    EXPECT_FALSE(config.has_value());
    return config ? ConfigProblem{} : config.error();
}
}  // namespace

TEST(HubToml, ReadsTheExample)
{
    const auto config = read_hub_config(folder + "/ballast.example.toml");

    ASSERT_TRUE(config) << config.error().sentence();
    EXPECT_EQ(config->genesis_file, folder + "/genesis.toml");
    EXPECT_EQ(config->listen, (ListenAddress{"127.0.0.1", 7400}));
    ASSERT_EQ(config->chains.size(), 2U);
    EXPECT_EQ(config->chains[0].node.name, "arbitrum");
    EXPECT_EQ(config->chains[1].node.poll_ms, 2'000);
    EXPECT_EQ(config->chains[1].relayer_key_file, folder + "/keys/relayer-ethereum.key");
    EXPECT_EQ(config->prices_url, "ws://127.0.0.1:7410/v1/updates/stream");
}

TEST(HubToml, HasDefaultsForWhatIsRarelyChanged)
{
    const auto config = parse_hub_config(
        "[hub]\n"
        "genesis = '/g.toml'\n"
        "store = 's'\n"
        "key_file = 'k'\n"
        "[chains.a]\n"
        "rpc = ['http://localhost:8545']\n"
        "relayer_key_file = 'r'\n"
        "[prices]\n"
        "stream = 'ws://localhost:1/s'\n",
        "ballast.toml", "/run");

    ASSERT_TRUE(config) << config.error().sentence();
    EXPECT_EQ(config->genesis_file, "/g.toml");
    EXPECT_EQ(config->store_path, "/run/s");
    EXPECT_EQ(config->listen.text(), "127.0.0.1:7400");
    EXPECT_EQ(config->queue_max, limits::intake_queue);
    EXPECT_EQ(config->log_level, LogLevel::Info);
}

TEST(HubToml, WritesWhatItReadsBack)
{
    auto config = read_hub_config(folder + "/ballast.example.toml");
    ASSERT_TRUE(config);
    config->listen = {"::1", 0};
    config->chains[0].node.name = "a chain.with dots";
    config->log_level = LogLevel::Warning;

    const auto again = parse_hub_config(to_toml(*config), "ballast.toml", "/elsewhere");

    ASSERT_TRUE(again) << again.error().sentence();
    EXPECT_EQ(*again, *config);
}

TEST(HubToml, NamesWhatIsWrong)
{
    EXPECT_EQ(hub_problem("listen = \"127.0.0.1:7400\"", "listen = \"7400\"").key, "hub.listen");
    EXPECT_EQ(hub_problem("listen = \"127.0.0.1:7400\"", "listen = \"127.0.0.1:74000\"").key,
              "hub.listen");
    EXPECT_EQ(hub_problem("level = \"info\"", "level = \"loud\"").key, "log.level");
    EXPECT_EQ(hub_problem("queue = 8_192", "queue = 8_193").key, "limits.queue");
    EXPECT_EQ(hub_problem("poll_ms = 2_000", "poll_ms = 0").key, "chains.ethereum.poll_ms");
    EXPECT_EQ(hub_problem("[limits]", "[limit]").key, "limit");
    EXPECT_EQ(hub_problem("stream = \"ws://", "stream = \"http://").key, "prices.stream");
    EXPECT_EQ(hub_problem("rpc = [\"http://127.0.0.1:8545\"]", "rpc = []").key,
              "chains.ethereum.rpc");
    EXPECT_EQ(hub_problem("rpc = [\"http://127.0.0.1:8545\"]", "rpc = [\"127.0.0.1:8545\"]").key,
              "chains.ethereum.rpc[0]");
    EXPECT_EQ(hub_problem("store = \"hub-store\"", "stor = \"hub-store\"").key, "hub.stor");
}

TEST(HubToml, GivesTheLineOfAProblem)
{
    const ConfigProblem problem = hub_problem("poll_ms = 2_000", "poll_ms = 0");

    EXPECT_EQ(problem.file, "ballast.toml");
    EXPECT_EQ(problem.line, 14U);
    EXPECT_THAT(problem.sentence(),
                HasSubstr("chains.ethereum.poll_ms: found 0, expected an integer from 1"));
}

TEST(GuardianToml, ReadsTheExample)
{
    const auto config = read_guardian_config(folder + "/guardian.example.toml");

    ASSERT_TRUE(config) << config.error().sentence();
    EXPECT_EQ(config->hub_url, "ws://127.0.0.1:7400/v1/guardians");
    EXPECT_THAT(config->peers_dial,
                ElementsAre("ws://127.0.0.1:7422", "ws://127.0.0.1:7423", "ws://127.0.0.1:7424"));
    EXPECT_EQ(config->store_path, folder + "/guardian-store");
    EXPECT_EQ(config->chains.size(), 2U);
}

TEST(GuardianToml, WritesWhatItReadsBack)
{
    auto config = read_guardian_config(folder + "/guardian.example.toml");
    ASSERT_TRUE(config);
    config->peers_dial.clear();

    const auto again = parse_guardian_config(to_toml(*config), "guardian.toml", "/elsewhere");

    ASSERT_TRUE(again) << again.error().sentence();
    EXPECT_EQ(*again, *config);
}

TEST(GuardianToml, NamesWhatIsWrong)
{
    EXPECT_EQ(guardian_problem("genesis_hash = \"0x8c", "genesis_hash = \"0x").key,
              "guardian.genesis_hash");
    EXPECT_EQ(guardian_problem("dial = [\"ws://127.0.0.1:7422\"", "dial = [\"127.0.0.1:7422\"").key,
              "peers.dial[0]");
    EXPECT_EQ(guardian_problem("[chains.arbitrum]\nrpc", "[chains.arbitrum]\nrcp").key,
              "chains.arbitrum.rcp");
    EXPECT_EQ(guardian_problem("hub = ", "index = 3\nhub = ").key, "guardian.index");
}

TEST(GuardianToml, DerivesTheIndexFromTheKey)
{
    Genesis genesis;
    Bytes20 first;
    first.bytes[0] = 1;
    Bytes20 second;
    second.bytes[0] = 2;
    genesis.guardians.keys = {first, second};

    EXPECT_EQ(guardian_index(genesis, second), 1);
    EXPECT_EQ(guardian_index(genesis, Bytes20{}), std::nullopt);
}

}  // namespace ballast::config
