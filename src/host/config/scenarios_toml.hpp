// SPDX-License-Identifier: Apache-2.0
// The section [scenarios] of genesis.toml: whether portfolios are margined, and what they are made
// of.
#pragma once
#include <ballast/config/genesis_toml.hpp>
#include <ballast/config/toml_reader.hpp>
#include <ballast/config/toml_text.hpp>
#include <ballast/domain/genesis.hpp>

namespace ballast::config {

/// How the model that a document names is found, and in which folder its files are.
struct ModelSource
{
    FindModel find{};
    std::filesystem::path folder;
};

/// Nothing where the document has no such section. `genesis` has its feeds already.
[[nodiscard]] std::optional<GenesisScenarios> read_scenarios(TableReader& root,
                                                             const Genesis& genesis,
                                                             const ModelSource& models);
void write_scenarios(TomlWriter& out, const Genesis& genesis);

/// The feed that a text names: a name, or an id where names are not unique.
[[nodiscard]] Bytes32 feed_reference(TableReader& in, const Genesis& genesis);
[[nodiscard]] std::string feed_reference(const Genesis& genesis, const Bytes32& feed);

}  // namespace ballast::config
