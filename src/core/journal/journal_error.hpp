// SPDX-License-Identifier: Apache-2.0
// What can be wrong with journal bytes, by name: one enum for records, batches, heads, snapshots
// and their chain.
#pragma once
#include <cstdint>
#include <string_view>

namespace ballast::journal {

enum class JournalError : std::uint8_t
{
    // any format
    Truncated,          ///< fewer bytes than the format needs
    TrailingBytes,      ///< more bytes than the format takes
    BadMagic,           ///< not the bytes that the format starts with
    OlderVersion,       ///< a version from before the first one that is read here
    NewerVersion,       ///< a version that a later program wrote
    ZeroField,          ///< a hash or an id that is zero
    BadChecksum,        ///< the bytes are not those that were written
                        // record
    UnknownKind,        ///< a kind of evidence without meaning
    NegativeTime,       ///< a time before 1970
    NoEvidence,         ///< a command without its evidence
    EvidenceTooLong,    ///< evidence above its bound
    CommandTooLong,     ///< a command above its bound
    BadCommand,         ///< bytes that are not one canonical command
                        // batch
    EmptyBatch,         ///< no records
    TooManyRecords,     ///< more records than a batch holds
    BatchTooLong,       ///< more bytes than a batch holds
    SequenceOverflow,   ///< sequences beyond 2^64 - 1
                        // head, certificate
    StateAhead,         ///< a state hash of a later sequence than the head's
    NoSigners,          ///< a certificate without signatures
    TooManySigners,     ///< more signatures than a deployment has guardians
    UnorderedSigners,   ///< guardian indices that do not ascend strictly
                        // snapshot
    SnapshotTooLong,    ///< a snapshot above its bound
                        // chain of batches
    OtherDeployment,    ///< a batch of another deployment
    SequenceGap,        ///< sequences are missing before the batch
    SequenceRepeated,   ///< sequences that came already
    WrongPreviousHash,  ///< the batch does not continue the one before it
    TermRegressed,      ///< a term older than the one before it
    TimeRegressed,      ///< a time older than the one before it
};

/// A sentence for a person, e.g. "a term is older than the one before it".
[[nodiscard]] std::string_view describe(JournalError error);
/// The enumerator's name, e.g. "TermRegressed": for logs and tests.
[[nodiscard]] std::string_view name_of(JournalError error);

}  // namespace ballast::journal
