// SPDX-License-Identifier: Apache-2.0
// Start from the newest snapshot that is good, else from the beginning.
#include "journal_replay.hpp"

#include <fmt/format.h>

namespace ballast::guardian {
namespace {
pipeline::Replica newest_snapshot(const Genesis& genesis, const env::JournalStore& store)
{
    auto snapshot = store.latest_snapshot();
    while (snapshot)
    {
        auto replica = pipeline::Replica::from_snapshot(genesis, snapshot->bytes);
        if (replica) return std::move(*replica);
        snapshot = store.snapshot_before(snapshot->sequence);
    }
    return pipeline::Replica{genesis};
}
}  // namespace

Result<pipeline::Replica, std::string> replay_journal(
    const Genesis& genesis, const env::JournalStore& store,
    const std::function<void(pipeline::CommandOutcome&&)>& on_outcome)
{
    pipeline::Replica replica = newest_snapshot(genesis, store);
    const auto end = store.last();
    const Sequence from = replica.position().next;
    if (!end || end->sequence < from) return replica;
    std::string problem;
    const auto walked = store.for_each_batch(from, [&](const journal::SealedBatch& batch) {
        const auto followed = replica.follow(batch.bytes, pipeline::Evidence::Trust, on_outcome);
        if (followed) return env::Walk::Continue;
        problem = fmt::format("the journal is damaged at sequence {}: {}",
                              followed.error().sequence.value, followed.error().sentence);
        return env::Walk::Stop;
    });
    if (!walked) return fail(std::string{env::describe(walked.error())});
    if (!problem.empty()) return fail(std::move(problem));
    return replica;
}

}  // namespace ballast::guardian
