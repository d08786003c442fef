// SPDX-License-Identifier: Apache-2.0
// The account sweep as docs/margin.md §3 defines it, one scenario after the other in 128 bits:
// written to be read, and what every faster form must equal.
#pragma once
#include <ballast/market/price_table.hpp>
#include <ballast/risk/sweep/portfolio.hpp>

namespace ballast::risk::sweep {

/// R[underlying] of an account, all of whose positions are `account`. `gains_q30` is by domain.
[[nodiscard]] Requirement reference_requirement(std::span<const Holding> account,
                                                std::uint16_t underlying,
                                                const market::PriceTable& table,
                                                std::span<const std::uint32_t> gains_q30);

}  // namespace ballast::risk::sweep
