// SPDX-License-Identifier: Apache-2.0
// Where a journal is kept, with what belongs to it: certificates, snapshots, small metadata and
// blobs. Two stores implement it: RocksDB on a disk, and one in memory that crashes on demand
// (host/store).
//
// What a crash leaves is a prefix of what was written, in the order of the calls, and never less
// than what the last completed sync() covered. Each call is all or nothing. After a write that
// failed (DiskFull, Io, Corrupt) every further write is refused in the same way until the store is
// opened again: what is on the disk is not known before.
//
// One thread writes; sync() may run beside it in another thread; reading is allowed from any
// thread.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/env/store_error.hpp>
#include <ballast/journal/batch.hpp>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

namespace ballast::env {

/// A batch as it was appended.
struct StoredBatch
{
    journal::BatchHeader header;
    Bytes32 hash;
    Bytes bytes;
    [[nodiscard]] Sequence last() const { return header.last(); }
    [[nodiscard]] journal::SealedBatch sealed() const { return {header, hash, bytes}; }
};

/// The end of the journal.
struct JournalEnd
{
    Term term;
    Sequence sequence;  ///< of the last record
    Bytes32 hash;       ///< of the last batch
    bool operator==(const JournalEnd&) const = default;
};

/// A snapshot as it was put: framed bytes (journal/snapshot.hpp) and the sequence they are of.
struct StoredSnapshot
{
    Sequence sequence;
    Bytes bytes;
};

/// Continue or stop a walk.
enum class Walk : std::uint8_t
{
    Continue,
    Stop,
};
using BatchVisitor = std::function<Walk(const journal::SealedBatch&)>;
using BlobVisitor = std::function<Walk(BytesView key, BytesView value)>;

class JournalStore
{
public:
    virtual ~JournalStore() = default;
    JournalStore() = default;
    JournalStore(const JournalStore&) = delete;
    JournalStore& operator=(const JournalStore&) = delete;

    // ---- batches

    /// Writes batches, together or not at all; durable after the next sync(). OutOfOrder unless the
    /// first one continues last() (sequence, previous hash, term not lower) and each other one the
    /// one before it.
    [[nodiscard]] virtual Result<void, StoreError> append(
        std::span<const journal::SealedBatch> batches) = 0;
    /// Makes everything durable that was written before the call.
    [[nodiscard]] virtual Result<void, StoreError> sync() = 0;
    /// append() and sync() in one: the group commit.
    [[nodiscard]] virtual Result<void, StoreError> append_synced(
        std::span<const journal::SealedBatch> batches) = 0;
    /// The end of what was appended, durable or not; nothing in an empty journal.
    [[nodiscard]] virtual std::optional<JournalEnd> last() const = 0;
    /// The batch that holds the record of this sequence, or NotFound.
    [[nodiscard]] virtual Result<StoredBatch, StoreError> read_batch(Sequence sequence) const = 0;
    /// Visits batches in order from the one that holds `from`; NotFound when the journal is not
    /// empty and does not reach that far. Views live during the visit only.
    [[nodiscard]] virtual Result<void, StoreError> for_each_batch(
        Sequence from, const BatchVisitor& visit) const = 0;

    /// Removes every batch after `sequence`, the last of a batch (NotFound otherwise), or all of
    /// them for nothing; with them their snapshots. The removed batches are kept as orphans.
    /// Certified when a certificate covers one of them. Durable and atomic.
    [[nodiscard]] virtual Result<void, StoreError> truncate_after(
        std::optional<Sequence> sequence) = 0;
    /// Visits removed batches by term, then by sequence.
    [[nodiscard]] virtual Result<void, StoreError> for_each_orphan(
        const BatchVisitor& visit) const = 0;
    /// Forgets a removed batch: its evidence was sequenced anew, and certified. Durable after the
    /// next sync().
    [[nodiscard]] virtual Result<void, StoreError> drop_orphan(const journal::BatchHeader& header,
                                                               const Bytes32& hash) = 0;

    // ---- certificates, by the last sequence of their batch

    /// Durable after the next sync(). NotFound when no batch ends at this sequence.
    [[nodiscard]] virtual Result<void, StoreError> put_certificate(Sequence sequence,
                                                                   BytesView certificate) = 0;
    /// The certificate of the batch that ends at this sequence, or NotFound.
    [[nodiscard]] virtual Result<Bytes, StoreError> certificate(Sequence sequence) const = 0;
    /// The highest sequence that has a certificate; NotFound when there is none.
    [[nodiscard]] virtual Result<Sequence, StoreError> last_certified() const = 0;

    // ---- snapshots: the newest two are kept

    /// Durable when it returns; then, not before, the third newest is removed. NotFound when no
    /// batch ends at this sequence; OutOfOrder when a newer one is there.
    [[nodiscard]] virtual Result<void, StoreError> put_snapshot(Sequence sequence,
                                                                BytesView snapshot) = 0;
    /// The newest, or NotFound.
    [[nodiscard]] virtual Result<StoredSnapshot, StoreError> latest_snapshot() const = 0;
    /// The newest one before `sequence`, or NotFound: for when the newest is no good.
    [[nodiscard]] virtual Result<StoredSnapshot, StoreError> snapshot_before(
        Sequence sequence) const = 0;

    // ---- small metadata: term, signed heads, the relayer's state

    /// Durable when it returns.
    [[nodiscard]] virtual Result<void, StoreError> put_meta(std::string_view key,
                                                            BytesView value) = 0;
    /// The value of the key, or NotFound.
    [[nodiscard]] virtual Result<Bytes, StoreError> meta(std::string_view key) const = 0;

    // ---- blobs: signed observations by digest, positions of followers

    /// Durable after the next sync().
    [[nodiscard]] virtual Result<void, StoreError> put_blob(std::string_view space, BytesView key,
                                                            BytesView value) = 0;
    /// The value of the key, or NotFound.
    [[nodiscard]] virtual Result<Bytes, StoreError> blob(std::string_view space,
                                                         BytesView key) const = 0;
    /// Removes it, if it is there. Durable after the next sync().
    [[nodiscard]] virtual Result<void, StoreError> drop_blob(std::string_view space,
                                                             BytesView key) = 0;
    /// Visits the blobs of a space in the order of their keys, from the first key that is not below
    /// `from`.
    [[nodiscard]] virtual Result<void, StoreError> for_each_blob(
        std::string_view space, BytesView from, const BlobVisitor& visit) const = 0;
};

}  // namespace ballast::env
