// SPDX-License-Identifier: Apache-2.0
// Faults and crashes of the simulated disk.
#include "simulated_disk.hpp"

#include <algorithm>

namespace ballast::store {
namespace {

using env::StoreError;

/// splitmix64, one step.
std::uint64_t next_random(std::uint64_t& state)
{
    std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

}  // namespace

Result<void, StoreError> SimulatedDisk::State::operate()
{
    ++operations;
    if (faults.power_loss_at && operations >= *faults.power_loss_at) return fail(StoreError::Io);
    if (faults.disk_full_at && operations >= *faults.disk_full_at)
        return fail(StoreError::DiskFull);
    if (faults.short_write_at && operations == *faults.short_write_at) return fail(StoreError::Io);
    return {};
}

void SimulatedDisk::State::write(SimulatedWrite change)
{
    change(tables);
    pending.push_back(std::move(change));
}

void SimulatedDisk::State::sync()
{
    for (const SimulatedWrite& change : pending) change(durable);
    pending.clear();
}

void SimulatedDisk::State::crash(std::size_t kept)
{
    pending.resize(std::min(kept, pending.size()));
    sync();
    tables = durable;
    faults.power_loss_at.reset();
    ++generation;
    open = false;
}

SimulatedDisk::SimulatedDisk(std::uint64_t seed) : state_{std::make_unique<State>(seed)} {}
SimulatedDisk::~SimulatedDisk() = default;

void SimulatedDisk::set_faults(const DiskFaults& faults)
{
    const std::lock_guard lock{state_->mutex};
    state_->faults = faults;
}

std::uint64_t SimulatedDisk::operations() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->operations;
}

std::size_t SimulatedDisk::unsynced() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->pending.size();
}

void SimulatedDisk::crash()
{
    const std::lock_guard lock{state_->mutex};
    state_->crash(next_random(state_->random) % (state_->pending.size() + 1));
}

void SimulatedDisk::crash_keeping(std::size_t writes)
{
    const std::lock_guard lock{state_->mutex};
    state_->crash(writes);
}

}  // namespace ballast::store
