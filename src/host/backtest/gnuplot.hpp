// SPDX-License-Identifier: Apache-2.0
// Runs gnuplot, which need not be there, on a program of ours.
#pragma once
#include <ballast/base/result.hpp>
#include <filesystem>
#include <string>

namespace ballast::backtest {

/// Writes `script` beside the picture, as NAME.gnuplot, lets gnuplot of the PATH draw it and
/// removes it. Where that fails the script stays, and the problem is a sentence that says how to go
/// on.
[[nodiscard]] Result<void, std::string> draw_plot(const std::string& script,
                                                  const std::filesystem::path& picture);

}  // namespace ballast::backtest
