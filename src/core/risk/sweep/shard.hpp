// SPDX-License-Identifier: Apache-2.0
// The positions of up to 8192 accounts, laid out for the sweep: by underlying and shape, so that
// groups whose loops have the same length stand one behind another, and few enough that the
// accounts' sums stay in the cache. Leaves out the summing (sweep.hpp).
#pragma once
#include <ballast/risk/sweep/portfolio.hpp>
#include <vector>

namespace ballast::risk::sweep {

inline constexpr std::size_t shard_accounts_max = 8192;

/// Groups, that is an account's positions on one underlying, of one shape: as many parts (domains),
/// of the same lengths.
struct Run
{
    std::uint16_t underlying{};
    std::uint32_t group_first{};
    std::uint32_t group_count{};
    std::uint32_t position_first{};
    std::uint32_t positions_each{};
    std::uint32_t part_first{};
    std::uint32_t parts_each{};
};

/// The runs of up to shard_accounts_max accounts, ordered by underlying and shape, and their
/// tables.
struct Shard
{
    std::uint32_t account_count{};
    std::vector<Run> runs;
    std::vector<Position> positions;
    std::vector<Part> parts;
    std::vector<std::uint16_t> accounts;  ///< by group; account_count where it has been replaced
    std::uint32_t built_groups{};         ///< those behind were appended by replace()
    std::uint32_t instruments{};          ///< above every instrument of a position
    std::uint32_t underlyings{};
    std::uint32_t domains{};

    [[nodiscard]] std::size_t groups() const { return accounts.size(); }
    /// Bytes of all tables.
    [[nodiscard]] std::size_t size() const;
};

/// The shard of these accounts, at most shard_accounts_max, in their order; positions without lots
/// are left out.
[[nodiscard]] Shard build_shard(std::span<const std::vector<Holding>> accounts);

/// Gives an account other positions: its groups are retired where they stand, and the new ones
/// appended, each a run of its own. Costs one look through the shard's groups. Returns the number
/// of the first new group; results made before must be extended (follow, sweep.hpp). When the
/// appended ones are many (say, 256), build the shard again.
std::size_t replace(Shard& shard, std::uint32_t account, std::span<const Holding> holdings);

/// The positions of all accounts as they stand, ordered by underlying, domain and instrument: what
/// build_shard makes the same shard of, without what was retired.
[[nodiscard]] std::vector<std::vector<Holding>> holdings_of(const Shard& shard);

}  // namespace ballast::risk::sweep
