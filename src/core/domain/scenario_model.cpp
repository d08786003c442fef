// SPDX-License-Identifier: Apache-2.0
// The shipped model, what a model must keep to, and the columns it needs.
#include "scenario_model.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/numeric/checked.hpp>

namespace ballast {
namespace {
constexpr std::uint32_t one_ppm = 1'000'000;
constexpr i128 usd_e6_max = pow10(21);

constexpr bool damps(const Scenario& s) { return s.dampening_e9 != dampening_one_e9; }

/// Grows the list of columns; a scenario that is there already keeps its place.
class Columns
{
public:
    explicit Columns(std::vector<Scenario>& out) : out_(out) {}

    std::uint8_t at(const Scenario& scenario)
    {
        const auto found = std::ranges::find(out_, scenario);
        if (found != out_.end()) return static_cast<std::uint8_t>(found - out_.begin());
        return fresh(scenario);
    }
    /// A column of its own, also where an equal one exists: its place must not depend on the class.
    std::uint8_t fresh(const Scenario& scenario)
    {
        out_.push_back(scenario);
        return static_cast<std::uint8_t>(out_.size() - 1);
    }

private:
    std::vector<Scenario>& out_;
};

/// Parameters that are a part of a whole: 0 to 1.
std::optional<ModelProblem> find_part_problem(const ScenarioModel& m)
{
    struct Part
    {
        const char* key;
        std::uint32_t value;
    };
    const Part parts[] = {
        {"maintenance_ppm", m.maintenance_ppm},
        {"joint_weight_ppm", m.joint_weight_ppm},
        {"lost_scale_ppm", m.lost_scale_ppm},
        {"basis.maintenance_ppm", m.basis.maintenance_ppm},
        {"short_option.spot_ppm", m.short_option.spot_ppm},
        {"short_option.maintenance_ppm", m.short_option.maintenance_ppm},
        {"closing.half_spread_ppm", m.closing.half_spread_ppm},
        {"closing.impact_ppm", m.closing.impact_ppm},
        {"closing.volatility_ppm", m.closing.volatility_ppm},
        {"closing.maintenance_ppm", m.closing.maintenance_ppm},
        {"concentration.excess_ppm", m.concentration.excess_ppm},
        {"concentration.maintenance_ppm", m.concentration.maintenance_ppm},
        {"confidence.maintenance_ppm", m.confidence.maintenance_ppm},
        {"moves.down_ppm", m.moves.down_ppm},
        {"moves.power_short_ppm", m.moves.power_short_ppm},
        {"moves.power_long_ppm", m.moves.power_long_ppm},
    };
    for (const Part& part : parts)
        if (part.value > one_ppm) return ModelProblem{part.key, "0 to 1,000,000"};
    return {};
}

std::optional<ModelProblem> find_range_problem(const ScenarioModel& m)
{
    if (m.factor_ppm == 0 || m.factor_ppm > 10 * one_ppm)
        return ModelProblem{"factor_ppm", "1 to 10,000,000"};
    if (m.moves.up_ppm > 10 * one_ppm) return ModelProblem{"moves.up_ppm", "0 to 10,000,000"};
    if (m.moves.up_floor_ppm > 10 * one_ppm)
        return ModelProblem{"moves.up_floor_ppm", "0 to 10,000,000"};
    if (m.moves.floor_ms <= 0) return ModelProblem{"moves.floor_ms", "above 0"};
    if (m.moves.reference_ms < m.moves.floor_ms)
        return ModelProblem{"moves.reference_ms", "at least moves.floor_ms"};
    if (m.opposite_move_ppm >= one_ppm) return ModelProblem{"opposite_move_ppm", "0 to 999,999"};
    // Net exposures are divided by it.
    if (m.basis.move_ppm < 1'000 || m.basis.move_ppm >= one_ppm)
        return ModelProblem{"basis.move_ppm", "1,000 to 999,999"};
    if (m.basis.base_ppm > 10 * one_ppm) return ModelProblem{"basis.base_ppm", "0 to 10,000,000"};
    if (m.basis.per_year_ppm > 10 * one_ppm)
        return ModelProblem{"basis.per_year_ppm", "0 to 10,000,000"};
    if (m.confidence.k_ppm > 10 * one_ppm)
        return ModelProblem{"confidence.k_ppm", "0 to 10,000,000"};
    // The square of the largest net exposure is divided by it, and has to fit.
    if (m.closing.depth_usd_e6 < pow10(9) || m.closing.depth_usd_e6 > usd_e6_max)
        return ModelProblem{"closing.depth_usd_e6", "10^9 to 10^21"};
    if (m.concentration.threshold_usd_e6 < 0 || m.concentration.threshold_usd_e6 > usd_e6_max)
        return ModelProblem{"concentration.threshold_usd_e6", "0 to 10^21"};
    return {};
}

std::optional<ModelProblem> find_grid_problem(const ScenarioModel& m)
{
    if (m.core.empty()) return ModelProblem{"core", "at least one scenario"};
    for (std::size_t i = 0; i < m.core.size(); ++i)
    {
        const std::string path = "core[" + std::to_string(i) + "]";
        const Scenario& s = m.core[i];
        if (s.spot_ppm <= -1'000'000 || s.spot_ppm > 10'000'000)
            return ModelProblem{path + ".spot_ppm", "above -1,000,000, at most 10,000,000"};
        if (s.dampening_e9 <= 0 || s.dampening_e9 > dampening_one_e9)
            return ModelProblem{path + ".dampening_e9", "above 0, at most 1,000,000,000"};
        if (s.spot_ppm == 0 && s.volatility == VolatilityMove::Same)
            return ModelProblem{path, "a move: nothing moving is always a scenario"};
        if (std::ranges::count(m.core, s) > 1) return ModelProblem{path, "a scenario of its own"};
    }
    return {};
}

std::optional<ModelProblem> find_class_problem(const ScenarioModel& m)
{
    if (m.classes.empty()) return ModelProblem{"classes", "at least one class"};
    const auto known = [&](const std::string& name) {
        return std::ranges::count(m.classes, name, &UnderlyingClass::name) == 1;
    };
    for (std::size_t i = 0; i < m.classes.size(); ++i)
    {
        const std::string path = "classes[" + std::to_string(i) + "]";
        if (m.classes[i].name.empty() || !known(m.classes[i].name))
            return ModelProblem{path + ".name", "a name that no other class has"};
        if (m.classes[i].joint_stress_ppm >= one_ppm)
            return ModelProblem{path + ".joint_stress_ppm", "0 to 999,999"};
    }
    for (std::size_t i = 0; i < m.credits.size(); ++i)
    {
        const std::string path = "credits[" + std::to_string(i) + "]";
        const ClassCredit& c = m.credits[i];
        if (!known(c.first)) return ModelProblem{path + ".first", "the name of a class"};
        if (!known(c.second)) return ModelProblem{path + ".second", "the name of a class"};
        if (c.credit_ppm > credit_ppm_max)
            return ModelProblem{path + ".credit_ppm", "0 to 800,000"};
        const auto same_pair = [&](const ClassCredit& o) {
            return (o.first == c.first && o.second == c.second) ||
                   (o.first == c.second && o.second == c.first);
        };
        if (std::ranges::count_if(m.credits, same_pair) > 1)
            return ModelProblem{path, "a pair that no other entry has"};
    }
    return {};
}

std::int32_t scaled_spot(std::int32_t spot_ppm, std::uint32_t scale_ppm)
{
    return static_cast<std::int32_t>(static_cast<std::int64_t>(spot_ppm) * scale_ppm / one_ppm);
}

}  // namespace

ScenarioModel default_scenario_model()
{
    ScenarioModel model;
    for (const std::int32_t spot : {0, -45'000, 45'000, -90'000, 90'000, -135'000, 135'000})
        for (const auto move : {VolatilityMove::Up, VolatilityMove::Same, VolatilityMove::Down})
            if (spot != 0 || move != VolatilityMove::Same)
                model.core.push_back({.spot_ppm = spot, .volatility = move});
    for (const std::int32_t spot : {-180'000, 180'000, -270'000, 270'000})
        model.core.push_back({.spot_ppm = spot, .volatility = VolatilityMove::Up});
    const Scenario tails[] = {
        {-660'000, VolatilityMove::Up, 210'000'000}, {-330'000, VolatilityMove::Up, 420'000'000},
        {500'000, VolatilityMove::Up, 277'200'000},  {1'000'000, VolatilityMove::Up, 138'600'000},
        {2'000'000, VolatilityMove::Up, 69'300'000}, {3'000'000, VolatilityMove::Up, 46'200'000},
        {4'000'000, VolatilityMove::Up, 34'650'000}, {5'000'000, VolatilityMove::Up, 27'720'000},
    };
    model.core.insert(model.core.end(), std::begin(tails), std::end(tails));
    model.classes = {{"major", 250'000}, {"other", 350'000}};
    model.credits = {
        {"major", "major", 800'000}, {"major", "other", 500'000}, {"other", "other", 500'000}};
    return model;
}

std::optional<ModelProblem> find_problem(const ScenarioModel& model)
{
    for (const auto check :
         {find_grid_problem, find_part_problem, find_range_problem, find_class_problem})
        if (auto problem = check(model)) return problem;
    if (scenario_plan(model, 0).grid.scenarios.size() > columns_max)
        return ModelProblem{"core",
                            "fewer scenarios: at most 64 columns with those of steps 6, 7 "
                            "and of the add-ons"};
    return {};
}

ScenarioPlan scenario_plan(const ScenarioModel& model, std::size_t class_index)
{
    BALLAST_ASSERT(class_index < model.classes.size());
    ScenarioPlan plan;
    plan.grid = {.scenarios = model.core, .moves = model.moves};
    plan.core_count = static_cast<std::uint8_t>(model.core.size());
    Columns columns(plan.grid.scenarios);

    for (const Scenario& s : model.core)
    {
        const auto size = static_cast<std::uint32_t>(s.spot_ppm < 0 ? -s.spot_ppm : s.spot_ppm);
        if (damps(s) || size > model.lost_spot_max_ppm) continue;
        const Scenario moved{.spot_ppm = scaled_spot(s.spot_ppm, model.lost_scale_ppm),
                             .volatility = s.volatility};
        // What is scaled to nothing is no move.
        if (moved != Scenario{}) plan.lost.push_back(columns.at(moved));
    }
    const auto opposite = static_cast<std::int32_t>(model.opposite_move_ppm);
    plan.opposite_down = columns.at({.spot_ppm = -opposite});
    plan.opposite_up = columns.at({.spot_ppm = opposite});
    const auto basis = static_cast<std::int32_t>(model.basis.move_ppm);
    plan.basis_down = columns.at({.spot_ppm = -basis});
    plan.basis_up = columns.at({.spot_ppm = basis});
    plan.volatility_up = columns.at({.volatility = VolatilityMove::Up});
    plan.volatility_down = columns.at({.volatility = VolatilityMove::Down});
    const auto joint = static_cast<std::int32_t>(model.classes[class_index].joint_stress_ppm);
    plan.stress_down = columns.fresh({.spot_ppm = -joint, .volatility = VolatilityMove::Up});
    plan.stress_up = columns.fresh({.spot_ppm = joint, .volatility = VolatilityMove::Up});
    return plan;
}

std::uint32_t credit_ppm(const ScenarioModel& model, std::size_t first, std::size_t second)
{
    const std::string& a = model.classes[first].name;
    const std::string& b = model.classes[second].name;
    for (const ClassCredit& c : model.credits)
        if ((c.first == a && c.second == b) || (c.first == b && c.second == a)) return c.credit_ppm;
    return 0;
}

}  // namespace ballast
