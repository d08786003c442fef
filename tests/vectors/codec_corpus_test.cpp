// SPDX-License-Identifier: Apache-2.0
// The corpus of fuzz_codec starts behind the first checks only while it decodes: what a change of a
// struct leaves behind is found here. Written anew by make_corpus.cpp.
#include <gtest/gtest.h>

#include <ballast/domain/codec.hpp>
#include <ballast/domain/command.hpp>
#include <ballast/domain/order.hpp>
#include <ballast/domain/request.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace ballast;

namespace {

Bytes bytes_of(const std::filesystem::path& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

template <class T>
bool decodes(BytesView bytes)
{
    const auto value = codec::decode_whole<T>(bytes);
    return value && std::ranges::equal(codec::encoded(*value), bytes);
}

/// As fuzz_codec picks the struct.
bool decodes_as(std::uint8_t type, BytesView bytes)
{
    switch (type)
    {
        case 0:
            return decodes<Observation>(bytes);
        case 1:
            return decodes<Order>(bytes);
        case 2:
            return decodes<SignedTrade>(bytes);
        case 3:
            return decodes<Withdraw>(bytes);
        case 4:
            return decodes<SequencedCommand>(bytes);
        case 5:
            return decodes<SignerSet>(bytes);
        default:
            return false;
    }
}

const std::filesystem::path corpus = BALLAST_SOURCE_DIR "/tests/fuzz/corpus/fuzz_codec";

}  // namespace

TEST(CodecCorpus, DecodesAndEncodesBack)
{
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{corpus})
    {
        const Bytes bytes = bytes_of(entry.path());
        ASSERT_FALSE(bytes.empty()) << entry.path();
        EXPECT_TRUE(decodes_as(bytes[0], BytesView{bytes}.subspan(1)))
            << entry.path().filename() << " is of another encoding: run ballast_make_corpus";
        ++files;
    }
    EXPECT_GT(files, 40U);
}

TEST(CodecCorpus, HasAGenesisWithScenarios)
{
    const Bytes bytes = bytes_of(corpus / "command_genesis_scenarios");
    ASSERT_FALSE(bytes.empty());

    const auto command = codec::decode_whole<SequencedCommand>(BytesView{bytes}.subspan(1));

    ASSERT_TRUE(command);
    const auto* opened = std::get_if<OpenDeployment>(&command->command);
    ASSERT_NE(opened, nullptr);
    ASSERT_TRUE(opened->genesis->scenarios);
    EXPECT_EQ(opened->genesis->scenarios->model, default_scenario_model());
}
