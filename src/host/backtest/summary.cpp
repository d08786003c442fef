// SPDX-License-Identifier: Apache-2.0
// Counts over the trials of one model and class, and what the sources gave.
#include "summary.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/numeric/checked.hpp>
#include <ballast/numeric/mul_div.hpp>
#include <ballast/portfolio/reader.hpp>
#include <set>

namespace ballast::backtest {
namespace {
constexpr i128 one_e9 = 1'000'000'000;

std::int64_t part_e9(i128 part, i128 whole)
{
    return static_cast<std::int64_t>(mul_div_down(part, one_e9, whole));
}

std::int64_t mean(i128 sum, std::uint64_t count)
{
    return count == 0 ? 0 : static_cast<std::int64_t>(div_floor(sum, i128{count}));
}

/// One side while its trials are gone through.
class Counter
{
public:
    void take(const Trial& trial, i128 requirement_usd_e6)
    {
        const std::uint64_t number = out_.covered + out_.breaches;
        requirement_e9_ += part_e9(requirement_usd_e6, trial.gross_usd_e6);
        const i128 shortfall = trial.loss_usd_e6 - requirement_usd_e6;
        if (shortfall <= 0)
        {
            ++out_.covered;
            return;
        }
        ++out_.breaches;
        days_.insert(trial.time_s / 86'400);
        const std::int64_t part = part_e9(shortfall, trial.gross_usd_e6);
        shortfall_e9_ += part;
        if (part <= out_.worst_shortfall_e9) return;
        out_.worst_shortfall_e9 = part;
        out_.worst_number = static_cast<std::uint32_t>(number);
    }

    Coverage finish(std::optional<std::uint32_t> claim_ppm)
    {
        const std::uint64_t count = out_.covered + out_.breaches;
        out_.interval = wilson_interval(out_.covered, count);
        out_.breach_days = days_.size();
        out_.mean_shortfall_e9 = mean(shortfall_e9_, out_.breaches);
        out_.mean_requirement_e9 = mean(requirement_e9_, count);
        if (claim_ppm)
            out_.claim = kupiec_test(out_.breaches, count,
                                     static_cast<double>(1'000'000 - *claim_ppm) / 1e6);
        return out_;
    }

private:
    Coverage out_;
    std::set<std::int64_t> days_;
    i128 requirement_e9_{};
    i128 shortfall_e9_{};
};

void count_tail(const Trial& trial, i128 initial_usd_e6,
                std::array<std::uint64_t, tail_points>& beyond)
{
    for (std::size_t i = 0; i < tail_points; ++i)
        if (trial.loss_usd_e6 * i128{tail_points_of_one} > initial_usd_e6 * static_cast<i128>(i))
            ++beyond[i];
}

WorstBook book_of(const portfolio::PortfolioFile& file)
{
    WorstBook out{.time_s = file.now_ms / 1'000};
    for (const portfolio::Position& p : file.positions)
        out.lines.push_back(p.name + "@" + file.chains[p.chain].name + " " +
                            portfolio::plain(p.quantity_e9, 9));
    return out;
}

ClassSummary summarise_class(std::span<const Trial> trials, std::size_t model,
                             std::optional<std::uint32_t> claim_ppm)
{
    ClassSummary out{.book = trials.front().book, .count = trials.size()};
    Counter initial;
    Counter maintenance;
    i128 netting_e9 = 0;
    std::uint64_t netted = 0;
    for (const Trial& trial : trials)
    {
        const Requirement& r = trial.requirements[model];
        initial.take(trial, r.initial_usd_e6);
        maintenance.take(trial, r.maintenance_usd_e6);
        count_tail(trial, r.initial_usd_e6, out.beyond);
        if (r.separate_initial_usd_e6 <= 0) continue;
        netting_e9 += one_e9 - part_e9(r.initial_usd_e6, r.separate_initial_usd_e6);
        ++netted;
    }
    out.initial = initial.finish(claim_ppm);
    out.maintenance = maintenance.finish({});
    out.mean_netting_e9 = mean(netting_e9, netted);
    return out;
}

}  // namespace

std::vector<ModelSummary> summarise(const StudyPlan& plan, std::span<const Trial> trials)
{
    BALLAST_ASSERT(trials.size() == std::size_t{plan.portfolios} * book_classes.size());
    std::vector<ModelSummary> out;
    for (std::size_t model = 0; model < plan.models.size(); ++model)
    {
        const std::optional<std::uint32_t> claim_ppm = plan.models[model].claim_ppm;
        ModelSummary one{.model = plan.models[model].name, .claim_ppm = claim_ppm};
        for (std::size_t i = 0; i < book_classes.size(); ++i)
        {
            const auto of_class = trials.subspan(i * plan.portfolios, plan.portfolios);
            ClassSummary c = summarise_class(of_class, model, claim_ppm);
            if (c.initial.breaches > 0)
                c.worst = book_of(portfolio_of(plan, c.book, c.initial.worst_number));
            one.classes.push_back(std::move(c));
        }
        out.push_back(std::move(one));
    }
    return out;
}

std::vector<SourceSummary> summarise_sources(const StudyPlan& plan)
{
    std::vector<SourceSummary> out;
    for (const JointPrices& source : plan.sources)
    {
        const JointPrices::Moments moments = source.moments(plan.horizon_s);
        SourceSummary one{.name = source.name(),
                          .step_s = source.step_s(),
                          .from_s = moments.times_s.front(),
                          .to_s = moments.times_s.back(),
                          .moments = moments.times_s.size(),
                          .skipped = moments.skipped};
        for (const PriceSeries& series : source.series())
        {
            one.symbols.push_back(series.symbol);
            one.gaps += series.gaps;
            one.missing += series.missing;
        }
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace ballast::backtest
