// SPDX-License-Identifier: Apache-2.0
// A hub's store that was lost, built again from what guardians have kept: their journals are the
// hub's own batches with the quorum's certificates. Everything is verified again from its evidence.
// Leaves out how a guardian's store comes here (a copy of its folder).
#pragma once
#include <ballast/env/journal_store.hpp>
#include <ballast/pipeline/replica.hpp>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace ballast::hub {

struct RecoveryReport
{
    std::size_t source{};  ///< the store that was taken: the one that reaches furthest
    std::uint64_t batches{};
    std::uint64_t records{};
    std::uint64_t certificates{};
    Sequence last;
    std::optional<Sequence> certified;
};

/// Called now and then with the last record that is there again.
using RecoveryProgress = std::function<void(Sequence done, Sequence end)>;

/// Copies the journal of the store that reaches furthest, certified first, into `into`, which must
/// be empty. What is certified must be there to its last record; what lies beyond comes too, and
/// the next term decides about it. The sentence says what is wrong and what to do.
[[nodiscard]] Result<RecoveryReport, std::string> recover(
    env::JournalStore& into, std::span<const std::unique_ptr<env::JournalStore>> from,
    const Genesis& genesis, const RecoveryProgress& progress);

}  // namespace ballast::hub
