// SPDX-License-Identifier: Apache-2.0
// Evaluations as text for a terminal of 100 columns.
#pragma once
#include <ballast/portfolio/what_if.hpp>
#include <span>
#include <string>

namespace ballast::portfolio {

struct Style
{
    bool colours{};  ///< with the escape codes of a terminal
};

/// Models side by side, then each one's steps and positions.
[[nodiscard]] std::string report_text(const PortfolioFile& file,
                                      std::span<const Evaluation> evaluations, const Style& style);
/// What changes: before and after, by model.
[[nodiscard]] std::string what_if_text(std::span<const Evaluation> before,
                                       std::span<const Evaluation> after, const Style& style);
/// P&L by spot and volatility, one map an underlying and one for all.
[[nodiscard]] std::string sweep_text(const Evaluation& evaluation, const Style& style);
[[nodiscard]] std::string liquidation_text(const std::string& model,
                                           std::span<const LiquidationPrice> prices,
                                           const Style& style);

/// "12,345.68" of USD e6, to the nearest cent.
[[nodiscard]] std::string money_text(i128 usd_e6);
/// At most six characters: "-12.3k".
[[nodiscard]] std::string short_money_text(i128 usd_e6);

}  // namespace ballast::portfolio
