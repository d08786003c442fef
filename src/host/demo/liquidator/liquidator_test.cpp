// SPDX-License-Identifier: Apache-2.0
// The liquidator's configuration.
#include <gtest/gtest.h>

#include <ballast/demo/liquidator/liquidator_toml.hpp>

namespace ballast::demo {
namespace {
namespace fs = std::filesystem;

LiquidatorConfig example()
{
    return {.hub_url = "http://127.0.0.1:7400",
            .key_file = "/run/keys/liquidator.key",
            .subaccount = 3,
            .refresh_ms = 500,
            .eip155 = 31338,
            .rpc_url = "http://127.0.0.1:8546",
            .instrument = "ETH-PERP",
            .notional_usd_e6_max = 500'000'000'000,
            .reserve_usd_e6 = 20'000'000'000,
            .policy = HedgePolicy::Hold,
            .slip_ppm = 5'000};
}

TEST(LiquidatorConfig, ReadsWhatItWrites)
{
    const auto read = parse_liquidator_config(to_toml(example()), "liquidator.toml", "/run");

    ASSERT_TRUE(read) << read.error().sentence();
    EXPECT_EQ(to_toml(*read), to_toml(example()));
    EXPECT_EQ(read->policy, HedgePolicy::Hold);
    EXPECT_EQ(read->notional_usd_e6_max, 500'000'000'000);
}

TEST(LiquidatorConfig, NamesTheLineThatIsWrong)
{
    std::string text = to_toml(example());
    const std::string right = "policy = \"hold\"";
    text.replace(text.find(right), right.size(), "policy = \"gamble\"");

    const auto read = parse_liquidator_config(text, "liquidator.toml", "/run");

    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().key, "hedge.policy");
    EXPECT_GT(read.error().line, 0U);
}

TEST(LiquidatorConfig, ReadsItsExample)
{
    const auto read =
        read_liquidator_config(fs::path{BALLAST_SOURCE_DIR} / "config" / "liquidator.example.toml");

    EXPECT_TRUE(read) << read.error().sentence();
}
}  // namespace
}  // namespace ballast::demo
