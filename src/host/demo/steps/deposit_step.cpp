// SPDX-License-Identifier: Apache-2.0
// Step a: WETH and USDC are locked in the vault on A. They count only once the block is final and a
// quorum of guardians has attested them.
#include "account_tables.hpp"
#include "deposits.hpp"
#include "step.hpp"

namespace ballast::demo {
namespace {
namespace json = boost::json;
constexpr std::string_view weth = "WETH";
constexpr std::string_view usdc = "USDC";

/// True when the hub counts nothing of the account although the deposit is in a block.
Answer<bool> is_uncounted(Stage& stage, const AccountId& account)
{
    BALLAST_TRY(const auto view, stage.hub().account(account));
    return items_at(view, "balances").empty();
}

Answer<void> show_before_finality(Stage& stage, StepLog& log, const Included& deposit)
{
    BALLAST_TRY(const bool is_uncounted_then, is_uncounted(stage, stage.cast.trader_account()));
    // Read after the hub: finality only grows.
    BALLAST_TRY(const std::uint64_t finalised, stage.a->chain.finalised_block());
    log.fact("finalised block then", std::to_string(finalised));
    log.check(finalised < deposit.block_number && is_uncounted_then,
              "before finality the deposit is pending: locked on A, nothing at the hub");
    return {};
}

/// The account with both balances, once the hub has recognised them.
Answer<json::value> wait_for_recognition(Stage& stage)
{
    const auto look = [&]() -> Answer<std::optional<json::value>> {
        BALLAST_TRY(auto view, stage.hub().account(stage.cast.trader_account()));
        if (items_at(view, "balances").size() < 2) return std::nullopt;
        return view;
    };
    return stage.wait_for<json::value>("finality on A, a quorum of guardians, the hub's book",
                                       stage.script.patience.finality, look);
}

std::string amount_of(const json::value& account, std::string_view asset)
{
    for (const json::value& row : items_at(account, "balances"))
        if (text_at(row, "asset") == asset) return text_at(row, "amount");
    return {};
}
}  // namespace

Answer<void> play_deposit(Stage& stage, Story& story, StepLog& log)
{
    const Script& script = stage.script;
    const AccountId account = stage.cast.trader_account();
    log.fact("account", to_hex_0x(account.value.view()));
    BALLAST_TRY(story.weth_deposit,
                deposit(*stage.a, {.asset = std::string{weth},
                                   .amount = static_cast<u128>(script.trader_weth),
                                   .account = account,
                                   .depositor = stage.cast.trader}));
    log.transaction("deposit of " + shown(script.trader_weth, 18) + " WETH", stage.a->chain.name(),
                    story.weth_deposit);
    BALLAST_CHECK(show_before_finality(stage, log, story.weth_deposit));
    BALLAST_TRY(const Included second,
                deposit(*stage.a, {.asset = std::string{usdc},
                                   .amount = static_cast<u128>(script.trader_usdc),
                                   .account = account,
                                   .depositor = stage.cast.trader}));
    log.transaction("deposit of " + shown(script.trader_usdc, 6) + " USDC", stage.a->chain.name(),
                    second);

    BALLAST_TRY(const auto recognised, wait_for_recognition(stage));
    BALLAST_TRY(const std::uint64_t finalised, stage.a->chain.finalised_block());
    log.fact("finalised block now", std::to_string(finalised));
    log.check(finalised >= story.weth_deposit.block_number, "the deposits' blocks are final");
    log.check(amount_of(recognised, weth) == to_decimal(script.trader_weth) &&
                  amount_of(recognised, usdc) == to_decimal(script.trader_usdc),
              "the hub has recognised exactly what the vault received");
    stage.screen.say(
        "V is the value at the index; H = m + m*L + Q + S + C is taken off it: "
        "market, latency of the chain, liquidity, security, concentration. M is the "
        "sum of V (1 - H).");
    show_collateral(stage.screen, recognised);
    show_sums(log, recognised, "");
    log.number("sequence", json::string{text_at(recognised, "sequence")});
    return {};
}

}  // namespace ballast::demo
