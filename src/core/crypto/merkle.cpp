// SPDX-License-Identifier: Apache-2.0
// The tree of price messages, level by level.
#include "merkle.hpp"

#include <ballast/base/assert.hpp>
#include <ballast/crypto/keccak256.hpp>
#include <bit>

namespace ballast::crypto {
namespace {
constexpr std::array<std::uint8_t, 1> leaf_prefix{0};
constexpr std::array<std::uint8_t, 1> node_prefix{1};
constexpr std::array<std::uint8_t, 1> filler_prefix{2};

Bytes20 k160(std::initializer_list<BytesView> parts)
{
    const Bytes32 hash = keccak256(parts);
    return Bytes20::from(std::span<const std::uint8_t, 20>{hash.bytes.data(), 20});
}
}  // namespace

Bytes20 price_leaf(BytesView message) { return k160({leaf_prefix, message}); }

Bytes20 price_node(const Bytes20& a, const Bytes20& b)
{
    return k160({node_prefix, std::min(a, b).view(), std::max(a, b).view()});
}

bool is_price_proven(const Bytes20& root, BytesView message, std::span<const Bytes20> path)
{
    Bytes20 node = price_leaf(message);
    for (const Bytes20& sibling : path) node = price_node(node, sibling);
    return node == root;
}

PriceTree build_price_tree(std::span<const Bytes> messages)
{
    BALLAST_ASSERT(!messages.empty());
    std::vector<Bytes20> level;
    level.reserve(std::bit_ceil(messages.size()));
    for (const Bytes& message : messages) level.push_back(price_leaf(message));
    level.resize(std::bit_ceil(messages.size()), k160({filler_prefix}));

    PriceTree tree;
    tree.paths.resize(messages.size());
    for (std::size_t height = 0; level.size() > 1; ++height)
    {
        for (std::size_t i = 0; i < messages.size(); ++i)
            tree.paths[i].push_back(level[(i >> height) ^ 1U]);
        for (std::size_t i = 0; 2 * i < level.size(); ++i)
            level[i] = price_node(level[2 * i], level[2 * i + 1]);
        level.resize(level.size() / 2);
    }
    tree.root = level.front();
    return tree;
}

}  // namespace ballast::crypto
