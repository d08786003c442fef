// SPDX-License-Identifier: Apache-2.0
// The report as JSON.
#include <fmt/format.h>

#include <ballast/portfolio/reader.hpp>
#include <boost/json/array.hpp>

#include "report.hpp"

namespace ballast::backtest {
namespace {
namespace json = boost::json;

std::string part(std::int64_t part_e9) { return to_decimal_scaled(part_e9, 9); }
std::string part_of(std::uint64_t some, std::uint64_t all)
{
    return fmt::format("{:.6f}", static_cast<double>(some) / static_cast<double>(all));
}

json::object coverage_json(const Coverage& c, std::uint64_t count)
{
    json::object out{{"coverage", part_of(c.covered, count)},
                     {"coverage_from", fmt::format("{:.6f}", c.interval.least)},
                     {"coverage_to", fmt::format("{:.6f}", c.interval.most)},
                     {"breaches", c.breaches},
                     {"breach_days", c.breach_days},
                     {"mean_shortfall", part(c.mean_shortfall_e9)},
                     {"worst_shortfall", part(c.worst_shortfall_e9)},
                     {"mean_requirement", part(c.mean_requirement_e9)}};
    if (c.claim)
    {
        out["kupiec_ratio"] = fmt::format("{:.6f}", c.claim->ratio);
        out["kupiec_p"] = fmt::format("{:.6f}", c.claim->p_value);
    }
    return out;
}

json::object class_json(const ClassSummary& c)
{
    json::array tail;
    for (std::size_t i = 0; i < tail_points; ++i)
        tail.push_back(json::object{
            {"times_initial",
             fmt::format("{:.2f}", static_cast<double>(i) / double{tail_points_of_one})},
            {"losses_above", c.beyond[i]}});
    json::object out{{"class", name_of(c.book)},
                     {"number", c.count},
                     {"initial", coverage_json(c.initial, c.count)},
                     {"maintenance", coverage_json(c.maintenance, c.count)},
                     {"netting_gain", part(c.mean_netting_e9)},
                     {"tail", std::move(tail)}};
    if (c.worst)
    {
        json::array lines;
        for (const std::string& line : c.worst->lines) lines.emplace_back(line);
        out["worst"] = {{"moment", portfolio::moment_text(c.worst->time_s)},
                        {"positions", std::move(lines)}};
    }
    return out;
}

json::object source_json(const SourceSummary& source)
{
    json::array symbols;
    for (const std::string& symbol : source.symbols) symbols.emplace_back(symbol);
    return {
        {"name", source.name},       {"symbols", std::move(symbols)}, {"step_s", source.step_s},
        {"from_s", source.from_s},   {"to_s", source.to_s},           {"moments", source.moments},
        {"skipped", source.skipped}, {"gaps", source.gaps},           {"missing", source.missing}};
}

}  // namespace

json::object to_json(const StudyReport& report)
{
    json::array sources;
    for (const SourceSummary& source : report.sources) sources.push_back(source_json(source));
    json::array models;
    for (const ModelSummary& model : report.models)
    {
        json::array classes;
        for (const ClassSummary& c : model.classes) classes.push_back(class_json(c));
        json::object one{{"model", model.model}, {"classes", std::move(classes)}};
        if (model.claim_ppm) one["claim"] = to_decimal_scaled(*model.claim_ppm, 6);
        models.push_back(std::move(one));
    }
    return {{"portfolios", report.portfolios},
            {"seed", report.seed},
            {"horizon_s", report.horizon_s},
            {"sources", std::move(sources)},
            {"models", std::move(models)}};
}

}  // namespace ballast::backtest
