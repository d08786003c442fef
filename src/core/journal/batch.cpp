// SPDX-License-Identifier: Apache-2.0
// Batches: "BALJ" | u8 version | header | records.
#include "batch.hpp"

#include <ballast/base/assert.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/crypto/sha256.hpp>
#include <ballast/domain/codec.hpp>
#include <limits>

#include "framing.hpp"

namespace ballast::journal {
namespace {

constexpr std::string_view batch_magic = "BALJ";
constexpr std::size_t count_offset = batch_prefix - sizeof(std::uint32_t);

/// What a header must hold whatever its records are.
Result<void, JournalError> check_header(const BatchHeader& header)
{
    if (header.deployment_id.is_zero()) return fail(JournalError::ZeroField);
    // The first batch has none before it, and no other one may claim that.
    if (header.previous_hash.is_zero() != (header.first.value == 0))
        return fail(JournalError::WrongPreviousHash);
    if (header.count == 0) return fail(JournalError::EmptyBatch);
    if (header.count > limits::batch_records) return fail(JournalError::TooManyRecords);
    if (header.first.value > std::numeric_limits<std::uint64_t>::max() - header.count)
        return fail(JournalError::SequenceOverflow);
    return {};
}

Result<BatchHeader, JournalError> read_header(codec::Reader& in)
{
    BALLAST_CHECK(framing::expect_magic(in, batch_magic));
    BALLAST_CHECK(framing::expect_version(in, batch_version));
    BALLAST_TRY(const auto header, framing::read<BatchHeader>(in));
    BALLAST_CHECK(check_header(header));
    return header;
}

}  // namespace

Bytes32 batch_hash(const Bytes32& previous_hash, BytesView bytes)
{
    return crypto::sha256({previous_hash.view(), bytes});
}

void BatchBuilder::start(const BatchHeader& header)
{
    header_ = header;
    header_.count = 0;
    last_time_ms_ = 0;
    bytes_.clear();
    ballast::append(bytes_, as_bytes(batch_magic));
    bytes_.push_back(batch_version);
    codec::encode(bytes_, header_);
    BALLAST_ASSERT(bytes_.size() == batch_prefix);
}

Result<void, JournalError> BatchBuilder::append(const RecordParts& parts)
{
    BALLAST_CHECK(admit(record_overhead + parts.evidence.size(), parts.time_ms));
    const std::size_t before = bytes_.size();
    BALLAST_CHECK(encode_record(bytes_, parts));
    if (bytes_.size() > limits::batch_size)
    {
        bytes_.resize(before);
        return fail(JournalError::BatchTooLong);
    }
    count_in(parts.time_ms);
    return {};
}

Result<void, JournalError> BatchBuilder::append_encoded(BytesView record, std::int64_t time_ms)
{
    if (time_ms < 0) return fail(JournalError::NegativeTime);
    BALLAST_CHECK(admit(record.size(), time_ms));
    BytesView left = record;
    BALLAST_CHECK(parse_record(left));
    if (!left.empty()) return fail(JournalError::TrailingBytes);
    const std::size_t before = bytes_.size();
    ballast::append(bytes_, record);
    stamp_record_time(std::span{bytes_}.subspan(before), time_ms);
    count_in(time_ms);
    return {};
}

Result<void, JournalError> BatchBuilder::admit(std::size_t bytes, std::int64_t time_ms) const
{
    BALLAST_ASSERT(bytes_.size() >= batch_prefix);  // start() came first
    if (header_.count == limits::batch_records) return fail(JournalError::TooManyRecords);
    if (bytes > limits::batch_size - bytes_.size()) return fail(JournalError::BatchTooLong);
    if (time_ms < last_time_ms_) return fail(JournalError::TimeRegressed);
    return {};
}

void BatchBuilder::count_in(std::int64_t time_ms)
{
    ++header_.count;
    last_time_ms_ = time_ms;
}

SealedBatch BatchBuilder::seal()
{
    BALLAST_ASSERT(check_header(header_).has_value());
    for (std::size_t i = 0; i < sizeof(std::uint32_t); ++i)
        bytes_[count_offset + i] = static_cast<std::uint8_t>(header_.count >> (24 - 8 * i));
    return {.header = header_, .hash = batch_hash(header_.previous_hash, bytes_), .bytes = bytes_};
}

BatchView::Iterator::Iterator(BytesView left) : left_{left}, done_{false} { read(); }

void BatchView::Iterator::read()
{
    done_ = left_.empty();
    if (done_) return;
    const auto record = parse_record(left_);
    BALLAST_ASSERT(record.has_value());  // parse_batch saw every frame
    record_ = *record;
}

BatchView::Iterator& BatchView::Iterator::operator++()
{
    read();
    return *this;
}

BatchView::Iterator BatchView::Iterator::operator++(int)
{
    Iterator before = *this;
    read();
    return before;
}

BatchView::Iterator BatchView::begin() const { return Iterator{bytes_.subspan(batch_prefix)}; }

Result<BatchHeader, JournalError> parse_batch_header(BytesView bytes)
{
    if (bytes.size() > limits::batch_size) return fail(JournalError::BatchTooLong);
    codec::Reader in{bytes};
    return read_header(in);
}

Result<BatchView, JournalError> parse_batch(BytesView bytes)
{
    if (bytes.size() > limits::batch_size) return fail(JournalError::BatchTooLong);
    codec::Reader in{bytes};
    BatchView view;
    BALLAST_TRY(view.header_, read_header(in));
    view.bytes_ = bytes;
    for (std::uint32_t i = 0; i < view.header_.count; ++i)
    {
        BALLAST_TRY(const RecordView record, parse_record(in.left));
        if (i == 0)
            view.first_time_ms_ = record.time_ms;
        else if (record.time_ms < view.last_time_ms_)
            return fail(JournalError::TimeRegressed);
        view.last_time_ms_ = record.time_ms;
    }
    BALLAST_CHECK(framing::expect_end(in));
    return view;
}

Result<Batch, JournalError> decode_batch(BytesView bytes)
{
    BALLAST_TRY(const BatchView view, parse_batch(bytes));
    Batch batch{.header = view.header()};
    batch.records.reserve(view.header().count);
    for (const RecordView& record : view)
    {
        BALLAST_TRY(Record decoded, decode_record(record.bytes));
        batch.records.push_back(std::move(decoded));
    }
    return batch;
}

Result<Bytes, JournalError> encode_batch(const Batch& batch)
{
    if (batch.records.empty()) return fail(JournalError::EmptyBatch);
    BatchHeader header = batch.header;
    header.count = static_cast<std::uint32_t>(
        std::min<std::size_t>(batch.records.size(), limits::batch_records + 1));
    BALLAST_CHECK(check_header(header));
    BatchBuilder builder;
    builder.start(header);
    for (const Record& record : batch.records) BALLAST_CHECK(builder.append(parts_of(record)));
    const BytesView bytes = builder.seal().bytes;
    return Bytes{bytes.begin(), bytes.end()};
}

}  // namespace ballast::journal
