// SPDX-License-Identifier: Apache-2.0
// Random portfolios and what the scenario margin says of them, as JSON lines for a slow model to
// compare (portfolio_margin.py): a line with a market, then lines with portfolios on it.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "described_text.hpp"
#include "random_market.hpp"

using namespace ballast;
using namespace ballast::differential;

namespace {

constexpr std::uint64_t portfolios_each = 25;
constexpr std::uint64_t report_every = 16;

struct Options
{
    std::uint64_t seed{1};
    std::uint64_t portfolios{1'000};
};

[[noreturn]] void usage()
{
    std::fputs("usage: portfolio_cases [--seed SEED] [--portfolios COUNT]\n", stderr);
    std::exit(2);
}

Options read_options(int count, char** words)
{
    Options out;
    for (int i = 1; i < count; i += 2)
    {
        std::uint64_t* value = nullptr;
        if (std::strcmp(words[i], "--seed") == 0) value = &out.seed;
        if (std::strcmp(words[i], "--portfolios") == 0) value = &out.portfolios;
        if (value == nullptr || i + 1 == count) usage();
        char* end = nullptr;
        *value = std::strtoull(words[i + 1], &end, 10);
        if (end == words[i + 1] || *end != '\0') usage();
    }
    return out;
}

Json scenarios_json(const std::vector<market::Scenario>& scenarios)
{
    std::vector<Json> out;
    for (const market::Scenario& s : scenarios)
        out.push_back(json_of(std::vector<std::int64_t>{
            s.spot_ppm, static_cast<std::int64_t>(s.volatility), s.dampening_e9}));
    return json_of(out);
}

Json model_json(const risk::ScenarioModel& model)
{
    Json out;
    ObjectText(out.text)
        .with("core", scenarios_json(model.core))
        .with("factor_ppm", model.factor_ppm)
        .with("maintenance_ppm", model.maintenance_ppm)
        .with("joint_weight_ppm", model.joint_weight_ppm)
        .with("lost_spot_max_ppm", model.lost_spot_max_ppm)
        .with("lost_scale_ppm", model.lost_scale_ppm)
        .with("opposite_move_ppm", model.opposite_move_ppm)
        .with("classes", model.classes)
        .with("credits", model.credits)
        .with("basis", model.basis)
        .with("short_option", model.short_option)
        .with("closing", model.closing)
        .with("concentration", model.concentration)
        .with("confidence", model.confidence);
    return out;
}

Json instrument_json(const RandomMarket& random, std::size_t index)
{
    const risk::InstrumentRow& row = random.market.instruments[index];
    const risk::UnderlyingRisk& u = random.market.underlyings[row.underlying];
    std::vector<std::int32_t> cells;
    for (std::size_t s = 0; s < random.market.plan(row.underlying).grid.scenarios.size(); ++s)
        cells.push_back(u.table.cell(row.row, s));
    Json out;
    ObjectText(out.text)
        .with("underlying", row.underlying)
        .with("domain", row.domain)
        .with("kind", row.kind)
        .with("expiry_s", row.expiry_s)
        .with("strike_e8", row.strike_e8)
        .with("lot_e18", row.lot_e18)
        .with("price_e8", random.prices_e8[index])
        .with("cells", cells);
    return out;
}

Json market_json(const RandomMarket& random)
{
    const risk::ScenarioMarket& market = random.market;
    std::vector<Json> columns;
    std::vector<Json> underlyings;
    std::vector<Json> instruments;
    std::vector<Json> chains;
    std::vector<Json> messengers;
    std::vector<Json> credits;
    for (const risk::ScenarioPlan& plan : market.plans)
        columns.push_back(scenarios_json(plan.grid.scenarios));
    for (const risk::UnderlyingRisk& u : market.underlyings)
        ObjectText(underlyings.emplace_back().text)
            .with("class_index", u.class_index)
            .with("unit_exponent", u.unit_exponent)
            .with("index_e8", u.index_e8)
            .with("conf_e8", u.conf_e8)
            .with("now_ms", u.now_ms);
    for (std::size_t k = 0; k < market.instruments.size(); ++k)
        instruments.push_back(instrument_json(random, k));
    for (const risk::ChainRisk& chain : market.chains)
        ObjectText(chains.emplace_back().text)
            .with("domain", chain.domain)
            .with("premium_ppm", chain.premium_ppm);
    for (const risk::Messenger& messenger : market.messengers)
        messengers.push_back(json_of(messenger.domains));
    const std::size_t count = market.underlyings.size();
    for (std::size_t u = 0; u < count; ++u)
        credits.push_back(json_of(std::span(market.credits_ppm).subspan(u * count, count)));
    Json out;
    ObjectText(out.text)
        .with("model", model_json(market.model))
        .with("columns", columns)
        .with("underlyings", underlyings)
        .with("instruments", instruments)
        .with("chains", chains)
        .with("messengers", messengers)
        .with("reach_q30", market.domain_reach_q30)
        .with("credits_ppm", credits);
    return out;
}

Json portfolio_json(const risk::Portfolio& portfolio)
{
    const auto lines = [](const std::vector<risk::PortfolioPosition>& from) {
        std::vector<Json> out;
        for (const risk::PortfolioPosition& line : from)
            out.push_back(json_of(std::vector<std::int64_t>{line.instrument.value, line.lots}));
        return out;
    };
    std::vector<Json> hedges;
    for (const risk::PortfolioHedge& hedge : portfolio.hedges)
        hedges.push_back(
            json_of(std::vector<std::int64_t>{hedge.underlying, hedge.chain, hedge.amount_e8}));
    Json out;
    ObjectText(out.text)
        .with("positions", lines(portfolio.positions))
        .with("pending", lines(portfolio.pending))
        .with("hedges", hedges);
    return out;
}

Json report_json(const risk::PortfolioReport& report)
{
    Json out;
    ObjectText(out.text)
        .with("reached_pnl_usd_e6", report.pnl_usd_e6)
        .with("netting_credit_usd_e6", report.netting_credit_usd_e6)
        .with("latency_cost_usd_e6", report.latency_cost_usd_e6);
    return out;
}

Json add_ons_json(const risk::AddOns& add_ons)
{
    const auto both = [](const risk::AddOn& add_on) {
        return std::vector<i128>{add_on.initial_usd_e6, add_on.maintenance_usd_e6};
    };
    Json out;
    ObjectText(out.text)
        .with("basis", both(add_ons.basis))
        .with("short_options", both(add_ons.short_options))
        .with("closing", both(add_ons.closing))
        .with("concentration", both(add_ons.concentration))
        .with("confidence", both(add_ons.confidence));
    return out;
}

Json result_json(const risk::PortfolioRequirement& r, const Json* report)
{
    std::vector<Json> underlyings;
    for (const risk::UnderlyingRequirement& u : r.underlyings)
    {
        Json& out = underlyings.emplace_back();
        out.text = "[" + std::to_string(u.underlying) + ",\"" + to_decimal(u.requirement_usd_e6) +
                   "\"," + std::to_string(u.worst_scenario) + "]";
    }
    Json out;
    ObjectText object(out.text);
    object.with("underlyings", underlyings)
        .with("hedged_e8", r.hedged_e8)
        .with("separate_usd_e6", r.separate_usd_e6)
        .with("joint_usd_e6", r.joint_usd_e6)
        .with("joint_scenario", r.joint_scenario)
        .with("scenarios_usd_e6", r.scenarios_usd_e6)
        .with("lost_usd_e6", r.lost_usd_e6)
        .with("lost_kind", r.lost_kind)
        .with("lost_index", r.lost_index)
        .with("stress_usd_e6", r.stress_usd_e6)
        .with("stress", r.stress)
        .with("base_usd_e6", r.base_usd_e6)
        .with("add_ons", add_ons_json(r.add_ons))
        .with("initial_usd_e6", r.initial_usd_e6)
        .with("maintenance_usd_e6", r.maintenance_usd_e6);
    if (report != nullptr) object.with("report", *report);
    return out;
}

void print(const std::string& name, const char* kind, const Json& what, const Json* result)
{
    std::string line;
    {
        ObjectText object(line);
        object.with("case", name).with(kind, what);
        if (result != nullptr) object.with("result", *result);
    }
    line += '\n';
    std::fwrite(line.data(), 1, line.size(), stdout);
}

}  // namespace

int main(int count, char** words)
{
    const Options options = read_options(count, words);
    Dice dice(options.seed);
    risk::PortfolioScratch scratch;
    risk::PortfolioRequirement requirement;
    const std::string name = "seed " + std::to_string(options.seed);
    for (std::uint64_t i = 0; i < options.portfolios;)
    {
        const RandomMarket random = random_market(dice);
        print(name + ", market of portfolio " + std::to_string(i), "market", market_json(random),
              nullptr);
        const std::uint64_t end = std::min(i + portfolios_each, options.portfolios);
        for (; i < end; ++i)
        {
            const risk::Portfolio portfolio = random_portfolio(dice, random.market);
            risk::margin_portfolio(portfolio, random.market, scratch, requirement);
            Json report;
            const bool reports = i % report_every == 0;
            if (reports) report = report_json(risk::report_portfolio(portfolio, random.market));
            const Json result = result_json(requirement, reports ? &report : nullptr);
            print(name + ", portfolio " + std::to_string(i), "portfolio", portfolio_json(portfolio),
                  &result);
        }
    }
}
