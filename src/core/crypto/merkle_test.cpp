// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/crypto/merkle.hpp>

using namespace ballast;

namespace {
std::vector<Bytes> messages(std::size_t count)
{
    std::vector<Bytes> out;
    for (std::size_t i = 0; i < count; ++i)
        out.push_back(Bytes(5 + i, static_cast<std::uint8_t>(i)));
    return out;
}
}  // namespace

TEST(PriceTree, ProvesEachMessageOfTreesOfOneToTwenty)
{
    for (std::size_t count = 1; count <= 20; ++count)
    {
        const auto leaves = messages(count);
        const auto tree = crypto::build_price_tree(leaves);
        for (std::size_t i = 0; i < count; ++i)
        {
            ASSERT_TRUE(crypto::is_price_proven(tree.root, leaves[i], tree.paths[i]));
            ASSERT_FALSE(
                crypto::is_price_proven(tree.root, messages(count + 1)[count], tree.paths[i]));
        }
    }
}

TEST(PriceTree, RefusesAPathThatIsShortenedExtendedOrAltered)
{
    const auto leaves = messages(6);
    const auto tree = crypto::build_price_tree(leaves);
    auto path = tree.paths[3];
    path.pop_back();
    EXPECT_FALSE(crypto::is_price_proven(tree.root, leaves[3], path));
    path = tree.paths[3];
    path.push_back(tree.root);
    EXPECT_FALSE(crypto::is_price_proven(tree.root, leaves[3], path));
    path = tree.paths[3];
    path[1].bytes[0] ^= 1U;
    EXPECT_FALSE(crypto::is_price_proven(tree.root, leaves[3], path));
}

TEST(PriceTree, ANodeIsNoLeaf)
{
    const auto leaves = messages(2);
    const auto tree = crypto::build_price_tree(leaves);
    Bytes node;
    append(node, std::min(crypto::price_leaf(leaves[0]), crypto::price_leaf(leaves[1])).view());
    append(node, std::max(crypto::price_leaf(leaves[0]), crypto::price_leaf(leaves[1])).view());
    EXPECT_FALSE(crypto::is_price_proven(tree.root, node, {}));
}
