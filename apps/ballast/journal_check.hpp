// SPDX-License-Identifier: Apache-2.0
// Goes through a whole journal: its chain, its evidence, what its commands did, the invariants of
// the books, and the certificates of the guardians. Changes nothing.
#pragma once
#include <ballast/env/journal_store.hpp>
#include <ballast/pipeline/replica.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace ballast::app {

/// How much of it is done again.
struct JournalCheck
{
    pipeline::Evidence evidence{pipeline::Evidence::Verify};
    std::uint64_t invariants_every{
        1};  ///< commands between two recounts of the books; 0: at the end
    bool checks_certificates{true};
    std::optional<Sequence> to;  ///< ends behind this one
    /// Called after each command with the state behind it.
    std::function<void(const pipeline::CommandOutcome&, const engine::State&)> on_outcome;
};

/// The first thing that is wrong.
struct JournalFault
{
    Sequence sequence;
    std::string sentence;
};

struct JournalReport
{
    std::uint64_t batches{};
    std::uint64_t records{};
    std::uint64_t refused{};       ///< commands that were refused; they are records too
    std::uint64_t certificates{};  ///< each with a quorum of valid signatures
    std::uint64_t recounts{};      ///< of the books; all of them held
    Sequence sequence;             ///< last record that was checked
    Term term;
    Bytes32 batch_hash;
    Bytes32 state_hash;                 ///< after the last record
    std::optional<Sequence> certified;  ///< the highest one under a certificate
    std::int64_t duration_ms{};
    std::optional<JournalFault> fault;  ///< checking ended there

    /// Records in a second.
    [[nodiscard]] std::uint64_t rate() const;
};

/// Checks all of `store`; a report with a fault when something is wrong.
[[nodiscard]] JournalReport check_journal(const env::JournalStore& store, const Genesis& genesis,
                                          const JournalCheck& what);

}  // namespace ballast::app
