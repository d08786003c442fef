// SPDX-License-Identifier: Apache-2.0
// The method "scenarios": every parameter of risk::ScenarioModel.
#include "model_sections.hpp"

namespace ballast::portfolio {
namespace {
constexpr Range ten_times = parts(10'000'000);
constexpr Range usd{6, 0, i128{1'000'000'000'000'000} * 1'000'000};
constexpr Range depth{6, 1, usd.most};

std::uint32_t part(Reader& in, std::string_view key, const Range& range = parts())
{
    return in.number_as<std::uint32_t>(key, range);
}

std::vector<risk::UnderlyingClass> read_classes(Reader& root)
{
    std::vector<risk::UnderlyingClass> out;
    for (Reader& row : root.rows("classes"))
    {
        out.push_back({row.text("name"), part(row, "joint_stress", parts(999'999))});
        row.refuse_unknown();
    }
    if (out.empty())
        root.lack("classes", "at least one row [[classes]] with name and joint_stress");
    return out;
}

std::vector<risk::ClassCredit> read_credits(Reader& root)
{
    std::vector<risk::ClassCredit> out;
    for (Reader& row : root.rows("credits"))
    {
        out.push_back({row.text("first"), row.text("second"),
                       part(row, "credit", parts(risk::credit_ppm_max))});
        row.refuse_unknown();
    }
    return out;
}

void read_add_ons(Reader& root, risk::ScenarioModel& out)
{
    Reader basis = root.table("basis");
    out.basis = {part(basis, "move"), part(basis, "base", ten_times),
                 part(basis, "per_year", ten_times), part(basis, "maintenance")};
    basis.refuse_unknown();
    Reader sold = root.table("short_option");
    out.short_option = {part(sold, "spot"), part(sold, "maintenance")};
    sold.refuse_unknown();
    Reader closing = root.table("closing");
    out.closing = {part(closing, "half_spread"), part(closing, "impact"),
                   closing.number("depth_usd", depth), part(closing, "volatility"),
                   part(closing, "maintenance")};
    closing.refuse_unknown();
    Reader large = root.table("concentration");
    out.concentration = {large.number("threshold_usd", usd), part(large, "excess"),
                         part(large, "maintenance")};
    large.refuse_unknown();
    Reader confidence = root.table("confidence");
    out.confidence = {part(confidence, "k", parts(100'000'000)), part(confidence, "maintenance")};
    confidence.refuse_unknown();
}

/// Where find_problem's key stands in a file: its list "core" is made of rows [[grid]].
std::string file_key(const std::string& key)
{
    const std::string list = key.substr(0, key.find_first_of(".["));
    return list == "core" ? "grid" : list;
}

}  // namespace

risk::ScenarioModel read_scenario_model(Reader& root)
{
    risk::ScenarioModel out;
    out.core = read_grid(root, false);
    out.moves = read_moves(root, {});
    out.factor_ppm = part(root, "factor", {6, 1, 10'000'000});
    out.maintenance_ppm = part(root, "maintenance");
    out.joint_weight_ppm = part(root, "joint_weight");
    out.lost_spot_max_ppm = part(root, "lost_spot_max", ten_times);
    out.lost_scale_ppm = part(root, "lost_scale");
    out.opposite_move_ppm = part(root, "opposite_move", parts(999'999));
    out.classes = read_classes(root);
    out.credits = read_credits(root);
    read_add_ons(root, out);
    // The columns of a plan are made of classes and of every spot: only of what is in range.
    if (!out.core.empty() && !out.classes.empty() && root.sound())
        if (const auto problem = risk::find_problem(out))
            root.refuse(file_key(problem->key), problem->expected + " (" + problem->key + ")");
    return out;
}

}  // namespace ballast::portfolio
