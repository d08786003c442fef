// SPDX-License-Identifier: Apache-2.0
// Step f: collateral leaves again by a quorum's RELEASE. It counts out when the hub approves it;
// too much is refused with what is missing; a large one waits for the vault's own delay, which no
// quorum skips.
#include <ballast/base/hex.hpp>

#include "account_tables.hpp"
#include "step.hpp"
#include "withdrawing.hpp"

namespace ballast::demo {
namespace {
namespace json = boost::json;

/// The trader's WETH out of A, to the last unit.
Answer<void> take_out(Stage& stage, StepLog& log)
{
    const AccountId& account = stage.cast.trader_account();
    const i128 amount = stage.script.withdraw_weth;
    BALLAST_TRY(const i128 before, holding(*stage.a, "WETH", account.owner()));
    stage.gateway->lose_next_transaction();
    BALLAST_TRY(const HubAnswer posted, post_withdrawal(stage, {.place = *stage.a,
                                                                .asset = "WETH",
                                                                .amount = amount,
                                                                .account = account,
                                                                .signer = stage.cast.trader}));
    if (!posted.is_ok()) return failure("the hub refused the withdrawal: " + posted.refusal());
    const std::string id = text_at(posted.body, "withdrawal_id");
    log.fact("withdrawal of " + shown(amount, 18) + " WETH",
             "order " + id + ", expiry " + text_at(posted.body, "expiry_s"), id);
    BALLAST_TRY(const auto view, stage.hub().account(account));
    bool is_under_way = false;
    for (const json::value& row : items_at(view, "withdrawals"))
        is_under_way = is_under_way || text_at(row, "withdrawal_id") == id;
    log.check(is_under_way, "it counts out from its approval on");

    BALLAST_TRY(const auto paid, wait_for_withdrawal(stage, id, {"Paid"}));
    log.fact("RELEASE by the relayer", text_at(paid, "transaction"));
    BALLAST_TRY(const i128 after, holding(*stage.a, "WETH", account.owner()));
    log.check(after - before == amount, "the vault paid the trader's address exactly that");
    log.check(stage.gateway->lost() == 1,
              "the answer to the relayer's transaction was lost; it was sent again, and paid once");
    BALLAST_TRY(const auto rest, stage.hub().account(account));
    show_collateral(stage.screen, rest);
    show_sums(log, rest, "withdrawn ");
    return {};
}

/// More than there is, and what is somebody else's.
Answer<void> ask_too_much(Stage& stage, StepLog& log)
{
    const AccountId& account = stage.cast.trader_account();
    const i128 amount = stage.script.trader_weth;
    BALLAST_TRY(const HubAnswer refused, post_withdrawal(stage, {.place = *stage.a,
                                                                 .asset = "WETH",
                                                                 .amount = amount,
                                                                 .account = account,
                                                                 .signer = stage.cast.trader}));
    log.fact("asking for " + shown(amount, 18) + " WETH more",
             "status " + std::to_string(refused.status) + ", " + refused.refusal(),
             text_at(refused.body, "error.code"));
    const std::string missing = text_at(refused.body, "error.missing");
    log.fact("missing (WETH)", missing);
    log.check(refused.status == 422 && missing == to_decimal_scaled(stage.script.withdraw_weth, 18),
              "refused with exactly what is missing");

    BALLAST_TRY(const HubAnswer stolen, post_withdrawal(stage, {.place = *stage.a,
                                                                .asset = "WETH",
                                                                .amount = 1,
                                                                .account = account,
                                                                .signer = stage.cast.maker}));
    log.fact("asked by another key", stolen.refusal(), text_at(stolen.body, "error.code"));
    log.check(stolen.status == 422, "only the account's owner can ask");
    return {};
}

/// A large one, through the queue of the vault on B.
Answer<void> take_out_large(Stage& stage, StepLog& log)
{
    const AccountId& account = stage.cast.maker_account();
    const i128 amount = stage.script.withdraw_large_usdc;
    BALLAST_TRY(const i128 before, holding(*stage.b, "USDC", account.owner()));
    BALLAST_TRY(const HubAnswer posted, post_withdrawal(stage, {.place = *stage.b,
                                                                .asset = "USDC",
                                                                .amount = amount,
                                                                .account = account,
                                                                .signer = stage.cast.maker}));
    if (!posted.is_ok()) return failure("the hub refused the maker's: " + posted.refusal());
    const std::string id = text_at(posted.body, "withdrawal_id");
    log.fact("the maker's " + shown(amount, 6) + " USDC on B", "order " + id, id);
    BALLAST_TRY(const auto delayed, wait_for_withdrawal(stage, id, {"Delayed", "Paid"}));
    log.check(text_at(delayed, "stage") == "Delayed",
              "a quorum signed it, and yet the vault holds it back for its own delay");
    BALLAST_TRY(const auto paid, wait_for_withdrawal(stage, id, {"Paid"}));
    log.fact("executeQueued by the relayer", text_at(paid, "transaction"));
    BALLAST_TRY(const i128 after, holding(*stage.b, "USDC", account.owner()));
    log.check(after - before == amount, "then it paid the maker's address exactly that");
    return {};
}
}  // namespace

Answer<void> play_withdrawal(Stage& stage, Story& story, StepLog& log)
{
    static_cast<void>(story);
    BALLAST_CHECK(take_out(stage, log));
    BALLAST_CHECK(ask_too_much(stage, log));
    return take_out_large(stage, log);
}

}  // namespace ballast::demo
