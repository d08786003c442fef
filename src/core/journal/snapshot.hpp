// SPDX-License-Identifier: Apache-2.0
// The frame around a snapshot of the state: where in the chain it was taken, and a checksum.
// docs/formats/journal.md has the grammar. Leaves out what the payload means (engine), and whether
// its state hash is right (engine recomputes).
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/journal/chain_check.hpp>
#include <ballast/journal/journal_error.hpp>
#include <boost/describe.hpp>
#include <cstdint>

namespace ballast::journal {

inline constexpr std::uint8_t snapshot_version = 1;

/// Where a snapshot was taken: after a batch, whose hash it names.
struct SnapshotHeader
{
    Bytes32 deployment_id;
    Term term;
    Sequence sequence;       ///< last sequence that the state has applied; the last of a batch
    std::int64_t time_ms{};  ///< of that record
    Bytes32 batch_hash;
    Bytes32 state_hash;
    bool operator==(const SnapshotHeader&) const = default;
    /// Where a ChainVerifier goes on.
    [[nodiscard]] ChainPosition position() const
    {
        return {term, {sequence.value + 1}, batch_hash, time_ms};
    }
};
BOOST_DESCRIBE_STRUCT(SnapshotHeader, (),
                      (deployment_id, term, sequence, time_ms, batch_hash, state_hash))

/// A snapshot inside somebody else's bytes.
struct SnapshotView
{
    SnapshotHeader header;
    BytesView payload;
};

/// "BALS" | u8 version | header | u32 n, payload | SHA-256 of everything before it. SnapshotTooLong
/// above the bound.
[[nodiscard]] Result<Bytes, JournalError> encode_snapshot(const SnapshotHeader& header,
                                                          BytesView payload);
/// The header and the payload, copied nowhere; the checksum was right.
[[nodiscard]] Result<SnapshotView, JournalError> parse_snapshot(BytesView bytes);

}  // namespace ballast::journal
