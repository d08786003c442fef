// SPDX-License-Identifier: Apache-2.0
// Finds the place in genesis.toml that a problem with a field of Genesis is about.
#pragma once
#include <toml++/toml.h>

#include <ballast/config/config_problem.hpp>
#include <ballast/domain/genesis.hpp>
#include <string_view>

namespace ballast::config {

/// The problem with line and column of the field's key, or of the nearest table around it.
[[nodiscard]] ConfigProblem place_problem(const toml::table& root, const GenesisProblem& problem,
                                          std::string_view file);

}  // namespace ballast::config
