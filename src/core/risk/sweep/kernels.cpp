// SPDX-License-Identifier: Apache-2.0
// The loops of the sweep, once in the source and compiled for AVX2 and AVX-512. Integers only, so
// that all give the same. HWY_TARGET_INCLUDE names this file for Highway, which includes it again
// for each instruction set.
#include "kernels.hpp"

#include <array>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ballast/risk/sweep/kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace ballast::risk::sweep::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr hn::ScalableTag<std::int32_t> d32;
constexpr hn::ScalableTag<std::uint32_t> du32;
constexpr hn::ScalableTag<std::int64_t> d64;
constexpr hn::ScalableTag<std::uint64_t> du64;
using V32 = hn::Vec<decltype(d32)>;
using V64 = hn::Vec<decltype(d64)>;

constexpr std::size_t lanes_32 = HWY_LANES(std::int32_t);
constexpr std::size_t lanes_64 = HWY_LANES(std::int64_t);
/// Registers for the 32 lanes of a row.
constexpr std::size_t row_vectors = lanes / lanes_32;

/// 64-bit sums of all lanes: of each register of a row, even lanes and odd ones.
struct Sums
{
    std::array<V64, row_vectors> even;
    std::array<V64, row_vectors> odd;
};

/// P[u][d][s] of one part of `length` positions, a constant where this is inlined for one.
HWY_INLINE Sums part_sums(const TableRow* rows, const Position* positions, std::size_t length,
                          std::int64_t shorts)
{
    Sums out;
    for (std::size_t j = 0; j < row_vectors; ++j) out.even[j] = out.odd[j] = hn::Set(d64, shorts);
    for (std::size_t i = 0; i < length; ++i)
    {
        const V32 lots = hn::Set(d32, positions[i].lots);
        const std::int32_t* const row = rows[positions[i].instrument].lanes.data();
        for (std::size_t j = 0; j < row_vectors; ++j)
        {
            const V32 cells = hn::Load(d32, row + j * lanes_32);
            const V32 odd_cells = hn::Load(d32, row + lanes + j * lanes_32);
            out.even[j] = hn::Add(out.even[j], hn::MulEven(cells, lots));
            out.odd[j] = hn::Add(out.odd[j], hn::MulEven(odd_cells, lots));
        }
    }
    return out;
}

/// P where it is below 0, floor(P * g / 2^30) elsewhere: with P = 2^32*h + l, that is 4*h*g +
/// floor(l*g / 2^30), as h*g*2^32 is a multiple of 2^30. 0 <= h < 2^30.
HWY_INLINE V64 reached(V64 pnl, std::uint32_t gain)
{
    const auto g = hn::Set(du32, gain);
    const auto all = hn::BitCast(du64, pnl);
    const auto low = hn::MulEven(hn::BitCast(du32, all), g);
    const auto high = hn::MulEven(hn::BitCast(du32, hn::ShiftRight<32>(all)), g);
    const auto gained = hn::Add(hn::ShiftLeft<2>(high), hn::ShiftRight<30>(low));
    return hn::IfThenElse(hn::Lt(pnl, hn::Zero(d64)), pnl, hn::BitCast(d64, gained));
}

/// P[u][s] of a group. A single part needs no reach: with a part alone it changes no P below 0 and
/// makes none of those that are not, so neither R nor the worst scenario can tell.
HWY_INLINE Sums group_sums(const TableRow* rows, const Position* positions,
                           std::span<const Part> parts, const std::uint32_t* gains)
{
    if (parts.size() == 1) return part_sums(rows, positions, parts[0].length, parts[0].shorts);
    Sums out;
    for (std::size_t j = 0; j < row_vectors; ++j) out.even[j] = out.odd[j] = hn::Zero(d64);
    for (const Part& part : parts)
    {
        const Sums own = part_sums(rows, positions, part.length, part.shorts);
        for (std::size_t j = 0; j < row_vectors; ++j)
        {
            out.even[j] = hn::Add(out.even[j], reached(own.even[j], gains[part.domain]));
            out.odd[j] = hn::Add(out.odd[j], reached(own.odd[j], gains[part.domain]));
        }
        positions += part.length;
    }
    return out;
}

HWY_INLINE std::int64_t requirement_of(const Sums& sums)
{
    V64 least = hn::Zero(d64);
    for (std::size_t j = 0; j < row_vectors; ++j)
        least = hn::Min(least, hn::Min(sums.even[j], sums.odd[j]));
    return -hn::GetLane(hn::MinOfLanes(d64, least));
}

