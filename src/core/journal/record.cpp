// SPDX-License-Identifier: Apache-2.0
// Records: u8 version | u8 kind | i64 time_ms | u32 n, evidence | u32 n, command.
#include "record.hpp"

#include <ballast/base/assert.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/domain/codec.hpp>

#include "framing.hpp"

namespace ballast::journal {
namespace {

constexpr std::size_t time_offset = 2;

Result<EvidenceKind, JournalError> read_kind(codec::Reader& in)
{
    const auto kind = codec::decode<EvidenceKind>(in);
    if (kind) return *kind;
    return fail(kind.error() == codec::CodecError::BadEnum ? JournalError::UnknownKind
                                                           : JournalError::Truncated);
}

void overwrite_big_endian(std::uint8_t* out, std::uint64_t value, std::size_t bytes)
{
    for (std::size_t i = 0; i < bytes; ++i)
        out[i] = static_cast<std::uint8_t>(value >> (8 * (bytes - 1 - i)));
}

/// Reads a length, checks its bound before anything is taken, and takes the bytes.
Result<BytesView, JournalError> take_bounded(codec::Reader& in, std::size_t most, JournalError over)
{
    BALLAST_TRY(const auto size, framing::read<std::uint32_t>(in));
    if (size > most) return fail(over);
    return framing::take(in, size);
}

}  // namespace

std::size_t evidence_size_max(EvidenceKind kind)
{
    return kind == EvidenceKind::Genesis ? limits::record_genesis : limits::record_evidence;
}

std::size_t command_size_max(EvidenceKind kind)
{
    return kind == EvidenceKind::Genesis ? limits::record_genesis : limits::record_command;
}

Result<void, JournalError> encode_record(Bytes& out, const RecordParts& parts)
{
    if (parts.time_ms < 0) return fail(JournalError::NegativeTime);
    if (parts.evidence.empty()) return fail(JournalError::NoEvidence);
    if (parts.evidence.size() > evidence_size_max(parts.kind))
        return fail(JournalError::EvidenceTooLong);
    const std::size_t start = out.size();
    out.push_back(record_version);
    codec::encode(out, parts.kind);
    codec::encode(out, parts.time_ms);
    codec::encode(out, static_cast<std::uint32_t>(parts.evidence.size()));
    append(out, parts.evidence);
    const std::size_t size_at = out.size();
    codec::encode(out, std::uint32_t{0});  // the command's length is known once it is written
    const std::size_t command_at = out.size();
    codec::encode(out, parts.command);
    const std::size_t command_size = out.size() - command_at;
    if (command_size > command_size_max(parts.kind))
    {
        out.resize(start);
        return fail(JournalError::CommandTooLong);
    }
    overwrite_big_endian(out.data() + size_at, command_size, sizeof(std::uint32_t));
    return {};
}

void stamp_record_time(std::span<std::uint8_t> record, std::int64_t time_ms)
{
    BALLAST_ASSERT(record.size() >= record_overhead && time_ms >= 0);
    overwrite_big_endian(record.data() + time_offset, static_cast<std::uint64_t>(time_ms),
                         sizeof(std::uint64_t));
}

Result<RecordView, JournalError> parse_record(BytesView& left)
{
    codec::Reader in{left};
    BALLAST_CHECK(framing::expect_version(in, record_version));
    RecordView record;
    BALLAST_TRY(record.kind, read_kind(in));
    BALLAST_TRY(record.time_ms, framing::read<std::int64_t>(in));
    if (record.time_ms < 0) return fail(JournalError::NegativeTime);
    BALLAST_TRY(record.evidence,
                take_bounded(in, evidence_size_max(record.kind), JournalError::EvidenceTooLong));
    if (record.evidence.empty()) return fail(JournalError::NoEvidence);
    BALLAST_TRY(record.command,
                take_bounded(in, command_size_max(record.kind), JournalError::CommandTooLong));
    record.bytes = left.first(left.size() - in.left.size());
    left = in.left;
    return record;
}

Result<Command, JournalError> decode_command(const RecordView& record)
{
    auto command = codec::decode_whole<Command>(record.command);
    if (!command) return fail(JournalError::BadCommand);
    return std::move(*command);
}

Result<Record, JournalError> decode_record(BytesView bytes)
{
    BALLAST_TRY(const RecordView view, parse_record(bytes));
    if (!bytes.empty()) return fail(JournalError::TrailingBytes);
    BALLAST_TRY(Command command, decode_command(view));
    return Record{.kind = view.kind,
                  .time_ms = view.time_ms,
                  .evidence = {view.evidence.begin(), view.evidence.end()},
                  .command = std::move(command)};
}

}  // namespace ballast::journal
