// SPDX-License-Identifier: Apache-2.0
// Walking a shard's runs and keeping the accounts' sums.
#include "sweep.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/risk/sweep/kernels.hpp>

namespace ballast::risk::sweep {

namespace {

/// So many groups at a time, that their results are still at hand when they are summed.
constexpr std::size_t chunk_groups = 256;

/// R of `count` groups of a run from `first` on.
void requirements_of(const Shard& shard, const Run& run, std::size_t first, std::size_t count,
                     const Market& market, std::int64_t* out)
{
    requirements(market.table,
                 {.positions = &shard.positions[run.position_first + first * run.positions_each],
                  .parts = &shard.parts[run.part_first + first * run.parts_each],
                  .positions_each = run.positions_each,
                  .parts_each = run.parts_each,
                  .count = count},
                 market.gains_q30.data(), out);
}

/// Sums wrap as unsigned ones do: the places of accounts that were replaced may run over.
void add(std::int64_t& sum, std::int64_t more)
{
    sum = static_cast<std::int64_t>(static_cast<std::uint64_t>(sum) +
                                    static_cast<std::uint64_t>(more));
}

/// The shard's positions have their rows, divisors and gains: a bug where they have not.
void check(const Shard& shard, const Market& market)
{
    BALLAST_ASSERT(shard.instruments <= market.table.rows());
    BALLAST_ASSERT(shard.underlyings <= market.divisors.size());
    BALLAST_ASSERT(shard.domains <= market.gains_q30.size());
}

/// Computes a run; what its groups required before is taken off the sums.
template <bool fresh>
void sweep_run(const Shard& shard, const Run& run, const Market& market, Results& results)
{
    const UnitDivisor divisor = market.divisors[run.underlying];
    std::int64_t* const sums = results.sums_usd_e6.data();
    std::array<std::int64_t, chunk_groups> before;
    for (std::size_t first = 0; first < run.group_count; first += chunk_groups)
    {
        const std::size_t count = std::min(chunk_groups, run.group_count - first);
        std::int64_t* const amounts = &results.requirements[run.group_first + first];
        const std::uint16_t* const accounts = &shard.accounts[run.group_first + first];
        if constexpr (!fresh) std::copy_n(amounts, count, before.begin());
        requirements_of(shard, run, first, count, market, amounts);
        for (std::size_t i = 0; i < count; ++i)
        {
            const std::int64_t off = fresh ? 0 : divisor.usd_e6_up(before[i]);
            add(sums[accounts[i]], divisor.usd_e6_up(amounts[i]) - off);
        }
    }
}

}  // namespace

void sweep_all(const Shard& shard, const Market& market, Results& results)
{
    check(shard, market);
    results.requirements.resize(shard.groups());
    results.sums_usd_e6.assign(shard.account_count + std::size_t{1}, 0);
    for (const Run& run : shard.runs) sweep_run<true>(shard, run, market, results);
}

void sweep_moved(const Shard& shard, const Market& market, std::span<const std::uint8_t> moved,
                 Results& results)
{
    check(shard, market);
    BALLAST_ASSERT(results.requirements.size() == shard.groups());
    BALLAST_ASSERT(moved.size() >= shard.underlyings);
    for (const Run& run : shard.runs)
        if (moved[run.underlying] != 0) sweep_run<false>(shard, run, market, results);
}

void follow(const Shard& shard, const Market& market, std::uint32_t account, std::size_t first,
            Results& results)
{
    check(shard, market);
    results.requirements.resize(shard.groups());
    results.sums_usd_e6[account] = 0;
    // Appended groups are runs of their own, at the end.
    const std::size_t runs = shard.groups() - first;
    for (const Run& run : std::span{shard.runs}.last(runs))
        sweep_run<true>(shard, run, market, results);
}

void append_short_of(const Results& results, std::span<const std::int64_t> cushions_usd_e6,
                     std::vector<std::uint32_t>& out)
{
    BALLAST_ASSERT(cushions_usd_e6.size() < results.sums_usd_e6.size());
    append_greater(std::span{results.sums_usd_e6}.first(cushions_usd_e6.size()), cushions_usd_e6,
                   out);
}

std::int64_t account_requirements(std::span<const Position> positions, std::span<const Part> parts,
                                  const Market& market, std::span<Requirement> out)
{
    std::int64_t sum = 0;
    for (std::size_t group = 0; !parts.empty(); ++group)
    {
        std::size_t count = 0;
        std::size_t length = 0;
        for (; count < parts.size() && parts[count].underlying == parts[0].underlying; ++count)
            length += parts[count].length;
        BALLAST_ASSERT(length <= positions.size() && group < out.size());
        out[group] = requirement(market.table,
                                 {.positions = positions.data(),
                                  .parts = parts.data(),
                                  .positions_each = length,
                                  .parts_each = count,
                                  .count = 1},
                                 market.gains_q30.data());
        add(sum, market.divisors[parts[0].underlying].usd_e6_up(out[group].amount));
        positions = positions.subspan(length);
        parts = parts.subspan(count);
    }
    return sum;
}

}  // namespace ballast::risk::sweep
