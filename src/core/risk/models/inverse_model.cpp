// SPDX-License-Identifier: Apache-2.0
// Coin arithmetic.
#include "inverse_model.hpp"

#include <algorithm>
#include <ballast/numeric/mul_div.hpp>
#include <ballast/risk/haircut.hpp>

namespace ballast::risk {

i128 coin_pnl_e12(std::int64_t quantity_e9, std::int32_t spot_ppm)
{
    return mul_div_down(i128{quantity_e9} * 1'000, spot_ppm, i128{one_ppm} + spot_ppm);
}

i128 coin_option_pnl_e12(std::int64_t quantity_e9, i128 now_usd_e12, i128 moved_usd_e12,
                         std::int64_t index_e8, std::int32_t spot_ppm)
{
    // The coin is worth index * (1 + s) afterwards: both values over the same denominator.
    const i128 moved = mul_div_down(moved_usd_e12, one_ppm, i128{one_ppm} + spot_ppm);
    return mul_div_down(mul_div_down(quantity_e9, moved - now_usd_e12, pow10(9)), pow10(8),
                        index_e8);
}

InverseMargin margin_inverse(const InverseBook& book, const InverseModel& model)
{
    InverseMargin out;
    i128 with_orders = 0;
    for (std::uint32_t s = 0; s < model.grid.size(); ++s)
    {
        i128 pnl = 0;
        for (const std::vector<i128>& group : book.groups)
            pnl += group[s] <= 0 || book.groups.size() == 1
                       ? group[s]
                       : mul_div_down(group[s], model.pnl_offset_ppm, one_ppm);
        out.pnl_e12.push_back(pnl);
        if (-pnl > out.worst_e12)
        {
            out.worst_e12 = -pnl;
            out.worst = s;
        }
        with_orders = std::max(with_orders, -(pnl + book.orders[s]));
    }
    out.orders_e12 = std::max<i128>(0, with_orders - out.worst_e12);
    out.roll_e12 = mul_div_up(book.linear_e12, model.roll_ppm, one_ppm);
    const i128 both = out.worst_e12 + out.roll_e12;
    out.maintenance_e12 = mul_div_up(both, model.maintenance_ppm, one_ppm);
    out.initial_e12 = mul_div_up(both, model.initial_ppm, one_ppm) + out.orders_e12;
    return out;
}

}  // namespace ballast::risk
