// SPDX-License-Identifier: Apache-2.0
// The price table in the form that the sweep reads: each row twice, so that odd lanes are loaded
// where even ones stand, as a multiplication of 32 bits into 64 wants them.
#pragma once
#include <ballast/market/price_table.hpp>
#include <ballast/risk/sweep/portfolio.hpp>

namespace ballast::risk::sweep {

/// The cells of one instrument: its row, then the row moved down by one lane.
struct alignas(64) TableRow
{
    std::array<std::int32_t, 2 * sweep::lanes> lanes{};
};

/// A price table of two blocks a row. A row that is not priced is zero, as there: whoever holds the
/// instrument is not to be margined by it.
class Table
{
public:
    explicit Table(const market::PriceTable& prices);

    /// Takes over row `k` of `prices`, a table of the same shape: after a tick, the rows of the
    /// underlying that moved.
    void update(const market::PriceTable& prices, std::size_t k);

    [[nodiscard]] std::size_t rows() const { return rows_.size(); }
    [[nodiscard]] const TableRow& row(std::size_t k) const { return rows_[k]; }

private:
    std::vector<TableRow> rows_;
};

}  // namespace ballast::risk::sweep
