// SPDX-License-Identifier: Apache-2.0
// Credits between underlyings.
#include "joint.hpp"

#include <algorithm>
#include <ballast/numeric/mul_div.hpp>
#include <ballast/risk/haircut.hpp>
#include <tuple>

namespace ballast::risk {
namespace {
void pay(i128& gain, i128& loss, std::uint32_t credit_ppm)
{
    const i128 paid = std::min(-loss, mul_div_down(gain, credit_ppm, one_ppm));
    loss += paid;
    gain -= mul_div_up(paid, one_ppm, credit_ppm);
}
}  // namespace

void collect_pairs(std::span<const std::uint32_t> underlyings, const ScenarioMarket& market,
                   std::vector<CreditPair>& out)
{
    out.clear();
    const std::size_t n = market.underlyings.size();
    for (std::uint32_t a = 0; a < underlyings.size(); ++a)
        for (std::uint32_t b = a + 1; b < underlyings.size(); ++b)
            if (const std::uint32_t credit =
                    market.credits_ppm[underlyings[a] * n + underlyings[b]])
                out.push_back({.first = a, .second = b, .credit_ppm = credit});
    std::ranges::sort(out, [](const CreditPair& a, const CreditPair& b) {
        return std::tie(b.credit_ppm, a.first, a.second) <
               std::tie(a.credit_ppm, b.first, b.second);
    });
}

i128 joint_loss_usd_e6(std::span<i128> pnl_usd_e6, std::span<const CreditPair> pairs)
{
    for (const CreditPair& pair : pairs)
    {
        i128& a = pnl_usd_e6[pair.first];
        i128& b = pnl_usd_e6[pair.second];
        if (a > 0 && b < 0)
            pay(a, b, pair.credit_ppm);
        else if (b > 0 && a < 0)
            pay(b, a, pair.credit_ppm);
    }
    i128 loss = 0;
    for (const i128 pnl : pnl_usd_e6) loss -= std::min<i128>(pnl, 0);
    return loss;
}

}  // namespace ballast::risk
