// SPDX-License-Identifier: Apache-2.0
// Drift, and levels set from what an account has left.
#include "watch.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/risk/sweep/kernels.hpp>
#include <cstdlib>
#include <limits>
#include <utility>

namespace ballast::risk::sweep {

namespace {

constexpr std::int64_t always_due = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t never_due = std::numeric_limits<std::int64_t>::max();
/// No need to tell larger allowances apart: cells and worths move by less before anchors are left.
constexpr std::int64_t allowance_max = std::int64_t{1} << 40U;

std::int64_t distance(const TableRow& a, const TableRow& b)
{
    std::int64_t out = 0;
    for (std::size_t s = 0; s < lanes; ++s)
        out = std::max<std::int64_t>(out, std::abs(std::int64_t{a.lanes[s]} - b.lanes[s]));
    return out;
}

}  // namespace

Drift::Drift(std::vector<std::uint32_t> instruments, std::int64_t reach)
    : instruments_{std::move(instruments)}, reach_{reach}
{}

void Drift::anchor_at(const Table& table, std::span<const std::int64_t> worths)
{
    anchor_.clear();
    for (const std::uint32_t k : instruments_) anchor_.push_back(table.row(k));
    anchor_worths_.assign(worths.begin(), worths.end());
}

void Drift::observe(const Table& table, std::span<const std::int64_t> worths)
{
    BALLAST_ASSERT(worths.empty() || worths.size() == instruments_.size());
    if (anchor_.empty()) anchor_at(table, worths);
    BALLAST_ASSERT(worths.size() == anchor_worths_.size());
    distance_ = 0;
    for (std::size_t i = 0; i < instruments_.size(); ++i)
    {
        std::int64_t moved = distance(anchor_[i], table.row(instruments_[i]));
        if (!worths.empty()) moved += std::abs(worths[i] - anchor_worths_[i]);
        distance_ = std::max(distance_, moved);
    }
    if (distance_ <= reach_) return;
    passed_ += distance_;
    distance_ = 0;
    anchor_at(table, worths);
}

Watch::Watch(const Shard& shard)
    : levels_(shard.groups(), always_due), ranges_(shard.underlyings), built_{shard.built_groups}
{
    places_.reserve(shard.groups());
    for (const Run& run : shard.runs)
    {
        append(shard, run);
        if (run.group_first >= built_) continue;
        Range& range = ranges_[run.underlying];
        if (range.end == 0) range.first = run.group_first;
        range.end = run.group_first + run.group_count;
    }
    // Each group enters the ring of its account behind the one that came first.
    constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> heads(shard.account_count + std::size_t{1}, none);
    for (std::uint32_t group = 0; group < places_.size(); ++group)
    {
        std::uint32_t& head = heads[shard.accounts[group]];
        if (head == none) head = places_[group].next = group;
        places_[group].next = std::exchange(places_[head].next, group);
    }
    for (std::uint32_t group = 0; group < places_.size(); ++group)
        if (shard.accounts[group] == shard.account_count) levels_[group] = never_due;
}

void Watch::append(const Shard& shard, const Run& run)
{
    BALLAST_ASSERT(places_.size() == run.group_first && run.underlying < shard.underlyings);
    for (std::uint32_t i = 0; i < run.group_count; ++i)
        places_.push_back({.position = run.position_first + i * run.positions_each,
                           .part = run.part_first + i * run.parts_each,
                           .parts = run.parts_each});
}

void Watch::follow(const Shard& shard, std::size_t first)
{
    for (std::size_t group = 0; group < first; ++group)
        if (shard.accounts[group] == shard.account_count) levels_[group] = never_due;
    for (const Run& run : std::span{shard.runs}.last(shard.groups() - first)) append(shard, run);
    levels_.resize(shard.groups(), always_due);
    for (std::size_t group = first; group < places_.size(); ++group)
        places_[group].next =
            static_cast<std::uint32_t>(group + 1 < places_.size() ? group + 1 : first);
}

void Watch::make_due(const Shard& shard, std::uint32_t account)
{
    for (std::size_t group = 0; group < levels_.size(); ++group)
        if (shard.accounts[group] == account) levels_[group] = always_due;
}

void Watch::append_due(const Shard& shard, std::uint16_t underlying, std::int64_t now,
                       std::vector<std::uint32_t>& due) const
{
    if (underlying < ranges_.size())
    {
        const Range range = ranges_[underlying];
        append_below(std::span{levels_}.subspan(range.first, range.end - range.first), now,
                     range.first, due);
    }
    for (std::uint32_t group = built_; group < levels_.size(); ++group)
        if (levels_[group] < now && shard.parts[places_[group].part].underlying == underlying)
            due.push_back(group);
}

void Watch::prefetch_places(const Shard& shard, std::span<const std::uint32_t> groups) const
{
    for (const std::uint32_t group : groups)
    {
        __builtin_prefetch(&places_[group]);
        __builtin_prefetch(&shard.accounts[group]);
    }
}

void Watch::prefetch_positions(const Shard& shard, std::span<const std::uint32_t> groups) const
{
    for (const std::uint32_t group : groups)
    {
        __builtin_prefetch(&places_[places_[group].next]);
        prefetch_group(shard, places_[group]);
    }
    for (const std::uint32_t group : groups)
        if (places_[group].next != group) prefetch_group(shard, places_[places_[group].next]);
}

void Watch::prefetch_group(const Shard& shard, const Place& place) const
{
    const char* const positions = reinterpret_cast<const char*>(&shard.positions[place.position]);
    __builtin_prefetch(positions);
    __builtin_prefetch(positions + 64);
    __builtin_prefetch(&shard.parts[place.part]);
}

std::int64_t Watch::required_usd_e6(const Shard& shard, std::uint32_t group,
                                    const Market& market) const
{
    std::int64_t sum = 0;
    std::uint32_t at = group;
    do
    {
        const Place& place = places_[at];
        const Part* const parts = &shard.parts[place.part];
        std::int64_t amount{};
        requirements(market.table,
                     {.positions = &shard.positions[place.position],
                      .parts = parts,
                      .positions_each = positions_of(parts, place.parts),
                      .parts_each = place.parts,
                      .count = 1},
                     market.gains_q30.data(), &amount);
        sum += market.divisors[parts->underlying].usd_e6_up(amount);
        at = place.next;
    } while (at != group);
    return sum;
}

void Watch::set_levels(const Shard& shard, std::uint32_t group, std::int64_t slack_usd_e6,
                       const Market& market, std::span<const Drift> drifts)
{
    std::int64_t groups = 0;
    std::uint32_t at = group;
    do
    {
        ++groups;
        at = places_[at].next;
    } while (at != group);
    // One unit is left to whoever computes the cushion, which may be rounded by group.
    const std::int64_t share_usd_e6 = slack_usd_e6 / groups - 1;
    do
    {
        const Place& place = places_[at];
        const std::uint16_t underlying = shard.parts[place.part].underlying;
        const std::int64_t allowance =
            slack_usd_e6 < 0
                ? -1
                : allowance_of(shard, place, market.divisors[underlying], share_usd_e6);
        levels_[at] = allowance < 0 ? always_due : drifts[underlying].level(allowance);
        at = place.next;
    } while (at != group);
}

/// The most by which cells may move without R[u] of this group growing by more than its share:
/// allowance * gross + one unit a rounding domain <= share in units.
std::int64_t Watch::allowance_of(const Shard& shard, const Place& place, const UnitDivisor& divisor,
                                 std::int64_t share_usd_e6)
{
    const Part* const parts = &shard.parts[place.part];
    i128 gross = 0;
    const std::size_t count = positions_of(parts, place.parts);
    for (std::size_t i = 0; i < count; ++i)
        gross += std::abs(std::int64_t{shard.positions[place.position + i].lots});
    const i128 units = static_cast<i128>(share_usd_e6) * divisor.units() - place.parts;
    if (units < 0) return -1;
    return static_cast<std::int64_t>(std::min<i128>(div_floor(units, gross), allowance_max));
}

std::size_t Watch::positions_of(const Part* parts, std::size_t count)
{
    std::size_t out = 0;
    for (std::size_t i = 0; i < count; ++i) out += parts[i].length;
    return out;
}

}  // namespace ballast::risk::sweep
