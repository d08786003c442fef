// SPDX-License-Identifier: Apache-2.0
// One batch after the other.
#include "journal_check.hpp"

#include <algorithm>
#include <ballast/attest/quorum.hpp>
#include <ballast/engine/invariants.hpp>
#include <ballast/engine/state_hash.hpp>
#include <ballast/env/clock.hpp>

namespace ballast::app {
namespace {

/// What is being checked, and what was found so far.
struct Walker
{
    const env::JournalStore& store;
    const JournalCheck& what;
    pipeline::Replica replica;
    JournalReport report;
    std::optional<Bytes32> hash_there{};  ///< behind what.to

    bool fault(Sequence at, std::string sentence)
    {
        if (!report.fault) report.fault = JournalFault{at, std::move(sentence)};
        return false;
    }

    bool recount(Sequence at)
    {
        ++report.recounts;
        const auto broken = engine::find_broken_invariant(replica.state());
        return !broken || fault(at, "the books do not balance: " + *broken);
    }

    void note(const pipeline::CommandOutcome& outcome)
    {
        if (what.to && outcome.sequence > *what.to) return;  // the batch's rest
        if (what.on_outcome) what.on_outcome(outcome, replica.state());
        if (what.to == outcome.sequence) hash_there = engine::full_state_hash(replica.state());
        ++report.records;
        report.sequence = outcome.sequence;
        if (outcome.refusal() != nullptr) ++report.refused;
        if (what.invariants_every != 0 && outcome.sequence.value % what.invariants_every == 0)
            recount(outcome.sequence);
    }

    bool follow(const journal::SealedBatch& batch)
    {
        ++report.batches;
        const auto followed =
            replica.follow(batch.bytes, what.evidence,
                           [this](pipeline::CommandOutcome&& outcome) { note(outcome); });
        if (!followed) return fault(followed.error().sequence, followed.error().sentence);
        if (replica.position().hash != batch.hash)
            return fault(batch.header.last(), "the store names another hash for the batch");
        return !report.fault && (!what.checks_certificates || check_certificate(batch));
    }

    /// A batch may have no certificate of its own: a later one covers it.
    bool check_certificate(const journal::SealedBatch& batch)
    {
        const Sequence at = batch.header.last();
        const auto bytes = store.certificate(at);
        if (!bytes)
            return bytes.error() == env::StoreError::NotFound || unreadable(at, bytes.error());
        const auto certificate = journal::decode_certificate(*bytes);
        if (!certificate)
            return fault(at, "its certificate does not decode: " +
                                 std::string{describe(certificate.error())});
        if (const auto stated = replica.check_head(certificate->head); !stated)
            return fault(at, "its certificate: " + stated.error().sentence);
        return check_quorum(at, *certificate);
    }

    bool check_quorum(Sequence at, const journal::Certificate& certificate)
    {
        const Genesis& genesis = replica.genesis();
        if (certificate.signatures.size() < genesis.guardians.quorum())
            return fault(at, "its certificate has " +
                                 std::to_string(certificate.signatures.size()) +
                                 " signatures, and the guardians' quorum is " +
                                 std::to_string(genesis.guardians.quorum()));
        const Bytes32 digest = journal::head_digest(genesis.deployment_id, certificate.head);
        for (const auto& one : certificate.signatures)
            if (const auto valid = attest::verify_signature(
                    digest, {one.guardian_index, one.signature}, genesis.guardians);
                !valid)
                return fault(at, "a signature of its certificate: " +
                                     std::string{attest::describe(valid.error())});
        ++report.certificates;
        report.certified = at;
        return true;
    }

    bool unreadable(Sequence at, env::StoreError error)
    {
        return fault(at, "the store does not read: " + std::string{env::describe(error)});
    }
};
}  // namespace

std::uint64_t JournalReport::rate() const
{
    return records * 1'000 / static_cast<std::uint64_t>(std::max<std::int64_t>(1, duration_ms));
}

JournalReport check_journal(const env::JournalStore& store, const Genesis& genesis,
                            const JournalCheck& what)
{
    const env::SystemClock clock;
    const std::int64_t started_ms = clock.monotonic_ms();
    Walker walker{
        .store = store, .what = what, .replica = pipeline::Replica{genesis}, .report = {}};
    const auto walked = store.for_each_batch({0}, [&](const journal::SealedBatch& batch) {
        return walker.follow(batch) && !walker.hash_there ? env::Walk::Continue : env::Walk::Stop;
    });
    if (!walked) walker.unreadable(walker.report.sequence, walked.error());
    if (walker.report.records == 0) walker.fault({0}, "the journal is empty");
    if (!walker.report.fault) walker.recount(walker.report.sequence);
    walker.report.term = walker.replica.position().term;
    walker.report.batch_hash = walker.replica.position().hash;
    walker.report.state_hash =
        walker.hash_there ? *walker.hash_there : walker.replica.hash_now().hash;
    if (what.to && !walker.hash_there)
        walker.fault(walker.report.sequence,
                     "the journal ends before the record that was asked for");
    walker.report.duration_ms = clock.monotonic_ms() - started_ms;
    return std::move(walker.report);
}

}  // namespace ballast::app
