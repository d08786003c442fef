// SPDX-License-Identifier: Apache-2.0
// A RocksDB database with the store's tables: opened, its options set, its errors named. What the
// tables hold is in rocksdb_keys.hpp and rocksdb_store.cpp.
#pragma once
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <atomic>
#include <ballast/base/result.hpp>
#include <ballast/env/store_error.hpp>
#include <ballast/store/folder_lock.hpp>
#include <ballast/store/rocksdb_store.hpp>
#include <memory>
#include <optional>
#include <vector>

namespace ballast::store {

/// The column families; `Layout` is RocksDB's default one and says which program wrote the rest.
enum class Table : std::uint8_t
{
    Layout,
    Batches,
    Orphans,
    Certificates,
    Snapshots,
    Meta,
    Blobs,
};
inline constexpr std::size_t table_count = 7;

/// The store's name of a failed status.
[[nodiscard]] env::StoreError error_of(const rocksdb::Status& status);

/// Owns the database. After a write that failed it takes no other one.
class RocksdbDatabase
{
public:
    /// Opens the folder's database and its tables, in `environment` (the system's own, but for
    /// tests that let it fail).
    [[nodiscard]] static Result<std::unique_ptr<RocksdbDatabase>, env::StoreProblem> open(
        const RocksdbOptions& options, rocksdb::Env* environment);
    ~RocksdbDatabase();
    RocksdbDatabase(const RocksdbDatabase&) = delete;
    RocksdbDatabase& operator=(const RocksdbDatabase&) = delete;

    [[nodiscard]] rocksdb::ColumnFamilyHandle* table(Table table) const
    {
        return handles_[static_cast<std::size_t>(table)];
    }
    /// Writes all of it or nothing; durable when `synced`.
    [[nodiscard]] Result<void, env::StoreError> write(rocksdb::WriteBatch& batch, bool synced);
    /// Makes durable what was written.
    [[nodiscard]] Result<void, env::StoreError> sync();
    /// The value of a key, or NotFound.
    [[nodiscard]] Result<Bytes, env::StoreError> read(Table table, rocksdb::Slice key) const;
    /// Walks a table; the values it shows are not kept in the cache.
    [[nodiscard]] std::unique_ptr<rocksdb::Iterator> iterate(Table table) const;

private:
    RocksdbDatabase(FolderLock lock, std::unique_ptr<rocksdb::DB> database,
                    std::vector<rocksdb::ColumnFamilyHandle*> handles)
        : lock_{std::move(lock)}, database_{std::move(database)}, handles_{std::move(handles)}
    {}
    [[nodiscard]] Result<void, env::StoreProblem> check_layout();
    [[nodiscard]] Result<void, env::StoreError> settle(const rocksdb::Status& status);

    FolderLock lock_;
    std::unique_ptr<rocksdb::DB> database_;
    std::vector<rocksdb::ColumnFamilyHandle*> handles_;
    std::atomic<std::optional<env::StoreError>> failed_{};
};

/// As open_rocksdb_store, in another environment than the system's: for tests that let it fail.
[[nodiscard]] Result<std::unique_ptr<env::JournalStore>, env::StoreProblem> open_rocksdb_store(
    const RocksdbOptions& options, rocksdb::Env* environment);

}  // namespace ballast::store
