// SPDX-License-Identifier: Apache-2.0
// Surfaces and marks from CSV files (docs/formats/price_csv.md), and a player that says which are
// due after so much time. Leaves out signing and sending (publisher.hpp), and whether a surface can
// be arbitraged (the hub refuses it).
#pragma once
#include <ballast/feeds/csv_player.hpp>
#include <ballast/feeds/market_board.hpp>

namespace ballast::feeds {

/// A surface that holds from a time on, until the underlying's next one.
struct SurfacePoint
{
    std::int64_t time_ms{};  ///< since the path's start
    ScriptedSurface surface;
    bool operator==(const SurfacePoint&) const = default;
};

/// A mark that holds from a time on, until the instrument's next one.
struct MarkPoint
{
    std::int64_t time_ms{};  ///< since the path's start
    ScriptedMark mark;
    bool operator==(const MarkPoint&) const = default;
};

/// Both in the order of their times.
struct MarketPath
{
    std::vector<SurfacePoint> surfaces;
    std::vector<MarkPoint> marks;
};

/// Surfaces `time_ms_offset,underlying,expiry,a,b,rho,m,sigma,basis,rate`: lines of one time and
/// underlying that follow each other are one surface, expiries ascending; underlyings by their
/// symbols in the genesis.
[[nodiscard]] Result<std::vector<SurfacePoint>, CsvProblem> parse_surfaces(
    std::string_view text, std::string_view file, std::span<const GenesisUnderlying> underlyings);

/// Marks `time_ms_offset,instrument,basis,funding`: perpetuals by their names in the genesis.
[[nodiscard]] Result<std::vector<MarkPoint>, CsvProblem> parse_marks(
    std::string_view text, std::string_view file, std::span<const GenesisInstrument> instruments);

/// Plays a path at a speed onto a board.
class MarketPlayer
{
public:
    /// `speed` is how many seconds of the path pass in one; at least 1.
    MarketPlayer(MarketPath path, std::uint32_t speed);

    /// What is due `elapsed_ms` after the start, at these prices; see MarketBoard::due.
    [[nodiscard]] DueMarket at(std::int64_t elapsed_ms, std::span<const FeedPrice> prices,
                               std::int64_t publish_time_s);

private:
    MarketPath path_;
    std::uint32_t speed_;
    std::size_t next_surface_{};
    std::size_t next_mark_{};
    MarketBoard board_;
};

}  // namespace ballast::feeds
