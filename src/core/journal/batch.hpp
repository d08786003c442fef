// SPDX-License-Identifier: Apache-2.0
// A batch: what the hub makes durable at once, and the link of the hash chain.
// docs/formats/journal.md has the grammar. Leaves out the order of batches (chain_check.hpp) and
// where they are kept (host/store).
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/journal/journal_error.hpp>
#include <ballast/journal/record.hpp>
#include <boost/describe.hpp>
#include <cstddef>
#include <iterator>
#include <vector>

namespace ballast::journal {

inline constexpr std::uint8_t batch_version = 1;
/// Bytes before the first record: magic, version and header.
inline constexpr std::size_t batch_prefix = 4 + 1 + 32 + 8 + 8 + 32 + 4;

/// What stands before a batch's records.
struct BatchHeader
{
    Bytes32 deployment_id;
    Term term;
    Sequence first;         ///< sequence of the first record
    Bytes32 previous_hash;  ///< hash of the batch before; zero if and only if `first` is 0
    std::uint32_t count{};  ///< records, at least 1
    bool operator==(const BatchHeader&) const = default;
    /// Sequence of the last record.
    [[nodiscard]] constexpr Sequence last() const { return {first.value + (count - 1)}; }
};
BOOST_DESCRIBE_STRUCT(BatchHeader, (), (deployment_id, term, first, previous_hash, count))

/// A batch's link in the chain: SHA-256(previous_hash | bytes).
[[nodiscard]] Bytes32 batch_hash(const Bytes32& previous_hash, BytesView bytes);

/// A finished batch in somebody else's memory, with its hash.
struct SealedBatch
{
    BatchHeader header;
    Bytes32 hash;
    BytesView bytes;
};

/// Writes records one behind the other into one buffer, which is the batch; used again and again
/// without allocating.
class BatchBuilder
{
public:
    /// Begins a batch; `header.count` is counted here. Views of the batch before become invalid.
    void start(const BatchHeader& header);
    /// Adds a record; TooManyRecords or BatchTooLong when it does not fit (seal, and start the
    /// next), TimeRegressed, or an error of encode_record. After an error the batch is as before.
    [[nodiscard]] Result<void, JournalError> append(const RecordParts& parts);
    /// Adds a record that was encoded elsewhere, with this time in place of its own.
    [[nodiscard]] Result<void, JournalError> append_encoded(BytesView record, std::int64_t time_ms);
    [[nodiscard]] std::uint32_t count() const { return header_.count; }
    [[nodiscard]] bool empty() const { return header_.count == 0; }
    /// Bytes so far.
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    /// Finishes a batch of at least one record and hashes it; the view lives until the next
    /// start().
    [[nodiscard]] SealedBatch seal();

private:
    [[nodiscard]] Result<void, JournalError> admit(std::size_t bytes, std::int64_t time_ms) const;
    void count_in(std::int64_t time_ms);

    BatchHeader header_;
    std::int64_t last_time_ms_{};
    Bytes bytes_;
};

/// A batch inside somebody else's bytes. Every record's frame was checked, so walking it cannot
/// fail; commands are decoded only by who asks for them.
class BatchView
{
public:
    class Iterator
    {
    public:
        using value_type = RecordView;
        using difference_type = std::ptrdiff_t;
        Iterator() = default;
        explicit Iterator(BytesView left);
        const RecordView& operator*() const { return record_; }
        const RecordView* operator->() const { return &record_; }
        Iterator& operator++();
        Iterator operator++(int);
        bool operator==(std::default_sentinel_t) const { return done_; }

    private:
        void read();
        RecordView record_;
        BytesView left_;
        bool done_{true};
    };

    [[nodiscard]] const BatchHeader& header() const { return header_; }
    [[nodiscard]] BytesView bytes() const { return bytes_; }
    [[nodiscard]] Iterator begin() const;
    [[nodiscard]] static std::default_sentinel_t end() { return {}; }
    /// Time of the first and of the last record.
    [[nodiscard]] std::int64_t first_time_ms() const { return first_time_ms_; }
    [[nodiscard]] std::int64_t last_time_ms() const { return last_time_ms_; }

private:
    friend Result<BatchView, JournalError> parse_batch(BytesView bytes);
    BatchHeader header_;
    BytesView bytes_;
    std::int64_t first_time_ms_{};
    std::int64_t last_time_ms_{};
};

/// The header alone, checked; for who needs no records.
[[nodiscard]] Result<BatchHeader, JournalError> parse_batch_header(BytesView bytes);
/// The header and every record's frame, checked; times must not regress. Copies nothing.
[[nodiscard]] Result<BatchView, JournalError> parse_batch(BytesView bytes);

/// A batch that owns its records.
struct Batch
{
    BatchHeader header;
    std::vector<Record> records;
    bool operator==(const Batch&) const = default;
};
/// As parse_batch, with every command decoded.
[[nodiscard]] Result<Batch, JournalError> decode_batch(BytesView bytes);
/// The bytes of a batch; `header.count` is taken from the records. For tools and tests: the hub has
/// its builder.
[[nodiscard]] Result<Bytes, JournalError> encode_batch(const Batch& batch);

}  // namespace ballast::journal
