// SPDX-License-Identifier: Apache-2.0
// Goes through a CSV text line by line, bounded, and makes problems that name the line.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/feeds/csv_player.hpp>
#include <optional>
#include <string_view>
#include <vector>

namespace ballast::feeds {

/// The lines of a text without quotes: empty lines and lines that begin with '#' are left out.
class CsvLines
{
public:
    /// Both outlive the object.
    CsvLines(std::string_view text, std::string_view file) : left_{text}, file_{file} {}

    /// Moves to the next line with content; false at the end. A line above its bound is a problem.
    [[nodiscard]] Result<bool, CsvProblem> next();
    /// Field i of the line without blanks around it; empty when the line has fewer.
    [[nodiscard]] std::string_view field(std::size_t i) const;
    [[nodiscard]] std::size_t field_count() const { return fields_.size(); }
    [[nodiscard]] std::string_view text() const { return line_; }
    /// A problem with field i of this line, or with the whole line.
    [[nodiscard]] CsvProblem problem(std::size_t i, std::string expected) const;
    [[nodiscard]] CsvProblem problem(std::string expected) const;
    /// A problem with the file as a whole.
    [[nodiscard]] CsvProblem file_problem(std::string found, std::string expected) const;

private:
    std::string_view left_;
    std::string_view file_;
    std::string_view line_;
    std::size_t number_{};
    std::vector<std::string_view> fields_;
};

/// Far beyond any data, and safe to multiply into milliseconds.
inline constexpr std::int64_t csv_time_s_max = 100'000'000'000;
/// A time from 0 to `most`, digits only.
[[nodiscard]] std::optional<std::int64_t> parse_csv_time(std::string_view text, std::int64_t most);
/// A problem when the file is larger than limits::price_csv_size.
[[nodiscard]] Result<void, CsvProblem> check_csv_size(const CsvLines& lines, std::string_view text);
/// Takes the first line, which is `header`, or begins with it where it `may_go_on`.
[[nodiscard]] Result<void, CsvProblem> expect_csv_header(CsvLines& lines, std::string_view header,
                                                         bool may_go_on);

}  // namespace ballast::feeds
