// SPDX-License-Identifier: Apache-2.0
// Portfolios drawn at random from what was known at a moment, and the market that prices them, at
// that moment or later. Leaves out what they need and lose (study.hpp).
#pragma once
#include <ballast/backtest/joint_prices.hpp>
#include <ballast/backtest/random_stream.hpp>
#include <ballast/portfolio/portfolio_file.hpp>

namespace ballast::backtest {

enum class BookClass : std::uint8_t
{
    OneWay = 0,  ///< two to six lines that all gain when prices rise, or all when they fall
    Mixed = 1,   ///< two to six lines, each with a sign of its own
    Hedged = 2,  ///< one to three structures whose legs offset each other
};
inline constexpr std::array book_classes = {BookClass::OneWay, BookClass::Mixed, BookClass::Hedged};
/// "one-way".
[[nodiscard]] std::string_view name_of(BookClass book);

/// Expiries are the first 08:00 UTC at least so many days ahead; a horizon stays below the first.
inline constexpr std::array<std::int64_t, 3> expiry_days = {7, 30, 90};
/// Of forwards and of discounting, a year: a carry that never changes, so that no loss is of basis.
inline constexpr std::int64_t rate_e9 = 50'000'000;

/// Positions on perpetuals, dated futures and European options, on the six chains of margin.md's
/// worked table, joined by one messenger; without collateral. Only `known` and `random` decide.
[[nodiscard]] portfolio::PortfolioFile draw_portfolio(BookClass book, const KnownPrices& known,
                                                      RandomStream& random);

/// Sets the market of the assets that a portfolio's positions name: index = close, confidence 0,
/// mark = index, forwards by the rate, each expiry a flat slice at the realised volatility.
void set_market(portfolio::PortfolioFile& file, const KnownPrices& known);

/// Sum of |quantity| * index, USD e6, rounded up by line.
[[nodiscard]] i128 gross_usd_e6(const portfolio::PortfolioFile& file);

}  // namespace ballast::backtest
