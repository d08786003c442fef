// SPDX-License-Identifier: Apache-2.0
// ballast margin: what a portfolio needs and has, under one model or several side by side.
#include <unistd.h>

#include <ballast/portfolio/report_json.hpp>
#include <ballast/portfolio/report_text.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <cstdlib>

#include "margin_backtest.hpp"

namespace ballast::app {
namespace {
namespace json = boost::json;
using portfolio::Evaluation;
using portfolio::Model;
using portfolio::PortfolioFile;

struct MarginOptions
{
    std::string portfolio;
    std::vector<std::string> models;
    std::vector<std::string> trades;
    bool json{};
    bool sweep{};
    bool liquidation{};
    bool schema{};
    BacktestOptions backtest;

    /// What was asked for, or what stands for it.
    [[nodiscard]] std::vector<std::string> models_or(const std::vector<std::string>& absent) const
    {
        return models.empty() ? absent : models;
    }
};

ExitCode complain_of(const config::ConfigProblem& problem)
{
    // A file that cannot be opened is not wrong: it is not there.
    const bool unreadable = problem.line == 0 && problem.key.empty() && problem.file[0] != '-';
    return complain(unreadable ? ExitCode::Environment : ExitCode::Usage, problem.sentence());
}

template <class T>
using Read = Result<T, config::ConfigProblem>;

Read<std::vector<Evaluation>> evaluate_all(const PortfolioFile& file,
                                           const std::vector<Model>& models)
{
    std::vector<Evaluation> out;
    for (const Model& model : models)
    {
        BALLAST_TRY(Evaluation one, portfolio::evaluate(file, model));
        out.push_back(std::move(one));
    }
    return out;
}

Read<std::vector<Model>> find_models(const std::vector<std::string>& names,
                                     const portfolio::Node& changes)
{
    std::vector<Model> out;
    for (const std::string& name : names)
    {
        BALLAST_TRY(Model model, portfolio::find_model(name, changes));
        out.push_back(std::move(model));
    }
    return out;
}

/// All that was asked for.
struct Answer
{
    PortfolioFile file;
    std::vector<Evaluation> now;
    std::vector<Evaluation> after;                                      ///< the trades of --what-if
    std::vector<std::vector<portfolio::LiquidationPrice>> liquidation;  ///< by model
};

Read<Answer> answer(const MarginOptions& options)
{
    BALLAST_TRY(PortfolioFile file, portfolio::read_portfolio_file(options.portfolio));
    BALLAST_TRY(const std::vector<Model> models,
                find_models(options.models_or({"ballast"}), file.models));
    Answer out{.file = std::move(file)};
    BALLAST_TRY(out.now, evaluate_all(out.file, models));
    if (!options.trades.empty())
    {
        PortfolioFile traded = out.file;
        for (const std::string& trade : options.trades)
        {
            BALLAST_TRY(PortfolioFile next, portfolio::after_trade(std::move(traded), trade));
            traded = std::move(next);
        }
        BALLAST_TRY(out.after, evaluate_all(traded, models));
    }
    if (options.liquidation)
        for (const Model& model : models)
        {
            BALLAST_TRY(auto prices, portfolio::liquidation_prices(out.file, model));
            out.liquidation.push_back(std::move(prices));
        }
    return out;
}

void print_json(const Answer& answer)
{
    json::object out = portfolio::to_json(answer.file, answer.now);
    if (!answer.after.empty())
        out["what_if"] = portfolio::to_json(answer.file, answer.after)["models"];
    if (!answer.liquidation.empty())
    {
        json::object by_model;
        for (std::size_t i = 0; i < answer.liquidation.size(); ++i)
        {
            json::array prices;
            for (const auto& price : answer.liquidation[i])
                prices.push_back(portfolio::to_json(price));
            by_model[answer.now[i].model] = std::move(prices);
        }
        out["liquidation_prices"] = std::move(by_model);
    }
    std::printf("%s\n", json::serialize(out).c_str());
}

void print_text(const Answer& answer, const MarginOptions& options)
{
    const char* no_colour = std::getenv("NO_COLOR");
    const bool wanted = no_colour == nullptr || *no_colour == '\0';
    const portfolio::Style style{.colours = wanted && ::isatty(STDOUT_FILENO) == 1};
    std::string out = portfolio::report_text(answer.file, answer.now, style);
    if (!answer.after.empty())
        out += "\n" + portfolio::what_if_text(answer.now, answer.after, style);
    if (options.sweep)
        for (const Evaluation& e : answer.now) out += "\n" + portfolio::sweep_text(e, style);
    for (std::size_t i = 0; i < answer.liquidation.size(); ++i)
        out +=
            "\n" + portfolio::liquidation_text(answer.now[i].model, answer.liquidation[i], style);
    std::fputs(out.c_str(), stdout);
}

ExitCode margin(const MarginOptions& options)
{
    if (options.schema)
    {
        const std::string_view schema = portfolio::portfolio_schema();
        std::fwrite(schema.data(), 1, schema.size(), stdout);
        return ExitCode::Ok;
    }
    if (options.backtest.wanted)
    {
        auto models = find_models(options.models_or({"ballast", "standard"}), {});
        if (!models) return complain_of(models.error());
        return backtest(options.backtest, *std::move(models), options.json);
    }
    if (options.portfolio.empty())
        return complain(ExitCode::Usage,
                        "margin: --portfolio FILE is required; "
                        "config/portfolios has examples");
    const auto all = answer(options);
    if (!all) return complain_of(all.error());
    if (options.json)
        print_json(*all);
    else
        print_text(*all, options);
    return ExitCode::Ok;
}

void describe(CLI::App& command, MarginOptions& options)
{
    CLI::Option* portfolio = command.add_option("--portfolio", options.portfolio,
                                                "positions, collateral and market: TOML or JSON");
    command.add_option("--model", options.models,
                       "ballast, standard, derive-pmrm2, deribit-pm, or a file with a slash or a "
                       "dot in its name; several stand side by side (absent: ballast)");
    command.add_option("--what-if", options.trades,
                       "also after this trade: \"INSTRUMENT@CHAIN +QUANTITY [@PRICE]\"; several "
                       "follow each other");
    command.add_flag("--sweep", options.sweep, "with the map of scenarios, spot by volatility");
    command.add_flag("--liquidation-price", options.liquidation,
                     "with the price of each underlying at which E_MM falls below MM");
    command.add_flag("--json", options.json, "print one JSON object with every term");
    command.add_flag("--schema", options.schema, "print the JSON schema of a portfolio file");
    describe_backtest(command, options.backtest);
    portfolio->excludes("--backtest-model");
}

}  // namespace

void register_margin(Commands& commands)
{
    add_command<MarginOptions>(
        commands, commands.line,
        {.name = "margin",
         .what = "Margin a portfolio file under one model or several.",
         .details =
             "Nothing runs for it: the file holds the market too. Exit code 2 names the "
             "file, line and key of\nwhat is wrong in it, and what is allowed there.\n\n"
             "  ballast margin --portfolio config/portfolios/covered-call.toml\n"
             "  ballast margin --portfolio config/portfolios/covered-call.toml --model "
             "ballast --model standard\n"
             "  ballast margin --portfolio config/portfolios/covered-call.toml --what-if "
             "\"ETH-PERP@base -5\"\n"
             "  ballast margin --backtest-model --data ../shared/data/binance_spot_1h_2022_2026"
             "\n\n"
             "docs/formats/portfolio.md explains the file, docs/margin.md every number and "
             "the model files."},
        describe, margin);
}

}  // namespace ballast::app
