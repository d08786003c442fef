// SPDX-License-Identifier: Apache-2.0
// The check's result as text for a terminal of 100 columns, as JSON, and as a picture.
#pragma once
#include <ballast/backtest/summary.hpp>
#include <boost/json/object.hpp>

namespace ballast::backtest {

/// Everything that a reader needs to run it again, and what came out.
struct StudyReport
{
    std::uint32_t portfolios{};
    std::uint64_t seed{};
    std::int64_t horizon_s{};
    std::vector<SourceSummary> sources;
    std::vector<ModelSummary> models;
};

[[nodiscard]] std::string report_text(const StudyReport& report);
/// Parts of a whole as decimal text, counts as numbers.
[[nodiscard]] boost::json::object to_json(const StudyReport& report);
/// A program for gnuplot (5 or later) that draws coverage, netting and the tail of losses into
/// `svg`.
[[nodiscard]] std::string plot_script(const StudyReport& report, const std::string& svg);

}  // namespace ballast::backtest
