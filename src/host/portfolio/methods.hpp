// SPDX-License-Identifier: Apache-2.0
// One function a method, and what they share. Internal to this module.
#pragma once
#include <ballast/portfolio/evaluate.hpp>

namespace ballast::portfolio {

[[nodiscard]] Result<Evaluation, ConfigProblem> evaluate_scenarios(const PortfolioFile& file,
                                                                   const risk::ScenarioModel& model,
                                                                   Detail detail);
[[nodiscard]] Result<Evaluation, ConfigProblem> evaluate_positions(
    const PortfolioFile& file, const risk::PositionModel& model);
[[nodiscard]] Result<Evaluation, ConfigProblem> evaluate_expiries(const PortfolioFile& file,
                                                                  const risk::ExpiryModel& model);
[[nodiscard]] Result<Evaluation, ConfigProblem> evaluate_inverse(const PortfolioFile& file,
                                                                 const risk::InverseModel& model);

/// USD e6 as text of dollars with six decimals: how money stands in JSON.
[[nodiscard]] std::string usd(i128 usd_e6);
/// Parts per million as text of a part.
[[nodiscard]] std::string part_text(std::int64_t ppm);
/// The lines without their worst.
[[nodiscard]] std::vector<Line> lines_of(const PortfolioFile& file, const Equity& equity,
                                         std::span<const std::int64_t> marks_e8);
/// Marks of positions, then orders, and what equity is without hedged collateral, whatever the
/// model's own columns are.
struct Marked
{
    Equity equity;
    std::vector<std::int64_t> marks_e8;
};
[[nodiscard]] Result<Marked, ConfigProblem> mark_portfolio(const PortfolioFile& file);
/// Equity as JSON, haircuts taken apart.
[[nodiscard]] boost::json::object equity_json(const PortfolioFile& file, const Equity& equity);
/// The volatility of an option, e15: its own, its expiry's or the slice's; 0: none.
[[nodiscard]] std::int64_t option_volatility_e15(const PortfolioFile& file, const Underlying& u,
                                                 const Position& line);
/// An expiry as market/ wants it, with what is known of its settlement price.
[[nodiscard]] market::ExpiryMoment moment_of(const PortfolioFile& file, const Expiry& expiry,
                                             std::int64_t window_ms);
/// Appends the row "all" where there are several.
void add_total(std::vector<ScenarioRow>& rows);

}  // namespace ballast::portfolio
