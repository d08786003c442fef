// SPDX-License-Identifier: Apache-2.0
// Several assets over one period, and what was known of them at a moment. Whoever draws or prices
// gets a KnownPrices, which ends at its moment: nothing later can be reached through it.
#pragma once
#include <ballast/backtest/price_series.hpp>
#include <span>

namespace ballast::backtest {

/// Days of returns that a volatility is estimated from, and that must lie before a moment.
inline constexpr std::int64_t memory_s = 60 * 86'400;

/// One asset up to and including a moment.
struct KnownPrice
{
    std::string_view symbol;
    std::int64_t step_s{};
    std::span<const PricePoint> points;  ///< of the last memory_s; the last one is at the moment

    [[nodiscard]] std::int64_t close_e8() const { return points.back().close_e8; }
};

struct KnownPrices
{
    std::int64_t time_s{};
    std::vector<KnownPrice> assets;  ///< by symbol
};

/// Volatility a year of an asset: the root of the mean squared log return between neighbouring
/// bars, weighted by 0.94 a day backwards (RiskMetrics), from 0.1 to 5. Returns over a gap are left
/// out. The same on every machine. Source: J.P. Morgan/Reuters, RiskMetrics Technical Document
/// (1996), 5.2.
[[nodiscard]] double realised_volatility(const KnownPrice& asset);
inline constexpr double volatility_least = 0.1;
inline constexpr double volatility_most = 5.0;

class JointPrices
{
public:
    /// The series of one source: one step, no symbol twice, at least one.
    [[nodiscard]] static Result<JointPrices, CsvProblem> join(std::string name,
                                                              std::vector<PriceSeries> series);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::vector<PriceSeries>& series() const { return series_; }
    [[nodiscard]] std::int64_t step_s() const { return series_.front().step_s; }

    /// Moments at which every asset has a close, had its first close memory_s earlier, and has a
    /// close `horizon_s` later; ascending. `skipped` counts those inside the common period that a
    /// gap takes away.
    struct Moments
    {
        std::vector<std::int64_t> times_s;
        std::size_t skipped{};
    };
    [[nodiscard]] Moments moments(std::int64_t horizon_s) const;

    /// What was known at a moment at which every asset has a close.
    [[nodiscard]] KnownPrices known_at(std::int64_t time_s) const;

private:
    JointPrices(std::string name, std::vector<PriceSeries> series)
        : name_{std::move(name)}, series_{std::move(series)}
    {}

    std::string name_;
    std::vector<PriceSeries> series_;  ///< by symbol
};

/// A source of `--data`: a folder, of which every *.csv is a series, or files that belong together.
/// A problem where a folder holds none or cannot be read.
[[nodiscard]] Result<JointPrices, CsvProblem> read_folder(const std::filesystem::path& folder);
[[nodiscard]] Result<JointPrices, CsvProblem> read_files(
    std::span<const std::filesystem::path> files);

}  // namespace ballast::backtest
