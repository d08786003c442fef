// SPDX-License-Identifier: Apache-2.0
// The loops of the sweep that are compiled for several instruction sets (kernels.cpp) and chosen
// among at run time. What they are given has been checked.
#pragma once
#include <ballast/risk/sweep/shard.hpp>
#include <ballast/risk/sweep/table.hpp>

namespace ballast::risk::sweep {

/// Groups of `parts_each` parts and `positions_each` positions, one behind another.
struct Groups
{
    const Position* positions{};
    const Part* parts{};
    std::size_t positions_each{};
    std::size_t parts_each{};
    std::size_t count{};
};
/// R of each group. `gains_q30` is by domain, and read where a group has several parts.
void requirements(const Table& table, const Groups& groups, const std::uint32_t* gains_q30,
                  std::int64_t* out);

/// As requirements for a single group, with its worst scenario.
Requirement requirement(const Table& table, const Groups& group, const std::uint32_t* gains_q30);

/// Appends to `out` the indices i with sums[i] > cushions[i].
void append_greater(std::span<const std::int64_t> sums, std::span<const std::int64_t> cushions,
                    std::vector<std::uint32_t>& out);

/// Appends to `out` first + i for the indices i with levels[i] < now.
void append_below(std::span<const std::int64_t> levels, std::int64_t now, std::uint32_t first,
                  std::vector<std::uint32_t>& out);

}  // namespace ballast::risk::sweep
