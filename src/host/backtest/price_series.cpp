// SPDX-License-Identifier: Apache-2.0
// Header, rows, then the distances between rows.
#include "price_series.hpp"

#include <algorithm>
#include <ballast/base/limits.hpp>
#include <ballast/config/text_file.hpp>
#include <ballast/feeds/csv_lines.hpp>
#include <charconv>
#include <optional>

namespace ballast::backtest {
namespace {
using feeds::CsvLines;

enum class Column : std::uint8_t
{
    Time,
    Price,
    Close,
    Volume,
};
constexpr std::pair<std::string_view, Column> columns[] = {
    {"ts_utc", Column::Time},         {"open", Column::Price},
    {"high", Column::Price},          {"low", Column::Price},
    {"close", Column::Close},         {"base_volume", Column::Volume},
    {"quote_volume", Column::Volume}, {"quote_volume_usdt", Column::Volume}};
// As a portfolio file's prices: to 10^9 USD.
constexpr std::int64_t price_e8_max = 100'000'000'000'000'000;
// The year 2100; far from any overflow.
constexpr std::int64_t time_s_max = 4'102'444'800;

/// A row with the line it stands in, for problems that only its neighbours show.
struct Row
{
    PricePoint point;
    std::size_t line{};
};

std::string known_columns()
{
    std::string out;
    for (const auto& [name, column] : columns) out += (out.empty() ? "" : ", ") + std::string{name};
    return out;
}

Result<std::vector<Column>, CsvProblem> read_header(CsvLines& lines)
{
    BALLAST_TRY(const bool has_line, lines.next());
    if (!has_line)
        return fail(lines.file_problem("no line", "a header with ts_utc and close, then bars"));
    std::vector<Column> out;
    std::vector<std::string_view> seen;
    for (std::size_t i = 0; i < lines.field_count(); ++i)
    {
        const std::string_view name = lines.field(i);
        const auto* const at =
            std::ranges::find(columns, name, &std::pair<std::string_view, Column>::first);
        if (at == std::end(columns))
            return fail(lines.problem(i, "a column of " + known_columns()));
        if (std::ranges::find(seen, name) != seen.end())
            return fail(lines.problem(i, "each column once"));
        seen.push_back(name);
        out.push_back(at->second);
    }
    for (const Column needed : {Column::Time, Column::Close})
        if (std::ranges::find(out, needed) == out.end())
            return fail(lines.problem("a header with ts_utc and close"));
    return out;
}

std::optional<std::int64_t> parse_time(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    if (!whole || value <= 0 || value > time_s_max) return {};
    return value;
}

std::optional<std::int64_t> parse_price(std::string_view text)
{
    const auto value = parse_decimal_scaled(text, 8);
    if (!value || *value <= 0 || *value > price_e8_max) return {};
    return static_cast<std::int64_t>(*value);
}

bool is_volume(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789.") == text.npos;
}

Result<Row, CsvProblem> read_row(const CsvLines& lines, std::span<const Column> header)
{
    if (lines.field_count() != header.size())
        return fail(lines.problem(std::to_string(header.size()) + " fields, as in the header"));
    Row out{.line = lines.problem("").line};
    for (std::size_t i = 0; i < header.size(); ++i)
    {
        if (header[i] == Column::Volume)
        {
            if (!is_volume(lines.field(i))) return fail(lines.problem(i, "a volume of 0 or more"));
            continue;
        }
        if (header[i] == Column::Time)
        {
            const auto time = parse_time(lines.field(i));
            if (!time) return fail(lines.problem(i, "the UTC second of a bar's opening"));
            out.point.time_s = *time;
            continue;
        }
        const auto price = parse_price(lines.field(i));
        if (!price)
            return fail(lines.problem(i, "a price above 0, at most 10^9, with at most 8 decimals"));
        if (header[i] == Column::Close) out.point.close_e8 = *price;
    }
    return out;
}

/// The median distance of neighbours: a gap does not change it, nor does one bar too many.
std::int64_t step_of(std::span<const Row> rows)
{
    std::vector<std::int64_t> distances;
    for (std::size_t i = 1; i < rows.size(); ++i)
        distances.push_back(rows[i].point.time_s - rows[i - 1].point.time_s);
    const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
    std::ranges::nth_element(distances, middle);
    return *middle;
}

Result<void, CsvProblem> take_rows(std::span<const Row> rows, PriceSeries& out)
{
    const auto problem = [&](const Row& row, std::string expected) {
        return fail(CsvProblem{out.file, row.line, "ts_utc " + std::to_string(row.point.time_s),
                               std::move(expected)});
    };
    out.step_s = step_of(rows);
    for (std::size_t i = 0; i < rows.size(); ++i)
    {
        const PricePoint& point = rows[i].point;
        out.points.push_back({point.time_s + out.step_s, point.close_e8});
        if (i == 0) continue;
        const std::int64_t distance = point.time_s - rows[i - 1].point.time_s;
        if (distance % out.step_s != 0)
            return problem(rows[i], "a bar every " + std::to_string(out.step_s) +
                                        " s: whole steps after the one before");
        if (distance > gap_s_max)
            return problem(rows[i], "a gap of at most " + std::to_string(gap_s_max) +
                                        " s; split the file where more is missing");
        out.gaps += distance > out.step_s ? 1 : 0;
        out.missing += static_cast<std::size_t>(distance / out.step_s - 1);
    }
    return {};
}

/// BTC of BTCUSDT.csv and of BTCUSDT_2023-03-01_2023-03-31.csv; "" where it is none.
std::string symbol_of(const std::filesystem::path& file)
{
    std::string name = file.stem().string();
    name = name.substr(0, name.find('_'));
    if (name.size() > 4 && name.ends_with("USDT")) name.resize(name.size() - 4);
    const auto is_fine = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    return name.size() <= 10 && std::ranges::all_of(name, is_fine) ? name : "";
}

}  // namespace

Result<PriceSeries, CsvProblem> parse_series(std::string_view text,
                                             const std::filesystem::path& file)
{
    PriceSeries out{.symbol = symbol_of(file), .file = file.string()};
    CsvLines lines{text, out.file};
    if (out.symbol.empty())
        return fail(lines.file_problem("the name \"" + file.filename().string() + "\"",
                                       "SYMBOL.csv, with or without USDT, as BTCUSDT.csv"));
    BALLAST_TRY(const std::vector<Column> header, read_header(lines));
    std::vector<Row> rows;
    for (;;)
    {
        BALLAST_TRY(const bool has_line, lines.next());
        if (!has_line) break;
        BALLAST_TRY(const Row row, read_row(lines, header));
        if (!rows.empty() && row.point.time_s <= rows.back().point.time_s)
            return fail(lines.problem("a time after " + std::to_string(rows.back().point.time_s) +
                                      ", that of the bar before"));
        rows.push_back(row);
    }
    if (rows.size() < 2)
        return fail(lines.file_problem(std::to_string(rows.size()) + " bars", "at least two bars"));
    BALLAST_CHECK(take_rows(rows, out));
    return out;
}

Result<PriceSeries, CsvProblem> read_series(const std::filesystem::path& file)
{
    const auto text = config::read_text_file(file, limits::price_csv_size);
    if (!text) return fail(CsvProblem{file.string(), 0, text.error().found, text.error().expected});
    return parse_series(*text, file);
}

}  // namespace ballast::backtest
