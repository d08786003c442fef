// SPDX-License-Identifier: Apache-2.0
// Random models, markets and portfolios: every kind of instrument and collateral, some at the ends
// of their ranges. One seed, one story.
#pragma once
#include <ballast/risk/portfolio/portfolio_report.hpp>
#include <bit>
#include <random>

namespace ballast::differential {

/// Draws, one after the other.
class Dice
{
public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}

    /// low to high, both included.
    std::int64_t between(std::int64_t low, std::int64_t high)
    {
        return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
    }
    std::uint32_t below(std::size_t end)
    {
        return static_cast<std::uint32_t>(between(0, static_cast<std::int64_t>(end) - 1));
    }
    bool once_in(std::int64_t times) { return between(1, times) == 1; }
    /// 0 to `most` > 0, every magnitude as likely.
    std::int64_t any_size(std::int64_t most)
    {
        const auto bits =
            static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(most)));
        return between(0, most >> static_cast<unsigned>(between(0, bits - 1)));
    }

private:
    std::mt19937_64 random_;
};

/// A market, and what its linear instruments are priced at: the mark or forward, 0 for an option.
struct RandomMarket
{
    risk::ScenarioMarket market;
    std::vector<std::int64_t> prices_e8;
};

/// Complete; every row is Priced.
[[nodiscard]] RandomMarket random_market(Dice& dice);
/// Its sums fit.
[[nodiscard]] risk::Portfolio random_portfolio(Dice& dice, const risk::ScenarioMarket& market);

}  // namespace ballast::differential
