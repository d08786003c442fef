// SPDX-License-Identifier: Apache-2.0
// The inside of a simulated disk: its tables as they are in memory and as they are durable, and
// the writes that lie between the two.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/env/journal_store.hpp>
#include <ballast/store/simulated_store.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace ballast::store {

/// Everything a store holds. Batches are shared, since both images of the disk hold them.
struct SimulatedTables
{
    using BatchPointer = std::shared_ptr<const env::StoredBatch>;
    using OrphanKey = std::tuple<std::uint64_t, std::uint64_t, Bytes32>;  ///< term, first, hash

    std::map<std::uint64_t, BatchPointer> batches;  ///< by first sequence
    std::map<OrphanKey, BatchPointer> orphans;
    std::map<std::uint64_t, Bytes> certificates;  ///< by last sequence of the batch
    std::map<std::uint64_t, Bytes> snapshots;
    std::map<std::string, Bytes, std::less<>> meta;
    std::map<std::pair<std::string, Bytes>, Bytes> blobs;
};

/// One write: what it does to the tables.
using SimulatedWrite = std::function<void(SimulatedTables&)>;

/// The state of a disk. Its functions expect its mutex to be held.
struct SimulatedDisk::State
{
    explicit State(std::uint64_t seed) : random{seed} {}

    /// Counts one operation; nothing, or the fault that strikes it.
    [[nodiscard]] Result<void, env::StoreError> operate();
    /// Does a write to the tables in memory and remembers it as not synced.
    void write(SimulatedWrite change);
    /// Makes every write durable.
    void sync();
    /// Forgets all but the first `kept` writes that were not synced, and the store that was open.
    void crash(std::size_t kept);

    std::mutex mutex;
    SimulatedTables tables;               ///< as the running program sees them
    SimulatedTables durable;              ///< as a crash leaves them at least
    std::vector<SimulatedWrite> pending;  ///< what `tables` has and `durable` has not
    DiskFaults faults;
    std::uint64_t operations{0};
    std::uint64_t random;
    std::uint64_t generation{0};  ///< raised by a crash; a store of an older one is dead
    bool open{false};
};

}  // namespace ballast::store
