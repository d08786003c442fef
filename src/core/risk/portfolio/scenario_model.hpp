// SPDX-License-Identifier: Apache-2.0
// The scenario model, under the names that the margin uses.
#pragma once
#include <ballast/domain/scenario_model.hpp>
#include <ballast/market/scenario.hpp>

namespace ballast::risk {

using ballast::BasisAddOn;
using ballast::ClassCredit;
using ballast::ClosingAddOn;
using ballast::columns_max;
using ballast::ConcentrationAddOn;
using ballast::ConfidenceAddOn;
using ballast::credit_ppm;
using ballast::credit_ppm_max;
using ballast::default_scenario_model;
using ballast::find_problem;
using ballast::ModelProblem;
using ballast::scenario_plan;
using ballast::ScenarioModel;
using ballast::ScenarioPlan;
using ballast::ShortOptionAddOn;
using ballast::UnderlyingClass;

}  // namespace ballast::risk
