// SPDX-License-Identifier: Apache-2.0
// The inside of a guardian: its parts and the thread they run on. Not for other modules. Split over
// guardian.cpp (life and network) and guardian_work.cpp (what happens on the guardian's thread).
#pragma once
#include <atomic>
#include <ballast/feeds/price_client.hpp>
#include <ballast/guardian/dialled_link.hpp>
#include <ballast/guardian/follower.hpp>
#include <ballast/guardian/guardian.hpp>
#include <ballast/guardian/observation_pool.hpp>
#include <ballast/guardian/observation_signer.hpp>
#include <ballast/guardian/worker.hpp>
#include <ballast/net/http_server.hpp>
#include <mutex>

namespace ballast::guardian {

struct Guardian::Impl : std::enable_shared_from_this<Guardian::Impl>
{
    Impl(const Genesis& g, GuardianSettings s, GuardianParts p)
        : genesis{g}, settings{std::move(s)}, parts{std::move(p)}, sources{g}, pool{g}
    {}

    // ---- life and network (guardian.cpp)
    [[nodiscard]] Result<void, std::string> launch();
    [[nodiscard]] Result<void, std::string> listen_to_peers();
    [[nodiscard]] Result<void, std::string> watch_chains();
    [[nodiscard]] chains::WatcherEvents events_of(ChainId chain);
    [[nodiscard]] Result<void, std::string> dial_peer(const std::string& url);
    [[nodiscard]] Result<void, std::string> dial_hub();
    [[nodiscard]] Result<void, std::string> watch_prices();
    void accept_peer(const std::shared_ptr<net::WebSocketSession>& socket);
    void stop();

    // ---- on the guardian's thread (guardian_work.cpp)
    void hub_frame(const Bytes& bytes, std::int64_t received_ms);
    void hub_closed();
    void peer_frame(const Bytes& bytes, const std::shared_ptr<net::WebSocketSession>& socket);
    void peer_opened(const std::weak_ptr<DialledLink>& slot);
    void hang_up_hub();
    void observed(const Observation& observation);
    void count_vote(const Observe& vote);
    void progressed(ChainId chain, const chains::Cursor& cursor);
    void chain_problem(ChainId chain, const chains::ChainProblem& problem);
    void chain_recovered(ChainId chain);
    void published(EvidenceKind kind, const Bytes& update);
    void tick();
    void send_to_hub(const Frame& frame);
    void broadcast(const Observe& observe);
    void send_unapplied(const Welcome& welcome);
    [[nodiscard]] GuardianStatus present_status();
    void refresh();
    void write_status_file(const GuardianStatus& now);

    /// Runs `task` on the guardian's thread; frames and reports may be dropped when it is far
    /// behind: false.
    bool post(Worker::Task task) { return worker->post(std::move(task)); }

    const Genesis genesis;
    const GuardianSettings settings;
    GuardianParts parts;
    const intake::Sources sources;

    // used on the guardian's thread only
    std::unique_ptr<Follower> follower;
    std::unique_ptr<ObservationSigner> signer;
    ObservationPool pool;
    std::map<ChainId, chains::ChainProblem> problems;
    bool is_written{};                ///< the status file
    std::optional<Sequence> written;  ///< its certified sequence
    std::uint64_t ticks{};

    std::unique_ptr<Worker> worker;
    // the network's; made before the worker's first task that uses them, gone after its last
    std::unique_ptr<net::HttpServer> peer_server;
    std::unique_ptr<DialledLink> hub;
    std::mutex peers_mutex;
    std::vector<std::shared_ptr<DialledLink>> peers;
    std::vector<std::unique_ptr<chains::Watcher>> watchers;
    std::unique_ptr<feeds::PriceClient> price_client;
    std::atomic<bool> is_stopped{false};

    mutable std::mutex status_mutex;
    GuardianStatus status;
};

}  // namespace ballast::guardian
