// SPDX-License-Identifier: Apache-2.0
// The crash test of the store on RocksDB: children that write to it are killed at random points.
#include <ballast/store/rocksdb_store.hpp>
#include <limits>

#include "crash_harness.hpp"
#include "synthetic_workload.hpp"

using namespace ballast;

namespace {

constexpr std::uint64_t until_killed = std::numeric_limits<std::uint64_t>::max();

/// Small buffers, so that files and logs change often enough to be hit.
store::RocksdbOptions options_of(const std::string& folder)
{
    return {.folder = folder,
            .write_buffer_size = 256U << 10U,
            .write_buffers_size = 2U << 20U,
            .log_size_max = 1U << 20U};
}

std::optional<std::string> work(const crash::ChildContext& context)
{
    const auto store = store::open_rocksdb_store(options_of(context.folder));
    if (!store) return store.error().sentence();
    const auto played =
        crash::play_synthetic(**store, context.seed, until_killed, context.acknowledge);
    if (!played) return std::string{describe(played.error())};
    return std::nullopt;
}

std::optional<std::string> check(const std::string& folder,
                                 std::span<const crash::Acknowledgement> acknowledged)
{
    const auto store = store::open_rocksdb_store(options_of(folder));
    if (!store) return store.error().sentence();
    return crash::check_synthetic(**store, acknowledged);
}

}  // namespace

int main(int argc, char** argv)
{
    return crash::run_crash_test(argc, argv, {.workload = work, .check = check});
}
