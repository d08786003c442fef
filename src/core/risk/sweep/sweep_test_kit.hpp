// SPDX-License-Identifier: Apache-2.0
// Random markets and portfolios, and every instruction set in turn.
#pragma once
#include <hwy/targets.h>

#include <ballast/risk/sweep/reference.hpp>
#include <ballast/risk/sweep/sweep.hpp>
#include <random>

namespace ballast::risk::sweep::testing {

inline constexpr std::uint16_t underlyings = 3;
inline constexpr std::uint32_t instruments_each = 40;
inline constexpr std::uint8_t domains = 4;
using Random = std::mt19937_64;

/// A number of up to `bits` bits with a sign, small and large ones alike often.
inline std::int64_t any_size(Random& random, unsigned bits)
{
    const auto size = static_cast<std::int64_t>(random() & ((1ULL << (random() % bits + 1)) - 1));
    return random() % 2 == 0 ? size : -size;
}

inline market::PriceTable random_prices(Random& random)
{
    const std::size_t rows = std::size_t{underlyings} * instruments_each;
    market::PriceTable out{.blocks_per_row = 2,
                           .blocks = std::vector<market::CellBlock>(2 * rows),
                           .status = std::vector<market::CellStatus>(rows)};
    for (market::CellBlock& block : out.blocks)
        for (std::int32_t& cell : block.lanes)
            cell = static_cast<std::int32_t>(any_size(random, 30));
    return out;
}

/// Up to `positions_max` positions on some underlyings in some domains.
inline std::vector<Holding> random_holdings(Random& random, std::size_t positions_max)
{
    const auto on = random() % underlyings + 1;
    const auto in = random() % domains + 1;
    std::vector<Holding> out(random() % (positions_max + 1));
    for (Holding& h : out)
    {
        h.underlying = static_cast<std::uint16_t>(random() % on);
        h.instrument = static_cast<std::uint32_t>(std::uint64_t{h.underlying} * instruments_each +
                                                  random() % instruments_each);
        h.lots = static_cast<std::int32_t>(any_size(random, 25));
        h.domain = static_cast<std::uint8_t>(random() % in);
    }
    return out;
}

/// A table with what else a market has.
struct World
{
    explicit World(Random& random) : World{random_prices(random)} {}
    explicit World(market::PriceTable of) : prices{std::move(of)}, table{prices} {}

    [[nodiscard]] Market market() const { return {table, gains_q30, divisors}; }
    /// By the definition, USD e6.
    [[nodiscard]] std::int64_t sum_usd_e6(std::span<const Holding> account) const
    {
        i128 out = 0;
        for (std::uint16_t u = 0; u < underlyings; ++u)
            out += div_ceil(reference_requirement(account, u, prices, gains_q30).amount,
                            pow10(exponents[u] - 6));
        return static_cast<std::int64_t>(out);
    }

    market::PriceTable prices;
    Table table;
    std::vector<std::uint32_t> gains_q30{gain_q30(732'100), one_q30, 0, gain_q30(52'000)};
    std::array<unsigned, underlyings> exponents{6, 9, 7};
    std::vector<UnitDivisor> divisors{UnitDivisor{6}, UnitDivisor{9}, UnitDivisor{7}};
};

/// Calls `look` once for every instruction set that this machine has.
template <class Look>
void on_every_target(Look look)
{
    for (std::int64_t left = hwy::SupportedTargets() & (HWY_AVX2 | HWY_AVX3); left != 0;
         left &= left - 1)
    {
        hwy::SetSupportedTargetsForTest(left & -left);
        look();
    }
    hwy::SetSupportedTargetsForTest(0);
}

}  // namespace ballast::risk::sweep::testing