template <std::size_t length>
void one_part_of(const TableRow* rows, const Groups& groups, std::int64_t* out)
{
    for (std::size_t i = 0; i < groups.count; ++i)
        out[i] = requirement_of(
            part_sums(rows, groups.positions + i * length, length, groups.parts[i].shorts));
}

void requirements(const Table& table, const Groups& groups, const std::uint32_t* gains,
                  std::int64_t* out)
{
    static constexpr auto loops = []<std::size_t... n>(std::index_sequence<n...>) {
        return std::array{&one_part_of<n + 1>...};
    }(std::make_index_sequence<16>{});
    const TableRow* const rows = &table.row(0);
    if (groups.parts_each == 1 && groups.positions_each <= loops.size())
        return loops[groups.positions_each - 1](rows, groups, out);
    for (std::size_t i = 0; i < groups.count; ++i)
        out[i] = requirement_of(
            group_sums(rows, groups.positions + i * groups.positions_each,
                       {groups.parts + i * groups.parts_each, groups.parts_each}, gains));
}

Requirement requirement(const Table& table, const Groups& group, const std::uint32_t* gains)
{
    const Sums sums =
        group_sums(&table.row(0), group.positions, {group.parts, group.parts_each}, gains);
    Requirement out{.amount = requirement_of(sums)};
    if (out.amount == 0) return out;
    const V64 worst = hn::Set(d64, -out.amount);
    for (std::size_t j = row_vectors; j-- > 0;)
    {
        const auto even = hn::FindFirstTrue(d64, hn::Eq(sums.even[j], worst));
        const auto odd = hn::FindFirstTrue(d64, hn::Eq(sums.odd[j], worst));
        const auto first = static_cast<std::intptr_t>(j * lanes_32);
        if (odd >= 0) out.worst = static_cast<std::uint8_t>(first + 2 * odd + 1);
        if (even >= 0 && (odd < 0 || even <= odd))
            out.worst = static_cast<std::uint8_t>(first + 2 * even);
    }
    return out;
}

void append_greater(std::span<const std::int64_t> sums, std::span<const std::int64_t> cushions,
                    std::vector<std::uint32_t>& out)
{
    std::size_t i = 0;
    for (; i + lanes_64 <= sums.size(); i += lanes_64)
    {
        const auto more = hn::Gt(hn::LoadU(d64, &sums[i]), hn::LoadU(d64, &cushions[i]));
        if (hn::AllFalse(d64, more)) [[likely]]
            continue;
        for (std::size_t j = i; j < i + lanes_64; ++j)
            if (sums[j] > cushions[j]) out.push_back(static_cast<std::uint32_t>(j));
    }
    for (; i < sums.size(); ++i)
        if (sums[i] > cushions[i]) out.push_back(static_cast<std::uint32_t>(i));
}

void append_below(std::span<const std::int64_t> levels, std::int64_t now, std::uint32_t first,
                  std::vector<std::uint32_t>& out)
{
    const auto bound = hn::Set(d64, now);
    std::size_t i = 0;
    for (; i + lanes_64 <= levels.size(); i += lanes_64)
    {
        if (hn::AllFalse(d64, hn::Lt(hn::LoadU(d64, &levels[i]), bound))) [[likely]]
            continue;
        for (std::size_t j = i; j < i + lanes_64; ++j)
            if (levels[j] < now) out.push_back(first + static_cast<std::uint32_t>(j));
    }
    for (; i < levels.size(); ++i)
        if (levels[i] < now) out.push_back(first + static_cast<std::uint32_t>(i));
}

}  // namespace
}  // namespace ballast::risk::sweep::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ballast::risk::sweep {

HWY_EXPORT(requirements);
HWY_EXPORT(requirement);
HWY_EXPORT(append_greater);
HWY_EXPORT(append_below);

void requirements(const Table& table, const Groups& groups, const std::uint32_t* gains,
                  std::int64_t* out)
{
    HWY_DYNAMIC_DISPATCH(requirements)(table, groups, gains, out);
}

Requirement requirement(const Table& table, const Groups& group, const std::uint32_t* gains)
{
    return HWY_DYNAMIC_DISPATCH(requirement)(table, group, gains);
}

void append_greater(std::span<const std::int64_t> sums, std::span<const std::int64_t> cushions,
                    std::vector<std::uint32_t>& out)
{
    HWY_DYNAMIC_DISPATCH(append_greater)(sums, cushions, out);
}

void append_below(std::span<const std::int64_t> levels, std::int64_t now, std::uint32_t first,
                  std::vector<std::uint32_t>& out)
{
    HWY_DYNAMIC_DISPATCH(append_below)(levels, now, first, out);
}

}  // namespace ballast::risk::sweep
#endif
