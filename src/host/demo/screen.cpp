// SPDX-License-Identifier: Apache-2.0
// Lines, tables and progress.
#include "screen.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace ballast::demo {
namespace {
constexpr std::size_t text_width = 96;
constexpr std::size_t fact_width = 30;
constexpr std::string_view indent = "  ";
constexpr std::chrono::seconds tell_every{5};

std::string padded(std::string_view text, std::size_t width, bool right)
{
    const std::size_t have = width_of(text);
    const std::string space(width > have ? width - have : 0, ' ');
    return right ? space + std::string{text} : std::string{text} + space;
}

double seconds(std::chrono::milliseconds elapsed)
{
    return static_cast<double>(elapsed.count()) / 1'000;
}
}  // namespace

std::size_t width_of(std::string_view text)
{
    // Continuation bytes of UTF-8 take no place of their own.
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

Screen::Screen(std::FILE* out) : out_{out}, is_terminal_{::isatty(::fileno(out)) == 1} {}

std::string Screen::paint(std::string_view code, std::string_view text) const
{
    if (!is_terminal_) return std::string{text};
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

void Screen::line(std::string_view text)
{
    fmt::print(out_, "{}\n", text);
    std::fflush(out_);
}

void Screen::plain(std::string_view text)
{
    fmt::print(out_, "{}", text);
    std::fflush(out_);
}

void Screen::step(std::string_view letter, std::string_view title)
{
    line("");
    line(paint("1;36", fmt::format("── {} ── {}", letter, title)));
}

void Screen::say(std::string_view text)
{
    std::string row{indent};
    while (!text.empty())
    {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        if (width_of(row) + 1 + width_of(word) > text_width && row.size() > indent.size())
        {
            line(row);
            row = indent;
        }
        if (row.size() > indent.size()) row += ' ';
        row += word;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    line(row);
}

void Screen::fact(std::string_view name, std::string_view value)
{
    line(fmt::format("{}{} {}", indent, paint("2", padded(name, fact_width, false)), value));
}

void Screen::table(const Table& table)
{
    std::vector<std::size_t> widths;
    std::vector<bool> right;
    std::vector<std::string> heads;
    for (const auto& column : table.columns)
    {
        const bool is_left = widths.empty() || column.starts_with('<');
        heads.push_back(column.starts_with('<') ? column.substr(1) : column);
        right.push_back(!is_left);
        widths.push_back(width_of(heads.back()));
    }
    for (const auto& row : table.rows)
        for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
            widths[i] = std::max(widths[i], width_of(row[i]));
    const auto print = [&](const std::vector<std::string>& cells, std::string_view code) {
        std::string out;
        for (std::size_t i = 0; i < cells.size() && i < widths.size(); ++i)
            out += (i == 0 ? "" : "  ") + padded(cells[i], widths[i], right[i]);
        line(std::string{indent} + (code.empty() ? out : paint(code, out)));
    };
    print(heads, "2");
    for (const auto& row : table.rows) print(row, "");
}

void Screen::verdict(bool held, std::string_view sentence)
{
    line(fmt::format("{}{} {}", indent, held ? paint("32", "✓") : paint("1;31", "✗"), sentence));
}

void Screen::waiting(std::string_view what, std::chrono::milliseconds elapsed)
{
    if (is_terminal_)
    {
        fmt::print(out_, "\r\x1b[K{}… {} ({:.1f} s)", indent, what, seconds(elapsed));
        std::fflush(out_);
    }
    else if (shown_wait_ != what || elapsed - told_ >= tell_every)
    {
        line(fmt::format("{}… {} ({:.1f} s)", indent, what, seconds(elapsed)));
        told_ = elapsed;
    }
    shown_wait_ = what;
}

void Screen::waited(std::string_view what, std::chrono::milliseconds elapsed)
{
    if (is_terminal_) fmt::print(out_, "\r\x1b[K");
    line(fmt::format("{}{}", indent,
                     paint("2", fmt::format("… {}: {:.1f} s", what, seconds(elapsed)))));
    shown_wait_.clear();
    told_ = {};
}

}  // namespace ballast::demo
