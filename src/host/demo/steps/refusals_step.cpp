// SPDX-License-Identifier: Apache-2.0
// Step e: what must not count. A deposit in a block that a reorganisation removes; forged, replayed
// and below-quorum attestations at the hub; forged, replayed and below-quorum permits at the venue.
#include <ballast/base/hex.hpp>
#include <ballast/demo/attestation_forge.hpp>
#include <ballast/demo/trade_signing.hpp>
#include <boost/json/object.hpp>

#include "deposits.hpp"
#include "step.hpp"
#include "trading.hpp"

namespace ballast::demo {
namespace {
namespace json = boost::json;

constexpr std::string_view weth = "WETH";
constexpr std::uint8_t below_quorum[] = {0, 1};
constexpr std::uint8_t first_quorum[] = {0, 1, 2};
constexpr std::uint8_t other_quorum[] = {1, 2, 3};
/// Bytes from the payload's end to the last byte of an amount: LOCKED ends with amount | depositor.
constexpr std::size_t locked_amount_from_end = 33;
/// PERMIT ends with quantity | limit | epoch | epoch | flags.
constexpr std::size_t permit_quantity_from_end = 1 + 8 + 8 + 32 + 1;

// ---- a reorganisation

/// Removes the blocks from the deposit's on; the node stands still meanwhile.
Answer<void> remove_block(Stage& stage, const Included& lost)
{
    const LocalChain& chain = stage.a->chain;
    BALLAST_CHECK(chain.set_mining(0));
    BALLAST_TRY(const std::uint64_t latest, chain.latest_block());
    const std::uint64_t depth = latest - lost.block_number + 1;
    const auto reorganised = chain.rpc("anvil_reorg", {depth, json::array{}});
    BALLAST_CHECK(chain.set_mining(stage.script.block_s));
    if (!reorganised) return fail(reorganised.error());
    return {};
}

/// Waits until the hub has applied a HEAD of the vault on A at or behind a block.
Answer<json::value> wait_for_head(Stage& stage, std::uint64_t block_number)
{
    const std::string vault = to_hex_0x(stage.a->contracts.vault.view());
    const auto look = [&]() -> Answer<std::optional<json::value>> {
        BALLAST_TRY(const auto view, stage.hub().read("/v1/chains"));
        for (const auto& chain : items_at(view, "chains"))
            for (const auto& contract : items_at(chain, "contracts"))
            {
                if (text_at(contract, "address") != vault) continue;
                BALLAST_TRY(const i128 head, integer_at(contract, "head_block"));
                if (text_at(chain, "name") == stage.a->chain.name() &&
                    head >= static_cast<i128>(block_number))
                    return contract;
            }
        return std::nullopt;
    };
    return stage.wait_for<json::value>("a HEAD of A behind the removed block",
                                       stage.script.patience.finality, look);
}

Answer<void> lose_deposit(Stage& stage, StepLog& log)
{
    BALLAST_TRY(const auto before, token_book(stage.hub(), stage.a->chain, weth));
    const AccountId account = stage.cast.unlucky_account();
    BALLAST_TRY(const Included lost,
                deposit(*stage.a, {.asset = std::string{weth},
                                   .amount = static_cast<u128>(stage.script.lost_weth),
                                   .account = account,
                                   .depositor = stage.cast.unlucky}));
    log.transaction("deposit that will be lost", stage.a->chain.name(), lost);
    BALLAST_CHECK(remove_block(stage, lost));
    BALLAST_TRY(const auto receipt, stage.a->chain.receipt(lost.transaction));
    log.check(!receipt, "anvil_reorg: the transaction is in no block of A any more");
    BALLAST_TRY(const auto head, wait_for_head(stage, lost.block_number));
    log.fact("HEAD of the vault on A", "block " + text_at(head, "head_block"),
             text_at(head, "head_block"));
    BALLAST_TRY(const auto view, stage.hub().account(account));
    BALLAST_TRY(const auto after, token_book(stage.hub(), stage.a->chain, weth));
    log.check(view.is_null() && text_at(before, "locked") == text_at(after, "locked"),
              "its block number is final now, and the deposit was never counted: the hub does not "
              "even know the account");
    return {};
}

// ---- attestations at the hub

/// A message for the hub, and the code with which it must be refused.
struct Attempt
{
    std::string name;
    Bytes vaa;
    std::string_view code;  ///< empty: any
};

Answer<void> attest(Stage& stage, StepLog& log, const Attempt& attempt)
{
    BALLAST_TRY(
        const HubAnswer answer,
        stage.hub().post("/v1/attestations", json::object{{"vaa", to_hex_0x(attempt.vaa)}}));
    const std::string code = text_at(answer.body, "error.code");
    const bool is_client_error = answer.status >= 400 && answer.status < 500;
    log.fact("hub: " + attempt.name,
             "status " + std::to_string(answer.status) + ", " + answer.refusal(), code);
    log.check(is_client_error && !code.empty() && (attempt.code.empty() || code == attempt.code),
              attempt.name + " is refused");
    return {};
}

Answer<void> attest_wrongly(Stage& stage, const Story& story, StepLog& log)
{
    BALLAST_TRY(const auto receipt, stage.a->chain.receipt(story.weth_deposit.transaction));
    if (!receipt) return failure("the node of A forgot the trader's deposit");
    BALLAST_TRY(const Bytes body, observation_body(stage.a->chain, *receipt, stage.genesis));
    const auto& keys = stage.cast.guardians;
    const Bytes real = sign_message(body, keys, first_quorum);
    BALLAST_TRY(const Bytes forged, alter_payload(real, locked_amount_from_end));
    BALLAST_TRY(const auto before, stage.hub().account(stage.cast.trader_account()));
    BALLAST_CHECK(attest(stage, log, {"a forged amount", forged, "SignerMismatch"}));
    BALLAST_CHECK(
        attest(stage, log,
               {"two signatures of four", sign_message(body, keys, below_quorum), "BelowQuorum"}));
    BALLAST_CHECK(attest(stage, log, {"the same attestation again", real, "AlreadyApplied"}));
    BALLAST_CHECK(attest(stage, log,
                         {"the same under other signatures", sign_message(body, keys, other_quorum),
                          "AlreadyApplied"}));
    BALLAST_TRY(const auto after, stage.hub().account(stage.cast.trader_account()));
    log.check(text_at(before, "balances.0.amount") == text_at(after, "balances.0.amount"),
              "the account's balances are what they were");
    return {};
}

// ---- permits at the venue

/// A permit for the venue, and the error with which it must revert.
struct Permission
{
    std::string name;
    Bytes vaa;
    std::string_view error;
};

Answer<void> present(Stage& stage, const Story& story, StepLog& log, const Permission& permission)
{
    const Bytes call = execute_trade_call(permission.vaa, story.first_trade);
    BALLAST_TRY(const Presented presented,
                stage.b->chain.present(stage.cast.unlucky, stage.b->contracts.venue, call));
    log.transaction("venue: " + permission.name, stage.b->chain.name(), presented.where);
    log.number(permission.name + ", reason", json::string{presented.reason});
    log.check(!presented.has_succeeded && presented.reason.starts_with(permission.error),
              permission.name + " reverts with " + presented.reason);
    return {};
}

Answer<void> permit_wrongly(Stage& stage, const Story& story, StepLog& log)
{
    BALLAST_TRY(const auto order,
                stage.hub().read("/v1/orders/" + std::to_string(story.first_order)));
    const auto real = parse_hex(text_at(order, "vaa"));
    if (!real || real->empty()) return failure("the hub has forgotten the first permit");
    BALLAST_TRY(const Bytes forged, alter_payload(*real, permit_quantity_from_end));
    BALLAST_TRY(const Bytes few, keep_signatures(*real, std::size(below_quorum)));
    BALLAST_CHECK(present(stage, story, log, {"a forged permit", forged, "SignerMismatch"}));
    BALLAST_CHECK(present(stage, story, log, {"a permit below quorum", few, "BelowQuorum"}));
    return present(stage, story, log, {"a permit that was used", *real, "OrderUsed"});
}
}  // namespace

Answer<void> play_refusals(Stage& stage, Story& story, StepLog& log)
{
    stage.screen.say("A deposit in a block that is reorganised away before it is final:");
    BALLAST_CHECK(lose_deposit(stage, log));
    stage.screen.say("Attestations handed to the hub by anybody:");
    BALLAST_CHECK(attest_wrongly(stage, story, log));
    stage.screen.say("Permits presented to the venue on B by anybody:");
    return permit_wrongly(stage, story, log);
}

}  // namespace ballast::demo
