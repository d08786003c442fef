// SPDX-License-Identifier: Apache-2.0
// The parts of a portfolio file, each read by its own function. Internal to this module.
#pragma once
#include <ballast/portfolio/portfolio_file.hpp>
#include <ballast/portfolio/reader.hpp>

namespace ballast::portfolio {

inline constexpr Range price_range{8, 1, 100'000'000'000'000'000};  // to 10^9 USD
inline constexpr Range volatility_range{15, 100'000'000'000, 10'000'000'000'000'000};
inline constexpr Range rate_range{9, 0, 2'000'000'000};
inline constexpr Range money_range{6, -(i128{1'000'000'000'000'000} * 1'000'000),
                                   i128{1'000'000'000'000'000} * 1'000'000};
/// What a line may be worth, USD e6: 10^15 USD.
inline constexpr i128 notional_usd_e6_max = i128{1'000'000'000'000'000} * 1'000'000;

/// [market.SYMBOL]
[[nodiscard]] std::vector<Underlying> read_market(Reader& root, std::int64_t now_ms);
/// [chains.NAME] and [[messengers]]
void read_chains(Reader& root, PortfolioFile& out);
/// The index of a chain that the file or the worked table knows; notes a problem otherwise.
[[nodiscard]] std::uint32_t resolve_chain(Reader& in, std::string_view key, PortfolioFile& out);
/// [[collateral]]
void read_collateral(Reader& root, PortfolioFile& out);
/// [[positions]] or [[orders]]
[[nodiscard]] std::vector<Position> read_positions(Reader& root, std::string_view key,
                                                   PortfolioFile& out);
/// What a position of these terms lacks: "" or a sentence of what the market must have.
[[nodiscard]] std::string lacking(const PortfolioFile& file, const Position& position);
/// |quantity| * price in USD e6, rounded up.
[[nodiscard]] i128 notional_usd_e6(std::int64_t quantity_e9, std::int64_t price_e8);

}  // namespace ballast::portfolio
