// SPDX-License-Identifier: Apache-2.0
// Collateral at its haircut, the hedged part of it relieved.
#include "equity.hpp"

#include <ballast/numeric/mul_div.hpp>

namespace ballast::portfolio {
namespace {
constexpr i128 e10 = 10'000'000'000;  // amount e8 * price e8 -> USD e6

i128 after(i128 value, std::uint32_t haircut_ppm)
{
    return mul_div_down(value, risk::one_ppm - haircut_ppm, risk::one_ppm);
}

CollateralValue value_of(const Collateral& c, std::uint32_t k_ppm, std::int64_t hedged_e8)
{
    const i128 conf_e8 = mul_div_up(c.conf_e8, k_ppm, risk::one_ppm);
    CollateralValue out{.value_usd_e6 = mul_div_down(c.amount_e8, c.price_e8, e10)};
    if (c.amount_e8 < 0)
    {
        out.initial_usd_e6 = mul_div_down(c.amount_e8, c.price_e8 + conf_e8, e10);
        out.maintenance_usd_e6 = out.value_usd_e6;
        return out;
    }
    const i128 careful_e8 = conf_e8 < c.price_e8 ? c.price_e8 - conf_e8 : 0;
    out.hedged_e8 = hedged_e8;
    out.relief_initial_usd_e6 =
        mul_div_down(mul_div_down(hedged_e8, careful_e8, e10), c.relief_initial_ppm, risk::one_ppm);
    out.relief_maintenance_usd_e6 = mul_div_down(mul_div_down(hedged_e8, c.price_e8, e10),
                                                 c.relief_maintenance_ppm, risk::one_ppm);
    out.initial_usd_e6 =
        after(mul_div_down(c.amount_e8, careful_e8, e10), c.haircut.total_initial_ppm) +
        out.relief_initial_usd_e6;
    out.maintenance_usd_e6 =
        after(out.value_usd_e6, c.haircut.total_maintenance_ppm) + out.relief_maintenance_usd_e6;
    return out;
}

}  // namespace

i128 unrealised_usd_e6(const Position& position, std::int64_t mark_e8)
{
    const auto since = [&](std::int64_t from_e8) {
        return mul_div_down(position.quantity_e9, i128{mark_e8} - from_e8, pow10(11));
    };
    if (position.anchor_e8)
        return position.unrealised_usd_e6.value_or(0) + since(*position.anchor_e8);
    if (position.unrealised_usd_e6) return *position.unrealised_usd_e6;
    if (position.entry_e8) return since(*position.entry_e8);
    return position.terms.kind == InstrumentKind::Option ? since(0) : 0;
}

Equity equity_of(const PortfolioFile& file, std::span<const std::int64_t> marks_e8,
                 std::span<const std::int64_t> hedged_e8)
{
    Equity out{.cash_usd_e6 = file.cash_usd_e6};
    for (std::size_t i = 0; i < file.positions.size(); ++i)
    {
        out.unrealised_usd_e6.push_back(unrealised_usd_e6(file.positions[i], marks_e8[i]));
        out.unrealised_total_usd_e6 += out.unrealised_usd_e6.back();
        out.funding_usd_e6 += file.positions[i].funding_usd_e6;
    }
    const i128 rest = out.unrealised_total_usd_e6 + out.funding_usd_e6 + out.cash_usd_e6;
    out.equity_usd_e6 = out.initial_usd_e6 = out.maintenance_usd_e6 = rest;
    for (std::size_t i = 0; i < file.collateral.size(); ++i)
    {
        const Collateral& c = file.collateral[i];
        out.collateral.push_back(
            value_of(c, file.confidence_k_ppm, hedged_e8.empty() ? 0 : hedged_e8[i]));
        const CollateralValue& v = out.collateral.back();
        out.equity_usd_e6 += v.value_usd_e6;
        out.initial_usd_e6 += v.initial_usd_e6;
        out.maintenance_usd_e6 += v.maintenance_usd_e6;
        if (c.amount_e8 > 0)
            out.available_usd_e6 += after(v.value_usd_e6, c.haircut.total_initial_ppm);
    }
    return out;
}

}  // namespace ballast::portfolio
