// SPDX-License-Identifier: Apache-2.0
// The closes of one asset, from a CSV file of bars. Strict: what is not a price where one should
// stand is a problem that names its line. Leaves out what is made of several series
// (joint_prices.hpp).
#pragma once
#include <ballast/feeds/csv_player.hpp>
#include <ballast/numeric/int128.hpp>
#include <filesystem>

namespace ballast::backtest {

using feeds::CsvProblem;

/// A close, at the moment from which it is known: its bar's opening and one step.
struct PricePoint
{
    std::int64_t time_s{};
    std::int64_t close_e8{};
    bool operator==(const PricePoint&) const = default;
};

struct PriceSeries
{
    std::string symbol;  ///< BTC of BTCUSDT.csv
    std::string file;
    std::int64_t step_s{};
    std::vector<PricePoint> points;  ///< ascending, whole steps apart
    std::size_t gaps{};              ///< places where bars are missing
    std::size_t missing{};           ///< bars that are missing in them
};

/// Longest gap of a series: beyond it, a file is two files.
inline constexpr std::int64_t gap_s_max = 172'800;

/// Bars `ts_utc,open,high,low,close` and perhaps a volume, columns in any order, ts_utc being the
/// UTC second of a bar's opening. A problem where a column is unknown, doubled or missing, a price
/// is no number above 0 of at most 8 decimals, a volume is no number, a time is not later than the
/// one before or not whole steps (the median distance) after it, more than gap_s_max is missing, or
/// there are fewer than two bars. `file` gives the symbol.
[[nodiscard]] Result<PriceSeries, CsvProblem> parse_series(std::string_view text,
                                                           const std::filesystem::path& file);
/// As parse_series, from a file of at most limits::price_csv_size bytes; a problem without a line
/// where it cannot be read.
[[nodiscard]] Result<PriceSeries, CsvProblem> read_series(const std::filesystem::path& file);

}  // namespace ballast::backtest
