// SPDX-License-Identifier: Apache-2.0
// Choosing, verifying, copying.
#include "recovery.hpp"

#include <ballast/guardian/quorum_votes.hpp>
#include <ballast/journal/head.hpp>

namespace ballast::hub {
namespace {
constexpr std::uint64_t progress_every = 1'024;

/// How far a store reaches: what is certified counts first.
std::pair<std::uint64_t, std::uint64_t> reach(const env::JournalStore& store)
{
    const auto certified = store.last_certified();
    const auto last = store.last();
    return {certified ? certified->value + 1 : 0, last ? last->sequence.value + 1 : 0};
}

/// Copies one store's journal.
struct Copy
{
    env::JournalStore& into;
    const env::JournalStore& from;
    const Genesis& genesis;
    const RecoveryProgress& progress;
    pipeline::Replica replica;
    RecoveryReport report;
    std::string problem;

    bool fault(Sequence at, const std::string& sentence)
    {
        problem = "the guardian's journal is not usable at sequence " + std::to_string(at.value) +
                  ": " + sentence + "; take another guardian's store";
        return false;
    }

    bool take(const journal::SealedBatch& batch)
    {
        const Sequence last = batch.header.last();
        const auto followed =
            replica.follow(batch.bytes, pipeline::Evidence::Verify, [](auto&&) {});
        if (!followed) return fault(followed.error().sequence, followed.error().sentence);
        if (replica.position().hash != batch.hash)
            return fault(last, "another hash than the batch has");
        if (const auto kept = into.append({&batch, 1}); !kept)
            return fault(last, "the new store: " + std::string{env::describe(kept.error())});
        ++report.batches;
        report.records = last.value + 1;
        report.last = last;
        if (progress && report.batches % progress_every == 0) progress(last, from.last()->sequence);
        return take_certificate(last);
    }

    /// A batch may have none of its own: a later one covers it.
    bool take_certificate(Sequence at)
    {
        const auto bytes = from.certificate(at);
        if (!bytes)
            return bytes.error() == env::StoreError::NotFound ||
                   fault(at, std::string{env::describe(bytes.error())});
        const auto certificate = journal::decode_certificate(*bytes);
        if (!certificate) return fault(at, "its certificate does not decode");
        if (!guardian::verify_certificate(*certificate, genesis.deployment_id, genesis.guardians))
            return fault(at, "its certificate is not signed by a quorum of the genesis' guardians");
        if (const auto stated = replica.check_head(certificate->head); !stated)
            return fault(at, "its certificate: " + stated.error().sentence);
        if (const auto kept = into.put_certificate(at, *bytes); !kept)
            return fault(at, "the new store: " + std::string{env::describe(kept.error())});
        ++report.certificates;
        report.certified = at;
        return true;
    }
};
}  // namespace

Result<RecoveryReport, std::string> recover(
    env::JournalStore& into, std::span<const std::unique_ptr<env::JournalStore>> from,
    const Genesis& genesis, const RecoveryProgress& progress)
{
    if (into.last())
        return fail(
            std::string{"the hub's store is not empty: recovery only fills a new one; start "
                        "the hub without --recover-from, or move its store away"});
    std::size_t best = 0;
    for (std::size_t i = 1; i < from.size(); ++i)
        if (reach(*from[i]) > reach(*from[best])) best = i;
    if (from.empty() || !from[best]->last())
        return fail(std::string{"no store to recover from has a journal"});
    Copy copy{.into = into,
              .from = *from[best],
              .genesis = genesis,
              .progress = progress,
              .replica = pipeline::Replica{genesis},
              .report = {.source = best},
              .problem = {}};
    const auto walked = from[best]->for_each_batch({0}, [&](const journal::SealedBatch& batch) {
        return copy.take(batch) ? env::Walk::Continue : env::Walk::Stop;
    });
    if (!copy.problem.empty()) return fail(copy.problem);
    if (!walked)
        return fail("the guardian's journal does not read: " +
                    std::string{env::describe(walked.error())});
    if (const auto synced = into.sync(); !synced)
        return fail("the new store: " + std::string{env::describe(synced.error())});
    return copy.report;
}

}  // namespace ballast::hub
