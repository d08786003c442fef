// SPDX-License-Identifier: Apache-2.0
// The sweep: what every account of a shard requires, from its positions and the price table. Exact
// integers, the same on every instruction set. Source: docs/margin.md §3, steps 2 to 4. Threads are
// the caller's: shards are independent of each other. Bounds that listing keeps and nobody checks
// here: every sum of |lots * cell| of an account on one underlying, with one unit a lot, is below
// 2^62; an account's requirements together are below 2^63 USD e6.
#pragma once
#include <ballast/risk/sweep/shard.hpp>
#include <ballast/risk/sweep/table.hpp>

namespace ballast::risk::sweep {

/// What the sums are made with.
struct Market
{
    const Table& table;
    std::span<const std::uint32_t> gains_q30;  ///< g by domain, at most one_q30
    std::span<const UnitDivisor> divisors;     ///< by underlying
};

/// What a shard's accounts require.
struct Results
{
    std::vector<std::int64_t> requirements;  ///< R[u] by group, units of the underlying's cells
    std::vector<std::int64_t> sums_usd_e6;   ///< by account: sum of R[u], each rounded up
};

/// Computes all groups of a shard. `results` may be empty or from an earlier sweep.
void sweep_all(const Shard& shard, const Market& market, Results& results);

/// As sweep_all, given that `results` are this shard's and nothing changed since but the cells of
/// underlyings for which `moved` is not zero.
void sweep_moved(const Shard& shard, const Market& market, std::span<const std::uint8_t> moved,
                 Results& results);

/// After replace(shard, account, ...), which returned `first`: computes the account's new groups.
void follow(const Shard& shard, const Market& market, std::uint32_t account, std::size_t first,
            Results& results);

/// Appends the accounts whose sum exceeds their `cushions_usd_e6`, in ascending order.
void append_short_of(const Results& results, std::span<const std::int64_t> cushions_usd_e6,
                     std::vector<std::uint32_t>& out);

/// One account by itself: R[u] with its worst scenario for each underlying, in the order of
/// `parts`, into `out`; returns their sum in USD e6. Parts of an underlying stand together, each
/// domain once; `positions` are those of all parts, in their order. `out` has a place for each
/// underlying.
std::int64_t account_requirements(std::span<const Position> positions, std::span<const Part> parts,
                                  const Market& market, std::span<Requirement> out);

}  // namespace ballast::risk::sweep
