// SPDX-License-Identifier: Apache-2.0
// Parsing price paths, and playing them.
#include "csv_player.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/numeric/checked.hpp>
#include <ballast/numeric/int128.hpp>
#include <limits>

#include "csv_lines.hpp"

namespace ballast::feeds {
namespace {
constexpr std::int32_t expo = -8;
constexpr unsigned price_digits = 8;
constexpr std::string_view scripted_header = "time_ms_offset,feed,price,conf";
constexpr std::string_view bars_header = "ts_utc,open,high,low,close";
constexpr std::size_t close_field = 4;

std::optional<std::int64_t> parse_e8(std::string_view text, std::int64_t least)
{
    const auto value = parse_decimal_scaled(text, price_digits);
    if (!value || *value < least || *value > std::numeric_limits<std::int64_t>::max()) return {};
    return static_cast<std::int64_t>(*value);
}

const GenesisFeed* find_feed(std::span<const GenesisFeed> feeds, std::string_view name)
{
    const auto found =
        std::find_if(feeds.begin(), feeds.end(), [&](const auto& f) { return f.name == name; });
    return found == feeds.end() ? nullptr : &*found;
}

std::string names_of(std::span<const GenesisFeed> feeds)
{
    std::string out;
    for (const GenesisFeed& feed : feeds) out += (out.empty() ? "" : ", ") + feed.name;
    return out;
}

Result<PathPoint, CsvProblem> parse_scripted_line(const CsvLines& lines,
                                                  std::span<const GenesisFeed> feeds,
                                                  std::int64_t time_ms_least)
{
    if (lines.field_count() != 4)
        return fail(lines.problem("four fields " + std::string{scripted_header}));
    const auto time_ms = parse_csv_time(lines.field(0), csv_time_s_max * 1'000);
    if (!time_ms || *time_ms < time_ms_least)
        return fail(lines.problem(0,
                                  "milliseconds since the start, at least those of the line "
                                  "before (" +
                                      std::to_string(time_ms_least) + ")"));
    const GenesisFeed* feed = find_feed(feeds, lines.field(1));
    if (feed == nullptr)
        return fail(lines.problem(1, "the name of a feed in the genesis: " + names_of(feeds)));
    if (expo < feed->expo_min || expo > feed->expo_max)
        return fail(lines.problem(1, "a feed whose range of exponents has -8"));
    const auto price = parse_e8(lines.field(2), 1);
    if (!price)
        return fail(lines.problem(2,
                                  "a price above 0 in USD such as \"3000.25\", at most 8 "
                                  "decimals"));
    const auto conf = parse_e8(lines.field(3), 0);
    if (!conf) return fail(lines.problem(3, "a confidence in USD, 0 or more, at most 8 decimals"));
    return PathPoint{.time_ms = *time_ms,
                     .price = {.feed = feed->id,
                               .price = *price,
                               .conf = static_cast<std::uint64_t>(*conf),
                               .expo = expo}};
}

/// A bar's opening time and close.
struct Bar
{
    std::int64_t time_s{};
    std::int64_t close_e8{};
};

Result<Bar, CsvProblem> parse_bar_line(const CsvLines& lines, std::int64_t time_s_least)
{
    const auto time_s = parse_csv_time(lines.field(0), csv_time_s_max);
    if (!time_s || *time_s < time_s_least)
        return fail(lines.problem(0, "UTC seconds after those of the line before (at least " +
                                         std::to_string(time_s_least) + ")"));
    const auto close = parse_e8(lines.field(close_field), 1);
    if (!close)
        return fail(lines.problem(close_field,
                                  "a close above 0 with at most 8 decimals as the "
                                  "fifth field"));
    return Bar{*time_s, *close};
}

/// The shortest distance between two bars: gaps are longer.
std::int64_t bar_length_s(std::span<const Bar> bars)
{
    std::int64_t least = csv_time_s_max;
    for (std::size_t i = 1; i < bars.size(); ++i)
        least = std::min(least, bars[i].time_s - bars[i - 1].time_s);
    return least;
}

std::uint64_t part_of(std::int64_t price, std::uint32_t ppm)
{
    return static_cast<std::uint64_t>(static_cast<i128>(price) * ppm / 1'000'000);
}
}  // namespace

Result<PricePath, CsvProblem> parse_scripted_path(std::string_view text, std::string_view file,
                                                  std::span<const GenesisFeed> feeds)
{
    CsvLines lines{text, file};
    BALLAST_CHECK(check_csv_size(lines, text));
    BALLAST_CHECK(expect_csv_header(lines, scripted_header, false));
    PricePath path;
    std::map<Bytes32, std::int64_t> last_ms;
    for (;;)
    {
        BALLAST_TRY(const bool has_line, lines.next());
        if (!has_line) break;
        BALLAST_TRY(const PathPoint point,
                    parse_scripted_line(lines, feeds, path.empty() ? 0 : path.back().time_ms));
        const auto [last, is_first] = last_ms.try_emplace(point.price.feed, point.time_ms);
        if (!is_first && last->second == point.time_ms)
            return fail(lines.problem("one price of a feed at a time"));
        last->second = point.time_ms;
        path.push_back(point);
    }
    if (path.empty()) return fail(lines.file_problem("no line of prices", "at least one"));
    return path;
}

Result<PricePath, CsvProblem> parse_bars(std::string_view text, std::string_view file,
                                         const BarOptions& options)
{
    CsvLines lines{text, file};
    BALLAST_CHECK(check_csv_size(lines, text));
    BALLAST_CHECK(expect_csv_header(lines, bars_header, true));
    std::vector<Bar> bars;
    for (;;)
    {
        BALLAST_TRY(const bool has_line, lines.next());
        if (!has_line) break;
        BALLAST_TRY(const Bar bar,
                    parse_bar_line(lines, bars.empty() ? 0 : bars.back().time_s + 1));
        bars.push_back(bar);
    }
    if (bars.size() < 2)
        return fail(lines.file_problem(std::to_string(bars.size()) + " bars",
                                       "at least two, because their distance is their length"));
    const std::int64_t length_s = bar_length_s(bars);
    PricePath path;
    for (const Bar& bar : bars)
    {
        const std::int64_t closed_s = bar.time_s + length_s;
        if (closed_s < options.from_utc_s.value_or(0)) continue;
        if (closed_s > options.to_utc_s.value_or(2 * csv_time_s_max)) break;
        path.push_back({.time_ms = closed_s * 1'000,
                        .price = {.feed = options.feed,
                                  .price = bar.close_e8,
                                  .conf = part_of(bar.close_e8, options.conf_ppm),
                                  .expo = expo}});
    }
    if (path.empty())
        return fail(lines.file_problem("no bar that closes in the time asked for", "at least one"));
    return path;
}

PricePath merge_paths(std::span<const PricePath> paths)
{
    PricePath out;
    for (const PricePath& path : paths) out.insert(out.end(), path.begin(), path.end());
    std::stable_sort(out.begin(), out.end(),
                     [](const PathPoint& a, const PathPoint& b) { return a.time_ms < b.time_ms; });
    return out;
}

void rebase(PricePath& path)
{
    if (path.empty()) return;
    const std::int64_t start_ms = path.front().time_ms;
    for (PathPoint& point : path) point.time_ms -= start_ms;
}

CsvPlayer::CsvPlayer(PricePath path, std::uint32_t speed) : path_{std::move(path)}, speed_{speed}
{
    BALLAST_ASSERT(speed >= 1);
}

std::vector<FeedPrice> CsvPlayer::at(std::int64_t elapsed_ms)
{
    const i128 path_ms = static_cast<i128>(elapsed_ms) * speed_;
    for (; next_ < path_.size() && path_[next_].time_ms <= path_ms; ++next_)
        latest_.insert_or_assign(path_[next_].price.feed, path_[next_].price);
    std::vector<FeedPrice> out;
    out.reserve(latest_.size());
    for (const auto& [feed, price] : latest_) out.push_back(price);
    return out;
}

std::int64_t CsvPlayer::duration_ms() const
{
    return path_.empty() ? 0 : path_.back().time_ms / speed_;
}

}  // namespace ballast::feeds
