// SPDX-License-Identifier: Apache-2.0
// Replays a journal at the speed of its slower half: other threads parse, hash and decode the next
// batches while this one applies. The order of application, and so every hash, is that of the
// journal whatever the threads do.
#pragma once
#include <ballast/pipeline/replica.hpp>
#include <memory>

namespace ballast::pipeline {

class Replay
{
public:
    /// Into `replica`, which must outlive it, with so many threads beside the caller's; 0 is
    /// allowed. `on_outcome` may be empty and is called on the caller's thread.
    Replay(Replica& replica, unsigned threads,
           std::function<void(CommandOutcome&&)> on_outcome = {});
    /// Leaves what was not applied.
    ~Replay();
    Replay(const Replay&) = delete;
    Replay& operator=(const Replay&) = delete;

    /// Hands in the next batch, whose bytes are copied, and applies earlier ones. After an error
    /// nothing more may be handed in.
    [[nodiscard]] Result<void, FollowProblem> add(BytesView batch);
    /// Applies all that was handed in.
    [[nodiscard]] Result<void, FollowProblem> finish();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Threads beside the caller's that a replay can use here.
[[nodiscard]] unsigned replay_threads();

}  // namespace ballast::pipeline
