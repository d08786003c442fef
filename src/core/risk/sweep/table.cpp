// SPDX-License-Identifier: Apache-2.0
// Copying rows.
#include "table.hpp"

#include <ballast/base/assert.hpp>

namespace ballast::risk::sweep {

Table::Table(const market::PriceTable& prices) : rows_(prices.rows())
{
    for (std::size_t k = 0; k < rows(); ++k) update(prices, k);
}

void Table::update(const market::PriceTable& prices, std::size_t k)
{
    BALLAST_ASSERT(prices.blocks_per_row * std::size_t{16} == lanes && prices.rows() == rows());
    auto& to = rows_[k].lanes;
    for (std::size_t s = 0; s < lanes; ++s) to[s] = prices.cell(k, s);
    for (std::size_t s = 1; s < lanes; ++s) to[lanes + s - 1] = to[s];
}

}  // namespace ballast::risk::sweep
