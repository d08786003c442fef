// SPDX-License-Identifier: Apache-2.0
// Brings signed orders to their chains: what is signed and due is handed to the chain's submitter,
// again and again until the chain reports it or its time has passed. Times and states are the
// outbox's; sockets are the submitters'.
#pragma once
#include <ballast/api/hub_services.hpp>
#include <ballast/chains/submitter.hpp>
#include <ballast/env/clock.hpp>
#include <ballast/net/io_context.hpp>
#include <ballast/outbox/outbox.hpp>
#include <ballast/pipeline/outcome.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <span>

namespace ballast::hub {

class Relayer
{
public:
    /// `genesis` says from which amounts on, and how long, vaults hold releases back; it outlives
    /// the relayer.
    Relayer(net::IoContext& io, const env::Clock& clock, const Genesis& genesis,
            outbox::OutboxSettings settings = {});
    /// Cancels its timer; on the loop's thread, or after the loop has stopped.
    ~Relayer();
    Relayer(const Relayer&) = delete;
    Relayer& operator=(const Relayer&) = delete;

    /// Orders for `chain` go through `submitter`, which outlives the relayer's use; before the
    /// first order.
    void add_chain(ChainId chain, chains::Submitter& submitter);
    /// A term begins behind `base` (nothing: before record 0): orders of commands beyond it are
    /// forgotten, others go on as they were, and those of `outstanding` that are not here yet are
    /// taken. From any thread; before the term's first batch.
    void begin_term(std::optional<Sequence> base, std::span<const outbox::NewOrder> outstanding);
    /// Takes new orders from a committed batch, and acknowledgements from its events. From any
    /// thread.
    void on_batch(const pipeline::CommittedBatch& batch);
    /// A guardian quorum signed it. From any thread.
    void on_signed(OrderId order, const Bytes& vaa);

    [[nodiscard]] std::optional<api::OrderStatus> status(OrderId order) const;
    [[nodiscard]] api::RelayerCounters counters() const;
    /// What a submitter reports of a transaction it sent; for SubmitterEvents::on_sent.
    void note_transaction(OrderId order, const Bytes32& transaction, bool is_replacement);

private:
    struct Sending
    {
        Bytes32 transaction;
        bool included{};
        bool under_way{};
        std::string problem;
        OrderEnd end{};
        bool claimable{};
        bool queued{};  ///< the vault has it and pays when executeQueued is called after its delay
    };

    void add(outbox::NewOrder order);
    void schedule();
    void send_due();
    void submit(OrderId order);
    [[nodiscard]] std::int64_t queue_ms(const Order& order) const;
    void note_included(const chains::SubmissionOutcome& outcome, Sending& row);
    static void note_refused(const chains::SubmissionOutcome& outcome, Sending& row);
    void on_outcome(const chains::SubmissionOutcome& outcome);

    net::IoContext& io_;
    const env::Clock& clock_;
    const Genesis& genesis_;
    mutable std::mutex mutex_;
    outbox::Outbox outbox_;
    std::map<OrderId, Sending> sending_;
    std::map<ChainId, chains::Submitter*> submitters_;
    api::RelayerCounters counters_;
    std::unique_ptr<net::Timer> timer_;
    std::shared_ptr<bool> alive_;
};

/// The trade whose signatures a venue wants beside its permit: from the record of `sequence` in a
/// batch's bytes.
[[nodiscard]] std::optional<SignedTrade> trade_evidence(BytesView batch, Sequence sequence);

}  // namespace ballast::hub
