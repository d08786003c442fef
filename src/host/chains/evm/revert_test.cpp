// SPDX-License-Identifier: Apache-2.0
// Errors of contracts as text, and that the table knows every error that the contracts have.
#include <gtest/gtest.h>

#include <ballast/base/hex.hpp>
#include <ballast/chains/evm/revert.hpp>
#include <ballast/wire/abi.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>

namespace ballast::chains::evm {

namespace abi = wire::abi;

namespace {

Bytes revert_of(std::string_view signature, std::vector<abi::Value> arguments)
{
    return abi::encode_call(signature, arguments);
}

/// The errors in an artifact of forge, as signatures.
std::vector<std::string> errors_in(const std::filesystem::path& artifact)
{
    std::ifstream file{artifact};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    boost::json::parse_options options;
    options.max_depth = 256;
    const auto document = boost::json::parse(text, {}, options);
    std::vector<std::string> out;
    for (const auto& entry : document.at("abi").as_array())
    {
        if (entry.at("type").as_string() != "error") continue;
        std::string signature{entry.at("name").as_string()};
        signature += "(";
        for (const auto& input : entry.at("inputs").as_array())
            signature +=
                (signature.ends_with('(') ? "" : ",") + std::string{input.at("type").as_string()};
        out.push_back(signature + ")");
    }
    return out;
}

}  // namespace

TEST(Revert, ShowsACustomErrorWithItsArguments)
{
    EXPECT_EQ(describe_revert(revert_of("OrderExpired(uint64,uint64)",
                                        {abi::number(7), abi::number(1'700'000'000)})),
              "OrderExpired(7, 1700000000)");
    EXPECT_EQ(revert_name(revert_of("WindowZero()", {})), "WindowZero");
    EXPECT_EQ(describe_revert(revert_of("WindowZero()", {})), "WindowZero()");
    EXPECT_EQ(describe_revert(revert_of("NotReducing(int256,int256)",
                                        {abi::signed_number(-5), abi::signed_number(3)})),
              "NotReducing(-5, 3)");
    EXPECT_EQ(describe_revert(revert_of("LiquidatorUnchanged(bytes32,bool)",
                                        {abi::word({}), abi::boolean(true)})),
              "LiquidatorUnchanged(0x" + std::string(64, '0') + ", true)");
}

TEST(Revert, ShowsTheLanguagesOwnErrors)
{
    EXPECT_EQ(describe_revert(revert_of("Error(string)", {abi::text("insufficient allowance")})),
              "insufficient allowance");
    EXPECT_EQ(describe_revert(revert_of("Panic(uint256)", {abi::number(17)})), "Panic(17)");
    EXPECT_EQ(describe_revert({}), "");
}

TEST(Revert, ShowsWhatIsUnknownOrBrokenAsItIs)
{
    EXPECT_EQ(describe_revert(Bytes{1, 2, 3, 4}), "0x01020304");
    EXPECT_EQ(describe_revert(Bytes{1}), "0x01");
    EXPECT_EQ(revert_name(Bytes{1}), "");
    auto truncated = revert_of("OrderExpired(uint64,uint64)", {abi::number(7), abi::number(8)});
    truncated.resize(4 + 32 + 5);
    EXPECT_EQ(describe_revert(truncated), "OrderExpired(7, ?)");
    EXPECT_EQ(describe_revert(revert_of("Error(string)", {abi::text("tab\tand\x01")})), "tab?and?");
}

TEST(Revert, KnowsEveryErrorOfTheContracts)
{
    const auto folder = std::filesystem::path{BALLAST_SOURCE_DIR} / "build/contracts/out";
    std::size_t count = 0;
    for (const std::string name : {"CollateralVault", "Venue", "TestToken"})
    {
        const auto artifact = folder / (name + ".sol") / (name + ".json");
        if (!std::filesystem::exists(artifact))
            GTEST_SKIP() << "no contracts: forge build makes them";
        for (const auto& signature : errors_in(artifact))
        {
            EXPECT_NE(revert_name(abi::encode_call(signature, {})), "")
                << signature << " is missing in revert.cpp";
            ++count;
        }
    }
    EXPECT_GT(count, 50U);
}

}  // namespace ballast::chains::evm
