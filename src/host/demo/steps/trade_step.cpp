// SPDX-License-Identifier: Apache-2.0
// Step b: collateral on A backs a position on B. The hub permits, the venue on B executes, the
// guardians attest, the hub confirms; nothing of the trader's was ever deposited on B.
#include <ballast/base/hex.hpp>

#include "account_tables.hpp"
#include "deposits.hpp"
#include "step.hpp"
#include "trading.hpp"

namespace ballast::demo {
namespace {
namespace abi = wire::abi;
namespace json = boost::json;

std::string price_text(i128 price_e18)
{
    return short_decimal(to_decimal_scaled(price_e18, 18), 2);
}

Answer<void> show_execution(Stage& stage, StepLog& log, const json::value& order)
{
    const auto hash = parse_hex_fixed<32>(text_at(order, "transaction"));
    if (!hash) return failure("the hub names no transaction for the executed order");
    BALLAST_TRY(const auto receipt, stage.b->chain.receipt(*hash));
    if (!receipt) return failure("the node of B has no receipt of the relayer's transaction");
    log.transaction("executeTrade by the relayer", stage.b->chain.name(), included(*receipt));
    log.fact("gas used", std::to_string(receipt->gas_used));
    return {};
}

/// The position by the venue's view, by its storage, and by the hub.
Answer<void> compare_positions(Stage& stage, StepLog& log, const json::value& account)
{
    const AccountId& id = stage.cast.trader_account();
    const InstrumentName name = *InstrumentName::parse(stage.script.instrument);
    const Bytes20 venue = stage.b->contracts.venue;
    BALLAST_TRY(const i128 by_call,
                stage.b->chain.ask(venue, "positions(bytes32,bytes32)",
                                   {abi::word(id.value), abi::word(name.value)}));
    const Bytes32 slot = position_slot(stage.artifacts, id, name);
    BALLAST_TRY(const Bytes32 word, stage.b->chain.storage_word(venue, slot));
    const auto by_storage = abi::to_signed_number(word);
    BALLAST_TRY(const i128 by_hub, integer_at(account, "positions.0.quantity_e18"));
    log.fact("position, venue's view", shown(by_call, 18), to_decimal(by_call));
    log.fact("position, venue's storage",
             (by_storage ? shown(*by_storage, 18) : "?") + "  slot " + to_hex_0x(slot.view()),
             by_storage ? to_decimal(*by_storage) : "");
    log.fact("position, hub", shown(by_hub, 18), to_decimal(by_hub));
    log.check(
        by_storage && by_call == by_hub && *by_storage == by_hub && by_hub == stage.script.open_e18,
        "the venue's storage on B and the hub's book name the same position");
    return {};
}

/// Nothing of the trader's is on B: no tokens, no claims, and nothing he ever deposited.
Answer<void> show_nothing_on_b(Stage& stage, StepLog& log, const json::value& account)
{
    const Bytes20 owner = stage.cast.trader_account().owner();
    for (const auto& [asset, token] : stage.b->contracts.tokens)
    {
        BALLAST_TRY(const i128 held,
                    stage.b->chain.ask(token, "balanceOf(address)", {abi::address(owner)}));
        BALLAST_TRY(const auto book, token_book(stage.hub(), stage.b->chain, asset));
        log.fact("trader's " + asset + " on B", to_decimal(held));
        log.fact("vault's " + asset + " on B (the maker's)", text_at(book, "locked"));
        log.check(held == 0 && text_at(book, "locked") == to_decimal(stage.script.maker_usdc),
                  "the trader has no " + asset + " on B; the vault there holds the maker's alone");
    }
    bool has_claim = false;
    for (const json::value& row : items_at(account, "balances"))
        has_claim = has_claim || text_at(row, "chain_name") == stage.b->chain.name();
    log.check(!has_claim, "the trader's account has claims on A only");
    return {};
}
}  // namespace

Answer<void> play_trade(Stage& stage, Story& story, StepLog& log)
{
    BALLAST_TRY(Posted posted, post_trade(stage, {.quantity_e18 = stage.script.open_e18}));
    const Quote& quote = posted.trade.quote;
    log.fact("maker's offer", shown(-quote.quantity_e18, 18) + " " + stage.script.instrument +
                                  " at " + price_text(quote.price_e18));
    if (!posted.answer.is_ok())
        return failure("the hub refused the trade: " + posted.answer.refusal());
    log.fact("order of the PERMIT", posted.order_id());
    log.fact("expiry (s)", text_at(posted.answer.body, "expiry_s"));
    log.check(is_true_at(posted.answer.body, "certified"),
              "the permit carries the signatures of a guardian quorum");
    BALLAST_TRY(const i128 order_id, integer_at(posted.answer.body, "order_id"));
    story.first_order = static_cast<std::uint64_t>(order_id);
    story.first_trade = posted.trade;

    BALLAST_TRY(const auto order, wait_for_order(stage, posted.order_id(), "Executed",
                                                 stage.script.patience.finality));
    BALLAST_CHECK(show_execution(stage, log, order));
    BALLAST_TRY(const auto account, stage.hub().account(stage.cast.trader_account()));
    BALLAST_CHECK(compare_positions(stage, log, account));
    BALLAST_CHECK(show_nothing_on_b(stage, log, account));
    show_positions(stage.screen, account);
    show_sums(log, account, "");
    return {};
}

}  // namespace ballast::demo
