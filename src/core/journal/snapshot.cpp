// SPDX-License-Identifier: Apache-2.0
// The frame of a snapshot: "BALS" | u8 version | header | u32 n, payload | checksum.
#include "snapshot.hpp"

#include <ballast/base/limits.hpp>
#include <ballast/crypto/sha256.hpp>
#include <ballast/domain/codec.hpp>

#include "framing.hpp"

namespace ballast::journal {
namespace {

constexpr std::string_view snapshot_magic = "BALS";
/// Bytes besides the payload: magic, version, header, the payload's length, checksum.
constexpr std::size_t snapshot_overhead = 4 + 1 + (32 + 8 + 8 + 8 + 32 + 32) + 4 + 32;

Result<void, JournalError> check_header(const SnapshotHeader& header)
{
    if (header.deployment_id.is_zero() || header.batch_hash.is_zero() ||
        header.state_hash.is_zero())
        return fail(JournalError::ZeroField);
    if (header.time_ms < 0) return fail(JournalError::NegativeTime);
    return {};
}

}  // namespace

Result<Bytes, JournalError> encode_snapshot(const SnapshotHeader& header, BytesView payload)
{
    BALLAST_CHECK(check_header(header));
    if (payload.size() > limits::snapshot_size - snapshot_overhead)
        return fail(JournalError::SnapshotTooLong);
    Bytes out;
    out.reserve(snapshot_overhead + payload.size());
    append(out, as_bytes(snapshot_magic));
    out.push_back(snapshot_version);
    codec::encode(out, header);
    codec::encode(out, static_cast<std::uint32_t>(payload.size()));
    append(out, payload);
    append(out, crypto::sha256(out).view());
    return out;
}

Result<SnapshotView, JournalError> parse_snapshot(BytesView bytes)
{
    if (bytes.size() > limits::snapshot_size) return fail(JournalError::SnapshotTooLong);
    codec::Reader in{bytes};
    BALLAST_CHECK(framing::expect_magic(in, snapshot_magic));
    BALLAST_CHECK(framing::expect_version(in, snapshot_version));
    SnapshotView view;
    BALLAST_TRY(view.header, framing::read<SnapshotHeader>(in));
    BALLAST_TRY(const auto size, framing::read<std::uint32_t>(in));
    BALLAST_TRY(view.payload, framing::take(in, size));
    const BytesView covered = bytes.first(bytes.size() - in.left.size());
    BALLAST_TRY(const auto checksum, framing::read<Bytes32>(in));
    BALLAST_CHECK(framing::expect_end(in));
    if (checksum != crypto::sha256(covered)) return fail(JournalError::BadChecksum);
    BALLAST_CHECK(check_header(view.header));
    return view;
}

}  // namespace ballast::journal
