// SPDX-License-Identifier: Apache-2.0
// A guardian: watches the chains, signs what they report, follows the hub's journal and recomputes
// it, certifies its heads and signs the orders of its own run. This class joins the parts with the
// network; the rules stand in follower.hpp, observation_book.hpp and omission_watch.hpp.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/chains/watcher.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/domain/genesis.hpp>
#include <ballast/env/clock.hpp>
#include <ballast/env/journal_store.hpp>
#include <ballast/guardian/frames.hpp>
#include <ballast/net/io_context.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ballast::guardian {

struct GuardianSettings
{
    std::string hub_url;  ///< ws:// of the hub's guardian link
    std::string peers_address{"127.0.0.1"};
    std::uint16_t peers_port{};           ///< 0 takes a free one
    std::vector<std::string> peers_dial;  ///< ws:// of other guardians
    std::string prices_url;               ///< ws:// of the price stream; empty: none is watched
    std::int64_t omission_ms_max{
        10'000};                       ///< evidence handed to the hub must be sequenced within it
    std::int64_t fresh_ms_max{2'000};  ///< age of a batch when it first comes
    std::int64_t redial_ms_min{250};   ///< pause before dialling again; doubles
    std::int64_t redial_ms_max{5'000};
    std::uint64_t snapshot_every{100'000};  ///< sequences between two snapshots
    std::filesystem::path status_file;      ///< rewritten after each certificate; empty: none
};

/// Makes the watcher of one chain of the genesis; a sentence when it cannot.
using WatcherFactory = std::function<Result<std::unique_ptr<chains::Watcher>, std::string>(
    const chains::WatchedChain&, chains::WatcherEvents, std::optional<chains::Cursor>)>;

/// What a guardian is made of; `io`, `store` and `clock` outlive it. The store is its own.
struct GuardianParts
{
    net::IoContext& io;
    env::JournalStore& store;
    const env::Clock& clock;
    crypto::SecretKey key;
    WatcherFactory make_watcher;
    /// Called whenever its status changed, on the guardian's thread, or on the one that stops it;
    /// may be empty.
    std::function<void()> on_change;
};

/// What a guardian says of itself; also the contents of its status file.
struct GuardianStatus
{
    std::uint8_t guardian_index{};
    bool is_connected{};            ///< a WELCOME was accepted in this connection
    std::size_t peers_connected{};  ///< dialled by us
    Term term;
    std::optional<ChainPoint> head;       ///< the last batch it holds
    std::optional<Sequence> certified;    ///< covered by a certificate it holds
    std::optional<Sequence> signed_head;  ///< the last head it signed
    Sequence state_sequence;
    Bytes32 state_hash;
    std::uint64_t observations_signed{};
    std::uint64_t orders_signed{};
    std::size_t owed{};            ///< evidence the hub was handed and has not sequenced yet
    std::vector<Refuse> refusals;  ///< in force: the one for ever, or those until healed
    std::vector<chains::ChainProblem> chain_problems;
    /// One JSON object: sequence, term, state_sequence, state_hash, head, refusals, …
    [[nodiscard]] std::string to_json() const;
};

class Guardian
{
public:
    /// Reads its store, replays, watches the chains and dials hub and peers; a sentence when the
    /// key is no guardian's, the store is another deployment's or damaged, or a port is in use.
    [[nodiscard]] static Result<std::unique_ptr<Guardian>, std::string> start(
        const Genesis& genesis, GuardianSettings settings, GuardianParts parts);
    /// Stops.
    ~Guardian();
    Guardian(const Guardian&) = delete;
    Guardian& operator=(const Guardian&) = delete;

    /// Ends watching, following and dialling, writes the last status, joins its thread. What waits
    /// is dropped, and no peer is waited for. Idempotent.
    void stop();
    /// Dials one more guardian.
    void add_peer(const std::string& url);
    /// The port at which peers are taken.
    [[nodiscard]] std::uint16_t peers_port() const;
    /// As of the last change; names the guardian from the start. From any thread.
    [[nodiscard]] GuardianStatus status() const;

private:
    struct Impl;
    explicit Guardian(std::shared_ptr<Impl> impl);
    std::shared_ptr<Impl> impl_;
};

}  // namespace ballast::guardian
