// SPDX-License-Identifier: Apache-2.0
// The journal's errors in words.
#include "journal_error.hpp"

namespace ballast::journal {

std::string_view describe(JournalError error)
{
    using enum JournalError;
    switch (error)
    {
        case Truncated:
            return "the bytes end before the format does";
        case TrailingBytes:
            return "bytes follow the end of the format";
        case BadMagic:
            return "the bytes do not start as this format does";
        case OlderVersion:
            return "the version is older than the first one that is read here";
        case NewerVersion:
            return "the version is newer than this program; use a newer program";
        case ZeroField:
            return "a hash or an id is zero";
        case BadChecksum:
            return "the checksum does not match the bytes";
        case UnknownKind:
            return "the kind of evidence is unknown";
        case NegativeTime:
            return "the time is before 1970";
        case NoEvidence:
            return "a record has no evidence";
        case EvidenceTooLong:
            return "the evidence is longer than its bound";
        case CommandTooLong:
            return "the command is longer than its bound";
        case BadCommand:
            return "the bytes are not one canonical command";
        case EmptyBatch:
            return "a batch has no records";
        case TooManyRecords:
            return "a batch has more records than its bound";
        case BatchTooLong:
            return "a batch has more bytes than its bound";
        case SequenceOverflow:
            return "a batch reaches beyond the last sequence";
        case StateAhead:
            return "a state hash is of a later sequence than its head";
        case NoSigners:
            return "a certificate has no signatures";
        case TooManySigners:
            return "a certificate has more signatures than there are guardians";
        case UnorderedSigners:
            return "the guardians of a certificate do not ascend strictly";
        case SnapshotTooLong:
            return "a snapshot is longer than its bound";
        case OtherDeployment:
            return "a batch belongs to another deployment";
        case SequenceGap:
            return "sequences are missing before a batch";
        case SequenceRepeated:
            return "a batch holds sequences that came already";
        case WrongPreviousHash:
            return "a batch does not continue the one before it";
        case TermRegressed:
            return "a term is older than the one before it";
        case TimeRegressed:
            return "a time is older than the one before it";
    }
    return "unknown journal error";
}

std::string_view name_of(JournalError error)
{
    using enum JournalError;
    switch (error)
    {
        case Truncated:
            return "Truncated";
        case TrailingBytes:
            return "TrailingBytes";
        case BadMagic:
            return "BadMagic";
        case OlderVersion:
            return "OlderVersion";
        case NewerVersion:
            return "NewerVersion";
        case ZeroField:
            return "ZeroField";
        case BadChecksum:
            return "BadChecksum";
        case UnknownKind:
            return "UnknownKind";
        case NegativeTime:
            return "NegativeTime";
        case NoEvidence:
            return "NoEvidence";
        case EvidenceTooLong:
            return "EvidenceTooLong";
        case CommandTooLong:
            return "CommandTooLong";
        case BadCommand:
            return "BadCommand";
        case EmptyBatch:
            return "EmptyBatch";
        case TooManyRecords:
            return "TooManyRecords";
        case BatchTooLong:
            return "BatchTooLong";
        case SequenceOverflow:
            return "SequenceOverflow";
        case StateAhead:
            return "StateAhead";
        case NoSigners:
            return "NoSigners";
        case TooManySigners:
            return "TooManySigners";
        case UnorderedSigners:
            return "UnorderedSigners";
        case SnapshotTooLong:
            return "SnapshotTooLong";
        case OtherDeployment:
            return "OtherDeployment";
        case SequenceGap:
            return "SequenceGap";
        case SequenceRepeated:
            return "SequenceRepeated";
        case WrongPreviousHash:
            return "WrongPreviousHash";
        case TermRegressed:
            return "TermRegressed";
        case TimeRegressed:
            return "TimeRegressed";
    }
    return "Unknown";
}

}  // namespace ballast::journal
