// SPDX-License-Identifier: Apache-2.0
// The store on a simulated disk.
#include "simulated_store.hpp"

#include <iterator>

#include "simulated_disk.hpp"
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

class SimulatedStore final : public env::JournalStore
{
public:
    using State = SimulatedDisk::State;
    using BatchPointer = SimulatedTables::BatchPointer;

    explicit SimulatedStore(State& disk) : disk_{disk}, generation_{disk.generation} {}
    ~SimulatedStore() override
    {
        const std::lock_guard lock{disk_.mutex};
        if (disk_.generation == generation_) disk_.open = false;
    }

    Result<void, StoreError> append(std::span<const SealedBatch> batches) override;
    Result<void, StoreError> sync() override;
    Result<void, StoreError> append_synced(std::span<const SealedBatch> batches) override;
    std::optional<JournalEnd> last() const override;
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
    // All of these expect the disk's mutex to be held.
    [[nodiscard]] Result<void, StoreError> check_alive() const;
    [[nodiscard]] Result<void, StoreError> write(SimulatedWrite change);
    [[nodiscard]] Result<void, StoreError> sync_disk();
    [[nodiscard]] Result<void, StoreError> append_locked(std::span<const SealedBatch> batches);
    [[nodiscard]] std::optional<JournalEnd> end() const;
    /// The batch that holds the sequence, or nothing.
    [[nodiscard]] BatchPointer find(std::uint64_t sequence) const;
    [[nodiscard]] bool ends_batch(std::uint64_t sequence) const
    {
        const BatchPointer batch = find(sequence);
        return batch && batch->last().value == sequence;
    }

    State& disk_;
    std::uint64_t generation_;
    std::optional<StoreError> failed_;  ///< the write that failed: nothing more is taken
};

namespace {

Bytes copy_of(BytesView bytes) { return {bytes.begin(), bytes.end()}; }

Result<void, StoreError> walk(const std::vector<SimulatedTables::BatchPointer>& batches,
                              const BatchVisitor& visit)
{
    for (const auto& batch : batches)
        if (visit(batch->sealed()) == Walk::Stop) break;
    return {};
}

template <class Map, class Key>
Result<Bytes, StoreError> look_up(const Map& map, const Key& key)
{
    const auto found = map.find(key);
    if (found == map.end()) return fail(StoreError::NotFound);
    return found->second;
}

}  // namespace

Result<void, StoreError> SimulatedStore::check_alive() const
{
    if (disk_.generation != generation_) return fail(StoreError::Io);
    return {};
}

Result<void, StoreError> SimulatedStore::write(SimulatedWrite change)
{
    BALLAST_CHECK(check_alive());
    if (failed_) return fail(*failed_);
    if (auto done = disk_.operate(); !done)
    {
        failed_ = done.error();
        return done;
    }
    disk_.write(std::move(change));
    return {};
}

Result<void, StoreError> SimulatedStore::sync_disk()
{
    BALLAST_CHECK(check_alive());
    if (failed_) return fail(*failed_);
    if (auto done = disk_.operate(); !done)
    {
        failed_ = done.error();
        return done;
    }
    disk_.sync();
    return {};
}

std::optional<JournalEnd> SimulatedStore::end() const
{
    const auto& batches = disk_.tables.batches;
    if (batches.empty()) return std::nullopt;
    return end_of(batches.rbegin()->second->sealed());
}

SimulatedTables::BatchPointer SimulatedStore::find(std::uint64_t sequence) const
{
    const auto& batches = disk_.tables.batches;
    const auto after = batches.upper_bound(sequence);
    if (after == batches.begin()) return nullptr;
    const auto& batch = std::prev(after)->second;
    return sequence <= batch->last().value ? batch : nullptr;
}

Result<void, StoreError> SimulatedStore::append_locked(std::span<const SealedBatch> batches)
{
    BALLAST_CHECK(check_continues(end(), batches));
    std::vector<BatchPointer> copies;
    copies.reserve(batches.size());
    for (const SealedBatch& batch : batches)
        copies.push_back(std::make_shared<const StoredBatch>(StoredBatch{
            .header = batch.header, .hash = batch.hash, .bytes = copy_of(batch.bytes)}));
    return write([copies = std::move(copies)](SimulatedTables& tables) {
        for (const auto& batch : copies) tables.batches[batch->header.first.value] = batch;
    });
}

Result<void, StoreError> SimulatedStore::append(std::span<const SealedBatch> batches)
{
    const std::lock_guard lock{disk_.mutex};
    return append_locked(batches);
}

