// SPDX-License-Identifier: Apache-2.0
// Evaluations as JSON. Money and quantities are decimal text, so that no digit is lost.
#pragma once
#include <ballast/portfolio/what_if.hpp>
#include <boost/json/object.hpp>
#include <span>
#include <string_view>

namespace ballast::portfolio {

/// Every term of one model: requirement, equity, scenarios, positions.
[[nodiscard]] boost::json::object to_json(const Evaluation& evaluation);
[[nodiscard]] boost::json::object to_json(const PortfolioFile& file,
                                          std::span<const Evaluation> evaluations);
[[nodiscard]] boost::json::object to_json(const LiquidationPrice& price);

/// The JSON schema of a portfolio file.
[[nodiscard]] std::string_view portfolio_schema();

}  // namespace ballast::portfolio
