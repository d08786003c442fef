// SPDX-License-Identifier: Apache-2.0
// The balance of one underlying, step by step.
#include "expiry_model.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/numeric/mul_div.hpp>
#include <ballast/risk/haircut.hpp>

namespace ballast::risk {
namespace {
constexpr i128 one_e15 = 1'000'000'000'000'000;

i128 charge(i128 amount, std::uint32_t part_ppm) { return mul_div_up(amount, part_ppm, one_ppm); }

i128 expiry_pnl(const ExpiryBook& expiry, std::size_t shock)
{
    const i128 value = expiry.shocked_usd_e12[shock];
    const std::int64_t discount =
        value >= 0 ? expiry.discounts.gain_e15 : expiry.discounts.loss_e15;
    return mul_div_down(value, discount, one_e15) - expiry.now_usd_e12;
}

i128 scenario_pnl(const UnderlyingBook& book, const ExpiryModel& model, std::size_t s)
{
    const market::Scenario& scenario = model.grid[s];
    i128 linear = book.linear_usd_e12;
    if (model.collateral_cancels) linear += book.collateral_usd_e12;
    i128 pnl = mul_div_down(linear, scenario.spot_ppm, one_ppm);
    for (const ExpiryBook& expiry : book.expiries) pnl += expiry_pnl(expiry, s);
    return mul_div_down(pnl, scenario.dampening_e9, market::one_e9);
}

/// Spot stands still; an expiry that gains from a tilt loses from its mirror image.
i128 skew_pnl(const UnderlyingBook& book, std::size_t s)
{
    i128 pnl = 0;
    for (const ExpiryBook& expiry : book.expiries)
    {
        const i128 one = expiry_pnl(expiry, s);
        pnl -= one < 0 ? -one : one;
    }
    return pnl;
}

i128 basis(const UnderlyingBook& book, const ExpiryModel& model)
{
    constexpr i128 year_ms = i128{365} * 86'400'000;
    i128 sum = 0;
    for (const ExpiryBook& expiry : book.expiries)
    {
        const i128 loss = std::min({expiry.basis_down_usd_e12, expiry.basis_up_usd_e12, i128{0}});
        const i128 weight =
            model.basis_add_ppm + mul_div_up(model.basis_per_year_ppm, expiry.left_ms, year_ms);
        sum += mul_div_down(loss, weight, one_ppm);
    }
    return sum;
}

void contingencies(const UnderlyingBook& book, const ExpiryModel& model, UnderlyingBalance& out)
{
    out.perpetual_usd_e12 = charge(book.linear_spot_usd_e12, model.perpetual_ppm);
    out.perpetual_extra_usd_e12 = charge(book.linear_spot_usd_e12, model.perpetual_extra_ppm);
    out.short_option_usd_e12 = charge(book.short_options_usd_e12, model.short_option_ppm);
    out.short_option_extra_usd_e12 =
        charge(book.short_options_usd_e12, model.short_option_extra_ppm);
    out.collateral_usd_e12 = charge(book.collateral_usd_e12, model.collateral_ppm);
    out.collateral_extra_usd_e12 = charge(book.collateral_usd_e12, model.collateral_extra_ppm);
    if (book.feed_score_ppm < model.confidence_threshold_ppm)
        out.confidence_usd_e12 = charge(
            charge(book.linear_spot_usd_e12 + book.options_usd_e12, one_ppm - book.feed_score_ppm),
            model.confidence_factor_ppm);
}

}  // namespace

std::vector<market::ExpiryShock> shocks_of(const ExpiryModel& model)
{
    std::vector<market::ExpiryShock> out;
    out.reserve(model.grid.size() + 2);
    for (const market::Scenario& s : model.grid)
        out.push_back({.spot_ppm = s.spot_ppm, .volatility = s.volatility});
    if (model.skew_linear) out.push_back({.skew = market::Skew::Linear});
    if (model.skew_absolute) out.push_back({.skew = market::Skew::Absolute});
    return out;
}

UnderlyingBalance balance_of(const UnderlyingBook& book, const ExpiryModel& model,
                             std::uint32_t stable_ppm)
{
    UnderlyingBalance out;
    const std::size_t columns = shocks_of(model).size();
    out.pnl_usd_e12.reserve(columns);
    for (std::size_t s = 0; s < columns; ++s)
        out.pnl_usd_e12.push_back(s < model.grid.size() ? scenario_pnl(book, model, s)
                                                        : skew_pnl(book, s));
    out.basis_usd_e12 = basis(book, model);
    out.worst = basis_is_worst;
    out.worst_usd_e12 = out.basis_usd_e12;
    for (std::uint32_t s = 0; s < columns; ++s)
        if (out.pnl_usd_e12[s] < out.worst_usd_e12)
        {
            out.worst = s;
            out.worst_usd_e12 = out.pnl_usd_e12[s];
        }
    contingencies(book, model, out);
    if (stable_ppm < model.peg_threshold_ppm)
        out.peg_usd_e12 = mul_div_down(
            mul_div_down(out.worst_usd_e12, model.peg_threshold_ppm - stable_ppm, one_ppm),
            model.peg_factor_ppm, one_ppm);
    out.mark_usd_e12 = book.mark_usd_e12;
    out.maintenance_usd_e12 = mul_div_down(out.worst_usd_e12, model.maintenance_ppm, one_ppm) -
                              out.perpetual_usd_e12 - out.short_option_usd_e12 -
                              out.collateral_usd_e12 + out.mark_usd_e12;
    out.initial_usd_e12 = mul_div_down(out.worst_usd_e12, model.initial_ppm, one_ppm) +
                          out.peg_usd_e12 - out.perpetual_usd_e12 - out.perpetual_extra_usd_e12 -
                          out.short_option_usd_e12 - out.short_option_extra_usd_e12 -
                          out.collateral_usd_e12 - out.collateral_extra_usd_e12 -
                          out.confidence_usd_e12 + out.mark_usd_e12;
    return out;
}

}  // namespace ballast::risk
