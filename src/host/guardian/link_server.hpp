// SPDX-License-Identifier: Apache-2.0
// The hub's end of the guardian link: opens a term with a quorum of guardians, sends them durable
// batches, collects their signatures over heads, orders and observations. Leaves out ordering
// (pipeline) and relaying (core/outbox, host/chains). docs/adr/0007-guardian-link.md says why it
// works so.
#pragma once
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/domain/genesis.hpp>
#include <ballast/domain/order.hpp>
#include <ballast/env/clock.hpp>
#include <ballast/env/entropy.hpp>
#include <ballast/env/journal_store.hpp>
#include <ballast/guardian/frames.hpp>
#include <ballast/net/http_server.hpp>
#include <ballast/pipeline/pipeline.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ballast::guardian {

struct LinkSettings
{
    std::size_t window_batches{64};        ///< sent to a guardian and not acknowledged
    std::size_t window_bytes{24U << 20U};  ///< likewise
    std::size_t uncertified_max{
        65'536};                      ///< heads that wait for a quorum; older ones are forgotten
    std::size_t orders_max{100'000};  ///< orders that wait for a quorum
    std::size_t observations_max{4'096};  ///< of one guardian, waiting for a quorum
    std::size_t completed_max{65'536};    ///< digests remembered as handed to the pipeline
    std::size_t connections_max{64};      ///< sessions, those without a HELLO too
    std::int64_t hello_ms_max{10'000};    ///< from CHALLENGE to HELLO
};

/// Which term begins, and after which batch: what lies beyond, in the hub's own store too, is
/// sequenced anew.
struct TermOpening
{
    Term term;
    std::optional<ChainPoint> base;  ///< nothing: before record 0
    bool operator==(const TermOpening&) const = default;
};

/// What the link tells its hub, all on the link's own thread: keep it short. Each may be empty.
struct LinkCallbacks
{
    /// A quorum said HELLO. Hand it to another thread, which truncates the store after `base`,
    /// replays, starts its pipeline with `term` and then calls start().
    std::function<void(const TermOpening&)> on_term_open;
    /// Everything up to the certificate's sequence is certified.
    std::function<void(const journal::Certificate&)> on_certified;
    /// A quorum signed the order; `vaa` is stored already.
    std::function<void(OrderId, const Bytes& vaa)> on_order_signed;
    /// A guardian does not go along.
    std::function<void(std::uint8_t guardian_index, const Refuse&)> on_refusal;
    /// No quorum will certify in this term any more: stop the pipeline and call reopen(). Said once
    /// for each term.
    std::function<void(const std::string& why)> on_term_lost;
    /// No term can be opened with this store, now or later: end the process.
    std::function<void(const std::string& why)> on_store_failed;
};

/// What the hub hands over once it runs in a term; all may be called from the link's thread.
struct TermStart
{
    std::vector<Order> outstanding;  ///< orders of the replayed journal that may still execute
    /// Where evidence goes: Pipeline::submit.
    std::function<void(EvidenceKind, Bytes, pipeline::SubmitCallback)> submit;
    /// How far each contract's reports are applied: what guardians need not send again.
    std::function<std::vector<AppliedReports>()> applied;
};

enum class LinkPhase : std::uint8_t
{
    Opening,   ///< waits for a quorum of HELLOs
    Starting,  ///< the term is known; the hub replays
    Open,      ///< batches flow
    Lost,      ///< no quorum can certify in this term: reopen()
};
/// The enumerator's name.
[[nodiscard]] std::string_view name_of(LinkPhase phase);

/// One guardian as the hub sees it.
struct GuardianView
{
    Bytes20 key;
    bool is_connected{};
    std::optional<Sequence> held;        ///< last acknowledged, in this connection
    std::optional<Sequence> certified;   ///< last head it signed
    std::int64_t last_seen_ms{};         ///< 0: never
    std::optional<RefusalCode> refusal;  ///< the last one, until it certifies again
    std::string refusal_sentence;
};

struct LinkCounters
{
    std::uint64_t certificates{};
    std::uint64_t orders_signed{};
    std::uint64_t attestations{};  ///< observations that reached a quorum here
    std::uint64_t bad_frames{};    ///< that did not decode, or came out of turn
    std::uint64_t bad_signatures{};
    std::uint64_t refused_hellos{};
    std::uint64_t refusals{};  ///< REFUSE frames
    std::uint64_t dropped_observations{};
};

/// For health and metrics.
struct LinkStatus
{
    LinkPhase phase{};
    Term term;
    std::optional<Sequence> certified;
    std::vector<GuardianView> guardians;  ///< by index
    LinkCounters counters;
    std::size_t heads_waiting{};
    std::size_t orders_waiting{};
    std::size_t observations_waiting{};
    [[nodiscard]] std::size_t connected_count() const;
};

class GuardianLinkServer
{
public:
    /// `store`, `clock` and `entropy` outlive it. Certificates, signed heads and signed orders are
    /// written to `store` beside the pipeline's batches.
    GuardianLinkServer(LinkSettings settings, const Genesis& genesis, crypto::SecretKey hub_key,
                       env::JournalStore& store, const env::Clock& clock, env::Entropy& entropy,
                       LinkCallbacks callbacks);
    /// Stops.
    ~GuardianLinkServer();
    GuardianLinkServer(const GuardianLinkServer&) = delete;
    GuardianLinkServer& operator=(const GuardianLinkServer&) = delete;

    /// Takes guardians at hub_link_path; before the server's start(). The server may outlive the
    /// link.
    void attach(net::HttpServer& server);
    /// The hub runs in the opened term, its store ends where its pipeline goes on. From any thread.
    void start(TermStart begin);
    /// A batch is durable and applied; in order, on the pipeline's thread. Waits while too many
    /// wait.
    void publish(const pipeline::SharedBatch& batch);
    /// Gives the term up and asks for HELLOs anew; nothing is published until the next start(). To
    /// be called once the pipeline has stopped. From any thread.
    void reopen();
    /// Closes all sessions and joins the thread. Idempotent; not from a callback.
    void stop();

    /// The signed order, or nothing while no quorum signed it. From any thread.
    [[nodiscard]] std::optional<Bytes> signed_order(OrderId order) const;
    [[nodiscard]] LinkStatus status() const;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace ballast::guardian
