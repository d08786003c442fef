// SPDX-License-Identifier: Apache-2.0
// A market and accounts for the risk benchmarks: eight underlyings with a perpetual, four futures
// and 45 options each, under the default grid; a million accounts of ten positions, most on one
// underlying and in one domain, a fifth in two.
#pragma once
#include <ballast/risk/sweep/sweep.hpp>
#include <cmath>
#include <random>

namespace ballast::bench {

namespace sweep = risk::sweep;

inline constexpr std::uint16_t underlyings = 8;
inline constexpr std::uint32_t instruments_each = 50;
inline constexpr std::size_t positions_each = 10;

/// One instrument at today's prices; no strike where it is linear.
struct Contract
{
    std::uint16_t underlying{};
    double lot{};  ///< of the underlying
    double forward{};
    double strike{};
    double years{};
    double volatility{};
    bool call{};
    bool option() const { return strike > 0; }
};

/// Factors of forward and volatility, and the dampening.
struct Move
{
    double spot{};
    double volatility{};
    double dampening{1};
};

/// The default grid without (0, same): docs/margin.md §3.
inline std::vector<Move> moves()
{
    std::vector<Move> out;
    for (const double spot : {0.0, .045, -.045, .09, -.09, .135, -.135})
        for (const double volatility : {1.45, 1.0, .7})
            if (spot != 0 || volatility != 1.0) out.push_back({1 + spot, volatility});
    for (const double spot : {.18, -.18, .27, -.27}) out.push_back({1 + spot, 1.45});
    const std::vector<std::pair<double, double>> tails{{-.66, .21}, {-.33, .42}, {.5, .2772},
                                                       {1, .1386},  {2, .0693},  {3, .0462},
                                                       {4, .03465}, {5, .02772}};
    for (const auto& [spot, dampening] : tails) out.push_back({1 + spot, 1.45, dampening});
    return out;
}

inline double normal_cdf(double x) { return .5 * std::erfc(-x / std::sqrt(2.0)); }

/// One lot under a move, USD.
inline double value(const Contract& c, const Move& move)
{
    const double forward = c.forward * move.spot;
    if (!c.option()) return c.lot * forward;
    const double deviation = c.volatility * move.volatility * std::sqrt(c.years);
    const double d1 = std::log(forward / c.strike) / deviation + deviation / 2;
    const double sign = c.call ? 1 : -1;
    return c.lot * sign *
           (forward * normal_cdf(sign * d1) - c.strike * normal_cdf(sign * (d1 - deviation)));
}

/// Prices of the underlyings in units of their first ones.
using Levels = std::array<double, underlyings>;

/// The contracts, by instrument.
inline std::vector<Contract> contracts(const Levels& levels = {1, 1, 1, 1, 1, 1, 1, 1})
{
    std::vector<Contract> out;
    for (std::uint16_t u = 0; u < underlyings; ++u)
    {
        const double first = 60'000 / std::pow(3.0, u);
        const double spot = first * levels[u];
        for (std::uint32_t i = 0; i < instruments_each; ++i)
        {
            Contract c{.underlying = u, .lot = 60 / first, .forward = spot * (1 + .002 * (i % 5))};
            if (i >= 5)
            {
                c.strike = first * (.8 + .05 * ((i - 5) / 2 % 9));
                c.years = (7 + 30.0 * (i % 5)) / 365;
                c.volatility = .6 + .02 * (i % 7);
                c.call = i % 2 == 0;
            }
            out.push_back(c);
        }
    }
    return out;
}

inline constexpr unsigned unit_exponent = 7;

/// The cells of one instrument, in USD e7.
inline void price_row(market::PriceTable& table, std::size_t k, const Contract& contract)
{
    static const std::vector<Move> grid = moves();
    const double now = value(contract, {1, 1});
    for (std::size_t s = 0; s < grid.size(); ++s)
        table.row(k)[s / 16].lanes[s % 16] = static_cast<std::int32_t>(
            std::floor((value(contract, grid[s]) - now) * grid[s].dampening * 1e7));
}

inline market::PriceTable priced(const std::vector<Contract>& all)
{
    market::PriceTable out{.blocks_per_row = 2,
                           .blocks = std::vector<market::CellBlock>(2 * all.size()),
                           .status = std::vector<market::CellStatus>(all.size())};
    for (std::size_t k = 0; k < all.size(); ++k) price_row(out, k, all[k]);
    return out;
}

/// How the accounts are.
struct Population
{
    std::size_t accounts{1'000'000};
    int lots_max{100};
    /// Of a hundred accounts, how many trade on two chains.
    unsigned two_domains{20};
};

inline std::vector<sweep::Holding> portfolio(std::mt19937_64& random, const Population& of)
{
    const std::uint64_t kind = random() % 10;
    const std::uint64_t held = kind < 7 ? 1 : kind < 9 ? 2 : 3;
    const auto first = static_cast<std::uint16_t>(random() % underlyings);
    const bool two = random() % 100 < of.two_domains;
    std::vector<sweep::Holding> out;
    for (std::size_t i = 0; i < positions_each; ++i)
    {
        const auto u = static_cast<std::uint16_t>((first + random() % held) % underlyings);
        const auto k = static_cast<std::uint32_t>(std::uint64_t{u} * instruments_each +
                                                  random() % instruments_each);
        const auto size = static_cast<std::uint64_t>(of.lots_max);
        const auto lots = static_cast<std::int32_t>(1 + random() % size);
        out.push_back({.instrument = k,
                       .lots = random() % 2 == 0 ? lots : -lots,
                       .underlying = u,
                       .domain = static_cast<std::uint8_t>(two ? random() % 2 : 0)});
    }
    return out;
}

inline std::vector<sweep::Shard> shards(const Population& of)
{
    std::mt19937_64 random{11};
    std::vector<sweep::Shard> out;
    for (std::size_t left = of.accounts; left > 0;)
    {
        const std::size_t count = std::min(left, sweep::shard_accounts_max);
        std::vector<std::vector<sweep::Holding>> accounts(count);
        for (auto& account : accounts) account = portfolio(random, of);
        out.push_back(sweep::build_shard(accounts));
        left -= count;
    }
    return out;
}

}  // namespace ballast::bench
