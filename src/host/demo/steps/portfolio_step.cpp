// SPDX-License-Identifier: Apache-2.0
// Step d: one requirement for a whole portfolio. Calls sold on B are covered by what is locked on
// A, and a dated future stands against the perpetual; the hub says what each scenario costs, what
// netting saves, and what the distance between the chains takes away. What is bought first expires
// in step g.
#include <algorithm>
#include <ballast/demo/demo.hpp>
#include <ballast/domain/instrument_terms.hpp>
#include <ballast/env/clock.hpp>

#include "account_tables.hpp"
#include "deposits.hpp"
#include "step.hpp"
#include "trading.hpp"

namespace ballast::demo {
namespace {
namespace json = boost::json;

constexpr std::size_t scenarios_shown = 5;
/// A permit must be relayed and executed before what it trades expires.
constexpr std::int64_t trade_s_max = 15;

Answer<json::value> read_report(Stage& stage)
{
    return stage.hub().read("/v1/accounts/" + to_hex_0x(writers_account(stage).value.view()) +
                            "/margin");
}

/// Sells (negative) or buys, and compares what the venue stores with what the hub has booked.
/// Returns the price.
Answer<i128> trade(Stage& stage, StepLog& log, const std::string& instrument, i128 quantity_e18)
{
    BALLAST_TRY(const Posted posted, post_trade(stage, {.quantity_e18 = quantity_e18,
                                                        .instrument = instrument,
                                                        .account = writers_account(stage)}));
    if (!posted.answer.is_ok())
        return failure("the hub refused the trade: " + posted.answer.refusal());
    BALLAST_TRY(const auto order, wait_for_order(stage, posted.order_id(), "Executed",
                                                 stage.script.patience.finality));
    log.fact((quantity_e18 < 0 ? "sold " : "bought ") +
                 shown(quantity_e18 < 0 ? -quantity_e18 : quantity_e18, 18) + " " + instrument,
             "at " + shown(posted.trade.quote.price_e18, 18) + "  " + text_at(order, "transaction"),
             text_at(order, "transaction"));
    BALLAST_TRY(const i128 stored, stored_position(stage, writers_account(stage), instrument));
    BALLAST_TRY(const auto account, stage.hub().account(writers_account(stage)));
    i128 booked = 0;
    for (const json::value& row : items_at(account, "positions"))
        if (text_at(row, "instrument") == instrument)
        {
            BALLAST_TRY(booked, integer_at(row, "quantity_e18"));
        }
    log.check(stored == quantity_e18 && booked == stored,
              "the venue's storage on B and the hub's book name the same " + instrument);
    return posted.trade.quote.price_e18;
}

/// The scenarios that cost most.
void show_scenarios(Screen& screen, const json::value& report)
{
    struct Row
    {
        i128 pnl{};
        const json::value* scenario{};
    };
    std::vector<Row> rows;
    for (const json::value& scenario : items_at(report, "scenarios"))
        rows.push_back({integer_at(scenario, "pnl_usd_e6").value_or(0), &scenario});
    std::ranges::stable_sort(rows, {}, &Row::pnl);
    Table table{.columns = {"scenario", "P&L (USD)"}};
    for (std::size_t i = 0; i < std::min(rows.size(), scenarios_shown); ++i)
        table.rows.push_back({text_at(*rows[i].scenario, "name"),
                              short_decimal(text_at(*rows[i].scenario, "pnl_usd"), 2)});
    screen.table(table);
}

void show_requirement(StepLog& log, const json::value& report, const std::string& prefix)
{
    Table table{.columns = {"USD", "scenarios", "a chain lost", "stress"}, .rows = {{"IM"}}};
    for (const char* path : {"steps.scenarios_usd", "steps.lost_usd", "steps.stress_usd"})
        table.rows.front().push_back(short_decimal(text_at(report, path), 2));
    for (const json::value& add_on : items_at(report, "add_ons"))
    {
        table.columns.push_back(text_at(add_on, "name"));
        table.rows.front().push_back(short_decimal(text_at(add_on, "initial_usd"), 2));
    }
    table.columns.emplace_back("IM");
    table.rows.front().push_back(short_decimal(text_at(report, "initial_usd"), 2));
    log.screen().table(table);
    log.number(prefix + "IM", json::string{text_at(report, "initial_usd")});
    log.fact("decided by", text_at(report, "steps.decided_by"));
    log.fact(prefix + "netting credit (USD)", text_at(report, "netting_credit_usd"));
    for (const json::value& chain : items_at(report, "chains"))
        log.fact(prefix + "latency of " + text_at(chain, "chain_name") + " costs (USD)",
                 text_at(chain, "latency_cost_usd"));
}

/// The writer's collateral, on A.
Answer<void> fund_writer(Stage& stage, StepLog& log)
{
    const PortfolioScript& script = stage.script.portfolio;
    log.fact("the writer's account", to_hex_0x(writers_account(stage).value.view()));
    BALLAST_TRY(const Included locked, deposit(*stage.a, {.asset = "WETH",
                                                          .amount = static_cast<u128>(script.weth),
                                                          .account = writers_account(stage),
                                                          .depositor = stage.cast.trader}));
    log.transaction("deposit of " + shown(script.weth, 18) + " WETH", stage.a->chain.name(),
                    locked);
    return wait_for_account(stage, writers_account(stage));
}

/// What the writer holds until it expires.
Answer<void> buy_soon(Stage& stage, Story& story, StepLog& log)
{
    const ExpiryScript& script = stage.script.expiry;
    const auto terms = parse_terms(*InstrumentName::parse(script.instrument));
    const std::int64_t left_s = (terms ? terms->expiry_s : 0) - env::SystemClock{}.now_ms() / 1'000;
    if (left_s < trade_s_max)
        return failure(script.instrument + " expires in " + std::to_string(left_s) +
                       " s, too soon to be bought: this machine needs a larger after_s in the "
                       "section [expiry] of the script");
    BALLAST_TRY(story.soon_price_e18, trade(stage, log, script.instrument, script.size_e18));
    return {};
}

/// Ten calls on B against ten WETH on A.
Answer<i128> cover_calls(Stage& stage, StepLog& log)
{
    const PortfolioScript& script = stage.script.portfolio;
    BALLAST_CHECK(trade(stage, log, script.call, -script.call_e18));
    BALLAST_TRY(const auto report, read_report(stage));
    show_scenarios(stage.screen, report);
    show_requirement(log, report, "covered call, ");
    log.fact("WETH on A in the scenarios (h*)",
             shown(integer_at(report, "hedges.0.entered_e8").value_or(0), 8) +
                 ", freed from its "
                 "haircut: " +
                 text_at(report, "hedges.0.relief_initial_usd") + " USD",
             text_at(report, "hedges.0.entered_e8"));
    BALLAST_TRY(const i128 entered, integer_at(report, "hedges.0.entered_e8"));
    BALLAST_TRY(const i128 saved, integer_at(report, "netting_credit_usd_e6"));
    log.check(entered > 0 && saved > 0,
              "what is locked on A covers the calls sold on B, as far as it can be reached");
    return integer_at(report, "initial_usd_e6");
}

/// A calendar spread: the future's risk is nearly the perpetual's.
Answer<void> spread(Stage& stage, StepLog& log, i128 initial_before)
{
    const PortfolioScript& script = stage.script.portfolio;
    BALLAST_TRY(const auto before, read_report(stage));
    BALLAST_CHECK(trade(stage, log, stage.script.instrument, -script.future_e18));
    BALLAST_CHECK(trade(stage, log, script.future, script.future_e18));
    BALLAST_TRY(const auto after, read_report(stage));
    show_requirement(log, after, "with the spread, ");
    BALLAST_TRY(const i128 credit_before, integer_at(before, "netting_credit_usd_e6"));
    BALLAST_TRY(const i128 credit_after, integer_at(after, "netting_credit_usd_e6"));
    BALLAST_TRY(const i128 initial_after, integer_at(after, "initial_usd_e6"));
    const i128 added = initial_after - initial_before;
    const i128 saved = credit_after - credit_before;
    log.fact("the spread adds to IM (USD)", to_decimal_scaled(added, 6));
    log.check(saved > 0 && added < saved,
              "it costs less than half of what its two legs would cost apart");
    BALLAST_TRY(const auto account, stage.hub().account(writers_account(stage)));
    show_positions(stage.screen, account);
    show_sums(log, account, "writer ");
    return {};
}
}  // namespace

Answer<void> play_portfolio(Stage& stage, Story& story, StepLog& log)
{
    BALLAST_CHECK(fund_writer(stage, log));
    BALLAST_CHECK(buy_soon(stage, story, log));
    BALLAST_TRY(const i128 initial, cover_calls(stage, log));
    return spread(stage, log, initial);
}

}  // namespace ballast::demo