Result<void, StoreError> SimulatedStore::sync()
{
    const std::lock_guard lock{disk_.mutex};
    return sync_disk();
}

Result<void, StoreError> SimulatedStore::append_synced(std::span<const SealedBatch> batches)
{
    const std::lock_guard lock{disk_.mutex};
    BALLAST_CHECK(append_locked(batches));
    return sync_disk();
}

std::optional<JournalEnd> SimulatedStore::last() const
{
    const std::lock_guard lock{disk_.mutex};
    return end();
}

Result<StoredBatch, StoreError> SimulatedStore::read_batch(Sequence sequence) const
{
    const std::lock_guard lock{disk_.mutex};
    BALLAST_CHECK(check_alive());
    const BatchPointer batch = find(sequence.value);
    if (!batch) return fail(StoreError::NotFound);
    return *batch;
}

Result<void, StoreError> SimulatedStore::for_each_batch(Sequence from,
                                                        const BatchVisitor& visit) const
{
    std::vector<BatchPointer> batches;
    {
        const std::lock_guard lock{disk_.mutex};
        BALLAST_CHECK(check_alive());
        if (disk_.tables.batches.empty()) return {};
        const BatchPointer first = find(from.value);
        if (!first) return fail(StoreError::NotFound);
        auto it = disk_.tables.batches.find(first->header.first.value);
        for (; it != disk_.tables.batches.end(); ++it) batches.push_back(it->second);
    }
    return walk(batches, visit);
}

Result<void, StoreError> SimulatedStore::truncate_after(std::optional<Sequence> sequence)
{
    const std::lock_guard lock{disk_.mutex};
    if (sequence && !ends_batch(sequence->value)) return fail(StoreError::NotFound);
    const std::uint64_t from = sequence ? sequence->value + 1 : 0;
    if (disk_.tables.certificates.lower_bound(from) != disk_.tables.certificates.end())
        return fail(StoreError::Certified);
    BALLAST_CHECK(write([from](SimulatedTables& tables) {
        const auto first = tables.batches.lower_bound(from);
        for (auto it = first; it != tables.batches.end(); ++it)
            tables.orphans[{it->second->header.term.value, it->first, it->second->hash}] =
                it->second;
        tables.batches.erase(first, tables.batches.end());
        tables.snapshots.erase(tables.snapshots.lower_bound(from), tables.snapshots.end());
    }));
    return sync_disk();
}

Result<void, StoreError> SimulatedStore::for_each_orphan(const BatchVisitor& visit) const
{
    std::vector<BatchPointer> batches;
    {
        const std::lock_guard lock{disk_.mutex};
        BALLAST_CHECK(check_alive());
        for (const auto& [key, batch] : disk_.tables.orphans) batches.push_back(batch);
    }
    return walk(batches, visit);
}

Result<void, StoreError> SimulatedStore::drop_orphan(const journal::BatchHeader& header,
                                                     const Bytes32& hash)
{
    const std::lock_guard lock{disk_.mutex};
    const SimulatedTables::OrphanKey key{header.term.value, header.first.value, hash};
    if (!disk_.tables.orphans.contains(key)) return fail(StoreError::NotFound);
    return write([key](SimulatedTables& tables) { tables.orphans.erase(key); });
}

Result<void, StoreError> SimulatedStore::put_certificate(Sequence sequence, BytesView certificate)
{
    BALLAST_CHECK(check_entry({}, certificate));
    const std::lock_guard lock{disk_.mutex};
    if (!ends_batch(sequence.value)) return fail(StoreError::NotFound);
    return write([sequence, bytes = copy_of(certificate)](SimulatedTables& tables) {
        tables.certificates[sequence.value] = bytes;
    });
}

Result<Bytes, StoreError> SimulatedStore::certificate(Sequence sequence) const
{
    const std::lock_guard lock{disk_.mutex};
    BALLAST_CHECK(check_alive());
    return look_up(disk_.tables.certificates, sequence.value);
}

Result<Sequence, StoreError> SimulatedStore::last_certified() const
{
    const std::lock_guard lock{disk_.mutex};
    BALLAST_CHECK(check_alive());
    const auto& certificates = disk_.tables.certificates;
    if (certificates.empty()) return fail(StoreError::NotFound);
    return Sequence{certificates.rbegin()->first};
}

