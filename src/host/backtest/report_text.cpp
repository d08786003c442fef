// SPDX-License-Identifier: Apache-2.0
// Tables: what was drawn, then coverage, then what lies beyond it.
#include <fmt/format.h>

#include <ballast/portfolio/reader.hpp>

#include "report.hpp"

namespace ballast::backtest {
namespace {
constexpr double e9 = 1e9;
constexpr std::size_t columns = 100;

/// "12,345".
std::string whole(std::uint64_t value)
{
    std::string text = std::to_string(value);
    for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
    return text;
}

std::string percent(std::int64_t part_e9)
{
    return fmt::format("{:.2f} %", static_cast<double>(part_e9) / e9 * 100);
}

std::string percent_of(std::uint64_t part, std::uint64_t all)
{
    return fmt::format("{:.3f} %", static_cast<double>(part) / static_cast<double>(all) * 100);
}

std::string range(const Interval& interval)
{
    return fmt::format("{:.3f} - {:.3f}", interval.least * 100, interval.most * 100);
}

std::string source_text(const SourceSummary& source)
{
    std::string symbols;
    for (const std::string& symbol : source.symbols) symbols += " " + symbol;
    return fmt::format(
        "{}, a bar every {} min:{}\n"
        "  {} to {}, {} moments;\n"
        "  {} gaps of {} bars in all series, for which {} moments are left out\n",
        source.name, source.step_s / 60, symbols, portfolio::moment_text(source.from_s),
        portfolio::moment_text(source.to_s), whole(source.moments), whole(source.gaps),
        whole(source.missing), whole(source.skipped));
}

std::string coverage_text(const ModelSummary& model)
{
    std::string out =
        fmt::format("{:<13}{:>9}{:>12}{:>17}{:>12}{:>17}{:>10}{:>10}\n", model.model, "number",
                    "loss <= MM", "95 %", "loss <= IM", "95 %", "IM/gross", "netting");
    for (const ClassSummary& c : model.classes)
        out +=
            fmt::format("{:<13}{:>9}{:>12}{:>17}{:>12}{:>17}{:>10}{:>10}\n",
                        "  " + std::string{name_of(c.book)}, whole(c.count),
                        percent_of(c.maintenance.covered, c.count), range(c.maintenance.interval),
                        percent_of(c.initial.covered, c.count), range(c.initial.interval),
                        percent(c.initial.mean_requirement_e9), percent(c.mean_netting_e9));
    return out;
}

std::string beyond_text(const ModelSummary& model)
{
    std::string out = fmt::format("{:<13}{:>9}{:>12}{:>17}{:>12}", "  beyond IM", "breaches",
                                  "on days", "mean/gross", "worst");
    if (model.claim_ppm)
        out += fmt::format("{:>17}{:>10}{:>10}",
                           "claim " + portfolio::plain(*model.claim_ppm, 4) + " %", "LR", "p");
    out += "\n";
    for (const ClassSummary& c : model.classes)
    {
        out += fmt::format("{:<13}{:>9}{:>12}{:>17}{:>12}", "  " + std::string{name_of(c.book)},
                           whole(c.initial.breaches), whole(c.initial.breach_days),
                           percent(c.initial.mean_shortfall_e9),
                           percent(c.initial.worst_shortfall_e9));
        if (c.initial.claim)
            out += fmt::format("{:>17}{:>10.1f}{:>10.3f}", "", c.initial.claim->ratio,
                               c.initial.claim->p_value);
        out += "\n";
    }
    return out;
}

/// The book of each class that the model misjudged most, in lines of 100 columns.
std::string worst_text(const ModelSummary& model)
{
    std::string out;
    for (const ClassSummary& c : model.classes)
    {
        if (!c.worst) continue;
        std::string line = fmt::format("  worst {}, {}:", name_of(c.book),
                                       portfolio::moment_text(c.worst->time_s));
        for (std::size_t i = 0; i < c.worst->lines.size(); ++i)
        {
            const std::string word =
                " " + c.worst->lines[i] + (i + 1 < c.worst->lines.size() ? "," : "");
            if (line.size() + word.size() > columns)
            {
                out += line + "\n";
                line = "   ";
            }
            line += word;
        }
        out += line + "\n";
    }
    return out;
}

}  // namespace

std::string report_text(const StudyReport& report)
{
    std::string out = fmt::format("{} portfolios of each class, loss over {} h, seed {}\n",
                                  whole(report.portfolios), report.horizon_s / 3'600, report.seed);
    for (const SourceSummary& source : report.sources) out += source_text(source);
    for (const ModelSummary& model : report.models)
        out += "\n" + coverage_text(model) + beyond_text(model) + worst_text(model);
    return out;
}

}  // namespace ballast::backtest
