// SPDX-License-Identifier: Apache-2.0
// Prices from CSV files (docs/formats/price_csv.md): scripted paths and bars of public data, and a
// player that says what the prices are after so much time. Leaves out clocks, signing and sending
// (publisher.hpp).
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/domain/genesis.hpp>
#include <ballast/feeds/feed_price.hpp>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ballast::feeds {

/// What is wrong with a line of a CSV file.
struct CsvProblem
{
    std::string file;
    std::size_t line{};  ///< from 1; 0: the file as a whole
    std::string found;
    std::string expected;
    /// "prices.csv:7: found \"-3\", expected a price above 0 …".
    [[nodiscard]] std::string sentence() const;
};

/// A price that holds from a time on, until the feed's next one.
struct PathPoint
{
    std::int64_t time_ms{};  ///< since the path's start
    FeedPrice price;
    bool operator==(const PathPoint&) const = default;
};

/// Points in the order of their times; those of one feed have different times.
using PricePath = std::vector<PathPoint>;

/// A scripted path: `time_ms_offset,feed,price,conf`, times not descending, feeds by their genesis
/// names. Prices are written with 8 decimals at most and are given expo -8.
[[nodiscard]] Result<PricePath, CsvProblem> parse_scripted_path(std::string_view text,
                                                                std::string_view file,
                                                                std::span<const GenesisFeed> feeds);

/// How bars become points.
struct BarOptions
{
    Bytes32 feed;
    std::uint32_t conf_ppm{};                ///< confidence as a part of the close
    std::optional<std::int64_t> from_utc_s;  ///< leave out bars that close earlier
    std::optional<std::int64_t> to_utc_s;    ///< leave out bars that close later
};

/// Bars `ts_utc,open,high,low,close,…`: each close becomes a point at opening time + bar length
/// (the smallest step in the file). Times are UTC milliseconds; `rebase` makes them offsets.
[[nodiscard]] Result<PricePath, CsvProblem> parse_bars(std::string_view text, std::string_view file,
                                                       const BarOptions& options);

/// Joins paths of different feeds into one in the order of time.
[[nodiscard]] PricePath merge_paths(std::span<const PricePath> paths);
/// Shifts the earliest point to time 0.
void rebase(PricePath& path);

/// Plays a path at a speed: the price of a feed is its latest point.
class CsvPlayer
{
public:
    /// `speed` is how many seconds of the path pass in one; at least 1.
    CsvPlayer(PricePath path, std::uint32_t speed);

    /// Prices of all feeds that have begun, `elapsed_ms` after the start; in the order of feed ids.
    /// Never goes back: an earlier time than asked before gives the same as that one.
    [[nodiscard]] std::vector<FeedPrice> at(std::int64_t elapsed_ms);
    /// True when the last point has been reached; prices then stay.
    [[nodiscard]] bool ended() const { return next_ == path_.size(); }
    /// Real time that the whole path takes.
    [[nodiscard]] std::int64_t duration_ms() const;

private:
    PricePath path_;
    std::uint32_t speed_;
    std::size_t next_{};
    std::map<Bytes32, FeedPrice> latest_;
};

}  // namespace ballast::feeds
