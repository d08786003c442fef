// SPDX-License-Identifier: Apache-2.0
// Which models the engine runs.
#include "genesis_file.hpp"

namespace ballast::portfolio {
namespace {

/// The shipped models that a genesis may name.
std::string runnable_names()
{
    std::string out;
    for (const ShippedModel& shipped : shipped_models())
        if (const auto model = find_model(std::string{shipped.name}, {});
            model && std::holds_alternative<risk::ScenarioModel>(model->rules))
            out += (out.empty() ? "\"" : ", \"") + std::string{shipped.name} + "\"";
    return out;
}

}  // namespace

Result<ScenarioModel, ConfigProblem> find_genesis_model(const std::string& name_or_file,
                                                        const std::filesystem::path& folder)
{
    const bool is_file = is_model_path(name_or_file);
    const std::string place = is_file ? (folder / name_or_file).string() : name_or_file;
    auto model = find_model(place, {});
    if (model)
        if (auto* rules = std::get_if<risk::ScenarioModel>(&model->rules)) return std::move(*rules);
    const std::string allowed = runnable_names() + ", or a file such as ./mine.toml";
    if (!model && is_file) return fail(std::move(model.error()));
    if (!model)
        return fail(
            ConfigProblem{.file = {}, .found = name_or_file, .expected = "one of " + allowed});
    return fail(
        ConfigProblem{.file = {},
                      .found = name_or_file,
                      .expected = "a model with method \"scenarios\": the engine does not run \"" +
                                  std::string{method_of(model->rules)} +
                                  "\", which is there for comparison; one of " + allowed});
}

Result<Genesis, ConfigProblem> read_genesis(const std::filesystem::path& file)
{
    return config::read_genesis(file, find_genesis_model);
}

}  // namespace ballast::portfolio
