// SPDX-License-Identifier: Apache-2.0
// genesis.toml, the text form of record 0 (docs/formats/genesis.md): parse, write, hash. Leaves out
// the rules that hold for a genesis however it came to be (domain/genesis.hpp, find_problem); they
// are applied here too.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/config/config_problem.hpp>
#include <ballast/domain/genesis.hpp>
#include <filesystem>
#include <string>
#include <string_view>

namespace ballast::config {

/// Finds the model that a genesis names, by a name or by a file beside it, in `folder`. Only its
/// parameters become part of the genesis.
using FindModel = Result<ScenarioModel, ConfigProblem> (*)(const std::string& name_or_file,
                                                           const std::filesystem::path& folder);
/// Knows "ballast" alone; portfolio/genesis_file.hpp knows model files.
[[nodiscard]] Result<ScenarioModel, ConfigProblem> find_default_model(
    const std::string& name_or_file, const std::filesystem::path& folder);

/// The genesis of a TOML text; `file` is for messages, and model files are looked for beside it.
/// Refuses unknown and missing keys, wrong types, numbers out of range, a deployment_id that does
/// not follow from name, guardian keys and salt, and all find_problem names.
[[nodiscard]] Result<Genesis, ConfigProblem> parse_genesis(
    std::string_view text, std::string_view file = "genesis.toml",
    FindModel find_model = find_default_model);
/// As parse_genesis, from a file.
[[nodiscard]] Result<Genesis, ConfigProblem> read_genesis(
    const std::filesystem::path& file, FindModel find_model = find_default_model);
/// The commented text of a genesis whose references resolve and whose model, where it has one, is
/// the default; parse_genesis(to_toml(g)) == g when `derive` was called on g and find_problem(g)
/// finds nothing.
[[nodiscard]] std::string to_toml(const Genesis& genesis);
/// Fills what follows from the rest: deployment_id, and the guardians' governance chain and
/// emitter.
void derive(Genesis& genesis);
/// SHA-256 of the canonical bytes: what guardians are configured with.
[[nodiscard]] Bytes32 genesis_hash(const Genesis& genesis);

}  // namespace ballast::config
