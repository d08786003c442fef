// SPDX-License-Identifier: Apache-2.0
// Price series of tests: the made-up ones of tests/prices, and lines of CSV.
#pragma once
#include <gtest/gtest.h>

#include <ballast/backtest/summary.hpp>

namespace ballast::backtest {

inline const std::filesystem::path made_up_prices = BALLAST_SOURCE_DIR "/tests/prices";

inline JointPrices made_up()
{
    auto out = read_folder(made_up_prices);
    EXPECT_TRUE(out) << (out ? "" : out.error().sentence());
    return *std::move(out);
}

/// A plan over the made-up prices under a shipped model.
inline StudyPlan plan_of(std::uint32_t portfolios, const std::string& model = "ballast")
{
    StudyPlan out{.portfolios = portfolios, .seed = 7, .horizon_s = 86'400};
    out.sources.push_back(made_up());
    out.models.push_back(*portfolio::find_model(model, {}));
    return out;
}

inline std::vector<Trial> trials_of(const StudyPlan& plan)
{
    auto out = run_study(plan, {});
    EXPECT_TRUE(out) << (out ? "" : out.error().sentence());
    return *std::move(out);
}

}  // namespace ballast::backtest
