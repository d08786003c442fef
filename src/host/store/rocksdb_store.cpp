// SPDX-License-Identifier: Apache-2.0
// The store on RocksDB. Keys and values of its tables: rocksdb_keys.hpp.
#include "rocksdb_store.hpp"

#include <ballast/base/limits.hpp>
#include <mutex>

#include "rocksdb_database.hpp"
#include "rocksdb_keys.hpp"
#include "rocksdb_snapshots.hpp"
#include "store_rules.hpp"

namespace ballast::store {

using env::BatchVisitor;
using env::BlobVisitor;
using env::JournalEnd;
using env::StoredBatch;
using env::StoredSnapshot;
using env::StoreError;
using env::StoreProblem;
using env::Walk;
using journal::SealedBatch;

namespace {

/// Reads a value of the tables of batches: b32 hash | batch. A view into the value.
Result<SealedBatch, StoreError> parse_batch_value(const rocksdb::Slice& value)
{
    const BytesView bytes = keys::view_of(value);
    if (bytes.size() < keys::hash_size) return fail(StoreError::Corrupt);
    const BytesView batch = bytes.subspan(keys::hash_size);
    const auto header = journal::parse_batch_header(batch);
    if (!header) return fail(StoreError::Corrupt);
    return SealedBatch{
        .header = *header, .hash = Bytes32::from(bytes.first<keys::hash_size>()), .bytes = batch};
}

/// Adds a batch to a write; the bytes are copied once, into the write.
void put_batch(rocksdb::WriteBatch& write, rocksdb::ColumnFamilyHandle* table, BytesView key,
               const SealedBatch& batch)
{
    const rocksdb::Slice key_part = keys::slice_of(key);
    const std::array value_parts{keys::slice_of(batch.hash.view()), keys::slice_of(batch.bytes)};
    write.Put(table, rocksdb::SliceParts{&key_part, 1},
              rocksdb::SliceParts{value_parts.data(), static_cast<int>(value_parts.size())});
}

Result<void, StoreError> walk(rocksdb::Iterator& it, const BatchVisitor& visit)
{
    for (; it.Valid(); it.Next())
    {
        BALLAST_TRY(const SealedBatch batch, parse_batch_value(it.value()));
        if (visit(batch) == Walk::Stop) return {};
    }
    if (!it.status().ok()) return fail(error_of(it.status()));
    return {};
}

class RocksdbStore final : public env::JournalStore
{
public:
    explicit RocksdbStore(std::unique_ptr<RocksdbDatabase> database)
        : database_{std::move(database)}
    {}
    /// Reads the journal's end and clears what a crash left; called once, before all else.
    [[nodiscard]] Result<void, StoreError> recover();

    Result<void, StoreError> append(std::span<const SealedBatch> batches) override
    {
        return append_batches(batches, false);
    }
    Result<void, StoreError> sync() override { return database_->sync(); }
    Result<void, StoreError> append_synced(std::span<const SealedBatch> batches) override
    {
        return append_batches(batches, true);
    }
    std::optional<JournalEnd> last() const override
    {
        const std::lock_guard lock{mutex_};
        return last_;
    }
    Result<StoredBatch, StoreError> read_batch(Sequence sequence) const override;
    Result<void, StoreError> for_each_batch(Sequence from,
                                            const BatchVisitor& visit) const override;
    Result<void, StoreError> truncate_after(std::optional<Sequence> sequence) override;
    Result<void, StoreError> for_each_orphan(const BatchVisitor& visit) const override;
    Result<void, StoreError> drop_orphan(const journal::BatchHeader& header,
                                         const Bytes32& hash) override;
    Result<void, StoreError> put_certificate(Sequence sequence, BytesView certificate) override;
    Result<Bytes, StoreError> certificate(Sequence sequence) const override;
    Result<Sequence, StoreError> last_certified() const override;
    Result<void, StoreError> put_snapshot(Sequence sequence, BytesView snapshot) override;
    Result<StoredSnapshot, StoreError> latest_snapshot() const override;
    Result<StoredSnapshot, StoreError> snapshot_before(Sequence sequence) const override;
    Result<void, StoreError> put_meta(std::string_view key, BytesView value) override;
    Result<Bytes, StoreError> meta(std::string_view key) const override;
    Result<void, StoreError> put_blob(std::string_view space, BytesView key,
                                      BytesView value) override;
    Result<Bytes, StoreError> blob(std::string_view space, BytesView key) const override;
    Result<void, StoreError> drop_blob(std::string_view space, BytesView key) override;
    Result<void, StoreError> for_each_blob(std::string_view space, BytesView from,
                                           const BlobVisitor& visit) const override;

private:
    [[nodiscard]] Result<void, StoreError> append_batches(std::span<const SealedBatch> batches,
                                                          bool synced);
    [[nodiscard]] Result<void, StoreError> put(Table table, BytesView key, BytesView value,
                                               bool synced);
    /// An iterator at the batch that holds the sequence, or NotFound.
    [[nodiscard]] Result<std::unique_ptr<rocksdb::Iterator>, StoreError> seek(
        Sequence sequence) const;
    /// Nothing when a batch ends at this sequence, or NotFound.
    [[nodiscard]] Result<JournalEnd, StoreError> batch_end(Sequence sequence) const;
    void set_last(const std::optional<JournalEnd>& last)
    {
        const std::lock_guard lock{mutex_};
        last_ = last;
    }

