// SPDX-License-Identifier: Apache-2.0
// Working under fire, and counting afterwards.
#include "crash_story.hpp"

#include <ballast/base/hex.hpp>
#include <ballast/demo/crash/killer.hpp>
#include <ballast/demo/demo.hpp>
#include <ballast/demo/quote_taking.hpp>
#include <ballast/demo/steps/deposits.hpp>
#include <ballast/demo/steps/step.hpp>
#include <ballast/demo/steps/trading.hpp>
#include <ballast/demo/steps/withdrawing.hpp>
#include <fstream>
#include <map>
#include <set>

namespace ballast::demo {
namespace {
namespace abi = wire::abi;
namespace json = boost::json;

constexpr u128 purse = 1'000'000'000'000;
constexpr i128 ether = 1'000'000'000'000'000'000;
constexpr i128 dollar = 1'000'000;

/// What the hub acknowledged, and what became of the rest.
struct Tally
{
    std::set<std::string> acknowledged;  ///< nonces of accepts and withdrawals
    std::size_t deposits{};
    std::size_t refused{};
    std::size_t unanswered{};
};

/// A person who goes on working whatever happens to the hub.
class Worker
{
public:
    Worker(Stage& stage, std::uint64_t seed)
        : stage_{stage}, random_{seed}, hub_{stage.io, stage.hub().origin()}
    {}

    [[nodiscard]] Answer<void> work_once()
    {
        switch (random_() % 6)
        {
            case 0:
                return put_in();
            case 1:
                return take_out();
            default:
                return trade();
        }
    }
    [[nodiscard]] const Tally& tally() const { return tally_; }

private:
    void note(const Answer<HubAnswer>& answer, const std::string& nonce)
    {
        if (!answer)
            ++tally_.unanswered;
        else if (answer->is_ok())
            tally_.acknowledged.insert(nonce);
        else
            ++tally_.refused;
    }

    Answer<void> put_in()
    {
        const auto wallet = stage_.b->chain.account(stage_.cast.unlucky.duplicate());
        const auto amount = static_cast<u128>((1 + random_() % 50) * dollar);
        const auto locked =
            lift(wallet->send(stage_.b->contracts.vault, "deposit(bytes32,address,uint256)",
                              std::vector{abi::word(stage_.cast.unlucky_account().value),
                                          abi::address(stage_.b->contracts.tokens.at("USDC")),
                                          abi::number(amount)}),
                 "a deposit");
        if (!locked) return fail(locked.error());
        ++tally_.deposits;
        return {};
    }

    Answer<void> take_out()
    {
        std::string nonce;
        note(post_withdrawal(stage_,
                             {.place = *stage_.b,
                              .asset = "USDC",
                              .amount = static_cast<i128>(1 + random_() % 20) * dollar,
                              .account = stage_.cast.unlucky_account(),
                              .signer = stage_.cast.unlucky},
                             &hub_, &nonce),
             nonce);
        return {};
    }

