// SPDX-License-Identifier: Apache-2.0
// Snapshots in RocksDB: cut into parts, so that neither log nor memory has to hold one at once, and
// there only when their last entry is.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/env/journal_store.hpp>
#include <ballast/store/rocksdb_database.hpp>
#include <optional>
#include <vector>

namespace ballast::store::snapshots {

/// Sequences of the complete snapshots, ascending.
[[nodiscard]] Result<std::vector<std::uint64_t>, env::StoreError> list(
    const RocksdbDatabase& database);
/// Writes one, durably, and then removes all but the newest two.
[[nodiscard]] Result<void, env::StoreError> put(RocksdbDatabase& database, std::uint64_t sequence,
                                                BytesView snapshot);
/// Reads one of those that list() names; Corrupt when a part is missing.
[[nodiscard]] Result<env::StoredSnapshot, env::StoreError> read(const RocksdbDatabase& database,
                                                                std::uint64_t sequence);
/// Adds to `batch` the removal of everything from this sequence on.
void remove_from(const RocksdbDatabase& database, rocksdb::WriteBatch& batch,
                 std::uint64_t sequence);
/// Removes parts that a crash left without their last entry.
[[nodiscard]] Result<void, env::StoreError> remove_incomplete(RocksdbDatabase& database);

}  // namespace ballast::store::snapshots
