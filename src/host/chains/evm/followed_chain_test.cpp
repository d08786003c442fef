// SPDX-License-Identifier: Apache-2.0
// Blocks linked, cut and made final.
#include <gtest/gtest.h>

#include <ballast/chains/evm/followed_chain.hpp>

namespace ballast::chains::evm {

namespace {

FollowedBlock block_of(std::uint8_t number)
{
    FollowedBlock block;
    block.header.number = number;
    block.header.hash.bytes[0] = number;
    block.header.parent_hash.bytes[0] = static_cast<std::uint8_t>(number - 1);
    return block;
}

FollowedChain chain_of(std::uint8_t first, std::uint8_t last)
{
    FollowedChain chain{block_of(first)};
    for (auto number = first; number < last;) chain.append(block_of(++number));
    return chain;
}

}  // namespace

TEST(FollowedChain, FindsItsBlocksByNumber)
{
    const auto chain = chain_of(10, 15);

    EXPECT_EQ(chain.find(10), &chain.anchor());
    EXPECT_EQ(chain.find(15), &chain.tip());
    EXPECT_EQ(chain.find(12)->header.number, 12U);
    EXPECT_EQ(chain.find(9), nullptr);
    EXPECT_EQ(chain.find(16), nullptr);
    EXPECT_EQ(chain.size(), 5U);
}

TEST(FollowedChain, TakesOnlyWhatFollowsItsTip)
{
    const auto chain = chain_of(10, 12);
    auto stranger = block_of(13).header;
    stranger.parent_hash.bytes[5] = 1;

    EXPECT_TRUE(chain.continues_with(block_of(13).header));
    EXPECT_FALSE(chain.continues_with(stranger));
    EXPECT_FALSE(chain.continues_with(block_of(12).header));
    EXPECT_DEATH(chain_of(10, 12).append(block_of(14)), "continues_with");
}

TEST(FollowedChain, IsCutFromItsTip)
{
    auto chain = chain_of(10, 15);

    const auto removed = chain.cut_above(12);

    ASSERT_EQ(removed.size(), 3U);
    EXPECT_EQ(removed.front().header.number, 15U);
    EXPECT_EQ(chain.tip().header.number, 12U);
    EXPECT_TRUE(chain.cut_above(12).empty());
}

TEST(FollowedChain, GivesUpWhatBecameFinalInOrder)
{
    auto chain = chain_of(10, 15);

    const auto final_ones = chain.finalise(13);

    ASSERT_EQ(final_ones.size(), 3U);
    EXPECT_EQ(final_ones.front().header.number, 11U);
    EXPECT_EQ(chain.anchor().header.number, 13U);
    EXPECT_EQ(chain.tip().header.number, 15U);
}

}  // namespace ballast::chains::evm
