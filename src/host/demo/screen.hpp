// SPDX-License-Identifier: Apache-2.0
// What the demo shows: steps, facts, aligned tables, and what it is waiting for. Colours and moving
// progress only on a terminal; a log gets plain lines.
#pragma once
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace ballast::demo {

/// Cells by row; the first column is aligned left, the others right unless their name begins with
/// '<'.
struct Table
{
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};

class Screen
{
public:
    /// Writes to `out`, which outlives it.
    explicit Screen(std::FILE* out);

    /// The heading of a step, e.g. ("a", "A deposit on chain A").
    void step(std::string_view letter, std::string_view title);
    /// A paragraph, broken into lines.
    void say(std::string_view text);
    /// One fact on a line: its name, its value.
    void fact(std::string_view name, std::string_view value);
    void table(const Table& table);
    /// A check that held, or one that did not.
    void verdict(bool held, std::string_view sentence);
    /// Text as it is.
    void plain(std::string_view text);

    /// Shows what is being waited for; the elapsed time moves on a terminal, and is told now and
    /// then elsewhere.
    void waiting(std::string_view what, std::chrono::milliseconds elapsed);
    /// The waiting is over: its line goes, or gets its end.
    void waited(std::string_view what, std::chrono::milliseconds elapsed);

private:
    void line(std::string_view text);
    [[nodiscard]] std::string paint(std::string_view code, std::string_view text) const;

    std::FILE* out_;
    bool is_terminal_;
    std::string shown_wait_;
    std::chrono::milliseconds told_{};
};

/// The width that a text takes on a terminal (UTF-8).
[[nodiscard]] std::size_t width_of(std::string_view text);

}  // namespace ballast::demo
