// SPDX-License-Identifier: Apache-2.0
// ballast margin --backtest-model: the check of models on real prices, as its own part of the
// command.
#pragma once
#include <ballast/portfolio/model_file.hpp>
#include <optional>
#include <string>
#include <vector>

#include "command.hpp"

namespace ballast::app {

struct BacktestOptions
{
    bool wanted{};
    std::vector<std::string> data;  ///< folders and files; empty: default_sources
    std::uint32_t portfolios{1'000};
    std::uint64_t seed{1};
    std::int64_t horizon_hours{24};
    std::optional<double> claim_percent;
    std::string plot;
};

/// Adds the options; each but the flag itself needs the flag.
void describe_backtest(CLI::App& command, BacktestOptions& options);

/// Runs it under `models` and prints the report.
[[nodiscard]] ExitCode backtest(const BacktestOptions& options,
                                std::vector<portfolio::Model> models, bool json);

}  // namespace ballast::app
