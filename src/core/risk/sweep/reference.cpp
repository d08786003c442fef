// SPDX-License-Identifier: Apache-2.0
// Steps 2 to 4, one scenario after the other.
#include "reference.hpp"

#include <algorithm>
#include <map>

namespace ballast::risk::sweep {

namespace {

/// P[u][d][s] by domain.
std::map<std::uint8_t, i128> by_domain(std::span<const Holding> account, std::uint16_t underlying,
                                       const market::PriceTable& table, std::size_t scenario)
{
    std::map<std::uint8_t, i128> out;
    for (const Holding& h : account)
        if (h.underlying == underlying)
            out[h.domain] += static_cast<i128>(h.lots) * table.cell(h.instrument, scenario) +
                             std::min<std::int64_t>(h.lots, 0);
    return out;
}

}  // namespace

Requirement reference_requirement(std::span<const Holding> account, std::uint16_t underlying,
                                  const market::PriceTable& table,
                                  std::span<const std::uint32_t> gains_q30)
{
    const bool one_domain = std::ranges::all_of(
        account, [&](const Holding& h) { return h.domain == account.front().domain; });
    i128 lowest = 0;
    Requirement out;
    for (std::size_t s = 0; s < lanes; ++s)
    {
        i128 sum = 0;
        for (const auto& [domain, pnl] : by_domain(account, underlying, table, s))
            sum += pnl < 0 || one_domain ? pnl : div_floor(pnl * gains_q30[domain], one_q30);
        if (sum >= lowest) continue;
        lowest = sum;
        out = {.amount = static_cast<std::int64_t>(-sum), .worst = static_cast<std::uint8_t>(s)};
    }
    return out;
}

}  // namespace ballast::risk::sweep
