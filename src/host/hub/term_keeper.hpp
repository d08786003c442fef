// SPDX-License-Identifier: Apache-2.0
// From one term to the next: opens what a quorum of guardians agreed on, and when the term is lost,
// stops what runs in it and asks for another, for as long as nobody stops the hub. Leaves out where
// a term begins (guardian/term_opening.hpp).
#pragma once
#include <ballast/guardian/worker.hpp>
#include <ballast/hub/opening.hpp>
#include <ballast/hub/relayer.hpp>
#include <ballast/pipeline/pipeline.hpp>

namespace ballast::hub {

/// What a term is made of; all outlive the keeper.
struct TermParts
{
    env::JournalStore& store;
    const Genesis& genesis;
    pipeline::Pipeline& pipeline;
    guardian::GuardianLinkServer& link;
    Relayer& relayer;
};

/// What the keeper tells its hub, on its own thread; each may be empty.
struct TermCallbacks
{
    /// A term begins; nothing runs in it yet. `was_cut`: commands of older terms were taken back
    /// and are sequenced anew.
    std::function<void(bool was_cut)> on_opening;
    /// The pipeline runs in it.
    std::function<void()> on_open;
    /// The pipeline has stopped, and what waited in it was answered Stopped.
    std::function<void()> on_lost;
    /// The store does not give what a term needs: end the process.
    std::function<void(const std::string& why)> on_failure;
};

class TermKeeper
{
public:
    TermKeeper(TermParts parts, TermCallbacks callbacks);
    /// Stops.
    ~TermKeeper() { stop(); }
    TermKeeper(const TermKeeper&) = delete;
    TermKeeper& operator=(const TermKeeper&) = delete;

    /// Begins the term, soon; for LinkCallbacks::on_term_open. From any thread.
    void open(const guardian::TermOpening& opening);
    /// Ends the term and asks for another, soon; for LinkCallbacks::on_term_lost. From any thread.
    void lose(std::string why);
    /// Ends after the step under way; the pipeline is left as it is. Idempotent.
    void stop() { worker_.stop(); }

private:
    void begin(const guardian::TermOpening& opening);
    [[nodiscard]] guardian::TermStart link_start(std::vector<Order> outstanding) const;
    void forget_orphans(std::size_t count, std::size_t refused);
    void end(const std::string& why);

    TermParts parts_;
    TermCallbacks callbacks_;
    Term term_;
    guardian::Worker worker_;  ///< last: its thread uses everything above
};

}  // namespace ballast::hub
