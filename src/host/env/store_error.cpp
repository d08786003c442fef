// SPDX-License-Identifier: Apache-2.0
// The store's errors in words that say what to do.
#include "store_error.hpp"

namespace ballast::env {

std::string_view describe(StoreError error)
{
    using enum StoreError;
    switch (error)
    {
        case DiskFull:
            return "no space is left on the journal's disk; make room and start again: what was "
                   "acknowledged is kept";
        case Corrupt:
            return "the journal's files are damaged; keep a copy of the data folder, then restore "
                   "it from a backup or follow the journal anew from the guardians";
        case Locked:
            return "the journal is open already; stop the other process, or choose another data "
                   "folder";
        case Io:
            return "the system failed to read or write the journal; check the disk, its mount and "
                   "the folder's owner, then start again";
        case NotFound:
            return "the journal does not hold what was asked for";
        case OutOfOrder:
            return "what was to be written does not continue the journal; read its end again "
                   "before writing";
        case Certified:
            return "batches that a quorum has certified are never removed; follow the certified "
                   "chain instead";
        case TooLong:
            return "a key or a value is longer than the store's bound; split it";
        case WrongLayout:
            return "another version of the program wrote this journal; use that version, or start "
                   "with an empty data folder";
    }
    return "unknown store error";
}

std::string_view name_of(StoreError error)
{
    using enum StoreError;
    switch (error)
    {
        case DiskFull:
            return "DiskFull";
        case Corrupt:
            return "Corrupt";
        case Locked:
            return "Locked";
        case Io:
            return "Io";
        case NotFound:
            return "NotFound";
        case OutOfOrder:
            return "OutOfOrder";
        case Certified:
            return "Certified";
        case TooLong:
            return "TooLong";
        case WrongLayout:
            return "WrongLayout";
    }
    return "Unknown";
}

std::string StoreProblem::sentence() const
{
    std::string out{describe(error)};
    if (!detail.empty()) out += " (" + detail + ")";
    return out;
}

}  // namespace ballast::env
