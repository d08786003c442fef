// SPDX-License-Identifier: Apache-2.0
// The store on a disk, kept by RocksDB. docs/adr/0005-journal.md says why, and why these options.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/env/journal_store.hpp>
#include <cstddef>
#include <memory>
#include <string>

namespace ballast::store {

struct RocksdbOptions
{
    std::string folder;                          ///< made, with mode 0700, if it is not there
    bool must_exist{false};                      ///< NotFound instead of making a new one
    std::size_t write_buffer_size{24U << 20U};   ///< bytes of batches in memory before a file
    std::size_t write_buffers_size{64U << 20U};  ///< bytes in memory of all tables together
    std::size_t block_cache_size{8U << 20U};     ///< bytes of read blocks kept in memory
    std::size_t log_size_max{128U << 20U};       ///< bytes of write-ahead log to replay at a start
};

/// Opens the store of a folder: nobody else can until it is gone. Locked, DiskFull, Corrupt, Io,
/// NotFound or WrongLayout, with the folder and the system's words.
[[nodiscard]] Result<std::unique_ptr<env::JournalStore>, env::StoreProblem> open_rocksdb_store(
    const RocksdbOptions& options);

}  // namespace ballast::store
