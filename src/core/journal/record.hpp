// SPDX-License-Identifier: Apache-2.0
// One record of the journal: evidence and the command that follows from it. docs/formats/journal.md
// has the grammar. Leaves out whether the command does follow (intake), and the record's sequence,
// which its place in a batch gives.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/domain/command.hpp>
#include <ballast/domain/evidence.hpp>
#include <ballast/journal/journal_error.hpp>
#include <cstdint>
#include <optional>

namespace ballast::journal {

/// The version that is written; older ones, once there are any, are decoded or refused as
/// OlderVersion.
inline constexpr std::uint8_t record_version = 1;
/// Bytes of a record besides its evidence and its command.
inline constexpr std::size_t record_overhead = 1 + 1 + 8 + 4 + 4;

/// A record that owns its parts.
struct Record
{
    EvidenceKind kind{};
    std::int64_t time_ms{};
    Bytes evidence;
    Command command;
    bool operator==(const Record&) const = default;
};

/// A record inside somebody else's bytes: framed and bounded, its command not decoded.
struct RecordView
{
    EvidenceKind kind{};
    std::int64_t time_ms{};
    BytesView evidence;
    BytesView command;  ///< canonical bytes
    BytesView bytes;    ///< the whole record
};

/// What a record is written from; the evidence is read once and copied once.
struct RecordParts
{
    EvidenceKind kind{};
    std::int64_t time_ms{};
    BytesView evidence;
    const Command& command;
};

/// The parts of a record that owns them; views into it.
[[nodiscard]] inline RecordParts parts_of(const Record& record)
{
    return {.kind = record.kind,
            .time_ms = record.time_ms,
            .evidence = record.evidence,
            .command = record.command};
}

/// Bytes that evidence of this kind may have.
[[nodiscard]] std::size_t evidence_size_max(EvidenceKind kind);
/// Bytes that a command from this kind of evidence may have.
[[nodiscard]] std::size_t command_size_max(EvidenceKind kind);

/// Appends a record to `out`; on NegativeTime, NoEvidence, EvidenceTooLong or CommandTooLong `out`
/// is as before.
[[nodiscard]] Result<void, JournalError> encode_record(Bytes& out, const RecordParts& parts);
/// Writes another time over that of the encoded record at the start of `record`: a verifier
/// encodes, the sequencer sets the time. Not negative, at least record_overhead bytes.
void stamp_record_time(std::span<std::uint8_t> record, std::int64_t time_ms);

/// Reads one record from the front of `left` and moves `left` behind it. The command is framed, not
/// decoded.
[[nodiscard]] Result<RecordView, JournalError> parse_record(BytesView& left);
/// The command of a framed record, or BadCommand.
[[nodiscard]] Result<Command, JournalError> decode_command(const RecordView& record);
/// The same into a place that is there already, a fresh Command: what was wrong, or nothing.
[[nodiscard]] std::optional<JournalError> decode_command_into(const RecordView& record,
                                                              Command& out);
/// Exactly one record with its command decoded.
[[nodiscard]] Result<Record, JournalError> decode_record(BytesView bytes);

}  // namespace ballast::journal
