// SPDX-License-Identifier: Apache-2.0
// A margin model as data: one file of config/models, or anybody's own. docs/margin.md explains
// each key. Leaves out the arithmetic (risk/).
#pragma once
#include <ballast/portfolio/document.hpp>
#include <ballast/risk/models/expiry_model.hpp>
#include <ballast/risk/models/inverse_model.hpp>
#include <ballast/risk/models/position_model.hpp>
#include <ballast/risk/portfolio/scenario_model.hpp>
#include <optional>
#include <span>
#include <variant>

namespace ballast::portfolio {

/// The rules of a model; `method` in the file says which.
using Rules = std::variant<risk::ScenarioModel,  ///< "scenarios"
                           risk::PositionModel,  ///< "per-position"
                           risk::ExpiryModel,    ///< "expiry-scenarios"
                           risk::InverseModel>;  ///< "inverse"

struct Model
{
    std::string name;
    std::string note;
    Rules rules;
    std::optional<std::uint32_t> claim_ppm;  ///< of losses that IM is to cover, where it says so
};

/// The method's name in a file.
[[nodiscard]] std::string_view method_of(const Rules& rules);

/// The model of a document.
[[nodiscard]] Result<Model, ConfigProblem> read_model(const Node& document);

/// A file of config/models as it was when the program was built.
struct ShippedModel
{
    std::string_view name;
    std::string_view text;
};
[[nodiscard]] std::span<const ShippedModel> shipped_models();

/// Whether a model is named by its file: there is a slash or a dot in it.
[[nodiscard]] bool is_model_path(const std::string& name_or_file);

/// A shipped model by its name, or a file when there is a slash or a dot in it. What `changes` (a
/// portfolio's [models]) says of the model's name is laid over it.
[[nodiscard]] Result<Model, ConfigProblem> find_model(const std::string& name_or_file,
                                                      const Node& changes);

}  // namespace ballast::portfolio
