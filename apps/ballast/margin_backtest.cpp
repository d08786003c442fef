// SPDX-License-Identifier: Apache-2.0
// Options to a plan, a plan to a report; progress to standard error while it runs.
#include "margin_backtest.hpp"

#include <unistd.h>

#include <algorithm>
#include <ballast/backtest/gnuplot.hpp>
#include <ballast/backtest/report.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

namespace ballast::app {
namespace {
using backtest::CsvProblem;
using backtest::JointPrices;
using backtest::StudyPlan;
using Clock = std::chrono::steady_clock;

/// Two sources of shared data: five assets by the hour since 2022, eight by two hours before.
std::vector<std::string> default_sources()
{
    const char* given = std::getenv("BALLAST_DATA");
    const std::string data = given == nullptr || *given == '\0' ? "../shared/data" : given;
    return {data + "/binance_spot_1h_2022_2026", data + "/binance_spot_2h_2017_2021"};
}

/// Each folder is a source; the files that are named belong together.
Result<std::vector<JointPrices>, CsvProblem> read_sources(const std::vector<std::string>& data)
{
    std::vector<JointPrices> out;
    std::vector<std::filesystem::path> files;
    for (const std::string& one : data)
    {
        std::error_code error;
        if (!std::filesystem::is_directory(one, error))
        {
            files.emplace_back(one);
            continue;
        }
        BALLAST_TRY(JointPrices source, backtest::read_folder(one));
        out.push_back(std::move(source));
    }
    if (files.empty()) return out;
    BALLAST_TRY(JointPrices source, backtest::read_files(files));
    out.push_back(std::move(source));
    return out;
}

ExitCode complain_of(const CsvProblem& problem)
{
    std::error_code error;
    const bool is_there = std::filesystem::exists(problem.file, error);
    return complain(is_there ? ExitCode::Usage : ExitCode::Environment, problem.sentence());
}

/// A line on standard error, at first after two seconds; written over where it is a terminal.
class Progress
{
public:
    void operator()(std::size_t done, std::size_t all)
    {
        const auto now = Clock::now();
        if (now < next_) return;
        next_ = now + (terminal_ ? std::chrono::seconds{1} : std::chrono::seconds{10});
        const auto spent = std::chrono::duration<double>(now - start_).count();
        const double left = spent / static_cast<double>(done) * static_cast<double>(all - done);
        std::fprintf(stderr, "%s%zu of %zu portfolios, about %.0f s left%s",
                     terminal_ ? "\r\033[K" : "", done, all, left, terminal_ ? "" : "\n");
        std::fflush(stderr);
        shown_ = true;
    }
    void end() const
    {
        if (shown_ && terminal_) std::fputs("\r\033[K", stderr);
    }

private:
    bool terminal_{::isatty(STDERR_FILENO) == 1};
    bool shown_{};
    Clock::time_point start_{Clock::now()};
    Clock::time_point next_{start_ + std::chrono::seconds{2}};
};

}  // namespace

void describe_backtest(CLI::App& command, BacktestOptions& options)
{
    CLI::Option* flag = command.add_flag(
        "--backtest-model", options.wanted,
        "check models instead: portfolios drawn at random on real prices, the requirement against "
        "the loss");
    command
        .add_option("--data", options.data,
                    "folders of SYMBOLUSDT.csv, each a source of its own, or files of one source; "
                    "absent: two folders of $BALLAST_DATA or ../shared/data")
        ->needs(flag);
    command.add_option("--portfolios", options.portfolios, "of each class: one-way, mixed, hedged")
        ->check(CLI::Range(1U, backtest::portfolios_max))
        ->capture_default_str()
        ->needs(flag);
    command.add_option("--seed", options.seed, "the same seed draws the same portfolios anywhere")
        ->capture_default_str()
        ->needs(flag);
    command.add_option("--horizon-hours", options.horizon_hours, "over which a loss is counted")
        ->check(CLI::Range(std::int64_t{1}, backtest::horizon_hours_max))
        ->capture_default_str()
        ->needs(flag);
    command
        .add_option("--claim", options.claim_percent,
                    "percent of losses that IM is to cover, such as 99, whatever the models "
                    "claim: tests it (Kupiec)")
        ->check(CLI::Range(50.0, 99.99))
        ->needs(flag);
    command.add_option("--plot", options.plot, "also draw FILE.svg; needs gnuplot")->needs(flag);
}

ExitCode backtest(const BacktestOptions& options, std::vector<portfolio::Model> models, bool json)
{
    StudyPlan plan{.models = std::move(models),
                   .portfolios = options.portfolios,
                   .seed = options.seed,
                   .horizon_s = options.horizon_hours * 3'600,
                   .threads = std::max(1U, std::thread::hardware_concurrency())};
    if (options.claim_percent)
        for (portfolio::Model& model : plan.models)
            model.claim_ppm = static_cast<std::uint32_t>(std::lround(*options.claim_percent * 1e4));
    auto sources = read_sources(options.data.empty() ? default_sources() : options.data);
    if (!sources) return complain_of(sources.error());
    plan.sources = *std::move(sources);
    if (const auto sound = backtest::check_sources(plan); !sound) return complain_of(sound.error());

    Progress progress;
    const auto trials = backtest::run_study(plan, std::ref(progress));
    progress.end();
    if (!trials) return complain(ExitCode::Failed, trials.error().sentence());
    const backtest::StudyReport report{.portfolios = plan.portfolios,
                                       .seed = plan.seed,
                                       .horizon_s = plan.horizon_s,
                                       .sources = backtest::summarise_sources(plan),
                                       .models = backtest::summarise(plan, *trials)};
    const std::string text = json ? boost::json::serialize(backtest::to_json(report)) + "\n"
                                  : backtest::report_text(report);
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
    if (options.plot.empty()) return ExitCode::Ok;
    const auto drawn =
        backtest::draw_plot(backtest::plot_script(report, options.plot), options.plot);
    return drawn ? ExitCode::Ok : complain(ExitCode::Environment, drawn.error());
}

}  // namespace ballast::app
