// SPDX-License-Identifier: Apache-2.0
// A store in memory that fails on demand: it loses what was not synced, runs out of space, writes
// half, loses its power at the nth operation. For simulations and tests; nothing reaches a disk.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/env/journal_store.hpp>
#include <cstdint>
#include <memory>
#include <optional>

namespace ballast::store {

/// What goes wrong, and at which operation, counted from 1 since the disk was made. A write is one
/// operation, a sync is another: a call that does both counts twice.
struct DiskFaults
{
    /// Nothing more fits: this operation and every later write fails with DiskFull until the fault
    /// is taken back.
    std::optional<std::uint64_t> disk_full_at;
    /// This operation is done in part and fails with Io; no later one does.
    std::optional<std::uint64_t> short_write_at;
    /// The machine stops before this operation: it and every later one fails with Io until crash().
    std::optional<std::uint64_t> power_loss_at;
};

/// The disk under simulated stores: it outlives them and their crashes. One store at a time.
class SimulatedDisk
{
public:
    /// The seed decides how much of what was not synced a crash leaves.
    explicit SimulatedDisk(std::uint64_t seed);
    ~SimulatedDisk();
    SimulatedDisk(const SimulatedDisk&) = delete;
    SimulatedDisk& operator=(const SimulatedDisk&) = delete;

    /// Replaces what goes wrong from now on.
    void set_faults(const DiskFaults& faults);
    /// Operations so far.
    [[nodiscard]] std::uint64_t operations() const;
    /// Writes that a crash could lose now.
    [[nodiscard]] std::size_t unsynced() const;

    /// The machine stops and starts again: of the writes that were not synced a prefix is left, its
    /// length from the seed. The store that was open fails from now on; another can be opened.
    void crash();
    /// As above, with exactly this many left, or all if there are fewer.
    void crash_keeping(std::size_t writes);

private:
    friend class SimulatedStore;
    struct State;
    std::unique_ptr<State> state_;
    friend Result<std::unique_ptr<env::JournalStore>, env::StoreProblem> open_simulated_store(
        SimulatedDisk& disk);
};

/// Opens the disk's store, or Locked while another is open. The disk outlives it.
[[nodiscard]] Result<std::unique_ptr<env::JournalStore>, env::StoreProblem> open_simulated_store(
    SimulatedDisk& disk);

}  // namespace ballast::store
