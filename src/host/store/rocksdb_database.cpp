// SPDX-License-Identifier: Apache-2.0
// Opening RocksDB, its options, and its errors by the store's names.
#include "rocksdb_database.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>
#include <sys/stat.h>

#include <ballast/base/assert.hpp>
#include <filesystem>
#include <system_error>

namespace ballast::store {
namespace {

using env::StoreError;
using env::StoreProblem;

/// Raised with every change of a table's keys or values.
constexpr std::string_view layout_version = "1";
constexpr std::string_view layout_key = "layout";

constexpr std::array<const char*, table_count> table_names{
    "default", "batches", "orphans", "certificates", "snapshots", "meta", "blobs"};

rocksdb::DBOptions database_options(const RocksdbOptions& options, rocksdb::Env* environment)
{
    rocksdb::DBOptions out;
    out.env = environment;
    out.create_if_missing = !options.must_exist;
    out.create_missing_column_families = true;
    out.paranoid_checks = true;
    // What a crash leaves is a prefix: recovery stops at the first record that is torn.
    out.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    out.track_and_verify_wals_in_manifest = true;
    out.use_fsync = false;  // fdatasync, which also writes a changed length
    out.max_total_wal_size = options.log_size_max;
    out.db_write_buffer_size = options.write_buffers_size;
    out.max_background_jobs = 2;
    out.max_open_files = 256;
    // Its own diary, not ours: warnings only, and little of it.
    out.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
    out.keep_log_file_num = 2;
    out.max_log_file_size = 1U << 20U;
    out.stats_dump_period_sec = 0;
    out.stats_persist_period_sec = 0;
    return out;
}

rocksdb::ColumnFamilyOptions table_options(const RocksdbOptions& options, Table table,
                                           const std::shared_ptr<rocksdb::Cache>& cache)
{
    const bool large =
        table == Table::Batches || table == Table::Orphans || table == Table::Snapshots;
    rocksdb::ColumnFamilyOptions out;
    // Evidence is signatures and hashes: there is nothing to squeeze out of it.
    out.compression = rocksdb::kNoCompression;
    out.write_buffer_size =
        table == Table::Batches ? options.write_buffer_size : std::size_t{4U << 20U};
    out.max_write_buffer_number = 2;
    rocksdb::BlockBasedTableOptions blocks;
    blocks.block_cache = cache;
    blocks.cache_index_and_filter_blocks = true;
    blocks.format_version = 5;
    if (!large) blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    out.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
    return out;
}

StoreProblem problem_of(const rocksdb::Status& status, const std::string& folder)
{
    // Its words for tables or options that this program does not know of.
    const bool unknown = status.IsInvalidArgument() || status.IsNotSupported();
    return {.error = unknown ? StoreError::WrongLayout : error_of(status),
            .detail = folder + ": " + status.ToString()};
}

Result<void, StoreProblem> make_folder(const std::string& folder, bool must_exist)
{
    std::error_code error;
    if (std::filesystem::is_directory(folder, error)) return {};
    if (must_exist) return fail(StoreProblem{.error = StoreError::NotFound, .detail = folder});
    std::filesystem::create_directories(folder, error);
    if (!error) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    if (!error) return {};
    const bool full = error == std::errc::no_space_on_device;
    return fail(StoreProblem{.error = full ? StoreError::DiskFull : StoreError::Io,
                             .detail = folder + ": " + error.message()});
}

}  // namespace

StoreError error_of(const rocksdb::Status& status)
{
    if (status.IsNoSpace() || status.subcode() == rocksdb::Status::kSpaceLimit)
        return StoreError::DiskFull;
    if (status.IsCorruption()) return StoreError::Corrupt;
    if (status.IsNotFound()) return StoreError::NotFound;
    return StoreError::Io;
}

Result<std::unique_ptr<RocksdbDatabase>, StoreProblem> RocksdbDatabase::open(
    const RocksdbOptions& options, rocksdb::Env* environment)
{
    BALLAST_CHECK(make_folder(options.folder, options.must_exist));
    BALLAST_TRY(FolderLock lock, FolderLock::take(options.folder));
    const auto cache = rocksdb::NewLRUCache(options.block_cache_size);
    std::vector<rocksdb::ColumnFamilyDescriptor> tables;
    for (std::size_t i = 0; i < table_count; ++i)
        tables.emplace_back(table_names[i], table_options(options, static_cast<Table>(i), cache));

    rocksdb::DB* database = nullptr;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    const rocksdb::Status status = rocksdb::DB::Open(database_options(options, environment),
                                                     options.folder, tables, &handles, &database);
    if (!status.ok())
    {
        // Without create_if_missing an empty folder is an invalid argument, not another layout.
        if (options.must_exist && status.IsInvalidArgument() &&
            !std::filesystem::exists(options.folder + "/CURRENT"))
            return fail(StoreProblem{.error = StoreError::NotFound, .detail = options.folder});
        return fail(problem_of(status, options.folder));
    }
    std::unique_ptr<RocksdbDatabase> out{new RocksdbDatabase(
        std::move(lock), std::unique_ptr<rocksdb::DB>{database}, std::move(handles))};
    auto checked = out->check_layout();
    if (!checked)
    {
        checked.error().detail = options.folder + checked.error().detail;
        return fail(checked.error());
    }
    return out;
}

RocksdbDatabase::~RocksdbDatabase()
{
    for (auto* handle : handles_) database_->DestroyColumnFamilyHandle(handle);
}

Result<void, StoreProblem> RocksdbDatabase::check_layout()
{
    const rocksdb::Slice key{layout_key.data(), layout_key.size()};
    const auto found = read(Table::Layout, key);
    if (found && std::ranges::equal(*found, as_bytes(layout_version))) return {};
    if (found)
        return fail(StoreProblem{.error = StoreError::WrongLayout,
                                 .detail = ": layout " + std::string(found->begin(), found->end()) +
                                           ", expected " + std::string(layout_version)});
    if (found.error() != StoreError::NotFound) return fail(StoreProblem{.error = found.error()});
    rocksdb::WriteBatch batch;
    batch.Put(table(Table::Layout), key,
              rocksdb::Slice{layout_version.data(), layout_version.size()});
    if (const auto written = write(batch, true); !written)
        return fail(StoreProblem{.error = written.error()});
    return {};
}

Result<void, StoreError> RocksdbDatabase::settle(const rocksdb::Status& status)
{
    if (status.ok()) return {};
    const StoreError error = error_of(status);
    failed_ = error;
    return fail(error);
}

Result<void, StoreError> RocksdbDatabase::write(rocksdb::WriteBatch& batch, bool synced)
{
    if (const auto failed = failed_.load()) return fail(*failed);
    rocksdb::WriteOptions options;
    options.sync = synced;
    return settle(database_->Write(options, &batch));
}

Result<void, StoreError> RocksdbDatabase::sync()
{
    if (const auto failed = failed_.load()) return fail(*failed);
    return settle(database_->SyncWAL());
}

Result<Bytes, StoreError> RocksdbDatabase::read(Table from, rocksdb::Slice key) const
{
    rocksdb::PinnableSlice value;
    const rocksdb::Status status = database_->Get(rocksdb::ReadOptions{}, table(from), key, &value);
    if (!status.ok()) return fail(error_of(status));
    const auto* data = reinterpret_cast<const std::uint8_t*>(value.data());
    return Bytes(data, data + value.size());
}

std::unique_ptr<rocksdb::Iterator> RocksdbDatabase::iterate(Table from) const
{
    rocksdb::ReadOptions options;
    options.fill_cache = false;
    return std::unique_ptr<rocksdb::Iterator>{database_->NewIterator(options, table(from))};
}

}  // namespace ballast::store
