// SPDX-License-Identifier: Apache-2.0
// Snapshots, part by part.
#include "rocksdb_snapshots.hpp"

#include <algorithm>
#include <ballast/base/limits.hpp>
#include <limits>

#include "rocksdb_keys.hpp"

namespace ballast::store::snapshots {
namespace {

using env::StoredSnapshot;
using env::StoreError;
using keys::SnapshotKey;

constexpr std::size_t part_size = 1U << 20U;
constexpr std::size_t kept_count = 2;

/// Adds the removal of what the keys of this kind hold from one sequence up to before another.
void remove_range(const RocksdbDatabase& database, rocksdb::WriteBatch& batch, SnapshotKey kind,
                  BytesView end, std::uint64_t from)
{
    const Bytes first = keys::of_snapshot(kind, from);
    batch.DeleteRange(database.table(Table::Snapshots), keys::slice_of(first), keys::slice_of(end));
}

Result<void, StoreError> remove(RocksdbDatabase& database, std::uint64_t sequence)
{
    rocksdb::WriteBatch batch;
    const Bytes size = keys::of_snapshot(SnapshotKey::Size, sequence);
    batch.Delete(database.table(Table::Snapshots), keys::slice_of(size));
    // A part's key is longer than this end, and a snapshot has fewer parts than it could name.
    const Bytes end = keys::of_snapshot_part(sequence, std::numeric_limits<std::uint32_t>::max());
    remove_range(database, batch, SnapshotKey::Part, end, sequence);
    return database.write(batch, false);
}

}  // namespace

Result<std::vector<std::uint64_t>, StoreError> list(const RocksdbDatabase& database)
{
    std::vector<std::uint64_t> out;
    const Bytes parts = keys::of_snapshot(SnapshotKey::Part, 0);
    const auto it = database.iterate(Table::Snapshots);
    // Stops before the parts: they are large, and reading them would take long.
    for (it->SeekToFirst(); it->Valid() && it->key().compare(keys::slice_of(parts)) < 0; it->Next())
        out.push_back(keys::snapshot_of(it->key()));
    if (!it->status().ok()) return fail(error_of(it->status()));
    return out;
}

Result<void, StoreError> put(RocksdbDatabase& database, std::uint64_t sequence, BytesView snapshot)
{
    BALLAST_CHECK(remove(database, sequence));
    std::uint32_t part = 0;
    for (BytesView left = snapshot; !left.empty(); ++part)
    {
        const BytesView bytes = left.first(std::min(left.size(), part_size));
        left = left.subspan(bytes.size());
        rocksdb::WriteBatch batch;
        const Bytes key = keys::of_snapshot_part(sequence, part);
        batch.Put(database.table(Table::Snapshots), keys::slice_of(key), keys::slice_of(bytes));
        BALLAST_CHECK(database.write(batch, false));
    }
    rocksdb::WriteBatch batch;
    const Bytes key = keys::of_snapshot(SnapshotKey::Size, sequence);
    const Bytes size = keys::of_number(snapshot.size());
    batch.Put(database.table(Table::Snapshots), keys::slice_of(key), keys::slice_of(size));
    BALLAST_CHECK(database.write(batch, true));

    BALLAST_TRY(const auto all, list(database));
    for (std::size_t i = 0; i + kept_count < all.size(); ++i)
        BALLAST_CHECK(remove(database, all[i]));
    return {};
}

Result<StoredSnapshot, StoreError> read(const RocksdbDatabase& database, std::uint64_t sequence)
{
    const Bytes last = keys::of_snapshot(SnapshotKey::Size, sequence);
    BALLAST_TRY(const Bytes size_bytes, database.read(Table::Snapshots, keys::slice_of(last)));
    if (size_bytes.size() != keys::number_size) return fail(StoreError::Corrupt);
    const std::uint64_t size = read_big_endian<std::uint64_t>(size_bytes.data());
    if (size > limits::snapshot_size) return fail(StoreError::Corrupt);
    StoredSnapshot out{.sequence = {sequence}};
    out.bytes.reserve(size);
    for (std::uint32_t part = 0; out.bytes.size() < size; ++part)
    {
        const Bytes key = keys::of_snapshot_part(sequence, part);
        const auto bytes = database.read(Table::Snapshots, keys::slice_of(key));
        if (!bytes && bytes.error() != StoreError::NotFound) return fail(bytes.error());
        if (!bytes || bytes->empty() || bytes->size() > size - out.bytes.size())
            return fail(StoreError::Corrupt);
        append(out.bytes, *bytes);
    }
    return out;
}

void remove_from(const RocksdbDatabase& database, rocksdb::WriteBatch& batch,
                 std::uint64_t sequence)
{
    remove_range(database, batch, SnapshotKey::Size, keys::of_snapshot(SnapshotKey::Part, 0),
                 sequence);
    remove_range(database, batch, SnapshotKey::Part, keys::of_snapshot(SnapshotKey::End, 0),
                 sequence);
}

Result<void, StoreError> remove_incomplete(RocksdbDatabase& database)
{
    BALLAST_TRY(const auto complete, list(database));
    const auto it = database.iterate(Table::Snapshots);
    Bytes key = keys::of_snapshot_part(0, 0);
    for (it->Seek(keys::slice_of(key)); it->Valid(); it->Seek(keys::slice_of(key)))
    {
        const std::uint64_t sequence = keys::snapshot_of(it->key());
        if (!std::ranges::binary_search(complete, sequence))
            BALLAST_CHECK(remove(database, sequence));
        if (sequence == std::numeric_limits<std::uint64_t>::max()) break;
        key = keys::of_snapshot_part(sequence + 1, 0);
    }
    if (!it->status().ok()) return fail(error_of(it->status()));
    return {};
}

}  // namespace ballast::store::snapshots
