// SPDX-License-Identifier: Apache-2.0
// The methods "per-position", "expiry-scenarios" and "inverse".
#include "model_sections.hpp"

namespace ballast::portfolio {
namespace {
constexpr Range ten_times = parts(10'000'000);
constexpr Range signed_ten{6, -10'000'000, 10'000'000};

std::uint32_t part(Reader& in, std::string_view key, const Range& range = parts())
{
    return in.number_as<std::uint32_t>(key, range);
}

risk::PositionRate read_rate(Reader& root, std::string_view key)
{
    Reader in = root.table(key);
    const risk::PositionRate out{part(in, "initial"), part(in, "maintenance")};
    if (out.maintenance_ppm > out.initial_ppm) in.refuse("maintenance", "at most initial");
    in.refuse_unknown();
    return out;
}

market::SkewShape read_skew(Reader& root, risk::ExpiryModel& model)
{
    Reader in = root.table("skew");
    const auto at = [&](std::string_view key) {
        return in.number_as<std::int64_t>(key, signed_ten);
    };
    model.skew_linear = in.boolean_or("linear", true);
    model.skew_absolute = in.boolean_or("absolute", true);
    const market::SkewShape out{
        .cap_root_ppm = at("cap_root"),
        .cap_base_ppm = at("cap_base"),
        .least_ppm = in.number_as<std::int64_t>("least_k", {6, 1, 10'000'000}),
        .width_ppm = at("width"),
        .at_zero_ppm = at("at_zero"),
        .slope_ppm = at("slope")};
    in.refuse_unknown();
    return out;
}

market::DiscountRules read_discounts(Reader& root)
{
    Reader in = root.table("discount");
    const auto at = [&](std::string_view key) {
        return in.number_as<std::int64_t>(key, ten_times);
    };
    const market::DiscountRules out{.base_ppm = at("gain"),
                                    .multiple_ppm = at("gain_multiple"),
                                    .add_ppm = at("gain_add"),
                                    .base_loss_ppm = at("loss"),
                                    .multiple_loss_ppm = at("loss_multiple"),
                                    .add_loss_ppm = at("loss_add")};
    in.refuse_unknown();
    return out;
}

void read_contingencies(Reader& root, risk::ExpiryModel& out)
{
    Reader in = root.table("contingency");
    out.perpetual_ppm = part(in, "perpetual");
    out.perpetual_extra_ppm = part(in, "perpetual_initial_extra");
    out.short_option_ppm = part(in, "short_option");
    out.short_option_extra_ppm = part(in, "short_option_initial_extra");
    out.collateral_ppm = part(in, "collateral");
    out.collateral_extra_ppm = part(in, "collateral_initial_extra");
    out.confidence_threshold_ppm = part(in, "confidence_threshold");
    out.confidence_factor_ppm = part(in, "confidence_factor", ten_times);
    in.refuse_unknown();
}

}  // namespace

risk::PositionModel read_position_model(Reader& root)
{
    risk::PositionModel out;
    out.perpetual = read_rate(root, "perpetual");
    out.future = read_rate(root, "future");
    out.short_option = read_rate(root, "short_option");
    out.short_option_least = read_rate(root, "short_option_least");
    out.long_option_ppm = part(root, "long_option");
    return out;
}

risk::ExpiryModel read_expiry_model(Reader& root)
{
    risk::ExpiryModel out;
    out.grid = read_grid(root, true);
    out.moves = read_moves(root, {});
    out.skew = read_skew(root, out);
    out.discounts = read_discounts(root);
    out.initial_ppm = part(root, "initial", ten_times);
    out.maintenance_ppm = part(root, "maintenance", ten_times);
    if (out.maintenance_ppm > out.initial_ppm) root.refuse("maintenance", "at most initial");
    Reader basis = root.table("basis");
    out.basis_move_ppm = part(basis, "move", parts(999'999));
    out.basis_add_ppm = part(basis, "base", ten_times);
    out.basis_per_year_ppm = part(basis, "per_year", ten_times);
    basis.refuse_unknown();
    read_contingencies(root, out);
    Reader peg = root.table("peg");
    out.peg_threshold_ppm = part(peg, "threshold");
    out.peg_factor_ppm = part(peg, "factor", ten_times);
    peg.refuse_unknown();
    out.collateral_cancels = root.boolean_or("collateral_cancels", true);
    constexpr Range minutes{0, 0, 1'440};
    out.settlement_window_ms =
        60'000 * root.number_as<std::int64_t>("settlement_window_minutes", minutes);
    return out;
}

risk::InverseModel read_inverse_model(Reader& root)
{
    risk::InverseModel out;
    out.grid = read_grid(root, true);
    out.moves = read_moves(root, {});
    out.pnl_offset_ppm = part(root, "pnl_offset");
    out.roll_ppm = part(root, "roll_move");
    out.initial_ppm = part(root, "initial", ten_times);
    out.maintenance_ppm = part(root, "maintenance", ten_times);
    if (out.maintenance_ppm > out.initial_ppm) root.refuse("maintenance", "at most initial");
    return out;
}

}  // namespace ballast::portfolio
