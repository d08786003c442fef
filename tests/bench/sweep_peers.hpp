// SPDX-License-Identifier: Apache-2.0
// What a margin engine without a table or without integers would do with the same accounts: price
// every position under every scenario (QuantLib), or multiply sparse matrices (Eigen). What was not
// found when the benchmarks were configured is left out.
#pragma once
#include "sweep_world.hpp"

#if __has_include(<ql/pricingengines/blackcalculator.hpp>)
#include <ql/pricingengines/blackcalculator.hpp>
#define BALLAST_BENCH_QUANTLIB 1
#endif
#if __has_include(<Eigen/SparseCore>)
#include <Eigen/SparseCore>
#define BALLAST_BENCH_EIGEN 1
#endif

namespace ballast::bench {

#ifdef BALLAST_BENCH_QUANTLIB
/// One lot under a move, USD, by QuantLib.
inline double quantlib_value(const Contract& c, const Move& move)
{
    const double forward = c.forward * move.spot;
    if (!c.option()) return c.lot * forward;
    const QuantLib::BlackCalculator black{c.call ? QuantLib::Option::Call : QuantLib::Option::Put,
                                          c.strike, forward,
                                          c.volatility * move.volatility * std::sqrt(c.years), 1.0};
    return c.lot * black.value();
}

/// The sum of R[u] of an account, USD, in one domain: every position priced under all scenarios.
inline double quantlib_requirement(std::span<const sweep::Holding> account,
                                   const std::vector<Contract>& all, const std::vector<Move>& grid)
{
    std::array<std::array<double, sweep::lanes>, underlyings> pnl{};
    for (const sweep::Holding& h : account)
    {
        const Contract& contract = all[h.instrument];
        const double now = quantlib_value(contract, {1, 1});
        for (std::size_t s = 0; s < grid.size(); ++s)
            pnl[h.underlying][s] +=
                h.lots * (quantlib_value(contract, grid[s]) - now) * grid[s].dampening;
    }
    double out = 0;
    for (const auto& of : pnl) out -= std::min(0.0, *std::ranges::min_element(of));
    return out;
}
#endif

#ifdef BALLAST_BENCH_EIGEN
/// A shard as a sparse matrix of groups by instruments, times the table, and the least of each row.
/// One domain: reach would be more work.
template <class Number>
class EigenShard
{
public:
    EigenShard(const sweep::Shard& shard, const market::PriceTable& prices)
        : lots_(static_cast<Eigen::Index>(shard.groups()),
                static_cast<Eigen::Index>(prices.rows())),
          cells_(static_cast<Eigen::Index>(prices.rows()), sweep::lanes)
    {
        std::vector<Eigen::Triplet<Number>> entries;
        for (const sweep::Run& run : shard.runs)
            for (std::size_t i = 0; i < std::size_t{run.group_count} * run.positions_each; ++i)
            {
                const sweep::Position& p = shard.positions[run.position_first + i];
                entries.emplace_back(static_cast<int>(run.group_first + i / run.positions_each),
                                     static_cast<int>(p.instrument), static_cast<Number>(p.lots));
            }
        lots_.setFromTriplets(entries.begin(), entries.end());
        for (std::size_t k = 0; k < prices.rows(); ++k)
            for (std::size_t s = 0; s < sweep::lanes; ++s)
                cells_(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(s)) =
                    static_cast<Number>(prices.cell(k, s));
    }
    void sweep()
    {
        pnl_.noalias() = lots_ * cells_;
        least_ = pnl_.rowwise().minCoeff();
    }

private:
    using Dense = Eigen::Matrix<Number, Eigen::Dynamic, sweep::lanes, Eigen::RowMajor>;
    Eigen::SparseMatrix<Number, Eigen::RowMajor> lots_;
    Dense cells_;
    Dense pnl_;
    Eigen::Matrix<Number, Eigen::Dynamic, 1> least_;
};
#endif

}  // namespace ballast::bench