    std::unique_ptr<RocksdbDatabase> database_;
    rocksdb::WriteBatch batch_write_;  ///< kept for its memory
    mutable std::mutex mutex_;         ///< guards last_
    std::optional<JournalEnd> last_;
};

Result<void, StoreError> RocksdbStore::recover()
{
    const auto it = database_->iterate(Table::Batches);
    it->SeekToLast();
    if (!it->status().ok()) return fail(error_of(it->status()));
    if (it->Valid())
    {
        BALLAST_TRY(const SealedBatch batch, parse_batch_value(it->value()));
        set_last(end_of(batch));
    }
    return snapshots::remove_incomplete(*database_);
}

Result<void, StoreError> RocksdbStore::append_batches(std::span<const SealedBatch> batches,
                                                      bool synced)
{
    if (batches.empty()) return synced ? sync() : Result<void, StoreError>{};
    BALLAST_CHECK(check_continues(last(), batches));
    batch_write_.Clear();
    for (const SealedBatch& batch : batches)
        put_batch(batch_write_, database_->table(Table::Batches),
                  keys::of_number(batch.header.first.value), batch);
    BALLAST_CHECK(database_->write(batch_write_, synced));
    set_last(end_of(batches.back()));
    return {};
}

Result<std::unique_ptr<rocksdb::Iterator>, StoreError> RocksdbStore::seek(Sequence sequence) const
{
    const Bytes key = keys::of_number(sequence.value);
    auto it = database_->iterate(Table::Batches);
    it->SeekForPrev(keys::slice_of(key));
    if (!it->status().ok()) return fail(error_of(it->status()));
    if (!it->Valid()) return fail(StoreError::NotFound);
    BALLAST_TRY(const SealedBatch batch, parse_batch_value(it->value()));
    if (sequence > batch.header.last()) return fail(StoreError::NotFound);
    return it;
}

Result<JournalEnd, StoreError> RocksdbStore::batch_end(Sequence sequence) const
{
    BALLAST_TRY(const auto it, seek(sequence));
    BALLAST_TRY(const SealedBatch batch, parse_batch_value(it->value()));
    if (batch.header.last() != sequence) return fail(StoreError::NotFound);
    return end_of(batch);
}

Result<StoredBatch, StoreError> RocksdbStore::read_batch(Sequence sequence) const
{
    BALLAST_TRY(const auto it, seek(sequence));
    BALLAST_TRY(const SealedBatch batch, parse_batch_value(it->value()));
    return StoredBatch{.header = batch.header,
                       .hash = batch.hash,
                       .bytes = {batch.bytes.begin(), batch.bytes.end()}};
}

Result<void, StoreError> RocksdbStore::for_each_batch(Sequence from,
                                                      const BatchVisitor& visit) const
{
    if (!last()) return {};
    BALLAST_TRY(const auto it, seek(from));
    return walk(*it, visit);
}

Result<void, StoreError> RocksdbStore::truncate_after(std::optional<Sequence> sequence)
{
    std::optional<JournalEnd> end;
    if (sequence)
    {
        BALLAST_TRY(end, batch_end(*sequence));
    }
    const std::uint64_t from = sequence ? sequence->value + 1 : 0;
    const auto certified = last_certified();
    if (certified && certified->value >= from) return fail(StoreError::Certified);
    if (!certified && certified.error() != StoreError::NotFound) return fail(certified.error());

    // One write, so that no batch is ever in both tables or in neither.
    rocksdb::WriteBatch write;
    const Bytes first_key = keys::of_number(from);
    const auto it = database_->iterate(Table::Batches);
    for (it->Seek(keys::slice_of(first_key)); it->Valid(); it->Next())
    {
        BALLAST_TRY(const SealedBatch batch, parse_batch_value(it->value()));
        put_batch(write, database_->table(Table::Orphans),
                  keys::of_orphan(batch.header, batch.hash), batch);
        write.Delete(database_->table(Table::Batches), it->key());
    }
    if (!it->status().ok()) return fail(error_of(it->status()));
    snapshots::remove_from(*database_, write, from);
    BALLAST_CHECK(database_->write(write, true));
    set_last(end);
    return {};
}

Result<void, StoreError> RocksdbStore::for_each_orphan(const BatchVisitor& visit) const
{
    const auto it = database_->iterate(Table::Orphans);
    it->SeekToFirst();
    return walk(*it, visit);
}

Result<void, StoreError> RocksdbStore::drop_orphan(const journal::BatchHeader& header,
                                                   const Bytes32& hash)
{
    const Bytes key = keys::of_orphan(header, hash);
    BALLAST_CHECK(database_->read(Table::Orphans, keys::slice_of(key)));
    rocksdb::WriteBatch write;
    write.Delete(database_->table(Table::Orphans), keys::slice_of(key));
    return database_->write(write, false);
}

Result<void, StoreError> RocksdbStore::put(Table table, BytesView key, BytesView value, bool synced)
{
    rocksdb::WriteBatch write;
    write.Put(database_->table(table), keys::slice_of(key), keys::slice_of(value));
    return database_->write(write, synced);
}

Result<void, StoreError> RocksdbStore::put_certificate(Sequence sequence, BytesView certificate)
{
    BALLAST_CHECK(check_entry({}, certificate));
    BALLAST_CHECK(batch_end(sequence));
    return put(Table::Certificates, keys::of_number(sequence.value), certificate, false);
}

Result<Bytes, StoreError> RocksdbStore::certificate(Sequence sequence) const
{
    const Bytes key = keys::of_number(sequence.value);
    return database_->read(Table::Certificates, keys::slice_of(key));
}

Result<Sequence, StoreError> RocksdbStore::last_certified() const
{
    const auto it = database_->iterate(Table::Certificates);
    it->SeekToLast();
    if (!it->status().ok()) return fail(error_of(it->status()));
    if (!it->Valid()) return fail(StoreError::NotFound);
    return Sequence{keys::number_of(it->key())};
}

Result<void, StoreError> RocksdbStore::put_snapshot(Sequence sequence, BytesView snapshot)
{
    BALLAST_CHECK(check_snapshot_size(snapshot));
    BALLAST_CHECK(batch_end(sequence));
    BALLAST_TRY(const auto all, snapshots::list(*database_));
    if (!all.empty() && all.back() > sequence.value) return fail(StoreError::OutOfOrder);
    return snapshots::put(*database_, sequence.value, snapshot);
}

Result<StoredSnapshot, StoreError> RocksdbStore::latest_snapshot() const
{
    BALLAST_TRY(const auto all, snapshots::list(*database_));
    if (all.empty()) return fail(StoreError::NotFound);
    return snapshots::read(*database_, all.back());
}

Result<StoredSnapshot, StoreError> RocksdbStore::snapshot_before(Sequence sequence) const
{
    BALLAST_TRY(const auto all, snapshots::list(*database_));
    const auto after = std::ranges::lower_bound(all, sequence.value);
    if (after == all.begin()) return fail(StoreError::NotFound);
    return snapshots::read(*database_, *std::prev(after));
}

Result<void, StoreError> RocksdbStore::put_meta(std::string_view key, BytesView value)
{
    BALLAST_CHECK(check_entry(key, value));
    return put(Table::Meta, as_bytes(key), value, true);
}

Result<Bytes, StoreError> RocksdbStore::meta(std::string_view key) const
{
    return database_->read(Table::Meta, keys::slice_of(key));
}

Result<void, StoreError> RocksdbStore::put_blob(std::string_view space, BytesView key,
                                                BytesView value)
{
    BALLAST_CHECK(check_blob(space, key, value));
    return put(Table::Blobs, keys::of_blob(space, key), value, false);
}

Result<Bytes, StoreError> RocksdbStore::blob(std::string_view space, BytesView key) const
{
    const Bytes place = keys::of_blob(space, key);
    return database_->read(Table::Blobs, keys::slice_of(place));
}

Result<void, StoreError> RocksdbStore::drop_blob(std::string_view space, BytesView key)
{
    const Bytes place = keys::of_blob(space, key);
    rocksdb::WriteBatch write;
    write.Delete(database_->table(Table::Blobs), keys::slice_of(place));
    return database_->write(write, false);
}

Result<void, StoreError> RocksdbStore::for_each_blob(std::string_view space, BytesView from,
                                                     const BlobVisitor& visit) const
{
    const Bytes prefix = keys::of_space(space);
    const Bytes start = keys::of_blob(space, from);
    const auto it = database_->iterate(Table::Blobs);
    for (it->Seek(keys::slice_of(start)); it->Valid(); it->Next())
    {
        if (!it->key().starts_with(keys::slice_of(prefix))) return {};
        const BytesView key = keys::view_of(it->key()).subspan(prefix.size());
        if (visit(key, keys::view_of(it->value())) == Walk::Stop) return {};
    }
    if (!it->status().ok()) return fail(error_of(it->status()));
    return {};
}

}  // namespace

Result<std::unique_ptr<env::JournalStore>, StoreProblem> open_rocksdb_store(
    const RocksdbOptions& options, rocksdb::Env* environment)
{
    BALLAST_TRY(auto database, RocksdbDatabase::open(options, environment));
    auto store = std::make_unique<RocksdbStore>(std::move(database));
    if (const auto recovered = store->recover(); !recovered)
        return fail(StoreProblem{.error = recovered.error(), .detail = options.folder});
    return store;
}

Result<std::unique_ptr<env::JournalStore>, StoreProblem> open_rocksdb_store(
    const RocksdbOptions& options)
{
    return open_rocksdb_store(options, rocksdb::Env::Default());
}

}  // namespace ballast::store
