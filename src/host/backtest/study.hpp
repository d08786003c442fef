// SPDX-License-Identifier: Apache-2.0
// The check of margin models on real prices: portfolios drawn at random moments, what each model
// asks of them then, and what they lost until the horizon. Leaves out what is made of the trials
// (summary.hpp).
#pragma once
#include <ballast/backtest/drawn_portfolio.hpp>
#include <ballast/portfolio/model_file.hpp>
#include <functional>

namespace ballast::backtest {

using portfolio::ConfigProblem;

inline constexpr std::uint32_t portfolios_max = 1'000'000;
/// Below the first expiry (expiry_days), so that nothing settles inside a horizon.
inline constexpr std::int64_t horizon_hours_max = 120;

struct StudyPlan
{
    std::vector<JointPrices> sources;  ///< a moment is drawn from all of them, each as likely
    std::vector<portfolio::Model> models;
    std::uint32_t portfolios{};  ///< of each class; 1 to portfolios_max
    std::uint64_t seed{};
    std::int64_t horizon_s{};  ///< whole steps of every source
    unsigned threads{1};
};

/// What a model asks of a portfolio at its moment, USD e6.
struct Requirement
{
    i128 initial_usd_e6{};
    i128 maintenance_usd_e6{};
    i128 separate_initial_usd_e6{};  ///< sum of the IM of each position by itself
};

struct Trial
{
    BookClass book{};
    std::int64_t time_s{};
    i128 gross_usd_e6{};
    i128 loss_usd_e6{};                     ///< over the horizon; negative is a gain
    std::vector<Requirement> requirements;  ///< by model
};

/// How far it is, from the calling thread.
using OnProgress = std::function<void(std::size_t done, std::size_t all)>;

/// The portfolio of trial `number` of a class, as it stood at its moment: drawn again.
[[nodiscard]] portfolio::PortfolioFile portfolio_of(const StudyPlan& plan, BookClass book,
                                                    std::uint32_t number);

/// A problem where the horizon is no whole number of steps of a source, or a source has no moment:
/// it is shorter than memory_s and the horizon.
[[nodiscard]] Result<void, CsvProblem> check_sources(const StudyPlan& plan);

/// Trials by class, then number; the first n of a class are the same whatever plan.portfolios and
/// plan.threads are. The plan's sources have no problem (check_sources).
[[nodiscard]] Result<std::vector<Trial>, ConfigProblem> run_study(const StudyPlan& plan,
                                                                  const OnProgress& on_progress);

}  // namespace ballast::backtest
