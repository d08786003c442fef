// SPDX-License-Identifier: Apache-2.0
// The order of events.
#include "demo.hpp"

#include <ballast/base/hex.hpp>
#include <boost/json/serialize.hpp>

#include "steps/deposits.hpp"
#include "steps/step.hpp"

namespace ballast::demo {
namespace {
namespace json = boost::json;

struct StepPlan
{
    std::string_view letter;
    std::string_view name;
    std::string_view title;
    Answer<void> (*play)(Stage&, Story&, StepLog&);
};

constexpr StepPlan plan[] = {
    {"a", "deposit", "WETH and USDC are locked on chain A", play_deposit},
    {"b", "trade", "they back a position on chain B; nothing is bridged", play_trade},
    {"c", "prices", "prices move; too much is refused; an unused permit lapses", play_prices},
    {"d", "portfolio", "calls sold on B, covered on A; a future against the perpetual",
     play_portfolio},
    {"e", "refusals", "a reorganisation, forgeries, replays, too few signatures", play_refusals},
    {"f", "withdrawal", "collateral out again; too much is refused; a large one is delayed",
     play_withdrawal},
    {"g", "expiry", "an option expires: holders are paid at the hub, the venue is told",
     play_expiry},
    {"h", "liquidation", "prices fall: a margin call, and a liquidation on both chains at once",
     play_liquidation},
    {"i", "faults", "a guardian returns; a refused payment waits; lost stores are built again",
     play_faults},
    {"j", "reckoning", "chains, ledger and state hashes are compared", play_reckoning},
};

void show_stage(Stage& stage)
{
    for (Place* place : {&*stage.a, &*stage.b})
    {
        stage.screen.fact(place->chain.name(), place->chain.url() + "  EIP-155 id " +
                                                   std::to_string(place->chain.eip155()));
        stage.screen.fact("  vault", to_hex_0x(place->contracts.vault.view()));
        if (!place->contracts.venue.is_zero())
            stage.screen.fact("  venue", to_hex_0x(place->contracts.venue.view()));
    }
    stage.screen.fact("deployment", to_hex_0x(stage.genesis.deployment_id.view()));
    stage.screen.fact("hub", stage.hub().origin().text());
    stage.screen.fact("keys, stores, logs", stage.folder.path().string());
}

json::object play(Stage& stage, Story& story, const StepPlan& step)
{
    stage.screen.step(step.letter, step.title);
    StepLog log{stage.screen};
    const auto played = step.play(stage, story, log);
    const bool is_ok = played && log.has_held();
    json::object out{{"name", step.name}, {"ok", is_ok}, {"numbers", log.numbers()}};
    if (!played)
    {
        stage.screen.verdict(false, played.error().sentence);
        out["failure"] = played.error().sentence;
    }
    if (!log.failed().empty()) out["failed"] = log.failed();
    return out;
}

/// Plays until a step fails; what the summary file holds.
json::object play_all(Stage& stage, Story& story, bool& has_held)
{
    json::array steps;
    for (const StepPlan& step : plan)
    {
        steps.push_back(play(stage, story, step));
        has_held = steps.back().at("ok").as_bool();
        if (!has_held) break;
    }
    return {{"steps", std::move(steps)},
            {"difference", std::move(story.difference)},
            {"state_hash", std::move(story.state_hash)}};
}

void show_commands(Stage& stage)
{
    const std::string hub = "http://" + stage.hub().origin().authority();
    const std::string account = to_hex_0x(stage.cast.trader_account().value.view());
    stage.screen.say("Everything is up again. In another terminal:");
    stage.screen.plain("\n    curl -s " + hub + "/v1/health\n    curl -s " + hub + "/v1/accounts/" +
                       account + "\n    curl -s " + hub +
                       "/v1/haircuts?format=table\n    curl -s " + hub +
                       "/v1/quotes?instrument=" + stage.script.instrument + "\n    curl -s " + hub +
                       "/v1/orders/1\n    curl -s '" + hub + "/v1/journal?limit=5'\n    curl -s " +
                       hub + "/v1/chains\n    curl -s " + hub +
                       "/metrics\n\n"
                       "    a trade is POST /v1/trades {quote, accept, chain, venue, relay}; "
                       "docs/api.md has every field\n\n");
    stage.screen.say("Ctrl-C ends it.");
}

/// The hub, the maker and time go on after the reckoning, until a person ends it.
Answer<void> stay_up(Stage& stage)
{
    for (Place* place : {&*stage.a, &*stage.b})
        BALLAST_CHECK(place->chain.set_mining(stage.script.block_s));
    stage.prices->resume();
    BALLAST_CHECK(stage.start_hub());
    BALLAST_CHECK(stage.start_maker());
    show_commands(stage);
    while (!stage.settings.stop_within(std::chrono::seconds{1}))
        BALLAST_CHECK(stage.check_children());
    return {};
}

Answer<bool> play_on(Stage& stage)
{
    BALLAST_CHECK(stage.start());
    show_stage(stage);
    Story story;
    BALLAST_TRY(story.market, EventClient::subscribe(stage.io, stage.hub().origin(),
                                                     {"PriceAccepted", "InstrumentExpired",
                                                      "PositionExpired", "SettlementConfirmed"}));
    BALLAST_CHECK(bring_in_maker(stage));
    bool has_held = false;
    const json::object summary = play_all(stage, story, has_held);
    const std::string text = json::serialize(summary) + "\n";
    BALLAST_CHECK(stage.folder.write("summary.json", text));
    stage.screen.say("");
    stage.screen.verdict(has_held, has_held ? "every step held" : "not every step held");
    stage.screen.fact("summary", stage.folder.file("summary.json").string());
    if (stage.settings.prints_json) std::fputs(text.c_str(), stdout);
    if (has_held && !stage.settings.is_headless) BALLAST_CHECK(stay_up(stage));
    return has_held;
}

}  // namespace

Answer<std::unique_ptr<Stage>> build_stage(const DemoSettings& settings, Screen& screen)
{
    auto script = read_script(settings.script_file);
    if (!script) return failure(script.error().sentence());
    screen.step("0", "two chains, contracts, four guardians, a hub, a maker");
    return Stage::build(settings, *std::move(script), screen);
}
Answer<void> wait_for_account(Stage& stage, const AccountId& account)
{
    const auto recognised = stage.wait_for<bool>(
        "the deposit of " + to_hex_0x(account.owner().view()) + " is recognised",
        stage.script.patience.finality, [&]() -> Answer<std::optional<bool>> {
            BALLAST_TRY(const auto view, stage.hub().account(account));
            return items_at(view, "balances").empty() ? std::nullopt : std::optional{true};
        });
    if (!recognised) return fail(recognised.error());
    return {};
}

Answer<void> bring_in_maker(Stage& stage)
{
    const AccountId account = stage.cast.maker_account();
    BALLAST_TRY(const Included locked,
                deposit(*stage.b, {.asset = "USDC",
                                   .amount = static_cast<u128>(stage.script.maker_usdc),
                                   .account = account,
                                   .depositor = stage.cast.maker}));
    stage.screen.fact("the maker's collateral", to_hex_0x(locked.transaction.view()) + "  " +
                                                    stage.b->chain.name() + " block " +
                                                    std::to_string(locked.block_number));
    BALLAST_CHECK(wait_for_account(stage, account));
    return stage.start_maker();
}

DemoEnd run_demo(const DemoSettings& settings, Screen& screen)
{
    auto stage = build_stage(settings, screen);
    if (!stage)
    {
        screen.verdict(false, stage.error().sentence);
        return DemoEnd::NotStarted;
    }
    const auto has_held = play_on(**stage);
    if (!has_held) screen.verdict(false, has_held.error().sentence);
    const bool is_orderly = (*stage)->stop();
    screen.verdict(is_orderly, is_orderly ? "everything was stopped in order"
                                          : "not everything stopped in order: see the logs");
    const bool is_well = has_held && *has_held && is_orderly;
    if (is_well && !settings.keeps) (*stage)->folder.remove_secrets_and_stores();
    return is_well ? DemoEnd::Held : DemoEnd::Failed;
}

}  // namespace ballast::demo
