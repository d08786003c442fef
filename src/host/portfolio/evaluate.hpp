// SPDX-License-Identifier: Apache-2.0
// What a portfolio needs and has under one model, in one shape for every method, so that models can
// stand side by side. Each method's own terms are in `details`.
#pragma once
#include <ballast/portfolio/equity.hpp>
#include <ballast/portfolio/model_file.hpp>
#include <ballast/portfolio/priced.hpp>
#include <ballast/risk/portfolio/portfolio_report.hpp>
#include <boost/json/object.hpp>

namespace ballast::portfolio {

/// One step of a requirement, in the order of its making.
struct Term
{
    std::string name;
    i128 usd_e6{};
    std::string note;
};

/// One scenario of a grid.
struct ScenarioColumn
{
    market::Scenario scenario;
    std::string name;  ///< "spot -13.5 %, vol up"
    bool on_grid{
        true};  ///< false: a tilt of the smile, which has no place in spot times volatility
};

/// P&L of one underlying, or of all, by scenario.
struct ScenarioRow
{
    std::string symbol;
    std::vector<i128> pnl_usd_e6;
};

struct Line
{
    std::string name;
    std::string chain;
    std::int64_t quantity_e9{};
    std::int64_t mark_e8{};
    i128 unrealised_usd_e6{};
    std::optional<i128> worst_usd_e6;  ///< P&L under the worst scenario of its underlying
};

struct Evaluation
{
    std::string model;
    std::string method;
    i128 initial_usd_e6{};
    i128 maintenance_usd_e6{};
    i128 equity_usd_e6{};
    i128 equity_initial_usd_e6{};      ///< compared with initial
    i128 equity_maintenance_usd_e6{};  ///< compared with maintenance
    std::vector<Term> terms;
    std::string worst;  ///< the worst scenario by name, "" where there is none
    std::vector<ScenarioColumn> columns;
    std::vector<ScenarioRow> rows;  ///< by underlying, then "all" where there are several
    std::vector<Line> lines;
    boost::json::object details;

    [[nodiscard]] i128 free_usd_e6() const { return equity_initial_usd_e6 - initial_usd_e6; }
    [[nodiscard]] i128 cushion_usd_e6() const
    {
        return equity_maintenance_usd_e6 - maintenance_usd_e6;
    }
};

using risk::scenario_name;

/// How much of it is asked for: the sums alone are many times as fast.
enum class Detail : std::uint8_t
{
    Sums,
    All,
};

[[nodiscard]] Result<Evaluation, ConfigProblem> evaluate(const PortfolioFile& file,
                                                         const Model& model,
                                                         Detail detail = Detail::All);

}  // namespace ballast::portfolio
