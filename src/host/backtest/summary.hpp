// SPDX-License-Identifier: Apache-2.0
// Trials by model and class: how often the requirement was enough, by how much it was not, and what
// netting saves. Parts are e9, of integers, so that they are the same on every machine.
#pragma once
#include <ballast/backtest/statistics.hpp>
#include <ballast/backtest/study.hpp>
#include <optional>

namespace ballast::backtest {

/// A requirement, IM or MM, against the losses.
struct Coverage
{
    std::uint64_t covered{};           ///< loss <= requirement
    Interval interval;                 ///< of the covered share, as if trials were independent
    std::uint64_t breaches{};          ///< loss > requirement
    std::size_t breach_days{};         ///< UTC days on which their moments lie
    std::int64_t mean_shortfall_e9{};  ///< (loss - requirement) / gross, of the breaches
    std::int64_t worst_shortfall_e9{};
    std::uint32_t worst_number{};        ///< the trial of the worst shortfall, where there is one
    std::int64_t mean_requirement_e9{};  ///< requirement / gross, of all
    std::optional<KupiecTest> claim;     ///< where a share is claimed
};

/// Losses above x times IM are counted for x = 0, 1/20, ... 2.
inline constexpr std::size_t tail_points = 41;
inline constexpr std::size_t tail_points_of_one = 20;

/// A portfolio that lost more than its IM.
struct WorstBook
{
    std::int64_t time_s{};
    std::vector<std::string> lines;  ///< "ETH-PERP@base -12.5"
};

struct ClassSummary
{
    BookClass book{};
    std::uint64_t count{};
    Coverage initial;
    Coverage maintenance;
    std::int64_t mean_netting_e9{};  ///< 1 - IM / sum of IM of each position by itself
    std::array<std::uint64_t, tail_points> beyond{};
    std::optional<WorstBook> worst;  ///< of the breaches of IM, by loss beyond it / gross
};

struct ModelSummary
{
    std::string model;
    std::optional<std::uint32_t> claim_ppm;  ///< what IM is to cover, of all losses
    std::vector<ClassSummary> classes;
};

/// Of the plan's trials, by model; each model's claim is tested where it has one.
[[nodiscard]] std::vector<ModelSummary> summarise(const StudyPlan& plan,
                                                  std::span<const Trial> trials);

/// What a source of prices gave.
struct SourceSummary
{
    std::string name;
    std::vector<std::string> symbols;
    std::int64_t step_s{};
    std::int64_t from_s{};  ///< the first moment
    std::int64_t to_s{};    ///< the last one
    std::size_t moments{};
    std::size_t skipped{};  ///< moments that gaps take away
    std::size_t gaps{};     ///< of all its series
    std::size_t missing{};  ///< bars
};

[[nodiscard]] std::vector<SourceSummary> summarise_sources(const StudyPlan& plan);

}  // namespace ballast::backtest
