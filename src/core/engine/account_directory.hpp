// SPDX-License-Identifier: Apache-2.0
// From an account's id to its row. Eight bytes an account: the id itself stands in the row, which
// whoever looks it up needs next anyway, so that the whole directory of 100,000 accounts stays in
// the second-level cache. Leaves out the rows (state.hpp).
#pragma once
#include <ballast/domain/account.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <optional>

namespace ballast::engine {

class AccountDirectory
{
public:
    /// The row of `rows` that has this id. `rows` are those that every append() was made for.
    template <class Rows>
    [[nodiscard]] std::optional<AccountIndex> find(const AccountId& id, const Rows& rows) const
    {
        const auto at = slots_.find(Wanted<Rows>{id, rows});
        if (at == slots_.end()) return {};
        return AccountIndex{at->row};
    }
    /// The row that has this id almost certainly, without reading it: for prefetching.
    [[nodiscard]] std::optional<AccountIndex> guess(const AccountId& id) const
    {
        const auto at = slots_.find(Guessed{short_hash(id)});
        if (at == slots_.end()) return {};
        return AccountIndex{at->row};
    }
    /// A new account; its id is not in the directory yet.
    void append(const AccountId& id, AccountIndex row)
    {
        slots_.insert(Slot{row.value, short_hash(id)});
    }

private:
    struct Slot
    {
        std::uint32_t row{};
        std::uint32_t hash{};
    };
    template <class Rows>
    struct Wanted
    {
        const AccountId& id;
        const Rows& rows;
    };
    struct Guessed
    {
        std::uint32_t hash{};
    };
    static std::uint32_t short_hash(const AccountId& id)
    {
        return static_cast<std::uint32_t>(IdHash{}(id));
    }
    struct Hash
    {
        using is_transparent = void;
        using is_avalanching = void;
        static std::size_t spread(std::uint32_t hash) { return hash * 0x9E3779B97F4A7C15ULL; }
        std::size_t operator()(const Slot& slot) const { return spread(slot.hash); }
        std::size_t operator()(const Guessed& guessed) const { return spread(guessed.hash); }
        template <class Rows>
        std::size_t operator()(const Wanted<Rows>& wanted) const
        {
            return spread(short_hash(wanted.id));
        }
    };
    struct Equal
    {
        using is_transparent = void;
        bool operator()(const Slot& a, const Slot& b) const { return a.row == b.row; }
        bool operator()(const Guessed& a, const Slot& b) const { return a.hash == b.hash; }
        bool operator()(const Slot& a, const Guessed& b) const { return a.hash == b.hash; }
        template <class Rows>
        bool operator()(const Wanted<Rows>& wanted, const Slot& slot) const
        {
            return wanted.rows[slot.row].id == wanted.id;
        }
        template <class Rows>
        bool operator()(const Slot& slot, const Wanted<Rows>& wanted) const
        {
            return (*this)(wanted, slot);
        }
    };

    boost::unordered_flat_set<Slot, Hash, Equal> slots_;
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
    void append(const AccountId& id, AccountIndex row) { rows_.emplace(id, row); }

private:
    Map rows_;
};

}  // namespace ballast::engine
