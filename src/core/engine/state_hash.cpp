// SPDX-License-Identifier: Apache-2.0
// The account tree and the leaf of every other table.
#include "state_hash.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/crypto/sha256.hpp>
#include <ballast/engine/lookahead.hpp>
#include <ballast/engine/state_codec.hpp>

namespace ballast::engine {
namespace {
/// Of at most account_tree_arity children, which lie behind each other.
Bytes32 inner_node(std::span<const Bytes32> children)
{
    static_assert(sizeof(Bytes32) == 32);
    constexpr std::uint8_t tag = 1;
    return crypto::sha256(
        {BytesView{&tag, 1}, BytesView{children.front().bytes.data(), children.size_bytes()}});
}

/// As the public one; `buffer` is only there to be used again.
Bytes32 account_leaf(const Account& account, Bytes& buffer)
{
    buffer.clear();
    append(buffer, as_bytes("BALLAST-ACCOUNT1"));
    codec::encode(buffer, account);
    return crypto::sha256(buffer);
}

Bytes32 hash_tables(const State& state, const Bytes32& account_root)
{
    Bytes leaves;
    append(leaves, as_bytes("BALLAST-STATE1"));
    append(leaves, state.genesis.deployment_id.view());
    append_big_endian(leaves, static_cast<std::uint64_t>(state.accounts.size()));
    append(leaves, account_root.view());
    Bytes buffer;
    for_each_table(state, [&](std::string_view name, const auto& table) {
        buffer.assign(name.begin(), name.end());
        buffer.push_back(0);
        codec::encode(buffer, table);
        append(leaves, crypto::sha256(buffer).view());
    });
    return crypto::sha256(leaves);
}
}  // namespace

Bytes32 account_leaf(const Account& account)
{
    Bytes buffer;
    return account_leaf(account, buffer);
}

void AccountTree::update(std::span<const std::pair<AccountIndex, Bytes32>> changed,
                         std::size_t count)
{
    if (count == 0) return;
    if (levels_.empty()) levels_.emplace_back();
    levels_[0].resize(count);
    std::vector<std::size_t> rows;
    rows.reserve(changed.size());
    for (const auto& [index, hash] : changed)
    {
        levels_[0][index.value] = hash;
        rows.push_back(index.value);
    }
    std::sort(rows.begin(), rows.end());
    for (std::size_t level = 0; levels_[level].size() > 1; ++level)
    {
        if (levels_.size() == level + 1) levels_.emplace_back();
        const std::vector<Bytes32>& below = levels_[level];
        const std::size_t parents = (below.size() + account_tree_arity - 1) / account_tree_arity;
        levels_[level + 1].resize(parents);
        std::vector<std::size_t> next;
        for (const std::size_t row : rows)
        {
            const std::size_t parent = row / account_tree_arity;
            if (!next.empty() && next.back() == parent) continue;
            next.push_back(parent);
            const std::size_t first = parent * account_tree_arity;
            const std::size_t size = std::min(account_tree_arity, below.size() - first);
            levels_[level + 1][parent] = inner_node(std::span{below}.subspan(first, size));
        }
        rows = std::move(next);
    }
}

Bytes32 AccountTree::root() const { return levels_.empty() ? Bytes32{} : levels_.back().front(); }

Bytes32 state_hash(State& state, AccountTree& tree)
{
    std::vector<std::pair<AccountIndex, Bytes32>> changed;
    changed.reserve(state.dirty.size());
    Bytes buffer;
    for (std::size_t i = 0; i < state.dirty.size(); ++i)
    {
        if (i + lookahead_row < state.dirty.size())
            prefetch_accounts(state, {&state.dirty[i + lookahead_row], 1});
        const AccountIndex index = state.dirty[i];
        changed.emplace_back(index, account_leaf(state.accounts[index.value], buffer));
        state.is_dirty[index.value] = false;
    }
    state.dirty.clear();
    tree.update(changed, state.accounts.size());
    return hash_tables(state, tree.root());
}

Bytes32 full_state_hash(const State& state)
{
    std::vector<std::pair<AccountIndex, Bytes32>> all;
    Bytes buffer;
    for (std::uint32_t i = 0; i < state.accounts.size(); ++i)
        all.emplace_back(AccountIndex{i}, account_leaf(state.accounts[i], buffer));
    AccountTree tree;
    tree.update(all, state.accounts.size());
    return hash_tables(state, tree.root());
}

}  // namespace ballast::engine
