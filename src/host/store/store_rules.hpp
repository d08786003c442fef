// SPDX-License-Identifier: Apache-2.0
// What every store refuses in the same way, whatever it keeps its bytes in.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/env/journal_store.hpp>
#include <optional>
#include <span>
#include <string_view>

namespace ballast::store {

/// The end of a journal whose last batch this is.
[[nodiscard]] env::JournalEnd end_of(const journal::SealedBatch& batch);

/// Nothing when each batch continues the one before it and the first one continues `end`;
/// OutOfOrder otherwise. A batch whose header is not that of its bytes is a bug and asserted.
[[nodiscard]] Result<void, env::StoreError> check_continues(
    const std::optional<env::JournalEnd>& end, std::span<const journal::SealedBatch> batches);

/// Nothing, or TooLong.
[[nodiscard]] Result<void, env::StoreError> check_entry(std::string_view key, BytesView value);
/// As above, for a key inside a space.
[[nodiscard]] Result<void, env::StoreError> check_blob(std::string_view space, BytesView key,
                                                       BytesView value);
/// Nothing, or TooLong.
[[nodiscard]] Result<void, env::StoreError> check_snapshot_size(BytesView snapshot);

}  // namespace ballast::store
