// SPDX-License-Identifier: Apache-2.0
// The last step: everything stands still, and is counted: tokens on the chains against the hub's
// ledger, and the state hash of the hub against those of all guardians and of a replay from the
// journal.
#include <ballast/base/hex.hpp>
#include <ballast/config/text_file.hpp>

#include "account_tables.hpp"
#include "deposits.hpp"
#include "step.hpp"

namespace ballast::demo {
namespace {
namespace abi = wire::abi;
namespace json = boost::json;

constexpr std::size_t status_size_max = 1U << 20U;
/// Several polls of every follower.
constexpr std::chrono::milliseconds rest{2'000};

/// A state hash with the sequence it is of.
struct StateHash
{
    std::string sequence;
    std::string hash;
    bool operator==(const StateHash&) const = default;
};

// ---- tokens

/// One row of the ledger: what the chain has against what the hub says.
Answer<void> compare_token(Stage& stage, Story& story, StepLog& log, Place& place,
                           const std::string& asset, Table& table)
{
    const Bytes20 token = place.contracts.tokens.at(asset);
    const Bytes20 vault = place.contracts.vault;
    BALLAST_TRY(const i128 held,
                place.chain.ask(token, "balanceOf(address)", {abi::address(vault)}));
    BALLAST_TRY(const i128 locked,
                place.chain.ask(vault, "locked(address)", {abi::address(token)}));
    BALLAST_TRY(const auto book, token_book(stage.hub(), place.chain, asset));
    BALLAST_TRY(const i128 accounts, integer_at(book, "in_accounts"));
    BALLAST_TRY(const i128 clearing, integer_at(book, "in_clearing"));
    BALLAST_TRY(const i128 digits, integer_at(book, "decimals"));
    BALLAST_TRY(const i128 in_flight, integer_at(book, "in_flight"));
    const i128 difference = held - (accounts + clearing + in_flight);
    const auto whole = [&](i128 amount) {
        return short_decimal(to_decimal_scaled(amount, static_cast<unsigned>(digits)),
                             static_cast<std::size_t>(digits));
    };
    table.rows.push_back({asset, place.chain.name(), whole(held), whole(locked), whole(accounts),
                          whole(clearing), to_decimal(difference)});
    story.difference[place.chain.name() + "/" + asset] = to_decimal(difference);
    log.check(difference == 0 && held == locked,
              asset + " on " + place.chain.name() +
                  ": the vault's balance, what it says is "
                  "locked, and the hub's ledger agree to the last unit");
    return {};
}

Answer<void> compare_tokens(Stage& stage, Story& story, StepLog& log)
{
    Table table{.columns = {"token", "<chain", "balance of the vault", "locked", "hub: accounts",
                            "hub: clearing", "difference"}};
    for (Place* place : {&*stage.a, &*stage.b})
        for (const auto& [asset, address] : place->contracts.tokens)
            BALLAST_CHECK(compare_token(stage, story, log, *place, asset, table));
    stage.screen.table(table);
    return {};
}

// ---- state hashes

Answer<StateHash> hash_in(const json::value& view)
{
    StateHash out{text_at(view, "state_sequence"), text_at(view, "state_hash")};
    if (out.sequence.empty() || out.hash.empty()) return failure("there is no state hash");
    return out;
}

/// The guardian's own word, from the file that it rewrites after each certificate.
std::optional<StateHash> guardian_hash(Stage& stage, std::size_t index)
{
    const auto text =
        config::read_text_file(stage.guardian_store(index) / "status.json", status_size_max);
    if (!text) return std::nullopt;
    const auto status = parse(*text);
    if (!status) return std::nullopt;
    const auto hash = hash_in(*status);
    return hash ? std::optional{*hash} : std::nullopt;
}

/// The hub's hash if hub and guardians stand at the same certified sequence now.
Answer<std::optional<StateHash>> look_for_rest(Stage& stage)
{
    BALLAST_TRY(const auto end, stage.hub().read("/v1/journal"));
    if (text_at(end, "certified") != text_at(end, "sequence")) return std::nullopt;
    BALLAST_TRY(const StateHash hub, hash_in(end));
    for (std::size_t i = 0; i < stage.cast.guardians.size(); ++i)
    {
        const auto guardian = guardian_hash(stage, i);
        if (!guardian || guardian->sequence != hub.sequence) return std::nullopt;
    }
    return hub;
}

/// The hub's hash, once its journal has come to rest under a certificate, every guardian has come
/// as far, and nothing followed for a while: the last HEADs may still be on their way.
Answer<StateHash> wait_for_rest(Stage& stage)
{
    using Clock = std::chrono::steady_clock;
    std::optional<std::pair<StateHash, Clock::time_point>> resting;
    const auto look = [&]() -> Answer<std::optional<StateHash>> {
        BALLAST_TRY(const auto now, look_for_rest(stage));
        if (!now || !resting || resting->first != *now)
            resting = now ? std::optional{std::pair{*now, Clock::now()}} : std::nullopt;
        if (!resting || Clock::now() - resting->second < rest) return std::nullopt;
        return resting->first;
    };
    return stage.wait_for<StateHash>("all guardians at the hub's last sequence, and nothing new",
                                     stage.script.patience.finality, look);
}

/// Evidence, hashes, certificates and invariants of the hub's store, all again, by a process of its
/// own.
Answer<StateHash> replay(Stage& stage)
{
    const auto out_file = stage.folder.log_file("journal-verify");
    BALLAST_TRY(
        auto verifier,
        ChildProcess::start({.name = "journal verify",
                             .program = stage.settings.program,
                             .arguments = {"journal", "verify", "--json", "--store",
                                           stage.folder.file("hub-store").string(), "--genesis",
                                           stage.folder.file("genesis.toml").string()},
                             .log_file = out_file,
                             .stop_timeout = stage.script.patience.stop}));
    const auto ended =
        stage.wait_for<bool>("the hub's journal is replayed from its evidence",
                             stage.script.patience.finality, [&]() -> Answer<std::optional<bool>> {
                                 return verifier.is_running() ? std::nullopt : std::optional{true};
                             });
    if (!ended) return fail(ended.error());
    if (!verifier.stop()) return failure(verifier.obituary());
    const auto text = config::read_text_file(out_file, status_size_max);
    if (!text) return failure(text.error().sentence());
    BALLAST_TRY(const auto result, parse(*text));
    return hash_in(result);
}

Answer<void> compare_hashes(Stage& stage, Story& story, StepLog& log, const StateHash& hub)
{
    Table table{.columns = {"state hash of", "<sequence", "<hash"}};
    bool are_equal = true;
    const auto row = [&](const std::string& who, const StateHash& hash) {
        table.rows.push_back({who, hash.sequence, hash.hash});
        story.state_hash[who] = hash.hash;
        are_equal = are_equal && hash == hub;
    };
    story.state_hash["sequence"] = hub.sequence;
    row("hub", hub);
    for (std::size_t i = 0; i < stage.cast.guardians.size(); ++i)
        row(guardian_name(i), guardian_hash(stage, i).value_or(StateHash{}));
    BALLAST_CHECK(stage.stop_hub());
    BALLAST_TRY(const StateHash replayed, replay(stage));
    row("replay", replayed);
    stage.screen.table(table);
    log.check(are_equal, "hub, four guardians and a replay from evidence have the same state hash");
    return {};
}
}  // namespace

Answer<void> play_reckoning(Stage& stage, Story& story, StepLog& log)
{
    BALLAST_CHECK(stage.stop_maker());
    BALLAST_CHECK(stage.stop_liquidator());
    stage.prices->pause();
    for (Place* place : {&*stage.a, &*stage.b}) BALLAST_CHECK(place->chain.set_mining(0));
    BALLAST_TRY(const StateHash hub, wait_for_rest(stage));
    log.number("sequence", json::string{hub.sequence});
    BALLAST_CHECK(compare_tokens(stage, story, log));
    return compare_hashes(stage, story, log, hub);
}

}  // namespace ballast::demo
