// SPDX-License-Identifier: Apache-2.0
// A genesis file with the margin model that it names. The model's parameters become part of the
// genesis; where they were read from does not, so that the same parameters have the same hash on
// every machine. Source: docs/formats/genesis.md.
#pragma once
#include <ballast/config/genesis_toml.hpp>
#include <ballast/portfolio/model_file.hpp>

namespace ballast::portfolio {

/// A shipped model by its name, or a file, relative to `folder`, when there is a slash or a dot in
/// it. Refuses what the engine cannot run: every method but "scenarios".
[[nodiscard]] Result<ScenarioModel, ConfigProblem> find_genesis_model(
    const std::string& name_or_file, const std::filesystem::path& folder);

/// As config::read_genesis, with all models that find_genesis_model finds.
[[nodiscard]] Result<Genesis, ConfigProblem> read_genesis(const std::filesystem::path& file);

}  // namespace ballast::portfolio
