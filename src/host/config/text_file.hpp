// SPDX-License-Identifier: Apache-2.0
// Reads a file that a person wrote, whole and bounded.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/config/config_problem.hpp>
#include <filesystem>
#include <string>

namespace ballast::config {

/// The file's bytes; a problem without a line when it cannot be read or is above `size_max` bytes.
[[nodiscard]] Result<std::string, ConfigProblem> read_text_file(const std::filesystem::path& path,
                                                                std::size_t size_max);

}  // namespace ballast::config
