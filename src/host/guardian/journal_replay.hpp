// SPDX-License-Identifier: Apache-2.0
// The state machine at the end of one's own journal: newest good snapshot, then the batches behind
// it.
#pragma once
#include <ballast/env/journal_store.hpp>
#include <ballast/pipeline/replica.hpp>
#include <string>

namespace ballast::guardian {

/// The replica at the store's end; evidence is trusted, the chain is checked. `on_outcome` sees
/// what comes after the snapshot, and may be empty. A sentence when the store is damaged or another
/// deployment's.
[[nodiscard]] Result<pipeline::Replica, std::string> replay_journal(
    const Genesis& genesis, const env::JournalStore& store,
    const std::function<void(pipeline::CommandOutcome&&)>& on_outcome = {});

}  // namespace ballast::guardian
