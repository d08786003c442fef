// SPDX-License-Identifier: Apache-2.0
// The state's fingerprint: a SHA-256 tree over account leaves, of which only dirty ones are hashed
// again, and one leaf per other table. The same at a sequence on every machine. Grammar:
// docs/formats/state_hash.md.
#pragma once
#include <ballast/engine/state.hpp>
#include <span>

namespace ballast::engine {

/// Children of an inner node. Seven, their tag and the padding fill four blocks of SHA-256; no
/// other number hashes fewer blocks for some hundreds of dirty leaves.
inline constexpr std::size_t account_tree_arity = 7;

/// Hashes of all accounts, kept between state hashes.
class AccountTree
{
public:
    /// Takes the new hashes of the rows in `changed` (each once, any order); `count` rows exist
    /// now.
    void update(std::span<const std::pair<AccountIndex, Bytes32>> changed, std::size_t count);
    /// The root; all zero where there are no accounts.
    [[nodiscard]] Bytes32 root() const;

private:
    std::vector<std::vector<Bytes32>> levels_;  ///< levels_[0] are the leaves
};

/// SHA-256("BALLAST-ACCOUNT1" | canonical account).
[[nodiscard]] Bytes32 account_leaf(const Account& account);

/// The state hash at the state's sequence; takes the dirty list. Cost: dirty accounts and the other
/// tables.
[[nodiscard]] Bytes32 state_hash(State& state, AccountTree& tree);

/// The state hash from nothing, leaving the dirty list alone: what a check compares with.
[[nodiscard]] Bytes32 full_state_hash(const State& state);

}  // namespace ballast::engine
