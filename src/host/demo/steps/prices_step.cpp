// SPDX-License-Identifier: Apache-2.0
// Step c: prices move and the account follows; a trade that needs too much is refused with what is
// missing; a permit that nobody submits lapses and frees its reservation; a part of the position is
// sold and its loss is booked.
#include "account_tables.hpp"
#include "step.hpp"
#include "trading.hpp"

namespace ballast::demo {
namespace {
namespace json = boost::json;

Answer<void> move_prices(Stage& stage, StepLog& log)
{
    BALLAST_TRY(const auto before, trader_view(stage));
    stage.prices->play({.from_ms = stage.script.move_from_ms,
                        .to_ms = stage.script.move_to_ms,
                        .speed = stage.script.speed});
    const auto moved = stage.wait_for<bool>(
        "the price path is played", stage.script.patience.finality,
        [&]() -> Answer<std::optional<bool>> {
            return stage.prices->is_moving() ? std::nullopt : std::optional{true};
        });
    if (!moved) return fail(moved.error());
    BALLAST_TRY(const i128 old_mark, integer_at(before, "positions.0.mark_e8"));
    // Publishing and booking are two things: the account follows with the hub's next batch.
    BALLAST_TRY(const auto after, stage.wait_for<json::value>(
                                      "the account follows", stage.script.patience.start,
                                      [&]() -> Answer<std::optional<json::value>> {
                                          BALLAST_TRY(auto view, trader_view(stage));
                                          BALLAST_TRY(const i128 mark,
                                                      integer_at(view, "positions.0.mark_e8"));
                                          if (mark == old_mark) return std::nullopt;
                                          return view;
                                      }));
    stage.screen.say("Before:");
    show_sums(log, before, "before ");
    stage.screen.say("After:");
    show_positions(stage.screen, after);
    show_sums(log, after, "after ");
    BALLAST_TRY(const i128 equity_before, integer_at(before, "margin.equity_usd_e6"));
    BALLAST_TRY(const i128 equity_after, integer_at(after, "margin.equity_usd_e6"));
    BALLAST_TRY(const i128 new_mark, integer_at(after, "positions.0.mark_e8"));
    log.check(
        (new_mark < old_mark) == (equity_after < equity_before),
        "equity followed the prices: mark " + shown(old_mark, 8) + " to " + shown(new_mark, 8));
    return {};
}

Answer<void> ask_too_much(Stage& stage, StepLog& log)
{
    BALLAST_TRY(const Posted posted,
                post_trade(stage, {.quantity_e18 = stage.script.too_much_e18}));
    const json::value& body = posted.answer.body;
    log.fact("buying " + shown(stage.script.too_much_e18, 18) + " more",
             "status " + std::to_string(posted.answer.status) + ", " + posted.answer.refusal(),
             text_at(body, "error.code"));
    log.fact("missing (USD)", text_at(body, "error.missing_usd"));
    log.check(text_at(body, "error.code") == "InsufficientMargin" &&
                  !text_at(body, "error.missing_usd").empty(),
              "refused with the margin that is missing");
    return {};
}

Answer<void> leave_unsubmitted(Stage& stage, StepLog& log)
{
    BALLAST_TRY(const Posted posted,
                post_trade(stage, {.quantity_e18 = stage.script.unsubmitted_e18, .relay = false}));
    if (!posted.answer.is_ok())
        return failure("the hub refused the trade: " + posted.answer.refusal());
    BALLAST_TRY(const auto reserved, trader_view(stage));
    const std::string pending = text_at(reserved, "apart.pending_initial_usd");
    log.fact("permit left unsubmitted",
             "order " + posted.order_id() + ", expiry " + text_at(posted.answer.body, "expiry_s"),
             posted.order_id());
    log.fact("reserved for it (USD of IM)", pending);
    BALLAST_TRY(const i128 reserved_e6, integer_at(reserved, "apart.pending_initial_usd_e6"));
    log.check(reserved_e6 > 0 && items_at(reserved, "pending").size() == 1,
              "its worst case is reserved");
    BALLAST_TRY(const auto order,
                wait_for_order(stage, posted.order_id(), "Lapsed", stage.script.patience.lapse));
    static_cast<void>(order);
    BALLAST_TRY(const auto freed, trader_view(stage));
    BALLAST_TRY(const i128 left_e6, integer_at(freed, "apart.pending_initial_usd_e6"));
    log.fact("reserved after the lapse", text_at(freed, "apart.pending_initial_usd"));
    log.check(left_e6 == 0 && items_at(freed, "pending").empty(),
              "a HEAD of B after the expiry proved the lapse; the reservation is free");
    return {};
}

Answer<void> reduce(Stage& stage, StepLog& log)
{
    BALLAST_TRY(const Posted posted, post_trade(stage, {.quantity_e18 = -stage.script.reduce_e18}));
    if (!posted.answer.is_ok())
        return failure("the hub refused to reduce: " + posted.answer.refusal());
    BALLAST_TRY(const auto order, wait_for_order(stage, posted.order_id(), "Executed",
                                                 stage.script.patience.finality));
    log.fact("sold " + shown(stage.script.reduce_e18, 18), text_at(order, "transaction"));
    BALLAST_TRY(const auto account, trader_view(stage));
    show_collateral(stage.screen, account);
    show_positions(stage.screen, account);
    show_sums(log, account, "reduced ");
    BALLAST_TRY(const i128 left, integer_at(account, "positions.0.quantity_e18"));
    log.check(left == stage.script.open_e18 - stage.script.reduce_e18,
              "the loss of what was sold was paid by book entry, in USDC on A, to the clearing "
              "account");
    return {};
}
}  // namespace

Answer<void> play_prices(Stage& stage, Story& story, StepLog& log)
{
    static_cast<void>(story);
    BALLAST_CHECK(move_prices(stage, log));
    BALLAST_CHECK(ask_too_much(stage, log));
    BALLAST_CHECK(leave_unsubmitted(stage, log));
    return reduce(stage, log);
}

}  // namespace ballast::demo
