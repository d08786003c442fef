// SPDX-License-Identifier: Apache-2.0
// From an account's id to its row. Eight bytes an account: the id itself stands in the row, which
// whoever looks it up needs next anyway, so that the whole directory of 100,000 accounts stays in
// the second-level cache. Leaves out the rows (state.hpp).
#pragma once
#include <ballast/base/assert.hpp>
#include <ballast/base/large_pages.hpp>
#include <ballast/domain/account.hpp>
#include <bit>
#include <optional>
#include <vector>

namespace ballast::engine {

/// A table of hashes with open addressing: one cache line is looked at, most of the time, and which
/// one is known from the id alone.
class AccountDirectory
{
public:
    /// The row of `rows` that has this id. `rows` are those that every append() was made for.
    template <class Rows>
    [[nodiscard]] std::optional<AccountIndex> find(const AccountId& id, const Rows& rows) const
    {
        return first_of(id, [&](std::uint32_t row) { return rows[row].id == id; });
    }
    /// The row that has this id almost certainly, without reading it: for prefetching.
    [[nodiscard]] std::optional<AccountIndex> guess(const AccountId& id) const
    {
        return first_of(id, [](std::uint32_t) { return true; });
    }
    /// Where guess() and find() begin to look; for prefetching.
    [[nodiscard]] const void* place(const AccountId& id) const
    {
        return slots_.empty() ? nullptr : &slots_[start_of(short_hash(id))];
    }
    /// A new account; its id is not in the directory yet.
    void append(const AccountId& id, AccountIndex row)
    {
        if (5 * (count_ + 1) > 4 * slots_.size()) grow();
        BALLAST_ASSERT(row.value < no_row);
        put({row.value, short_hash(id)});
        ++count_;
    }

private:
    static constexpr std::uint32_t no_row = ~std::uint32_t{0};
    struct Slot
    {
        std::uint32_t row{no_row};
        std::uint32_t hash{};
    };
    static std::uint32_t short_hash(const AccountId& id)
    {
        return static_cast<std::uint32_t>(IdHash{}(id));
    }
    [[nodiscard]] std::size_t start_of(std::uint32_t hash) const
    {
        return static_cast<std::size_t>((hash * 0x9E3779B97F4A7C15ULL) >> shift_);
    }
    /// The first row with the id's hash that is the one; there is always a free slot to end at.
    template <class Is>
    [[nodiscard]] std::optional<AccountIndex> first_of(const AccountId& id, Is is) const
    {
        if (slots_.empty()) return {};
        const std::uint32_t hash = short_hash(id);
        for (std::size_t at = start_of(hash);; at = (at + 1) & (slots_.size() - 1))
        {
            const Slot& slot = slots_[at];
            if (slot.row == no_row) return {};
            if (slot.hash == hash && is(slot.row)) return AccountIndex{slot.row};
        }
    }
    void put(const Slot& slot)
    {
        std::size_t at = start_of(slot.hash);
        while (slots_[at].row != no_row) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = slot;
    }
    void grow()
    {
        const auto before = std::move(slots_);
        slots_.assign(before.empty() ? 64 : 2 * before.size(), Slot{});
        shift_ = 64 - std::countr_zero(slots_.size());
        for (const Slot& slot : before)
            if (slot.row != no_row) put(slot);
    }

    std::vector<Slot, LargePages<Slot>> slots_;  ///< a power of two, or none
    std::size_t count_{};
    int shift_{};
};

/// The same from any map; for comparing layouts.
template <class Map>
class MappedDirectory
{
public:
    template <class Rows>
    [[nodiscard]] std::optional<AccountIndex> find(const AccountId& id, const Rows& /*rows*/) const
    {
        const auto at = rows_.find(id);
        if (at == rows_.end()) return {};
        return at->second;
    }
    [[nodiscard]] std::optional<AccountIndex> guess(const AccountId& id) const
    {
        return find(id, id);
    }
    [[nodiscard]] static const void* place(const AccountId& /*id*/) { return nullptr; }
    void append(const AccountId& id, AccountIndex row) { rows_.emplace(id, row); }

private:
    Map rows_;
};

}  // namespace ballast::engine
