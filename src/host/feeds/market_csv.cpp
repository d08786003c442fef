// SPDX-License-Identifier: Apache-2.0
// Parsing surfaces and marks, and playing them.
#include "market_csv.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/domain/instrument_terms.hpp>
#include <ballast/numeric/int128.hpp>
#include <limits>
#include <set>

#include "csv_lines.hpp"

namespace ballast::feeds {
namespace {
constexpr unsigned digits = 9;
constexpr std::int64_t one_e9 = 1'000'000'000;
constexpr std::int64_t most_e9 = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view surface_header =
    "time_ms_offset,underlying,expiry,a,b,rho,m,sigma,basis,rate";
constexpr std::string_view mark_header = "time_ms_offset,instrument,basis,funding";
constexpr std::size_t surface_fields = 10;
constexpr std::size_t mark_fields = 4;

/// A number with at most 9 decimals, from `least_e9` to `most_e9`.
struct Range
{
    std::int64_t least_e9{};
    std::int64_t most_e9{};
    std::string_view expected;
};
constexpr Range any{-most_e9, most_e9, "a number such as \"-0.25\", at most 9 decimals"};
constexpr Range not_negative{0, most_e9, "0 or more, at most 9 decimals"};
constexpr Range positive{1, most_e9, "above 0, at most 9 decimals"};
constexpr Range correlation{1 - one_e9, one_e9 - 1, "above -1 and below 1, at most 9 decimals"};
constexpr Range basis{1 - one_e9, 10 * one_e9,
                      "a part of the index, above -1 and at most 10, at most 9 decimals"};

Result<std::int64_t, CsvProblem> parse_e9(const CsvLines& lines, std::size_t field,
                                          const Range& range)
{
    const auto value = parse_decimal_scaled(lines.field(field), digits);
    if (!value || *value < range.least_e9 || *value > range.most_e9)
        return fail(lines.problem(field, std::string{range.expected}));
    return static_cast<std::int64_t>(*value);
}

Result<std::int64_t, CsvProblem> parse_offset(const CsvLines& lines, std::int64_t least_ms)
{
    const auto time_ms = parse_csv_time(lines.field(0), csv_time_s_max * 1'000);
    if (!time_ms || *time_ms < least_ms)
        return fail(lines.problem(0,
                                  "milliseconds since the start, at least those of the line "
                                  "before (" +
                                      std::to_string(least_ms) + ")"));
    return *time_ms;
}

template <class Rows, class NameOf>
std::string list_names(const Rows& rows, NameOf name_of_row)
{
    std::string out;
    for (const auto& row : rows) out += (out.empty() ? "" : ", ") + name_of_row(row);
    return out.empty() ? "it has none" : out;
}

Result<Bytes32, CsvProblem> parse_underlying(const CsvLines& lines,
                                             std::span<const GenesisUnderlying> underlyings)
{
    const auto at = std::ranges::find(underlyings, lines.field(1), &GenesisUnderlying::symbol);
    if (at != underlyings.end()) return at->feed;
    return fail(
        lines.problem(1, "the symbol of an underlying in the genesis: " +
                             list_names(underlyings, [](const auto& u) { return u.symbol; })));
}

/// As instruments name it: 26MAR27 is 08:00 UTC of that day, 26MAR27T134500 another time of it.
Result<std::uint64_t, CsvProblem> parse_expiry(const CsvLines& lines, std::uint64_t after_s)
{
    const auto name = InstrumentName::parse("X-" + std::string{lines.field(2)});
    const auto terms = name ? parse_terms(*name) : fail(TermsError::Expiry);
    if (!terms || terms->kind != InstrumentKind::Future)
        return fail(lines.problem(2, "an expiry such as \"26MAR27\""));
    const auto expiry_s = static_cast<std::uint64_t>(terms->expiry_s);
    if (expiry_s <= after_s)
        return fail(lines.problem(2, "an expiry after that of the line before"));
    return expiry_s;
}

Result<ScriptedSlice, CsvProblem> parse_slice(const CsvLines& lines, std::uint64_t after_s)
{
    ScriptedSlice out;
    BALLAST_TRY(out.expiry_s, parse_expiry(lines, after_s));
    BALLAST_TRY(out.a_e9, parse_e9(lines, 3, any));
    BALLAST_TRY(out.b_e9, parse_e9(lines, 4, not_negative));
    BALLAST_TRY(out.rho_e9, parse_e9(lines, 5, correlation));
    BALLAST_TRY(out.m_e9, parse_e9(lines, 6, any));
    BALLAST_TRY(out.sigma_e9, parse_e9(lines, 7, positive));
    BALLAST_TRY(out.basis_e9, parse_e9(lines, 8, basis));
    BALLAST_TRY(out.rate_e9, parse_e9(lines, 9, any));
    return out;
}

/// Puts the line's slice into the surface before it, where it belongs there, or begins another.
Result<void, CsvProblem> add_surface_line(const CsvLines& lines,
                                          std::span<const GenesisUnderlying> underlyings,
                                          std::vector<SurfacePoint>& out,
                                          std::set<Bytes32>& at_this_time)
{
    if (lines.field_count() != surface_fields)
        return fail(lines.problem("ten fields " + std::string{surface_header}));
    const std::int64_t last_ms = out.empty() ? 0 : out.back().time_ms;
    BALLAST_TRY(const std::int64_t time_ms, parse_offset(lines, last_ms));
    BALLAST_TRY(const Bytes32 underlying, parse_underlying(lines, underlyings));
    if (time_ms != last_ms) at_this_time.clear();
    const bool goes_on =
        !out.empty() && time_ms == last_ms && out.back().surface.underlying == underlying;
    if (!goes_on)
    {
        if (!at_this_time.insert(underlying).second)
            return fail(lines.problem("one surface of an underlying at a time"));
        out.push_back({time_ms, {.underlying = underlying, .slices = {}}});
    }
    std::vector<ScriptedSlice>& slices = out.back().surface.slices;
    if (slices.size() == limits::volatility_slices)
        return fail(lines.problem("at most " + std::to_string(limits::volatility_slices) +
                                  " expiries in a surface"));
    BALLAST_TRY(slices.emplace_back(),
                parse_slice(lines, slices.empty() ? 0 : slices.back().expiry_s));
    return {};
}

Result<MarkPoint, CsvProblem> parse_mark_line(const CsvLines& lines,
                                              std::span<const GenesisInstrument> perpetuals,
                                              std::int64_t least_ms)
{
    if (lines.field_count() != mark_fields)
        return fail(lines.problem("four fields " + std::string{mark_header}));
    BALLAST_TRY(const std::int64_t time_ms, parse_offset(lines, least_ms));
    const auto at = std::ranges::find_if(
        perpetuals, [&](const auto& k) { return k.name.text() == lines.field(1); });
    if (at == perpetuals.end())
        return fail(lines.problem(
            1, "the name of a perpetual in the genesis: " +
                   list_names(perpetuals, [](const auto& k) { return k.name.text(); })));
    BALLAST_TRY(const std::int64_t basis_e9, parse_e9(lines, 2, basis));
    BALLAST_TRY(const std::int64_t funding_e9, parse_e9(lines, 3, any));
    return MarkPoint{time_ms,
                     {.instrument = at->name,
                      .feed = at->feed,
                      .basis_e9 = basis_e9,
                      .funding_e9_per_8h = funding_e9}};
}

/// Each name once: a mark is for all venues.
std::vector<GenesisInstrument> perpetuals_of(std::span<const GenesisInstrument> instruments)
{
    std::vector<GenesisInstrument> out;
    for (const GenesisInstrument& k : instruments)
    {
        const auto terms = parse_terms(k.name);
        if (terms && terms->expiry_s != 0) continue;
        if (std::ranges::find(out, k.name, &GenesisInstrument::name) == out.end()) out.push_back(k);
    }
    return out;
}
}  // namespace

Result<std::vector<SurfacePoint>, CsvProblem> parse_surfaces(
    std::string_view text, std::string_view file, std::span<const GenesisUnderlying> underlyings)
{
    CsvLines lines{text, file};
    BALLAST_CHECK(check_csv_size(lines, text));
    BALLAST_CHECK(expect_csv_header(lines, surface_header, false));
    std::vector<SurfacePoint> out;
    std::set<Bytes32> at_this_time;
    for (;;)
    {
        BALLAST_TRY(const bool has_line, lines.next());
        if (!has_line) break;
        BALLAST_CHECK(add_surface_line(lines, underlyings, out, at_this_time));
    }
    if (out.empty()) return fail(lines.file_problem("no line of a surface", "at least one"));
    return out;
}

Result<std::vector<MarkPoint>, CsvProblem> parse_marks(
    std::string_view text, std::string_view file, std::span<const GenesisInstrument> instruments)
{
    CsvLines lines{text, file};
    BALLAST_CHECK(check_csv_size(lines, text));
    BALLAST_CHECK(expect_csv_header(lines, mark_header, false));
    const std::vector<GenesisInstrument> perpetuals = perpetuals_of(instruments);
    std::vector<MarkPoint> out;
    std::map<InstrumentName, std::int64_t> last_ms;
    for (;;)
    {
        BALLAST_TRY(const bool has_line, lines.next());
        if (!has_line) break;
        BALLAST_TRY(const MarkPoint point,
                    parse_mark_line(lines, perpetuals, out.empty() ? 0 : out.back().time_ms));
        const auto [last, is_first] = last_ms.try_emplace(point.mark.instrument, point.time_ms);
        if (!is_first && last->second == point.time_ms)
            return fail(lines.problem("one mark of an instrument at a time"));
        last->second = point.time_ms;
        out.push_back(point);
    }
    if (out.empty()) return fail(lines.file_problem("no line of marks", "at least one"));
    return out;
}

MarketPlayer::MarketPlayer(MarketPath path, std::uint32_t speed)
    : path_{std::move(path)}, speed_{speed}
{
    BALLAST_ASSERT(speed >= 1);
}

DueMarket MarketPlayer::at(std::int64_t elapsed_ms, std::span<const FeedPrice> prices,
                           std::int64_t publish_time_s)
{
    const i128 path_ms = static_cast<i128>(elapsed_ms) * speed_;
    const auto has_come = [&](const auto& points, std::size_t next) {
        return next < points.size() && points[next].time_ms <= path_ms;
    };
    for (; has_come(path_.surfaces, next_surface_); ++next_surface_)
        board_.hold(path_.surfaces[next_surface_].surface);
    for (; has_come(path_.marks, next_mark_); ++next_mark_)
        board_.hold(path_.marks[next_mark_].mark);
    return board_.due(prices, publish_time_s);
}

}  // namespace ballast::feeds
