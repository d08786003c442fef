// SPDX-License-Identifier: Apache-2.0
// The parameters of the scenario model as data, and the columns of a price table that they ask for.
// Source: docs/margin.md §3. Leaves out the text form (host/config) and the other published models
// (models/).
#pragma once
#include <ballast/domain/scenario.hpp>
#include <ballast/numeric/int128.hpp>
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ballast {

/// A group of underlyings that move alike.
struct UnderlyingClass
{
    std::string name;
    std::uint32_t joint_stress_ppm{};  ///< spot move of the joint stress, both ways
    bool operator==(const UnderlyingClass&) const = default;
};
BOOST_DESCRIBE_STRUCT(UnderlyingClass, (), (name, joint_stress_ppm))

/// A gain in one class pays for a loss in the other, both ways; 0 where none is given.
struct ClassCredit
{
    std::string first;
    std::string second;
    std::uint32_t credit_ppm{};  ///< at most credit_ppm_max
    bool operator==(const ClassCredit&) const = default;
};
BOOST_DESCRIBE_STRUCT(ClassCredit, (), (first, second, credit_ppm))

inline constexpr std::uint32_t credit_ppm_max = 800'000;

/// Dated instruments against the perpetual: the loss of an expiry under its forward moving alone,
/// times base + per_year * years.
struct BasisAddOn
{
    std::uint32_t move_ppm{45'000};
    std::uint32_t base_ppm{500'000};
    std::uint32_t per_year_ppm{2'000'000};
    std::uint32_t maintenance_ppm{1'000'000};  ///< part that counts in MM
    bool operator==(const BasisAddOn&) const = default;
};
BOOST_DESCRIBE_STRUCT(BasisAddOn, (), (move_ppm, base_ppm, per_year_ppm, maintenance_ppm))

/// A part of spot for each unit of options sold, calls and puts of one strike and expiry netted.
struct ShortOptionAddOn
{
    std::uint32_t spot_ppm{10'000};
    std::uint32_t maintenance_ppm{1'000'000};
    bool operator==(const ShortOptionAddOn&) const = default;
};
BOOST_DESCRIBE_STRUCT(ShortOptionAddOn, (), (spot_ppm, maintenance_ppm))

/// Closing the net exposure X of an underlying: X * half_spread + X * impact * X / depth, and a
/// part of what its volatility moves are worth.
struct ClosingAddOn
{
    std::uint32_t half_spread_ppm{500};
    std::uint32_t impact_ppm{10'000};
    i128 depth_usd_e6{10'000'000'000'000};
    std::uint32_t volatility_ppm{20'000};  ///< of |P(0, up) - P(0, down)|
    std::uint32_t maintenance_ppm{1'000'000};
    bool operator==(const ClosingAddOn&) const = default;
};
BOOST_DESCRIBE_STRUCT(ClosingAddOn, (),
                      (half_spread_ppm, impact_ppm, depth_usd_e6, volatility_ppm, maintenance_ppm))

/// A part of the net exposure above a threshold.
struct ConcentrationAddOn
{
    i128 threshold_usd_e6{50'000'000'000'000};
    std::uint32_t excess_ppm{50'000};
    std::uint32_t maintenance_ppm{0};
    bool operator==(const ConcentrationAddOn&) const = default;
};
BOOST_DESCRIBE_STRUCT(ConcentrationAddOn, (), (threshold_usd_e6, excess_ppm, maintenance_ppm))

/// The net exposure times k times the confidence of its index, as a part of the index.
struct ConfidenceAddOn
{
    std::uint32_t k_ppm{1'000'000};
    std::uint32_t maintenance_ppm{0};
    bool operator==(const ConfidenceAddOn&) const = default;
};
BOOST_DESCRIBE_STRUCT(ConfidenceAddOn, (), (k_ppm, maintenance_ppm))

/// Every parameter of steps 1 to 7.
struct ScenarioModel
{
    std::vector<Scenario> core;  ///< without (0, same), whose P&L is zero
    VolatilityMoves moves;
    std::uint32_t factor_ppm{1'000'000};       ///< f
    std::uint32_t maintenance_ppm{800'000};    ///< MM = this of B, and add-ons
    std::uint32_t joint_weight_ppm{800'000};   ///< lambda
    std::uint32_t lost_spot_max_ppm{135'000};  ///< core spots up to this enter step 6 ...
    std::uint32_t lost_scale_ppm{500'000};     ///< ... times this
    std::uint32_t opposite_move_ppm{200'000};  ///< the two largest against each other
    std::vector<UnderlyingClass> classes;
    std::vector<ClassCredit> credits;
    BasisAddOn basis;
    ShortOptionAddOn short_option;
    ClosingAddOn closing;
    ConcentrationAddOn concentration;
    ConfidenceAddOn confidence;
    bool operator==(const ScenarioModel&) const = default;
};
BOOST_DESCRIBE_STRUCT(ScenarioModel, (),
                      (core, moves, factor_ppm, maintenance_ppm, joint_weight_ppm,
                       lost_spot_max_ppm, lost_scale_ppm, opposite_move_ppm, classes, credits,
                       basis, short_option, closing, concentration, confidence))

/// The model that Ballast ships and a deployment starts from: margin.md's grid and factors, with
/// the classes "major" and "other".
[[nodiscard]] ScenarioModel default_scenario_model();

/// What is wrong with a model: the key as a path ("credits[1].credit_ppm") and what is allowed.
struct ModelProblem
{
    std::string key;
    std::string expected;
};
/// Nothing when every number is in its range and every name known; otherwise the first problem.
[[nodiscard]] std::optional<ModelProblem> find_problem(const ScenarioModel& model);

/// Most columns a plan may have: four blocks of lanes.
inline constexpr std::size_t columns_max = 64;

/// The columns of an underlying's price table, and where each step finds its own. The core comes
/// first, so that the first blocks of a row are what the sweep needs.
struct ScenarioPlan
{
    ScenarioGrid grid;  ///< core, then what the other steps add
    std::uint8_t core_count{};
    std::vector<std::uint8_t> lost;  ///< step 6, without (0, same)
    std::uint8_t stress_down{};
    std::uint8_t stress_up{};
    std::uint8_t opposite_down{};
    std::uint8_t opposite_up{};
    std::uint8_t basis_down{};
    std::uint8_t basis_up{};
    std::uint8_t volatility_up{};    ///< (0, up)
    std::uint8_t volatility_down{};  ///< (0, down)
    bool operator==(const ScenarioPlan&) const = default;
};

/// The plan of a class: index into model.classes. Plans of one model differ only in the spots of
/// stress_down and stress_up. The model has no problem.
[[nodiscard]] ScenarioPlan scenario_plan(const ScenarioModel& model, std::size_t class_index);

/// The credit between two classes, parts per million.
[[nodiscard]] std::uint32_t credit_ppm(const ScenarioModel& model, std::size_t first,
                                       std::size_t second);

}  // namespace ballast
