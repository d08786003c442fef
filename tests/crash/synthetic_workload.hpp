// SPDX-License-Identifier: Apache-2.0
// A workload that uses every way to write to a store, with made-up contents, and the check of what
// is left of it.
#pragma once
#include <ballast/env/journal_store.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "acknowledgement.hpp"

namespace ballast::crash {

/// What an acknowledgement of this workload promises.
enum class Promise : std::uint8_t
{
    Term = 1,         ///< the term `number` was opened
    Batch = 2,        ///< the batch of hash `digest`, whose first sequence is `number`, is there
    Truncated = 3,    ///< nothing of an earlier term stands at `number` or later
    Certificate = 4,  ///< the certificate of sequence `number` is there
    Snapshot = 5,     ///< a snapshot of sequence `number` or later is there
    Blob = 6,         ///< blob `number` is there
};

inline constexpr std::string_view term_key = "term";
inline constexpr std::string_view blob_space = "blobs";

/// Opens a term, may remove an uncertified tail, and then does `steps` random things. The same seed
/// and the same store do the same. Returns the store's first error.
[[nodiscard]] Result<void, env::StoreError> play_synthetic(env::JournalStore& store,
                                                           std::uint64_t seed, std::uint64_t steps,
                                                           const AcknowledgementSink& acknowledge);

/// Nothing when the store holds everything promised, each batch once, none spoiled, in one chain;
/// otherwise what is wrong.
[[nodiscard]] std::optional<std::string> check_synthetic(
    const env::JournalStore& store, std::span<const Acknowledgement> acknowledged);

}  // namespace ballast::crash
