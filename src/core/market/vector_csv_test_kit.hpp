// SPDX-License-Identifier: Apache-2.0
// Reads the tables of numbers under tests/vectors/market.
#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace ballast::market::testing {

inline std::vector<std::string> cells_of(const std::string& line)
{
    std::vector<std::string> cells;
    std::size_t from = 0;
    while (true)
    {
        const std::size_t comma = line.find(',', from);
        cells.push_back(line.substr(from, comma - from));
        if (comma == std::string::npos) return cells;
        from = comma + 1;
    }
}

/// The rows of tests/vectors/market/`file`, whose first line names these columns; lines that begin
/// with # are about the file. A test failure where a line has another number of cells.
inline std::vector<std::vector<std::string>> read_csv(std::string_view file,
                                                      const std::vector<std::string>& columns)
{
    std::ifstream in{std::string{BALLAST_SOURCE_DIR "/tests/vectors/market/"} + std::string{file}};
    EXPECT_TRUE(in.is_open()) << file;
    std::vector<std::vector<std::string>> rows;
    bool has_head = false;
    for (std::string line; std::getline(in, line);)
    {
        if (line.starts_with('#')) continue;
        auto cells = cells_of(line);
        EXPECT_EQ(cells.size(), columns.size()) << line;
        if (!has_head)
            EXPECT_EQ(cells, columns);
        else
            rows.push_back(std::move(cells));
        has_head = true;
    }
    return rows;
}

/// A number in decimal or in hexadecimal (0x1.8p3), which is exact.
inline double to_double(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

}  // namespace ballast::market::testing
