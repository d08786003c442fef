// SPDX-License-Identifier: Apache-2.0
// What one lot of each instrument gains under each scenario, as integers: the border between
// floating point (above) and exact arithmetic (below). Source: docs/margin.md §3, step 1. Leaves
// out how cells are priced (pricing.hpp) and summed (risk/).
#pragma once
#include <array>
#include <boost/describe.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ballast::market {

/// |cell| stays below this; a listing whose worst move leaves the range is refused.
inline constexpr std::int32_t cell_limit = 1 << 30;

/// Sixteen lanes: one cache line, one AVX-512 register of 32-bit integers.
struct alignas(64) CellBlock
{
    std::array<std::int32_t, 16> lanes{};
    bool operator==(const CellBlock&) const = default;
};

enum class CellStatus : std::uint8_t
{
    Priced,
    NoPrice,     ///< index, forward or volatility is missing: the row is zero and must not be used
    Expired,     ///< at or past its expiry: likewise
    OutOfRange,  ///< a cell would reach cell_limit: likewise
};
BOOST_DESCRIBE_ENUM(CellStatus, Priced, NoPrice, Expired, OutOfRange)

/// Rows of cells: row k has blocks_per_row blocks, lane s of the row is scenario s. Lanes past the
/// last scenario are zero. A cell is the value of one lot under the scenario less its value now,
/// times the scenario's dampening, in units of 10^-unit_exponent USD, rounded down.
struct PriceTable
{
    std::uint32_t blocks_per_row{};
    std::vector<CellBlock> blocks;
    std::vector<CellStatus> status;  ///< by row

    [[nodiscard]] std::size_t rows() const { return status.size(); }
    [[nodiscard]] std::span<const CellBlock> row(std::size_t k) const
    {
        return std::span{blocks}.subspan(k * blocks_per_row, blocks_per_row);
    }
    [[nodiscard]] std::span<CellBlock> row(std::size_t k)
    {
        return std::span{blocks}.subspan(k * blocks_per_row, blocks_per_row);
    }
    [[nodiscard]] std::int32_t cell(std::size_t k, std::size_t scenario) const
    {
        return row(k)[scenario / 16].lanes[scenario % 16];
    }
    bool operator==(const PriceTable&) const = default;
};

}  // namespace ballast::market
