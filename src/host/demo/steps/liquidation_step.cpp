// SPDX-License-Identifier: Apache-2.0
// Step h: prices fall by a quarter. First a margin call; then a part of the position goes to a
// liquidator on B while its collateral on A is claimed, although A stands still meanwhile and a
// guardian is dead; then the rest, although the hub is killed in the middle of it.
#include <ballast/base/hex.hpp>
#include <ballast/demo/demo.hpp>
#include <ballast/demo/event_client.hpp>

#include "account_tables.hpp"
#include "deposits.hpp"
#include "step.hpp"
#include "trading.hpp"
#include "withdrawing.hpp"

namespace ballast::demo {
namespace {
namespace json = boost::json;

/// What the hub says of the trader, event by event, across a restart.
class Told
{
public:
    explicit Told(Stage& stage) : stage_{stage} {}

    [[nodiscard]] Answer<void> listen()
    {
        BALLAST_TRY(client_, EventClient::subscribe(stage_.io, stage_.hub().origin(),
                                                    stage_.cast.trader_account()));
        return {};
    }
    /// The data of the next event of this kind that was not asked for yet.
    [[nodiscard]] Answer<json::value> next(std::string_view kind)
    {
        return stage_.wait_for<json::value>(
            "the hub says " + std::string{kind}, stage_.script.patience.finality,
            [&]() -> Answer<std::optional<json::value>> {
                for (TimedEvent& event : client_->take()) events_.push_back(std::move(event.event));
                for (auto at = events_.begin(); at != events_.end(); ++at)
                {
                    if (text_at(*at, "event") != kind) continue;
                    json::value data = *find(*at, "data");
                    events_.erase(at);
                    return data;
                }
                return std::nullopt;
            });
    }

private:
    Stage& stage_;
    std::unique_ptr<EventClient> client_;
    std::vector<json::value> events_;
};

Answer<void> play_prices_to(Stage& stage, std::int64_t from_ms, std::int64_t to_ms)
{
    stage.prices->play(
        {.from_ms = from_ms, .to_ms = to_ms, .speed = stage.script.liquidation.speed});
    const auto moved = stage.wait_for<bool>(
        "prices fall", stage.script.patience.finality, [&]() -> Answer<std::optional<bool>> {
            return stage.prices->is_moving() ? std::nullopt : std::optional{true};
        });
    if (!moved) return fail(moved.error());
    return {};
}

/// The trader's position in the venue's storage on B.
Answer<i128> traders_position(Stage& stage)
{
    return stored_position(stage, stage.cast.trader_account(), stage.script.instrument);
}

/// Who takes over, and the fund: collateral on B, and a place in the rotation.
Answer<void> bring_in_takers(Stage& stage, StepLog& log)
{
    const LiquidationScript& script = stage.script.liquidation;
    const AccountId liquidator = stage.cast.liquidator_account();
    BALLAST_TRY(const Included locked,
                deposit(*stage.b, {.asset = "USDC",
                                   .amount = static_cast<u128>(script.liquidator_usdc),
                                   .account = liquidator,
                                   .depositor = stage.cast.liquidator}));
    log.transaction("the liquidator's collateral", stage.b->chain.name(), locked);
    BALLAST_TRY(const Included funded,
                deposit(*stage.b, {.asset = "USDC",
                                   .amount = static_cast<u128>(script.fund_usdc),
                                   .account = stage.genesis.fund,
                                   .depositor = stage.cast.operators.front()}));
    log.transaction("the insurance fund's", stage.b->chain.name(), funded);
    BALLAST_CHECK(wait_for_account(stage, liquidator));
    BALLAST_CHECK(wait_for_account(stage, stage.genesis.fund));
    BALLAST_CHECK(stage.start_liquidator());
    const auto joined = stage.wait_for<bool>(
        "the liquidator opts in on the venue, and the guardians have seen it",
        stage.script.patience.finality, [&]() -> Answer<std::optional<bool>> {
            BALLAST_TRY(const auto view, stage.hub().read("/v1/liquidations"));
            return items_at(view, "liquidators").empty() ? std::nullopt : std::optional{true};
        });
    if (!joined) return fail(joined.error());
    log.check(true, "a liquidator with a key of its own stands in the venue's rotation");
    return {};
}

Answer<void> open_more(Stage& stage, StepLog& log)
{
    BALLAST_TRY(const Posted posted,
                post_trade(stage, {.quantity_e18 = stage.script.liquidation.open_e18}));
    if (!posted.answer.is_ok())
        return failure("the hub refused the trade: " + posted.answer.refusal());
    BALLAST_TRY(const auto order, wait_for_order(stage, posted.order_id(), "Executed",
                                                 stage.script.patience.finality));
    log.fact("bought " + shown(stage.script.liquidation.open_e18, 18) + " more",
             text_at(order, "transaction"));
    BALLAST_TRY(const auto view, trader_view(stage));
    show_positions(stage.screen, view);
    show_sums(log, view, "opened ");
    return {};
}

Answer<void> fall_to_call(Stage& stage, StepLog& log, Told& told)
{
    const LiquidationScript& script = stage.script.liquidation;
    BALLAST_CHECK(play_prices_to(stage, script.call_from_ms, script.call_to_ms));
    BALLAST_TRY(const auto call, told.next("MarginCalled"));
    log.fact("margin call, missing (USD)", text_at(call, "missing_usd"));
    BALLAST_TRY(const i128 cushion, integer_at(call, "cushion_usd_e6"));
    BALLAST_TRY(const auto view, trader_view(stage));
    log.check(is_true_at(view, "liquidation.margin_called") && cushion > 0,
              "the trader is called before anything is taken from him");
    return {};
}

Answer<void> show_trigger(StepLog& log, const json::value& triggered, const json::value& transfer)
{
    log.fact("liquidation " + text_at(triggered, "liquidation"),
             "E_MM " + short_decimal(text_at(triggered, "equity_maintenance_usd"), 2) +
                 " below MM " + short_decimal(text_at(triggered, "maintenance_usd"), 2) +
                 ", seen twice, at the instants " + text_at(triggered, "first_instant_ms") +
                 " and " + text_at(triggered, "instant_ms"),
             text_at(triggered, "instant_ms"));
    BALLAST_TRY(const i128 quantity, integer_at(transfer, "quantity_e18"));
    BALLAST_TRY(const i128 price, integer_at(transfer, "price_e18"));
    log.number("fraction (ppm)", json::string{text_at(triggered, "fraction_ppm")});
    log.fact("TRANSFER",
             "order " + text_at(transfer, "order") + ": " + shown(quantity, 18) + " " +
                 text_at(transfer, "instrument") + " at " + shown(price, 18),
             text_at(transfer, "order"));
    return {};
}

/// A part goes while chain A stands still and a guardian is dead.
Answer<void> liquidate_in_part(Stage& stage, StepLog& log, Told& told)
{
    stage.kill_guardian(dead_guardian);
    stage.a->chain.node().freeze();
    log.fact("killed", guardian_name(dead_guardian) + " (SIGKILL)", guardian_name(dead_guardian));
    log.fact("standing still", "the node of " + stage.a->chain.name(), stage.a->chain.name());
    BALLAST_TRY(const i128 before, traders_position(stage));
    BALLAST_CHECK(play_prices_to(stage, stage.script.liquidation.call_to_ms,
                                 stage.script.liquidation.first_to_ms));
    BALLAST_TRY(const auto triggered, told.next("LiquidationTriggered"));
    BALLAST_TRY(const auto transfer, told.next("TransferOrdered"));
    BALLAST_TRY(const auto claim, told.next("CollateralClaimed"));
    BALLAST_CHECK(show_trigger(log, triggered, transfer));
    BALLAST_TRY(const i128 amount, integer_at(claim, "amount"));
    log.fact("RELEASE of the claim",
             "order " + text_at(claim, "order") + ": " + shown(amount, 18) + " WETH for " +
                 text_at(claim, "proceeds_usd") + " USD",
             text_at(claim, "order"));
    log.check(text_at(transfer, "liquidation") == text_at(claim, "liquidation"),
              "the venue's order for B and the claim on A left in one command");

    BALLAST_TRY(const auto moved, told.next("PositionTransferred"));
    BALLAST_TRY(const i128 quantity, integer_at(moved, "quantity_e18"));
    BALLAST_TRY(const i128 after, traders_position(stage));
    log.fact("position on the venue", shown(before, 18) + " to " + shown(after, 18));
    BALLAST_TRY(const auto view, stage.hub().read("/v1/liquidations"));
    log.check(before - after == quantity && quantity > 0 &&
                  !items_at(view, "liquidations.0.claims").empty(),
              "the position left on B with three guardians, while the claim waits for A");

    BALLAST_CHECK(play_prices_to(stage, stage.script.liquidation.first_to_ms,
                                 stage.script.liquidation.drift_to_ms));
    stage.a->chain.node().thaw();
    BALLAST_TRY(const auto paid, told.next("LiquidationSettled"));
    log.fact("slippage across chains (USD)", text_at(paid, "slippage_usd"));
    BALLAST_TRY(const i128 slippage, integer_at(paid, "slippage_usd_e6"));
    log.check(slippage > 0, "what the claim lost on its way is measured");
    BALLAST_TRY(const i128 held,
                holding(*stage.a, "WETH", stage.cast.liquidator_account().owner()));
    log.fact("the liquidator's WETH on A", shown(held, 18), to_decimal(held));
    log.check(held == amount, "A goes on, and its vault pays the liquidator exactly his claim");
    return {};
}

Answer<void> wait_until_hedged(Stage& stage, StepLog& log)
{
    const auto hedged = stage.wait_for<bool>(
        "the liquidator has hedged against the maker", stage.script.patience.finality,
        [&]() -> Answer<std::optional<bool>> {
            BALLAST_TRY(const auto view, stage.hub().account(stage.cast.liquidator_account()));
            const bool is_flat = items_at(view, "positions").empty();
            return is_flat ? std::optional{true} : std::nullopt;
        });
    if (!hedged) return fail(hedged.error());
    log.check(true, "the liquidator traded the opposite of what it took over");
    return {};
}

/// The rest goes although the hub is killed as soon as the orders are there.
Answer<void> liquidate_the_rest(Stage& stage, StepLog& log, Told& told)
{
    const Bytes20 treasury = stage.genesis.treasury.owner();
    BALLAST_TRY(const i128 treasury_before, holding(*stage.a, "WETH", treasury));
    stage.prices->play({.from_ms = stage.script.liquidation.drift_to_ms,
                        .to_ms = stage.script.liquidation.last_to_ms,
                        .speed = stage.script.liquidation.speed});
    BALLAST_TRY(const auto triggered, told.next("LiquidationTriggered"));
    BALLAST_TRY(const auto transfer, told.next("TransferOrdered"));
    stage.kill_hub();
    BALLAST_CHECK(show_trigger(log, triggered, transfer));
    log.fact("killed", "the hub (SIGKILL)", "hub");
    BALLAST_CHECK(stage.start_hub());
    BALLAST_CHECK(told.listen());
    const auto done = stage.wait_for<json::value>(
        "a new term brings the orders to their chains", stage.script.patience.finality,
        [&]() -> Answer<std::optional<json::value>> {
            BALLAST_TRY(auto view, trader_view(stage));
            BALLAST_TRY(const auto open, stage.hub().read("/v1/liquidations"));
            const bool is_over = items_at(view, "positions").empty() &&
                                 items_at(view, "debts").empty() &&
                                 items_at(open, "liquidations").empty();
            return is_over ? std::optional{std::move(view)} : std::nullopt;
        });
    if (!done) return fail(done.error());
    BALLAST_TRY(const i128 position, traders_position(stage));
    log.fact("position, venue's storage", shown(position, 18), to_decimal(position));
    log.check(position == 0, "the trader's position in the venue's storage is zero");
    BALLAST_TRY(const i128 treasury_after, holding(*stage.a, "WETH", treasury));
    log.fact("the treasury's WETH on A", shown(treasury_after, 18), to_decimal(treasury_after));
    log.check(treasury_after > treasury_before,
              "what the fund bought was paid to the treasury by the vault on A");
    show_sums(log, *done, "liquidated ");
    log.check(text_at(*done, "margin.debt_usd_e6") == "0",
              "what collateral could not pay was paid by the insurance fund");
    return {};
}
}  // namespace

Answer<void> play_liquidation(Stage& stage, Story& story, StepLog& log)
{
    static_cast<void>(story);
    Told told{stage};
    BALLAST_CHECK(bring_in_takers(stage, log));
    BALLAST_CHECK(open_more(stage, log));
    BALLAST_CHECK(told.listen());
    BALLAST_CHECK(fall_to_call(stage, log, told));
    BALLAST_CHECK(liquidate_in_part(stage, log, told));
    BALLAST_CHECK(wait_until_hedged(stage, log));
    return liquidate_the_rest(stage, log, told);
}

}  // namespace ballast::demo