Result<void, StoreError> SimulatedStore::put_snapshot(Sequence sequence, BytesView snapshot)
{
    BALLAST_CHECK(check_snapshot_size(snapshot));
    const std::lock_guard lock{disk_.mutex};
    if (!ends_batch(sequence.value)) return fail(StoreError::NotFound);
    const auto& snapshots = disk_.tables.snapshots;
    if (!snapshots.empty() && snapshots.rbegin()->first > sequence.value)
        return fail(StoreError::OutOfOrder);
    BALLAST_CHECK(write([sequence, bytes = copy_of(snapshot)](SimulatedTables& tables) {
        tables.snapshots[sequence.value] = bytes;
    }));
    BALLAST_CHECK(sync_disk());
    if (snapshots.size() <= 2) return {};
    return write([](SimulatedTables& tables) {
        while (tables.snapshots.size() > 2) tables.snapshots.erase(tables.snapshots.begin());
    });
}

Result<StoredSnapshot, StoreError> SimulatedStore::latest_snapshot() const
{
    const std::lock_guard lock{disk_.mutex};
    BALLAST_CHECK(check_alive());
    const auto& snapshots = disk_.tables.snapshots;
    if (snapshots.empty()) return fail(StoreError::NotFound);
    return StoredSnapshot{.sequence = {snapshots.rbegin()->first},
                          .bytes = snapshots.rbegin()->second};
}

Result<StoredSnapshot, StoreError> SimulatedStore::snapshot_before(Sequence sequence) const
{
    const std::lock_guard lock{disk_.mutex};
    BALLAST_CHECK(check_alive());
    const auto& snapshots = disk_.tables.snapshots;
    const auto after = snapshots.lower_bound(sequence.value);
    if (after == snapshots.begin()) return fail(StoreError::NotFound);
    return StoredSnapshot{.sequence = {std::prev(after)->first}, .bytes = std::prev(after)->second};
}

Result<void, StoreError> SimulatedStore::put_meta(std::string_view key, BytesView value)
{
    BALLAST_CHECK(check_entry(key, value));
    const std::lock_guard lock{disk_.mutex};
    BALLAST_CHECK(write([key = std::string{key}, bytes = copy_of(value)](SimulatedTables& tables) {
        tables.meta[key] = bytes;
    }));
    return sync_disk();
}

Result<Bytes, StoreError> SimulatedStore::meta(std::string_view key) const
{
    const std::lock_guard lock{disk_.mutex};
    BALLAST_CHECK(check_alive());
    return look_up(disk_.tables.meta, key);
}

Result<void, StoreError> SimulatedStore::put_blob(std::string_view space, BytesView key,
                                                  BytesView value)
{
    BALLAST_CHECK(check_blob(space, key, value));
    const std::lock_guard lock{disk_.mutex};
    return write([place = std::pair{std::string{space}, copy_of(key)}, bytes = copy_of(value)](
                     SimulatedTables& tables) { tables.blobs[place] = bytes; });
}

Result<Bytes, StoreError> SimulatedStore::blob(std::string_view space, BytesView key) const
{
    const std::lock_guard lock{disk_.mutex};
    BALLAST_CHECK(check_alive());
    return look_up(disk_.tables.blobs, std::pair{std::string{space}, copy_of(key)});
}

Result<void, StoreError> SimulatedStore::drop_blob(std::string_view space, BytesView key)
{
    const std::lock_guard lock{disk_.mutex};
    return write([place = std::pair{std::string{space}, copy_of(key)}](SimulatedTables& tables) {
        tables.blobs.erase(place);
    });
}

Result<void, StoreError> SimulatedStore::for_each_blob(std::string_view space, BytesView from,
                                                       const BlobVisitor& visit) const
{
    std::vector<std::pair<Bytes, Bytes>> blobs;
    {
        const std::lock_guard lock{disk_.mutex};
        BALLAST_CHECK(check_alive());
        auto it = disk_.tables.blobs.lower_bound({std::string{space}, copy_of(from)});
        for (; it != disk_.tables.blobs.end() && it->first.first == space; ++it)
            blobs.emplace_back(it->first.second, it->second);
    }
    for (const auto& [key, value] : blobs)
        if (visit(key, value) == Walk::Stop) break;
    return {};
}

Result<std::unique_ptr<env::JournalStore>, StoreProblem> open_simulated_store(SimulatedDisk& disk)
{
    const std::lock_guard lock{disk.state_->mutex};
    if (disk.state_->open)
        return fail(StoreProblem{.error = StoreError::Locked, .detail = "simulated disk"});
    disk.state_->open = true;
    return std::make_unique<SimulatedStore>(*disk.state_);
}

}  // namespace ballast::store
