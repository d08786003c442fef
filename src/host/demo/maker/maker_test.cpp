// SPDX-License-Identifier: Apache-2.0
// The maker's prices, nonces and configuration. That it trades is shown end to end (tests/e2e).
#include <gtest/gtest.h>

#include <ballast/demo/maker/maker.hpp>
#include <filesystem>
#include <fstream>

namespace ballast::demo {
namespace {
namespace fs = std::filesystem;

/// A folder of this test's own, gone afterwards.
struct Folder
{
    Folder()
    {
        std::string name = (fs::temp_directory_path() / "ballast-maker-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    fs::path path;
};

TEST(MakerPrices, StandOnTheTickAndNeverInsideTheSpread)
{
    // 0.1 % of 3000.005 is 3.000005; the tick is 0.01.
    const Prices prices = prices_around(300'000'500'000, 1'000, 1'000'000);

    EXPECT_EQ(prices.bid_e8, 299'700'000'000);
    EXPECT_EQ(prices.offer_e8, 300'301'000'000);
}

TEST(MakerPrices, AreTheMarkWithoutASpread)
{
    const Prices prices = prices_around(300'000'000'000, 0, 1'000'000);

    EXPECT_EQ(prices.bid_e8, 300'000'000'000);
    EXPECT_EQ(prices.offer_e8, 300'000'000'000);
}

TEST(MakerNonces, AscendFromOne)
{
    const Folder folder;
    auto nonces = NonceFile::open(folder.path / "nonce");
    ASSERT_TRUE(nonces);

    EXPECT_EQ(*nonces->next(), 1U);
    EXPECT_EQ(*nonces->next(), 2U);
}

TEST(MakerNonces, AreNeverGivenOutAgainAfterACrash)
{
    const Folder folder;
    std::uint64_t last = 0;
    {
        auto nonces = NonceFile::open(folder.path / "nonce");
        for (int i = 0; i < 1'500; ++i) last = *nonces->next();
    }

    auto again = NonceFile::open(folder.path / "nonce");

    ASSERT_TRUE(again);
    EXPECT_GT(*again->next(), last);
}

TEST(MakerNonces, RefuseAFileThatHoldsNone)
{
    const Folder folder;
    std::ofstream{folder.path / "nonce"} << "many\n";

    const auto nonces = NonceFile::open(folder.path / "nonce");

    ASSERT_FALSE(nonces);
    EXPECT_NE(nonces.error().sentence.find("holds no nonce"), std::string::npos);
}

TEST(MakerNonces, SayThatTheirFileCannotBeWritten)
{
    auto nonces = NonceFile::open("/nonexistent-folder/nonce");
    ASSERT_TRUE(nonces);

    EXPECT_FALSE(nonces->next());
}

MakerConfig example()
{
    return {
        .hub_url = "http://127.0.0.1:7400",
        .key_file = "/run/keys/maker.key",
        .nonce_file = "/run/maker-nonce",
        .subaccount = 3,
        .quote_life_ms = 30'000,
        .refresh_ms = 2'000,
        .reserve_usd_e6 = 10'000'000'000,
        .quotes = {
            {.instrument = "ETH-PERP", .spread_ppm = 1'000, .size_e18 = 2'500'000'000'000'000'000},
            {.instrument = "ETH-26MAR27-4000-C",
             .spread_ppm = 20'000,
             .size_e18 = 1'000'000'000'000'000'000}}};
}

TEST(MakerConfig, IsReadBackFromItsText)
{
    const MakerConfig config = example();

    const auto read = parse_maker_config(to_toml(config), "maker.toml", "/run");

    ASSERT_TRUE(read) << read.error().sentence();
    EXPECT_EQ(*read, config);
}

TEST(MakerConfig, NamesTheLineThatIsWrong)
{
    std::string text = to_toml(example());
    const std::string right = "life_ms = 30000";
    text.replace(text.find(right), right.size(), "life_ms = -1");

    const auto read = parse_maker_config(text, "maker.toml", "/run");

    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().key, "maker.life_ms");
    EXPECT_GT(read.error().line, 0U);
}

TEST(MakerConfig, ReadsItsExample)
{
    const auto read =
        read_maker_config(fs::path{BALLAST_SOURCE_DIR} / "config" / "maker.example.toml");

    EXPECT_TRUE(read) << read.error().sentence();
}
}  // namespace
}  // namespace ballast::demo
