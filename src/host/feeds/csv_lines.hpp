// SPDX-License-Identifier: Apache-2.0
// Goes through a CSV text line by line, bounded, and makes problems that name the line.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/feeds/csv_player.hpp>
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

}  // namespace ballast::feeds
