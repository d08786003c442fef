// SPDX-License-Identifier: Apache-2.0
// Sorting groups by shape, and taking them apart again.
#include "shard.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <tuple>

namespace ballast::risk::sweep {

namespace {

/// One group before it has its place: holdings of one account on one underlying, by domain.
struct Group
{
    std::uint32_t account{};
    std::span<const Holding> holdings;
    std::vector<Part> parts;
    std::vector<std::uint32_t> shape;  ///< underlying and the length of each part
};

/// The holdings that count, in the order of a shard.
std::vector<Holding> sorted(std::span<const Holding> holdings)
{
    std::vector<Holding> out;
    out.reserve(holdings.size());
    std::ranges::copy_if(holdings, std::back_inserter(out),
                         [](const Holding& h) { return h.lots != 0; });
    std::ranges::sort(out, {}, [](const Holding& h) {
        return std::tuple{h.underlying, h.domain, h.instrument, h.lots};
    });
    return out;
}

Group group_of(std::uint32_t account, std::span<const Holding> holdings)
{
    Group out{.account = account, .holdings = holdings};
    for (std::size_t i = 0; i < holdings.size(); ++i)
    {
        const Holding& h = holdings[i];
        if (i == 0 || h.domain != holdings[i - 1].domain)
            out.parts.push_back({.underlying = h.underlying, .domain = h.domain});
        ++out.parts.back().length;
        out.parts.back().shorts += std::min(h.lots, 0);
    }
    out.shape = {holdings.front().underlying};
    for (const Part& part : out.parts) out.shape.push_back(part.length);
    return out;
}

/// Cuts an account's sorted holdings into groups.
void append_groups(std::vector<Group>& out, std::uint32_t account,
                   std::span<const Holding> holdings)
{
    while (!holdings.empty())
    {
        const auto other = std::ranges::find_if(holdings, [&](const Holding& h) {
            return h.underlying != holdings.front().underlying;
        });
        const auto length = static_cast<std::size_t>(other - holdings.begin());
        out.push_back(group_of(account, holdings.first(length)));
        holdings = holdings.subspan(length);
    }
}

void start_run(Shard& shard, const Group& group)
{
    const auto count = [](const auto& table) { return static_cast<std::uint32_t>(table.size()); };
    shard.runs.push_back({.underlying = group.holdings.front().underlying,
                          .group_first = count(shard.accounts),
                          .position_first = count(shard.positions),
                          .positions_each = count(group.holdings),
                          .part_first = count(shard.parts),
                          .parts_each = count(group.parts)});
}

void append(Shard& shard, const Group& group)
{
    ++shard.runs.back().group_count;
    shard.accounts.push_back(static_cast<std::uint16_t>(group.account));
    shard.parts.insert(shard.parts.end(), group.parts.begin(), group.parts.end());
    for (const Holding& h : group.holdings)
    {
        shard.positions.push_back({.instrument = h.instrument, .lots = h.lots});
        shard.instruments = std::max(shard.instruments, h.instrument + 1);
        shard.underlyings = std::max(shard.underlyings, h.underlying + std::uint32_t{1});
        shard.domains = std::max(shard.domains, h.domain + std::uint32_t{1});
    }
}

}  // namespace

std::size_t Shard::size() const
{
    const auto bytes = [](const auto& table) { return table.size() * sizeof(table[0]); };
    return bytes(runs) + bytes(positions) + bytes(parts) + bytes(accounts);
}

Shard build_shard(std::span<const std::vector<Holding>> accounts)
{
    BALLAST_ASSERT(accounts.size() <= shard_accounts_max);
    std::vector<std::vector<Holding>> ordered;
    ordered.reserve(accounts.size());
    std::vector<Group> groups;
    for (std::uint32_t account = 0; account < accounts.size(); ++account)
    {
        ordered.push_back(sorted(accounts[account]));
        append_groups(groups, account, ordered.back());
    }
    std::ranges::sort(groups, [](const Group& a, const Group& b) {
        return std::tie(a.shape, a.account) < std::tie(b.shape, b.account);
    });

    Shard shard{.account_count = static_cast<std::uint32_t>(accounts.size())};
    for (std::size_t i = 0; i < groups.size(); ++i)
    {
        if (i == 0 || groups[i].shape != groups[i - 1].shape) start_run(shard, groups[i]);
        append(shard, groups[i]);
    }
    shard.built_groups = static_cast<std::uint32_t>(groups.size());
    return shard;
}

std::size_t replace(Shard& shard, std::uint32_t account, std::span<const Holding> holdings)
{
    BALLAST_ASSERT(account < shard.account_count);
    const std::size_t first = shard.groups();
    std::ranges::replace(shard.accounts, static_cast<std::uint16_t>(account),
                         static_cast<std::uint16_t>(shard.account_count));
    const std::vector<Holding> ordered = sorted(holdings);
    std::vector<Group> groups;
    append_groups(groups, account, ordered);
    for (const Group& group : groups)
    {
        start_run(shard, group);
        append(shard, group);
    }
    return first;
}

namespace {

void take(std::vector<Holding>& out, const Shard& shard, const Run& run, std::uint32_t group)
{
    std::span left = std::span{shard.positions}.subspan(
        run.position_first + group * run.positions_each, run.positions_each);
    for (const Part& part :
         std::span{shard.parts}.subspan(run.part_first + group * run.parts_each, run.parts_each))
    {
        for (const Position& p : left.first(part.length))
            out.push_back({p.instrument, p.lots, part.underlying, part.domain});
        left = left.subspan(part.length);
    }
}

}  // namespace

std::vector<std::vector<Holding>> holdings_of(const Shard& shard)
{
    std::vector<std::vector<Holding>> out(shard.account_count);
    for (const Run& run : shard.runs)
        for (std::uint32_t group = 0; group < run.group_count; ++group)
        {
            const std::uint16_t account = shard.accounts[run.group_first + group];
            if (account == shard.account_count) continue;
            take(out[account], shard, run, group);
        }
    for (std::vector<Holding>& account : out) account = sorted(account);
    return out;
}

}  // namespace ballast::risk::sweep
