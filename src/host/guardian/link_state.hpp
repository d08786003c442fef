// SPDX-License-Identifier: Apache-2.0
// The inside of the hub's link: sessions and what is collected. All on the link's own thread unless
// said otherwise. Not for other modules. Split over link_server.cpp (sessions), link_opening.cpp
// (terms) and link_stream.cpp (batches, signatures, evidence).
#pragma once
#include <atomic>
#include <ballast/guardian/link_desks.hpp>
#include <ballast/guardian/link_server.hpp>
#include <ballast/guardian/observation_pool.hpp>
#include <ballast/guardian/worker.hpp>
#include <deque>
#include <map>
#include <mutex>
#include <set>

namespace ballast::guardian {

/// Spaces and keys of the hub's store that belong to the link.
inline constexpr std::string_view heads_space = "link/heads";
inline constexpr std::string_view orders_space = "link/signed_orders";
inline constexpr std::string_view term_key = "link/term";

/// One connection, from CHALLENGE to its end.
struct LinkSession
{
    struct Sent
    {
        Sequence last;
        std::size_t size{};
    };
    std::shared_ptr<net::WebSocketSession> socket;
    Challenge challenge;
    std::int64_t since_ms{};          ///< monotonic
    std::optional<Hello> hello;       ///< verified
    bool is_streaming{};              ///< was welcomed
    Sequence next;                    ///< first record of the batch to send next
    std::optional<Sequence> stalled;  ///< refused as too old; waits until this is certified
    std::optional<Sequence> told;     ///< last CERTIFIED that it got
    std::deque<Sent> in_flight;
    std::size_t in_flight_bytes{};
};

struct GuardianLinkServer::Impl : std::enable_shared_from_this<GuardianLinkServer::Impl>
{
    using SessionId = std::uint64_t;

    Impl(LinkSettings s, const Genesis& g, crypto::SecretKey key, env::JournalStore& js,
         const env::Clock& c, env::Entropy& e, LinkCallbacks cb);
    void launch();

    // ---- sessions (link_server.cpp)
    void accept(const std::shared_ptr<net::WebSocketSession>& socket);  ///< on the loop's thread
    void opened(SessionId id, const std::shared_ptr<net::WebSocketSession>& socket);
    void received(SessionId id, const Bytes& bytes);
    void handle(SessionId id, LinkSession& session, const Frame& frame);
    void closed(SessionId id);
    void drop(SessionId id, net::CloseCode code, const std::string& why);
    void send(LinkSession& session, const Frame& frame);
    void tick();
    void refresh_status();

    // ---- terms (link_opening.cpp)
    void on_hello(SessionId id, LinkSession& session, const Hello& hello);
    void open_term();
    void forget_older_terms();
    void begin(TermStart start);
    void adopt_orders(const std::vector<Order>& outstanding);
    void welcome(LinkSession& session);
    void on_refuse(LinkSession& session, const Refuse& refuse);
    void lose(const std::string& why);
    void give_up(const std::string& why);
    void reopen();

    // ---- batches, signatures, evidence (link_stream.cpp)
    void take_batch(const pipeline::SharedBatch& batch);
    void pump(LinkSession& session);
    void pump_all();
    [[nodiscard]] Result<net::SharedBytes, env::StoreError> frame_of(Sequence first,
                                                                     Sequence& last);
    void offer_certificate(LinkSession& session);
    void acknowledge(LinkSession& session, Sequence held);
    void on_certify(LinkSession& session, const Certify& vote);
    void on_certificate(const journal::Certificate& certificate);
    void on_sign(LinkSession& session, const SignOrder& vote);
    void finish_order(OrderId order, const Bytes& vaa);
    void on_observe(LinkSession& session, const Observe& vote);
    void on_observed(const Observed& observed);
    void submit_attestation(const Bytes32& digest, Bytes vaa);
    void submitted(const Bytes32& digest, const Bytes& vaa, const pipeline::SubmitResult& result);
    void remember_done(const Bytes32& digest);
    void retry_submissions();

    [[nodiscard]] GuardianView& view_of(const LinkSession& session)
    {
        return views[session.hello->guardian_index];
    }
    /// Says it in the log; the first failed write of a store is the pipeline's to act on.
    void note_store(const Result<void, env::StoreError>& written, std::string_view what);

    const LinkSettings settings;
    const Genesis genesis;
    const crypto::SecretKey hub_key;
    env::JournalStore& store;
    const env::Clock& clock;
    env::Entropy& entropy;
    const LinkCallbacks callbacks;

    LinkPhase phase{LinkPhase::Opening};
    Term term;
    std::optional<ChainPoint> base;
    std::vector<Hello> opening;
    std::map<std::uint8_t, Hello> hellos;
    TermStart run;
    std::optional<Sequence> end;  ///< last durable record
    std::optional<journal::Certificate> certificate;
    std::map<SessionId, LinkSession> sessions;
    std::vector<std::optional<SessionId>> session_of;  ///< by guardian
    std::vector<GuardianView> views;
    LinkCounters counters;

    HeadDesk heads;
    OrderDesk orders;
    ObservationPool pool;
    struct CachedFrame
    {
        Sequence last;
        net::SharedBytes bytes;
        bool has_certificate{};
    };
    std::map<Sequence, CachedFrame> frames;  ///< the newest, by first record
    std::set<Bytes32> submitting;
    std::set<Bytes32> done;
    std::deque<Bytes32> done_order;
    std::deque<std::pair<Bytes32, Bytes>> retries;

    std::atomic<SessionId> next_session{1};
    std::atomic<std::size_t> connections{0};
    std::atomic<bool> is_stopped{false};
    mutable std::mutex status_mutex;
    LinkStatus status;
    std::unique_ptr<Worker> worker;  ///< last: its thread uses everything above
};

}  // namespace ballast::guardian
