// SPDX-License-Identifier: Apache-2.0
// Moments that all series share, and the views that end at them.
#include "joint_prices.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/market/elementary.hpp>
#include <cmath>

namespace ballast::backtest {
namespace {
constexpr double decay_of_a_day = 0.94;
constexpr double day_s = 86'400.0;
constexpr double year_s = 365.0 * day_s;

using Points = std::vector<PricePoint>;

Points::const_iterator first_from(const Points& points, std::int64_t time_s)
{
    return std::ranges::lower_bound(points, time_s, {}, &PricePoint::time_s);
}

bool has_close(const PriceSeries& series, std::int64_t time_s)
{
    const auto at = first_from(series.points, time_s);
    return at != series.points.end() && at->time_s == time_s;
}

CsvProblem of_file(const std::string& file, std::string found, std::string expected)
{
    return {file, 0, std::move(found), std::move(expected)};
}

}  // namespace

double realised_volatility(const KnownPrice& asset)
{
    const double decay = market::pow_of(decay_of_a_day, static_cast<double>(asset.step_s) / day_s);
    double sum = 0;
    double weights = 0;
    for (std::size_t i = 1; i < asset.points.size(); ++i)
    {
        const PricePoint& before = asset.points[i - 1];
        const PricePoint& after = asset.points[i];
        sum *= decay;
        weights *= decay;
        if (after.time_s - before.time_s != asset.step_s) continue;
        const double log_return = market::log_ratio_of(static_cast<double>(after.close_e8),
                                                       static_cast<double>(before.close_e8));
        sum += log_return * log_return;
        weights += 1;
    }
    if (weights <= 0) return volatility_least;
    const double a_year = sum / weights * (year_s / static_cast<double>(asset.step_s));
    return std::clamp(std::sqrt(a_year), volatility_least, volatility_most);
}

Result<JointPrices, CsvProblem> JointPrices::join(std::string name, std::vector<PriceSeries> series)
{
    if (series.empty()) return fail(of_file(name, "no file", "at least one file SYMBOL.csv"));
    std::ranges::sort(series, {}, &PriceSeries::symbol);
    for (std::size_t i = 1; i < series.size(); ++i)
    {
        const PriceSeries& before = series[i - 1];
        const PriceSeries& one = series[i];
        if (one.symbol == before.symbol)
            return fail(of_file(one.file, "another series of " + one.symbol,
                                "each asset once among files that belong together"));
        if (one.step_s != before.step_s)
            return fail(
                of_file(one.file, "a bar every " + std::to_string(one.step_s) + " s",
                        "every " + std::to_string(before.step_s) + " s, as in " + before.file));
    }
    return JointPrices{std::move(name), std::move(series)};
}

JointPrices::Moments JointPrices::moments(std::int64_t horizon_s) const
{
    std::int64_t from = 0;
    std::int64_t to = series_.front().points.back().time_s;
    for (const PriceSeries& one : series_)
    {
        from = std::max(from, one.points.front().time_s + memory_s);
        to = std::min(to, one.points.back().time_s - horizon_s);
    }
    Moments out;
    const Points& first = series_.front().points;
    std::int64_t due = from;
    for (auto at = first_from(first, from); at != first.end() && at->time_s <= to; ++at)
    {
        out.skipped += static_cast<std::size_t>((at->time_s - due) / step_s());
        due = at->time_s + step_s();
        const bool whole = std::ranges::all_of(series_, [&](const PriceSeries& one) {
            return has_close(one, at->time_s) && has_close(one, at->time_s + horizon_s);
        });
        if (whole)
            out.times_s.push_back(at->time_s);
        else
            ++out.skipped;
    }
    return out;
}

KnownPrices JointPrices::known_at(std::int64_t time_s) const
{
    KnownPrices out{.time_s = time_s};
    for (const PriceSeries& one : series_)
    {
        const auto from = first_from(one.points, time_s - memory_s);
        const auto to = first_from(one.points, time_s + 1);
        BALLAST_ASSERT(from != to && std::prev(to)->time_s == time_s);
        out.assets.push_back({one.symbol, one.step_s, {from, to}});
    }
    return out;
}

Result<JointPrices, CsvProblem> read_files(std::span<const std::filesystem::path> files)
{
    std::vector<PriceSeries> series;
    for (const std::filesystem::path& file : files)
    {
        BALLAST_TRY(PriceSeries one, read_series(file));
        series.push_back(std::move(one));
    }
    return JointPrices::join(files.empty() ? "" : files.front().parent_path().filename().string(),
                             std::move(series));
}

Result<JointPrices, CsvProblem> read_folder(const std::filesystem::path& folder)
{
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator at{folder, error}, end; !error && at != end;
         at.increment(error))
        if (at->path().extension() == ".csv") files.push_back(at->path());
    if (error) return fail(of_file(folder.string(), error.message(), "a folder of price files"));
    if (files.empty())
        return fail(of_file(folder.string(), "no *.csv", "price files such as BTCUSDT.csv"));
    std::ranges::sort(files);
    return read_files(files);
}

}  // namespace ballast::backtest
