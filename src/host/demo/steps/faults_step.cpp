// SPDX-License-Identifier: Apache-2.0
// Step i: a killed guardian returns; a token refuses a payment, which waits at the vault; an order
// that was executed is presented again; the hub's store is lost, and a guardian's, and each is
// built again from the others.
#include <algorithm>
#include <ballast/base/hex.hpp>
#include <ballast/demo/trade_signing.hpp>

#include "account_tables.hpp"
#include "step.hpp"
#include "withdrawing.hpp"

namespace ballast::demo {
namespace {
namespace abi = wire::abi;
namespace json = boost::json;

constexpr std::size_t lost_guardian = 0;

Answer<void> wait_for_guardians(Stage& stage)
{
    const auto all = static_cast<i128>(stage.cast.guardians.size());
    const auto back = stage.wait_for<bool>(
        "the guardian is back", stage.script.patience.start, [&]() -> Answer<std::optional<bool>> {
            BALLAST_TRY(const auto health, stage.hub().get("/v1/health"));
            const auto connected = integer_at(health.body, "guardians_connected");
            return connected && *connected == all ? std::optional{true} : std::nullopt;
        });
    if (!back) return fail(back.error());
    return {};
}

Answer<void> bring_guardian_back(Stage& stage, StepLog& log)
{
    BALLAST_CHECK(stage.start_guardian(dead_guardian));
    BALLAST_CHECK(wait_for_guardians(stage));
    log.check(true, guardian_name(dead_guardian) + " goes on behind what it had stored");
    return {};
}

Answer<void> remove_store(const std::filesystem::path& store)
{
    std::error_code error;
    std::filesystem::remove_all(store, error);
    if (error) return failure("cannot remove '" + store.string() + "': " + error.message());
    return {};
}

/// The largest nonce of a quote on the board.
Answer<std::uint64_t> last_nonce(Stage& stage)
{
    BALLAST_TRY(const auto instruments, stage.hub().read("/v1/instruments"));
    BALLAST_TRY(const Listing listing, find_listing(instruments, stage.script.instrument));
    BALLAST_TRY(const auto board,
                stage.hub().read("/v1/quotes?instrument=" + stage.script.instrument));
    std::uint64_t out = 0;
    for (const auto& offer : items_at(board, "makers_sell"))
    {
        BALLAST_TRY(const SignedQuote quote, read_quote(listing, offer));
        out = std::max(out, quote.quote.nonce);
    }
    return out;
}

/// A maker that was killed quotes on with nonces that it never used.
Answer<void> restart_maker(Stage& stage, StepLog& log)
{
    BALLAST_TRY(const std::uint64_t before, last_nonce(stage));
    stage.kill_maker();
    BALLAST_CHECK(stage.start_maker());
    const auto after =
        stage.wait_for<std::uint64_t>("the killed maker quotes again", stage.script.patience.start,
                                      [&]() -> Answer<std::optional<std::uint64_t>> {
                                          BALLAST_TRY(const std::uint64_t now, last_nonce(stage));
                                          return now > before ? std::optional{now} : std::nullopt;
                                      });
    if (!after) return fail(after.error());
    log.fact("the maker's nonces", std::to_string(before) + " before, " + std::to_string(*after) +
                                       " after it was killed");
    log.check(true, "a maker that was killed goes on without using a nonce twice");
    return {};
}

/// A copy of a guardian's store, taken while it stands still.
Answer<std::string> copy_store(Stage& stage, std::size_t index)
{
    BALLAST_CHECK(stage.stop_guardian(index));
    const auto copy = stage.folder.file(guardian_name(index) + "-store-copy");
    std::error_code error;
    std::filesystem::copy(stage.guardian_store(index), copy,
                          std::filesystem::copy_options::recursive, error);
    if (error) return failure("cannot copy to '" + copy.string() + "': " + error.message());
    return copy.string();
}

/// The hub's disk is lost, and so is a guardian's: each is built again from the others. What is
/// certified is with three of four guardians, so one of any two has all of it.
Answer<void> lose_stores(Stage& stage, StepLog& log)
{
    BALLAST_TRY(const auto before, stage.hub().account(stage.cast.maker_account()));
    stage.kill_hub();
    BALLAST_CHECK(remove_store(stage.hub_store()));
    log.fact("lost", "the hub's store", "hub-store");
    BALLAST_TRY(const std::string first, copy_store(stage, lost_guardian));
    BALLAST_TRY(const std::string second, copy_store(stage, lost_guardian + 1));
    BALLAST_CHECK(stage.start_guardian(lost_guardian + 1));
    BALLAST_CHECK(stage.start_hub({"--recover-from", first, "--recover-from", second}));
    BALLAST_TRY(const auto after, stage.hub().account(stage.cast.maker_account()));
    log.check(
        text_at(before, "balances.0.amount") == text_at(after, "balances.0.amount") &&
            !text_at(after, "balances.0.amount").empty(),
        "ballast hub --recover-from builds the journal again from guardians' stores, verified "
        "from its evidence");

    BALLAST_CHECK(remove_store(stage.guardian_store(lost_guardian)));
    BALLAST_CHECK(stage.start_guardian(lost_guardian));
    BALLAST_CHECK(wait_for_guardians(stage));
    log.fact("lost", guardian_name(lost_guardian) + "'s store", guardian_name(lost_guardian));
    log.check(true, "a guardian with an empty store follows the journal from record 0");
    return {};
}

Answer<void> set_blocked(Stage& stage, const Bytes20& receiver, bool is_blocked)
{
    const auto sent = lift(
        stage.b->deployer->send(stage.b->contracts.tokens.at("USDC"), "setBlocked(address,bool)",
                                std::vector{abi::address(receiver), abi::boolean(is_blocked)}),
        "blocking a receiver");
    if (!sent) return fail(sent.error());
    return {};
}

Answer<i128> claimable(Stage& stage, const Bytes20& recipient)
{
    return stage.b->chain.ask(
        stage.b->contracts.vault, "claimable(address,address)",
        {abi::address(stage.b->contracts.tokens.at("USDC")), abi::address(recipient)});
}

/// The token's issuer has blocked the recipient: the vault keeps it for him, and the hub knows.
Answer<void> pay_a_blocked_one(Stage& stage, StepLog& log)
{
    const AccountId maker = stage.cast.maker_account();
    const i128 amount = stage.script.liquidation.blocked_usdc;
    BALLAST_CHECK(set_blocked(stage, maker.owner(), true));
    BALLAST_TRY(const HubAnswer posted, post_withdrawal(stage, {.place = *stage.b,
                                                                .asset = "USDC",
                                                                .amount = amount,
                                                                .account = maker,
                                                                .signer = stage.cast.maker}));
    if (!posted.is_ok()) return failure("the hub refused the maker's: " + posted.refusal());
    const std::string id = text_at(posted.body, "withdrawal_id");
    BALLAST_TRY(const auto view, wait_for_withdrawal(stage, id, {"Claimable"}));
    log.fact("RELEASE to a blocked address", text_at(view, "transaction"));
    BALLAST_TRY(const i128 kept, claimable(stage, maker.owner()));
    log.check(kept == amount, "the token refused it; the vault keeps it for its recipient");

    BALLAST_CHECK(set_blocked(stage, maker.owner(), false));
    BALLAST_TRY(const i128 before, holding(*stage.b, "USDC", maker.owner()));
    const auto wallet = stage.b->chain.account(stage.cast.maker.duplicate());
    BALLAST_TRY(const Receipt claimed,
                lift(wallet->send(stage.b->contracts.vault, "claim(address,address)",
                                  std::vector{abi::address(stage.b->contracts.tokens.at("USDC")),
                                              abi::address(maker.owner())}),
                     "claiming"));
    BALLAST_TRY(const i128 after, holding(*stage.b, "USDC", maker.owner()));
    log.transaction("claimed", stage.b->chain.name(), included(claimed));
    log.check(after - before == amount, "no longer blocked, he claims exactly that");

    const auto vaa = parse_hex(text_at(view, "vaa"));
    if (!vaa) return failure("the hub shows no signed order");
    BALLAST_TRY(const Presented again,
                stage.b->chain.present(
                    stage.cast.unlucky, stage.b->contracts.vault,
                    abi::encode_call("submitOrder(bytes)", std::vector{abi::bytes(*vaa)})));
    log.fact("the same order once more", again.reason);
    log.check(!again.has_succeeded && again.reason.starts_with("OrderUsed"),
              "an order executes once, whoever brings it");
    return {};
}
}  // namespace

Answer<void> play_faults(Stage& stage, Story& story, StepLog& log)
{
    static_cast<void>(story);
    BALLAST_CHECK(bring_guardian_back(stage, log));
    BALLAST_CHECK(pay_a_blocked_one(stage, log));
    BALLAST_CHECK(restart_maker(stage, log));
    return lose_stores(stage, log);
}

}  // namespace ballast::demo
