// SPDX-License-Identifier: Apache-2.0
// The merkle tree of price messages (wire.md §3): hashes of 20 bytes, sorted pairs, so that a path
// needs no directions. Leaves out the state hash's tree (engine) and the trie of state proofs.
//   k160 = first 20 bytes of keccak256;  leaf k160(00 | message);  node k160(01 | min | max);
//   filler k160(02)
#pragma once
#include <ballast/base/bytes.hpp>
#include <span>
#include <vector>

namespace ballast::crypto {

/// Siblings from the leaf up to below the root.
using PricePath = std::vector<Bytes20>;

/// The leaf of a message.
[[nodiscard]] Bytes20 price_leaf(BytesView message);
/// The parent of two nodes, in whichever order they are given.
[[nodiscard]] Bytes20 price_node(const Bytes20& a, const Bytes20& b);
/// True when `path` leads from the message's leaf to `root`.
[[nodiscard]] bool is_price_proven(const Bytes20& root, BytesView message,
                                   std::span<const Bytes20> path);

/// The root over some messages and a path for each, in their order.
struct PriceTree
{
    Bytes20 root;
    std::vector<PricePath> paths;
};
/// Builds the tree; the leaves are filled up to a power of two. At least one message.
[[nodiscard]] PriceTree build_price_tree(std::span<const Bytes> messages);

}  // namespace ballast::crypto