    Answer<void> trade()
    {
        const auto instruments = hub_.read("/v1/instruments");
        if (!instruments) return {};
        const auto listing = find_listing(*instruments, stage_.script.instrument);
        if (!listing || listing->mark_e8 <= 0) return {};
        const i128 lots = 1 + static_cast<i128>(random_() % 20);
        const i128 quantity = (random_() % 2 == 0 ? lots : -lots) * (ether / 1'000);
        const auto quote = best_quote(hub_, *listing, quantity);
        if (!quote || !*quote) return {};
        const SignedTrade trade = accept_quote(*listing, **quote,
                                               {.account = stage_.cast.unlucky_account(),
                                                .quantity_e18 = quantity,
                                                .slip_ppm = stage_.script.slip_ppm},
                                               stage_.cast.unlucky);
        note(hub_.post("/v1/trades", trade_request(trade)), std::to_string(trade.accept.nonce));
        return {};
    }

    Stage& stage_;
    std::mt19937_64 random_;
    HubClient hub_;  ///< without patience: a hub that is away is no answer
    Tally tally_;
};

/// What the worker will put in, minted and approved once.
Answer<void> fill_purse(Stage& stage)
{
    const auto wallet = stage.b->chain.account(stage.cast.unlucky.duplicate());
    const Bytes20 token = stage.b->contracts.tokens.at("USDC");
    const auto minted =
        lift(wallet->send(token, "mint(address,uint256)",
                          std::vector{abi::address(wallet->address()), abi::number(purse)}),
             "minting");
    if (!minted) return fail(minted.error());
    const auto approved =
        lift(wallet->send(token, "approve(address,uint256)",
                          std::vector{abi::address(stage.b->contracts.vault), abi::number(purse)}),
             "approving");
    if (!approved) return fail(approved.error());
    return {};
}

/// Accounts, positions and a liquidator, before the first kill.
Answer<void> prepare(Stage& stage)
{
    const LiquidationScript& script = stage.script.liquidation;
    const auto put = [&](Place& place, const std::string& asset, i128 amount,
                         const AccountId& account, const crypto::SecretKey& key) -> Answer<void> {
        BALLAST_TRY(const Included locked, deposit(place, {.asset = asset,
                                                           .amount = static_cast<u128>(amount),
                                                           .account = account,
                                                           .depositor = key}));
        static_cast<void>(locked);
        return {};
    };
    const Cast& cast = stage.cast;
    BALLAST_CHECK(put(*stage.a, "WETH", 6 * ether, cast.trader_account(), cast.trader));
    BALLAST_CHECK(
        put(*stage.a, "USDC", stage.script.trader_usdc, cast.trader_account(), cast.trader));
    // Rich enough never to leave the rotation: who falls below is to be liquidated here.
    BALLAST_CHECK(put(*stage.b, "USDC", 10 * script.liquidator_usdc, cast.liquidator_account(),
                      cast.liquidator));
    BALLAST_CHECK(
        put(*stage.b, "USDC", script.fund_usdc, stage.genesis.fund, cast.operators.front()));
    BALLAST_CHECK(put(*stage.b, "USDC", 50'000 * dollar, cast.unlucky_account(), cast.unlucky));
    BALLAST_CHECK(fill_purse(stage));
    for (const AccountId& account :
         {cast.trader_account(), cast.liquidator_account(), cast.unlucky_account()})
        BALLAST_CHECK(wait_for_account(stage, account));
    BALLAST_CHECK(stage.start_liquidator());
    BALLAST_TRY(const Posted posted, post_trade(stage, {.quantity_e18 = script.open_e18}));
    if (!posted.answer.is_ok()) return failure("the trade: " + posted.answer.refusal());
    BALLAST_TRY(const auto order, wait_for_order(stage, posted.order_id(), "Executed",
                                                 stage.script.patience.finality));
    static_cast<void>(order);
    return {};
}

/// Works until the last kill; prices fall in the middle of it.
Answer<void> work_under_fire(Stage& stage, Worker& worker, Killer& killer, std::size_t kills)
{
    bool is_falling = false;
    const auto started = std::chrono::steady_clock::now();
    while (!killer.is_done())
    {
        stage.screen.waiting(
            std::to_string(killer.kills()) + " of " + std::to_string(kills) + " kills",
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                  started));
        if (stage.settings.stop_within(std::chrono::milliseconds{20}))
            return failure("stopped by a signal");
        BALLAST_CHECK(worker.work_once());
        if (is_falling || killer.kills() < kills / 3) continue;
        is_falling = true;
        stage.prices->play({.from_ms = stage.script.liquidation.call_from_ms,
                            .to_ms = stage.script.liquidation.last_to_ms,
                            .speed = 1});
    }
    stage.screen.waited("the last kill", std::chrono::duration_cast<std::chrono::milliseconds>(
                                             std::chrono::steady_clock::now() - started));
    return killer.finish();
}

/// Whether the hub has booked all that the vault on B holds: a deposit counts some blocks after the
/// last kill, and the reckoning stops the chains.
Answer<bool> is_all_booked(Stage& stage)
{
    const Place& place = *stage.b;
    BALLAST_TRY(const i128 locked,
                place.chain.ask(place.contracts.vault, "locked(address)",
                                {abi::address(place.contracts.tokens.at("USDC"))}));
    BALLAST_TRY(const auto book, token_book(stage.hub(), place.chain, "USDC"));
    i128 booked = 0;
    for (const char* part : {"in_accounts", "in_clearing", "in_flight"})
    {
        BALLAST_TRY(const i128 amount, integer_at(book, part));
        booked += amount;
    }
    return booked == locked;
}

Answer<void> wait_for_liquidations(Stage& stage, StepLog& log)
{
    const auto done = stage.wait_for<bool>(
        "the trader's position is gone and nothing is under way", stage.script.patience.finality,
        [&]() -> Answer<std::optional<bool>> {
            BALLAST_TRY(const auto view, stage.hub().account(stage.cast.trader_account()));
            BALLAST_TRY(const auto open, stage.hub().read("/v1/liquidations"));
            BALLAST_TRY(const auto worker, stage.hub().account(stage.cast.unlucky_account()));
            BALLAST_TRY(const bool is_booked, is_all_booked(stage));
            const bool is_over =
                is_booked && items_at(view, "positions").empty() &&
                items_at(view, "debts").empty() && items_at(open, "liquidations").empty() &&
                items_at(worker, "pending").empty() && items_at(worker, "withdrawals").empty();
            return is_over ? std::optional{true} : std::nullopt;
        });
    if (!done) return fail(done.error());
    log.check(true, "the liquidation that began under fire is over, and every order has ended");
    return {};
}

/// The hub's journal, line by line.
Answer<std::vector<json::value>> dump(Stage& stage)
{
    const auto out_file = stage.folder.log_file("journal-dump");
    BALLAST_TRY(
        auto dumper,
        ChildProcess::start({.name = "journal dump",
                             .program = stage.settings.program,
                             .arguments = {"journal", "dump", "--store", stage.hub_store().string(),
                                           "--genesis", stage.folder.file("genesis.toml").string()},
                             .log_file = out_file,
                             .stop_timeout = stage.script.patience.stop}));
    while (dumper.is_running())
        if (stage.settings.stop_within(std::chrono::milliseconds{20}))
            return failure("stopped by a signal");
    if (!dumper.stop()) return failure(dumper.obituary());
    std::vector<json::value> out;
    std::ifstream in{out_file};
    for (std::string line; std::getline(in, line);)
    {
        BALLAST_TRY(auto record, parse(line));
        out.push_back(std::move(record));
    }
    return out;
}

/// Every value of this name in a document.
void collect(const json::value& in, std::string_view name, std::vector<std::string>& out)
{
    if (const auto* object = in.if_object())
        for (const auto& member : *object)
        {
            if (member.key() == name) out.push_back(text_at(in, name));
            collect(member.value(), name, out);
        }
    else if (const auto* array = in.if_array())
        for (const auto& item : *array) collect(item, name, out);
}

/// What was acknowledged is in the journal, once; no order was reported executed twice.
Answer<void> count(Stage& stage, const Worker& worker, StepLog& log)
{
    BALLAST_TRY(const auto records, dump(stage));
    std::map<std::string, std::size_t> nonces;
    std::map<std::string, std::size_t> executed;
    for (const json::value& record : records)
    {
        std::vector<std::string> found;
        collect(record, "nonce", found);
        for (const std::string& nonce : std::set<std::string>{found.begin(), found.end()})
            ++nonces[nonce];
        found.clear();
        collect(record, "order", found);
        for (const std::string& order : found) ++executed[order];
    }
    std::size_t missing = 0;
    for (const std::string& nonce : worker.tally().acknowledged)
        missing += nonces[nonce] == 1 ? 0U : 1U;
    std::size_t twice = 0;
    for (const auto& [order, times] : executed) twice += times > 1 ? 1U : 0U;
    log.fact("acknowledged requests", std::to_string(worker.tally().acknowledged.size()));
    log.fact("refused, unanswered", std::to_string(worker.tally().refused) + ", " +
                                        std::to_string(worker.tally().unanswered));
    log.fact("deposits", std::to_string(worker.tally().deposits));
    log.fact("records", std::to_string(records.size()));
    log.fact("orders that contracts reported", std::to_string(executed.size()));
    log.check(missing == 0 && !worker.tally().acknowledged.empty(),
              "every acknowledged request is in the journal, once");
    log.check(twice == 0 && !executed.empty(), "no order was executed twice");
    return {};
}

Answer<bool> play(Stage& stage, const CrashSettings& crash)
{
    BALLAST_CHECK(stage.start());
    BALLAST_CHECK(bring_in_maker(stage));
    BALLAST_CHECK(prepare(stage));
    Story story;
    StepLog log{stage.screen};
    Worker worker{stage, crash.seed};
    stage.screen.step("k", "killed " + std::to_string(crash.kills) + " times, seed " +
                               std::to_string(crash.seed));
    Killer killer{stage, crash.seed, crash.kills};
    BALLAST_CHECK(work_under_fire(stage, worker, killer, crash.kills));
    log.fact("kills", killer.tally());
    BALLAST_CHECK(wait_for_liquidations(stage, log));
    BALLAST_CHECK(play_reckoning(stage, story, log));
    BALLAST_CHECK(count(stage, worker, log));
    const bool is_orderly = stage.stop();  // before the killer's thread ends, and they with it
    log.check(is_orderly, "everything was stopped in order");
    return log.has_held();
}
}  // namespace

Answer<void> run_crash_story(const DemoSettings& settings, const CrashSettings& crash,
                             Screen& screen)
{
    BALLAST_TRY(const auto stage, build_stage(settings, screen));
    const auto played = play(*stage, crash);
    if (!played) return fail(played.error());
    if (!*played) return failure("not every claim held");
    return {};
}

}  // namespace ballast::demo
