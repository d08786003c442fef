// SPDX-License-Identifier: Apache-2.0
// Who must be looked at again after a tick. For each group a level is kept: as long as its
// underlying's cells have not drifted beyond it, the account surely requires no more than it has.
// What is skipped is proven, not guessed: with cells moved by at most d, R[u] grows by at most
// d * sum |lots|, and by one unit for each domain that rounds. Leaves out why cushions change.
#pragma once
#include <ballast/risk/sweep/sweep.hpp>

namespace ballast::risk::sweep {

/// How far an underlying's instruments have moved, as a number to which levels are set. Distances
/// are taken from an anchor, so that a price that comes back drifts back; each anchor that is left
/// adds the way to the next one, and a level that was set under an earlier one stays on the safe
/// side.
class Drift
{
public:
    /// `instruments` are the underlying's rows. An anchor is left at a distance beyond `reach`.
    Drift(std::vector<std::uint32_t> instruments, std::int64_t reach);

    /// Takes in the cells of now, and the worth of a lot of each instrument (in their order and in
    /// the cells' units) where cushions move with it.
    void observe(const Table& table, std::span<const std::int64_t> worths = {});

    /// Beyond this level everything that was ever set is due.
    [[nodiscard]] std::int64_t now() const { return passed_ + distance_; }
    /// The level at which the cells may have moved by `allowance` from where they are now.
    [[nodiscard]] std::int64_t level(std::int64_t allowance) const
    {
        return passed_ - distance_ + allowance;
    }

private:
    void anchor_at(const Table& table, std::span<const std::int64_t> worths);

    std::vector<std::uint32_t> instruments_;
    std::int64_t reach_;
    std::vector<TableRow> anchor_;
    std::vector<std::int64_t> anchor_worths_;
    std::int64_t passed_{};
    std::int64_t distance_{};
};

/// Levels of a shard's groups, and the way from a group to its account's others.
class Watch
{
public:
    /// Everybody is due.
    explicit Watch(const Shard& shard);

    /// After replace(shard, account, ...), which returned `first`: the account is due.
    void follow(const Shard& shard, std::size_t first);
    /// The account is due when one of its underlyings moves next: its cushion has fallen.
    void make_due(const Shard& shard, std::uint32_t account);

    /// Appends to `due` those groups of an underlying whose level is below `now`.
    void append_due(const Shard& shard, std::uint16_t underlying, std::int64_t now,
                    std::vector<std::uint32_t>& due) const;

    /// What the account of a group requires, USD e6.
    [[nodiscard]] std::int64_t required_usd_e6(const Shard& shard, std::uint32_t group,
                                               const Market& market) const;
    /// Sets the levels of all groups of that account, which has `slack_usd_e6` more than it
    /// requires. Who has less stays due. `drifts` are by underlying.
    void set_levels(const Shard& shard, std::uint32_t group, std::int64_t slack_usd_e6,
                    const Market& market, std::span<const Drift> drifts);

    /// Asks for the memory that says where these groups lie and whose they are, then for what
    /// required_usd_e6 will read of them. Between the two something else may be waited for.
    void prefetch_places(const Shard& shard, std::span<const std::uint32_t> groups) const;
    void prefetch_positions(const Shard& shard, std::span<const std::uint32_t> groups) const;

private:
    /// Where a group lies in its shard.
    struct Place
    {
        std::uint32_t position{};
        std::uint32_t part{};
        std::uint32_t parts{};
        std::uint32_t next{};  ///< group of the same account; the last one's is the first
    };
    /// Groups from the first up to the end.
    struct Range
    {
        std::uint32_t first{};
        std::uint32_t end{};
    };
    void append(const Shard& shard, const Run& run);
    void prefetch_group(const Shard& shard, const Place& place) const;
    static std::int64_t allowance_of(const Shard& shard, const Place& place,
                                     const UnitDivisor& divisor, std::int64_t share_usd_e6);
    static std::size_t positions_of(const Part* parts, std::size_t count);

    std::vector<std::int64_t> levels_;  ///< by group
    std::vector<Place> places_;         ///< by group
    std::vector<Range> ranges_;         ///< by underlying: built groups
    std::uint32_t built_{};
};

/// What is due and what its accounts have: room that is kept from one look to the next.
struct Due
{
    std::vector<std::uint32_t> groups;
    std::vector<std::int64_t> cushions_usd_e6;
};

/// Looks at all accounts of a shard that a tick of `underlying` makes due, and appends those that
/// hold it and require more than `cushion_usd_e6(account)` to `out`, in no order. Every account
/// that it passes over requires no more than it has, if each cushion that falls by anything but the
/// drift of its underlyings was followed by make_due.
template <class CushionUsdE6>
void append_short_after(const Shard& shard, const Market& market, std::span<const Drift> drifts,
                        std::uint16_t underlying, const CushionUsdE6& cushion_usd_e6, Watch& watch,
                        Due& due, std::vector<std::uint32_t>& out)
{
    due.groups.clear();
    due.cushions_usd_e6.clear();
    watch.append_due(shard, underlying, drifts[underlying].now(), due.groups);
    watch.prefetch_places(shard, due.groups);
    // Cushions lie anywhere: asked for one behind another, their memory comes at once.
    for (const std::uint32_t group : due.groups)
        due.cushions_usd_e6.push_back(cushion_usd_e6(shard.accounts[group]));
    watch.prefetch_positions(shard, due.groups);
    for (std::size_t i = 0; i < due.groups.size(); ++i)
    {
        const std::uint32_t group = due.groups[i];
        const std::int64_t slack =
            due.cushions_usd_e6[i] - watch.required_usd_e6(shard, group, market);
        if (slack < 0) out.push_back(shard.accounts[group]);
        watch.set_levels(shard, group, slack, market, drifts);
    }
}

}  // namespace ballast::risk::sweep
