// SPDX-License-Identifier: Apache-2.0
#include "scenario_model.hpp"

#include <gtest/gtest.h>

#include <ballast/numeric/checked.hpp>

namespace ballast {
namespace {

TEST(ScenarioModel, ShipsThirtyTwoScenariosAndTheOneInWhichNothingMoves)
{
    const ScenarioModel model = default_scenario_model();

    EXPECT_FALSE(find_problem(model));
    EXPECT_EQ(model.core.size(), 32);
}

TEST(ScenarioModel, PlansFortyEightColumnsAtTheSamePlacesForEveryClass)
{
    const ScenarioModel model = default_scenario_model();

    ScenarioPlan major = scenario_plan(model, 0);
    const ScenarioPlan other = scenario_plan(model, 1);

    EXPECT_EQ(major.grid.scenarios.size(), 48);
    EXPECT_EQ(major.grid.scenarios[major.stress_down].spot_ppm, -250'000);
    EXPECT_EQ(other.grid.scenarios[other.stress_down].spot_ppm, -350'000);
    major.grid = other.grid;
    EXPECT_EQ(major, other);
}

TEST(ScenarioModel, HalvesTheMovesOfALostChain)
{
    const ScenarioPlan plan = scenario_plan(default_scenario_model(), 0);

    EXPECT_EQ(plan.lost.size(), 20);
    for (const std::uint8_t s : plan.lost)
        EXPECT_LE(std::abs(plan.grid.scenarios[s].spot_ppm), 67'500);
}

TEST(ScenarioModel, LosesNothingWhereAMoveIsScaledToNone)
{
    ScenarioModel model = default_scenario_model();
    model.lost_scale_ppm = 0;

    const ScenarioPlan plan = scenario_plan(model, 0);

    EXPECT_FALSE(plan.lost.empty());
    for (const std::uint8_t s : plan.lost) EXPECT_NE(plan.grid.scenarios[s], Scenario{});
}

struct BadModel
{
    const char* key;
    void (*spoil)(ScenarioModel&);
};

class BadModels : public testing::TestWithParam<BadModel>
{};

TEST_P(BadModels, AreNamedByKeyWithTheAllowedRange)
{
    ScenarioModel model = default_scenario_model();
    GetParam().spoil(model);

    const auto problem = find_problem(model);

    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->key, GetParam().key);
    EXPECT_FALSE(problem->expected.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Keys, BadModels,
    testing::Values(
        BadModel{"core", [](ScenarioModel& m) { m.core.clear(); }},
        BadModel{"core[0].dampening_e9", [](ScenarioModel& m) { m.core[0].dampening_e9 = 0; }},
        BadModel{"core[1].dampening_e9",
                 [](ScenarioModel& m) { m.core[1].dampening_e9 = 1'000'000'001; }},
        BadModel{"core[2].spot_ppm", [](ScenarioModel& m) { m.core[2].spot_ppm = -1'000'000; }},
        BadModel{"core[0]", [](ScenarioModel& m) { m.core[0] = m.core[1]; }},
        BadModel{"core[3]", [](ScenarioModel& m) { m.core[3] = {}; }},
        BadModel{"factor_ppm", [](ScenarioModel& m) { m.factor_ppm = 0; }},
        BadModel{"maintenance_ppm", [](ScenarioModel& m) { m.maintenance_ppm = 1'000'001; }},
        BadModel{"opposite_move_ppm", [](ScenarioModel& m) { m.opposite_move_ppm = 1'000'000; }},
        BadModel{"basis.move_ppm", [](ScenarioModel& m) { m.basis.move_ppm = 1'000'000; }},
        BadModel{"basis.move_ppm", [](ScenarioModel& m) { m.basis.move_ppm = 999; }},
        BadModel{"credits[0].credit_ppm",
                 [](ScenarioModel& m) { m.credits[0].credit_ppm = 800'001; }},
        BadModel{"credits[1].second", [](ScenarioModel& m) { m.credits[1].second = "gold"; }},
        BadModel{"classes[1].name", [](ScenarioModel& m) { m.classes[1].name = ""; }},
        BadModel{"moves.reference_ms", [](ScenarioModel& m) { m.moves.reference_ms = 1; }},
        BadModel{"closing.depth_usd_e6",
                 [](ScenarioModel& m) { m.closing.depth_usd_e6 = pow10(9) - 1; }}),
    [](const auto& tested) { return "Case" + std::to_string(tested.index); });

TEST(ScenarioModel, RefusesMoreColumnsThanATableHas)
{
    ScenarioModel model = default_scenario_model();
    for (std::int32_t i = 1; i < 60; ++i) model.core.push_back({.spot_ppm = 150'000 + i});

    const auto problem = find_problem(model);

    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->key, "core");
}

}  // namespace
}  // namespace ballast
