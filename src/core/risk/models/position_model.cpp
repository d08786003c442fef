// SPDX-License-Identifier: Apache-2.0
// Percentages of notional.
#include "position_model.hpp"

#include <algorithm>
#include <ballast/numeric/mul_div.hpp>
#include <ballast/risk/haircut.hpp>

namespace ballast::risk {
namespace {

i128 part_usd_e6(std::int64_t size_e9, i128 price_e8, i128 part_ppm)
{
    return mul_div_up(mul_div_up(size_e9, price_e8, pow10(11)), part_ppm, one_ppm);
}

/// How far the option is out of the money, parts per million of the index, rounded down.
i128 out_of_money_ppm(const PositionLine& line)
{
    const i128 out = line.terms.call ? i128{line.terms.strike_e8} - line.index_e8
                                     : i128{line.index_e8} - line.terms.strike_e8;
    return out <= 0 ? 0 : mul_div_down(out, one_ppm, line.index_e8);
}

}  // namespace

PositionCharge charge_position(const PositionLine& line, const PositionModel& model)
{
    const std::int64_t size = line.quantity_e9 < 0 ? -line.quantity_e9 : line.quantity_e9;
    const auto at_mark = [&](const PositionRate& rate) {
        return PositionCharge{part_usd_e6(size, line.mark_e8, rate.initial_ppm),
                              part_usd_e6(size, line.mark_e8, rate.maintenance_ppm)};
    };
    if (line.terms.kind == InstrumentKind::Perpetual) return at_mark(model.perpetual);
    if (line.terms.kind == InstrumentKind::Future) return at_mark(model.future);
    if (line.quantity_e9 >= 0) return at_mark({model.long_option_ppm, model.long_option_ppm});
    const i128 out = out_of_money_ppm(line);
    const auto sold = [&](std::uint32_t rate, std::uint32_t least) {
        return part_usd_e6(size, line.index_e8, std::max<i128>(i128{rate} - out, least));
    };
    return {sold(model.short_option.initial_ppm, model.short_option_least.initial_ppm),
            sold(model.short_option.maintenance_ppm, model.short_option_least.maintenance_ppm)};
}

}  // namespace ballast::risk
