// SPDX-License-Identifier: Apache-2.0
// One trial, then many side by side.
#include "study.hpp"

#include <algorithm>
#include <atomic>
#include <ballast/base/assert.hpp>
#include <ballast/numeric/checked.hpp>
#include <ballast/numeric/mul_div.hpp>
#include <ballast/portfolio/evaluate.hpp>
#include <mutex>
#include <optional>
#include <thread>

namespace ballast::backtest {
namespace {
using portfolio::PortfolioFile;

/// The moments of all sources in one row.
class Moments
{
public:
    explicit Moments(const StudyPlan& plan) : plan_{plan}
    {
        for (const JointPrices& source : plan.sources)
        {
            times_s_.push_back(source.moments(plan.horizon_s).times_s);
            count_ += times_s_.back().size();
        }
    }

    struct Moment
    {
        const JointPrices* source{};
        std::int64_t time_s{};
    };
    [[nodiscard]] Moment draw(RandomStream& random) const
    {
        std::uint64_t at = random.below(count_);
        std::size_t source = 0;
        while (at >= times_s_[source].size()) at -= times_s_[source++].size();
        return {&plan_.sources[source], times_s_[source][at]};
    }

private:
    const StudyPlan& plan_;
    std::vector<std::vector<std::int64_t>> times_s_;  ///< by source
    std::uint64_t count_{};
};

/// Marks hang on no scenario: one is enough.
risk::ScenarioModel model_of_marks()
{
    risk::ScenarioModel out = risk::default_scenario_model();
    out.core.resize(1);
    return out;
}

Result<i128, ConfigProblem> value_usd_e6(const PortfolioFile& file)
{
    BALLAST_TRY(const portfolio::Priced priced, portfolio::price_portfolio(file, model_of_marks()));
    i128 usd_e17 = 0;
    for (std::size_t i = 0; i < file.positions.size(); ++i)
        usd_e17 += i128{file.positions[i].quantity_e9} * priced.marks_e8[i];
    return div_floor(usd_e17, pow10(11));
}

Result<Requirement, ConfigProblem> require(const PortfolioFile& file, const portfolio::Model& model)
{
    BALLAST_TRY(const portfolio::Evaluation whole,
                portfolio::evaluate(file, model, portfolio::Detail::Sums));
    Requirement out{.initial_usd_e6 = whole.initial_usd_e6,
                    .maintenance_usd_e6 = whole.maintenance_usd_e6};
    PortfolioFile alone = file;
    for (const portfolio::Position& line : file.positions)
    {
        alone.positions = {line};
        BALLAST_TRY(const portfolio::Evaluation one,
                    portfolio::evaluate(alone, model, portfolio::Detail::Sums));
        out.separate_initial_usd_e6 += one.initial_usd_e6;
    }
    return out;
}

/// A portfolio at its moment, and whose prices it is made of.
struct Drawn
{
    const JointPrices* source{};
    PortfolioFile file;
};

Drawn draw(const StudyPlan& plan, const Moments& moments, BookClass book, std::uint32_t number)
{
    RandomStream random{plan.seed, static_cast<std::uint32_t>(book), number};
    const auto [source, time_s] = moments.draw(random);
    return {source, draw_portfolio(book, source->known_at(time_s), random)};
}

Result<Trial, ConfigProblem> run_trial(const StudyPlan& plan, const Moments& moments,
                                       BookClass book, std::uint32_t number)
{
    auto [source, file] = draw(plan, moments, book, number);
    const std::int64_t time_s = file.now_ms / 1'000;
    Trial out{.book = book, .time_s = time_s, .gross_usd_e6 = gross_usd_e6(file)};
    for (const portfolio::Model& model : plan.models)
    {
        BALLAST_TRY(const Requirement one, require(file, model));
        out.requirements.push_back(one);
    }
    BALLAST_TRY(const i128 before, value_usd_e6(file));
    // All is decided; only now is the later price looked at.
    set_market(file, source->known_at(time_s + plan.horizon_s));
    BALLAST_TRY(const i128 after, value_usd_e6(file));
    out.loss_usd_e6 = before - after;
    return out;
}

/// Trials by their numbers, taken by whoever is free.
class Crew
{
public:
    Crew(const StudyPlan& plan, std::size_t count) : plan_{plan}, moments_{plan}, trials_(count) {}

    void work(const OnProgress& on_progress)
    {
        for (std::size_t i = next_++; i < trials_.size() && !failed_; i = next_++)
        {
            const BookClass book = book_classes[i / plan_.portfolios];
            auto trial =
                run_trial(plan_, moments_, book, static_cast<std::uint32_t>(i % plan_.portfolios));
            if (trial)
                trials_[i] = *std::move(trial);
            else
                take_problem(i, std::move(trial).error());
            ++done_;
            if (on_progress) on_progress(done_, trials_.size());
        }
    }

    Result<std::vector<Trial>, ConfigProblem> finish()
    {
        if (problem_) return fail(*std::move(problem_));
        return std::move(trials_);
    }

private:
    void take_problem(std::size_t number, ConfigProblem problem)
    {
        const std::lock_guard lock{mutex_};
        failed_ = true;
        if (problem_ && number > problem_number_) return;
        problem_ = std::move(problem);
        problem_number_ = number;
    }

    const StudyPlan& plan_;
    Moments moments_;
    std::vector<Trial> trials_;
    std::atomic<std::size_t> next_{0};
    std::atomic<std::size_t> done_{0};
    std::atomic<bool> failed_{false};
    std::mutex mutex_;
    std::optional<ConfigProblem> problem_;
    std::size_t problem_number_{};
};

}  // namespace

PortfolioFile portfolio_of(const StudyPlan& plan, BookClass book, std::uint32_t number)
{
    return draw(plan, Moments{plan}, book, number).file;
}

Result<void, CsvProblem> check_sources(const StudyPlan& plan)
{
    for (const JointPrices& source : plan.sources)
    {
        const PriceSeries& first = source.series().front();
        if (plan.horizon_s % source.step_s() != 0)
            return fail(CsvProblem{
                first.file, 0, "a bar every " + std::to_string(source.step_s()) + " s",
                "a step that divides the horizon of " + std::to_string(plan.horizon_s) + " s"});
        if (source.moments(plan.horizon_s).times_s.empty())
            return fail(CsvProblem{
                first.file, 0,
                "no moment that all " + std::to_string(source.series().size()) +
                    " series of its folder cover",
                "closes of " + std::to_string(memory_s / 86'400) + " days and the horizon of " +
                    std::to_string(plan.horizon_s / 3'600) + " h at the same times"});
    }
    return {};
}

Result<std::vector<Trial>, ConfigProblem> run_study(const StudyPlan& plan,
                                                    const OnProgress& on_progress)
{
    BALLAST_ASSERT(plan.portfolios > 0 && !plan.sources.empty());
    Crew crew{plan, std::size_t{plan.portfolios} * book_classes.size()};
    {
        std::vector<std::jthread> helpers;
        for (unsigned i = 1; i < plan.threads; ++i)
            helpers.emplace_back([&crew] { crew.work({}); });
        crew.work(on_progress);
    }
    return crew.finish();
}

}  // namespace ballast::backtest
