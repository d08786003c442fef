// SPDX-License-Identifier: Apache-2.0
// Lines and fields of CSV, and the sentences of their problems.
#include "csv_lines.hpp"

#include <algorithm>
#include <ballast/base/limits.hpp>
#include <charconv>

namespace ballast::feeds {
namespace {
constexpr std::size_t shown_max = 60;

std::string_view trim(std::string_view text)
{
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    return text;
}

std::string show(std::string_view text)
{
    std::string out{text.substr(0, shown_max)};
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return '"' + out + (text.size() > shown_max ? "…\"" : "\"");
}
}  // namespace

std::string CsvProblem::sentence() const
{
    return file + (line == 0 ? "" : ":" + std::to_string(line)) + ": found " + found +
           ", expected " + expected;
}

Result<bool, CsvProblem> CsvLines::next()
{
    while (!left_.empty())
    {
        const std::size_t size = std::min(left_.find('\n'), left_.size());
        line_ = trim(left_.substr(0, size));
        left_.remove_prefix(std::min(size + 1, left_.size()));
        ++number_;
        if (line_.size() > limits::price_csv_line)
            return fail(
                problem("a line of at most " + std::to_string(limits::price_csv_line) + " bytes"));
        if (line_.empty() || line_.starts_with('#')) continue;
        fields_.clear();
        for (std::string_view rest = line_;;)
        {
            const std::size_t comma = rest.find(',');
            fields_.push_back(trim(rest.substr(0, comma)));
            if (comma == rest.npos) break;
            rest.remove_prefix(comma + 1);
        }
        return true;
    }
    return false;
}

std::string_view CsvLines::field(std::size_t i) const
{
    return i < fields_.size() ? fields_[i] : std::string_view{};
}

CsvProblem CsvLines::problem(std::size_t i, std::string expected) const
{
    return {std::string{file_}, number_, show(field(i)), std::move(expected)};
}

CsvProblem CsvLines::problem(std::string expected) const
{
    return {std::string{file_}, number_, show(line_), std::move(expected)};
}

CsvProblem CsvLines::file_problem(std::string found, std::string expected) const
{
    return {std::string{file_}, 0, std::move(found), std::move(expected)};
}

std::optional<std::int64_t> parse_csv_time(std::string_view text, std::int64_t most)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    if (!whole || value < 0 || value > most) return {};
    return value;
}

Result<void, CsvProblem> check_csv_size(const CsvLines& lines, std::string_view text)
{
    if (text.size() <= limits::price_csv_size) return {};
    return fail(lines.file_problem("a larger file",
                                   "at most " + std::to_string(limits::price_csv_size) + " bytes"));
}

Result<void, CsvProblem> expect_csv_header(CsvLines& lines, std::string_view header, bool may_go_on)
{
    BALLAST_TRY(const bool has_line, lines.next());
    const bool matches = lines.text() == header ||
                         (may_go_on && lines.text().starts_with(std::string{header} + ","));
    if (has_line && matches) return {};
    const std::string expected = "the header " + std::string{header};
    return fail(has_line ? lines.problem(expected) : lines.file_problem("no line", expected));
}

}  // namespace ballast::feeds
