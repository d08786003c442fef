// SPDX-License-Identifier: Apache-2.0
// Why a store refused. Each kind has a sentence that says what to do.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace ballast::env {

enum class StoreError : std::uint8_t
{
    DiskFull,  ///< no space left; the store takes nothing more until it is opened again
    Corrupt,   ///< bytes on the disk are not those that were written
    Locked,    ///< another process, or another part of this one, has the store open
    Io,  ///< reading or writing failed; after a failed write the store takes nothing more until
         ///< opened again
    NotFound,     ///< no such batch, certificate, snapshot, key or folder
    OutOfOrder,   ///< a batch that does not continue the last one
    Certified,    ///< removal of what a quorum has certified
    TooLong,      ///< a key or a value above its bound
    WrongLayout,  ///< a store that another version of the program wrote
};

/// What happened and what to do, e.g. "another process has the journal open; stop it, or choose
/// another data folder".
[[nodiscard]] std::string_view describe(StoreError error);
/// The enumerator's name, e.g. "DiskFull": for logs and tests.
[[nodiscard]] std::string_view name_of(StoreError error);

/// A StoreError where people read it: with the folder and the system's own words.
struct StoreProblem
{
    StoreError error{};
    std::string detail;  ///< "/var/lib/ballast/journal: No space left on device"
    /// Both in one line.
    [[nodiscard]] std::string sentence() const;
};

}  // namespace ballast::env
