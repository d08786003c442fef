// SPDX-License-Identifier: Apache-2.0
// Snapshots, part by part. One that is put again gets a new edition, so that the old one is there
// until the new one is.
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

/// What the entry that completes a snapshot says.
struct Completion
{
    std::uint64_t size{};
    std::uint32_t edition{};
};

/// The entry of a snapshot, or NotFound.
Result<Completion, StoreError> completion_of(const RocksdbDatabase& database,
                                             std::uint64_t sequence)
{
    const Bytes key = keys::of_snapshot(SnapshotKey::Size, sequence);
    BALLAST_TRY(const Bytes value, database.read(Table::Snapshots, keys::slice_of(key)));
    if (value.size() != 8 + 4) return fail(StoreError::Corrupt);
    const Completion out{.size = read_big_endian<std::uint64_t>(value.data()),
                         .edition = read_big_endian<std::uint32_t>(value.data() + 8)};
    if (out.size > limits::snapshot_size) return fail(StoreError::Corrupt);
    return out;
}

/// Adds the removal of all keys from one up to before another.
void remove_range(const RocksdbDatabase& database, rocksdb::WriteBatch& batch, BytesView from,
                  BytesView end)
{
    batch.DeleteRange(database.table(Table::Snapshots), keys::slice_of(from), keys::slice_of(end));
}

/// Adds the removal of one edition's parts.
void remove_parts(const RocksdbDatabase& database, rocksdb::WriteBatch& batch,
                  std::uint64_t sequence, std::uint32_t edition)
{
    // A snapshot has fewer parts than could be numbered, so this end is above all of them.
    constexpr std::uint32_t end = std::numeric_limits<std::uint32_t>::max();
    remove_range(database, batch,
                 keys::of_snapshot_part({.sequence = sequence, .edition = edition}),
                 keys::of_snapshot_part({.sequence = sequence, .edition = edition, .part = end}));
}

Result<void, StoreError> remove(RocksdbDatabase& database, std::uint64_t sequence)
{
    BALLAST_TRY(const Completion completion, completion_of(database, sequence));
    rocksdb::WriteBatch batch;
    const Bytes key = keys::of_snapshot(SnapshotKey::Size, sequence);
    batch.Delete(database.table(Table::Snapshots), keys::slice_of(key));
    remove_parts(database, batch, sequence, completion.edition);
    return database.write(batch, false);
}

Result<void, StoreError> write_parts(RocksdbDatabase& database, keys::SnapshotPart place,
                                     BytesView snapshot)
{
    for (BytesView left = snapshot; !left.empty(); ++place.part)
    {
        const BytesView bytes = left.first(std::min(left.size(), part_size));
        left = left.subspan(bytes.size());
        rocksdb::WriteBatch batch;
        const Bytes key = keys::of_snapshot_part(place);
        batch.Put(database.table(Table::Snapshots), keys::slice_of(key), keys::slice_of(bytes));
        BALLAST_CHECK(database.write(batch, false));
    }
    return {};
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
    const auto before = completion_of(database, sequence);
    if (!before && before.error() != StoreError::NotFound) return fail(before.error());
    const std::uint32_t edition = before ? before->edition + 1 : 0;
    BALLAST_CHECK(write_parts(database, {.sequence = sequence, .edition = edition}, snapshot));

    rocksdb::WriteBatch batch;
    const Bytes key = keys::of_snapshot(SnapshotKey::Size, sequence);
    Bytes value = keys::of_number(snapshot.size());
    append_big_endian(value, edition);
    batch.Put(database.table(Table::Snapshots), keys::slice_of(key), keys::slice_of(value));
    if (before) remove_parts(database, batch, sequence, before->edition);
    BALLAST_CHECK(database.write(batch, true));

    BALLAST_TRY(const auto all, list(database));
    for (std::size_t i = 0; i + kept_count < all.size(); ++i)
        BALLAST_CHECK(remove(database, all[i]));
    return {};
}

Result<StoredSnapshot, StoreError> read(const RocksdbDatabase& database, std::uint64_t sequence)
{
    BALLAST_TRY(const Completion completion, completion_of(database, sequence));
    StoredSnapshot out{.sequence = {sequence}};
    out.bytes.reserve(completion.size);
    keys::SnapshotPart place{.sequence = sequence, .edition = completion.edition};
    for (; out.bytes.size() < completion.size; ++place.part)
    {
        const Bytes key = keys::of_snapshot_part(place);
        const auto bytes = database.read(Table::Snapshots, keys::slice_of(key));
        if (!bytes && bytes.error() != StoreError::NotFound) return fail(bytes.error());
        if (!bytes || bytes->empty() || bytes->size() > completion.size - out.bytes.size())
            return fail(StoreError::Corrupt);
        append(out.bytes, *bytes);
    }
    return out;
}

void remove_from(const RocksdbDatabase& database, rocksdb::WriteBatch& batch,
                 std::uint64_t sequence)
{
    remove_range(database, batch, keys::of_snapshot(SnapshotKey::Size, sequence),
                 keys::of_snapshot(SnapshotKey::Part, 0));
    remove_range(database, batch, keys::of_snapshot(SnapshotKey::Part, sequence),
                 keys::of_snapshot(SnapshotKey::End, 0));
}

Result<void, StoreError> remove_incomplete(RocksdbDatabase& database)
{
    const auto it = database.iterate(Table::Snapshots);
    Bytes key = keys::of_snapshot(SnapshotKey::Part, 0);
    for (it->Seek(keys::slice_of(key)); it->Valid(); it->Seek(keys::slice_of(key)))
    {
        const auto place = keys::snapshot_part_of(it->key());
        if (!place) return fail(StoreError::Corrupt);
        const auto completion = completion_of(database, place->sequence);
        if (!completion && completion.error() != StoreError::NotFound)
            return fail(completion.error());
        if (!completion || completion->edition != place->edition)
        {
            rocksdb::WriteBatch batch;
            remove_parts(database, batch, place->sequence, place->edition);
            BALLAST_CHECK(database.write(batch, false));
        }
        // Behind every part of this edition; the iterator shows the table as it was at first.
        key = keys::of_snapshot_part({.sequence = place->sequence,
                                      .edition = place->edition,
                                      .part = std::numeric_limits<std::uint32_t>::max()});
    }
    if (!it->status().ok()) return fail(error_of(it->status()));
    return {};
}

}  // namespace ballast::store::snapshots
