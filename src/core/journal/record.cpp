// SPDX-License-Identifier: Apache-2.0
// Records: u8 version | u8 kind | i64 time_ms | u32 n, evidence | u32 n, command.
#include "record.hpp"

#include <ballast/base/assert.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/domain/codec.hpp>
#include <limits>

namespace ballast::journal {
namespace {

constexpr std::size_t kind_offset = 1;
constexpr std::size_t time_offset = 2;
constexpr std::size_t length_size = 4;
/// Version, kind, time and the evidence's length.
constexpr std::size_t head_size = 1 + 1 + 8 + length_size;
/// Times are not negative, so the bits above are no time.
constexpr auto time_max = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

constexpr std::uint64_t bit_of(EvidenceKind kind) { return 1ULL << static_cast<unsigned>(kind); }

/// One bit for each kind, from the enum's own description.
constexpr std::uint64_t known_kinds = [] {
    std::uint64_t bits = 0;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<EvidenceKind>>(
        [&](auto e) { bits |= bit_of(e.value); });
    return bits;
}();

bool is_known(std::uint8_t kind) { return kind < 64 && ((known_kinds >> kind) & 1U) != 0; }

void overwrite_big_endian(std::uint8_t* out, std::uint64_t value, std::size_t bytes)
{
    for (std::size_t i = 0; i < bytes; ++i)
        out[i] = static_cast<std::uint8_t>(value >> (8 * (bytes - 1 - i)));
}

/// Reads a length, checks its bound before anything is taken, and takes the bytes.
Result<BytesView, JournalError> take_bounded(BytesView& in, std::size_t most, JournalError over)
{
    if (in.size() < length_size) return fail(JournalError::Truncated);
    const auto size = read_big_endian<std::uint32_t>(in.data());
    if (size > most) return fail(over);
    in = in.subspan(length_size);
    if (in.size() < size) return fail(JournalError::Truncated);
    const BytesView out = in.first(size);
    in = in.subspan(size);
    return out;
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
    // By hand and not by the codec: every record of every batch passes here, on the way in and out.
    if (left.size() < head_size) return fail(JournalError::Truncated);
    const std::uint8_t* head = left.data();
    if (head[0] < record_version) return fail(JournalError::OlderVersion);
    if (head[0] > record_version) return fail(JournalError::NewerVersion);
    if (!is_known(head[kind_offset])) return fail(JournalError::UnknownKind);
    RecordView record{.kind = static_cast<EvidenceKind>(head[kind_offset])};
    const auto time = read_big_endian<std::uint64_t>(head + time_offset);
    if (time > time_max) return fail(JournalError::NegativeTime);
    record.time_ms = static_cast<std::int64_t>(time);

    BytesView rest = left.subspan(head_size - length_size);
    BALLAST_TRY(record.evidence,
                take_bounded(rest, evidence_size_max(record.kind), JournalError::EvidenceTooLong));
    if (record.evidence.empty()) return fail(JournalError::NoEvidence);
    BALLAST_TRY(record.command,
                take_bounded(rest, command_size_max(record.kind), JournalError::CommandTooLong));
    record.bytes = left.first(left.size() - rest.size());
    left = rest;
    return record;
}

Result<Command, JournalError> decode_command(const RecordView& record)
{
    Result<Command, JournalError> out;
    if (const auto error = decode_command_into(record, *out)) return fail(*error);
    return out;
}

std::optional<JournalError> decode_command_into(const RecordView& record, Command& out)
{
    codec::Reader in{record.command};
    if (codec::read(in, out) || !in.left.empty()) return JournalError::BadCommand;
    return {};
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
