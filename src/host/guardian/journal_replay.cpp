// SPDX-License-Identifier: Apache-2.0
// Start from the newest snapshot that is good, else from the beginning.
#include "journal_replay.hpp"

#include <fmt/format.h>

#include <ballast/pipeline/replay.hpp>

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
    Result<void, pipeline::FollowProblem> followed;
    {
        pipeline::Replay replay{replica, pipeline::replay_threads(), on_outcome};
        const auto walked = store.for_each_batch(from, [&](const journal::SealedBatch& batch) {
            followed = replay.add(batch.bytes);
            return followed ? env::Walk::Continue : env::Walk::Stop;
        });
        if (!walked) return fail(std::string{env::describe(walked.error())});
        if (followed) followed = replay.finish();
    }
    if (followed) return replica;
    return fail(fmt::format("the journal is damaged at sequence {}: {}",
                            followed.error().sequence.value, followed.error().sentence));
}

}  // namespace ballast::guardian
