// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/base/limits.hpp>
#include <ballast/crypto/sha256.hpp>
#include <ballast/journal/batch.hpp>
#include <limits>

using namespace ballast;
using namespace ballast::journal;

namespace {

const Bytes32 deployment{{0xd0}};
const Bytes32 before{{0xaa}};

Record record_at(std::int64_t time_ms, std::size_t evidence_size = 8)
{
    return {.kind = EvidenceKind::PriceUpdate,
            .time_ms = time_ms,
            .evidence = Bytes(evidence_size, 0x5a),
            .command = UpdatePrices{}};
}

Batch some_batch()
{
    return {.header = {.deployment_id = deployment,
                       .term = {3},
                       .first = {10},
                       .previous_hash = before,
                       .count = 3},
            .records = {record_at(5), record_at(5), record_at(7)}};
}

Bytes some_bytes() { return *encode_batch(some_batch()); }

JournalError error_of(const Bytes& bytes) { return parse_batch(bytes).error(); }

Bytes altered(std::size_t at, std::uint8_t value)
{
    Bytes bytes = some_bytes();
    bytes[at] = value;
    return bytes;
}

// Where fields stand: magic 4, version 1, deployment 32, term 8, first 8, previous 32, count 4.
constexpr std::size_t deployment_at = 5;
constexpr std::size_t first_at = 45;
constexpr std::size_t previous_at = 53;
constexpr std::size_t count_at = 85;

}  // namespace

TEST(Batch, RoundTrips)
{
    const Bytes bytes = some_bytes();
    const auto after = decode_batch(bytes);

    ASSERT_TRUE(after);
    EXPECT_EQ(*after, some_batch());
    EXPECT_EQ(*encode_batch(*after), bytes);
    EXPECT_EQ(after->header.last(), Sequence{12});
}

TEST(Batch, IsWalkedWithoutCopies)
{
    const Bytes bytes = some_bytes();
    const auto view = parse_batch(bytes);
    ASSERT_TRUE(view);

    std::vector<std::int64_t> times;
    for (const RecordView& record : *view)
    {
        times.push_back(record.time_ms);
        EXPECT_GE(record.evidence.data(), bytes.data());
        EXPECT_LE(record.evidence.data() + record.evidence.size(), bytes.data() + bytes.size());
    }

    EXPECT_EQ(times, (std::vector<std::int64_t>{5, 5, 7}));
    EXPECT_EQ(view->first_time_ms(), 5);
    EXPECT_EQ(view->last_time_ms(), 7);
}

TEST(Batch, IsHashedBehindThePreviousHash)
{
    const Bytes bytes = some_bytes();
    Bytes both{before.bytes.begin(), before.bytes.end()};
    append(both, bytes);

    EXPECT_EQ(batch_hash(before, bytes), crypto::sha256(both));
}

TEST(Batch, RefusesEveryTruncationAndOneByteMore)
{
    Bytes bytes = some_bytes();
    for (std::size_t n = 0; n < bytes.size(); ++n)
        EXPECT_EQ(parse_batch(BytesView{bytes}.first(n)).error(), JournalError::Truncated) << n;
    bytes.push_back(0);
    EXPECT_EQ(error_of(bytes), JournalError::TrailingBytes);
}

TEST(Batch, NamesWhatIsWrongWithItsHeader)
{
    EXPECT_EQ(error_of(altered(0, 'X')), JournalError::BadMagic);
    EXPECT_EQ(error_of(altered(4, 0)), JournalError::OlderVersion);
    EXPECT_EQ(error_of(altered(4, 2)), JournalError::NewerVersion);
    EXPECT_EQ(error_of(altered(deployment_at, 0)), JournalError::ZeroField);
    EXPECT_EQ(error_of(altered(previous_at, 0)), JournalError::WrongPreviousHash);
    EXPECT_EQ(error_of(altered(first_at + 7, 0)), JournalError::WrongPreviousHash);
    EXPECT_EQ(error_of(altered(count_at + 3, 0)), JournalError::EmptyBatch);
    EXPECT_EQ(error_of(altered(count_at, 1)), JournalError::TooManyRecords);
    EXPECT_EQ(error_of(altered(count_at + 3, 4)), JournalError::Truncated);
    EXPECT_EQ(error_of(altered(count_at + 3, 2)), JournalError::TrailingBytes);

    Bytes last_sequences = some_bytes();
    std::fill_n(last_sequences.begin() + first_at, 8, std::uint8_t{0xff});
    EXPECT_EQ(error_of(last_sequences), JournalError::SequenceOverflow);
    EXPECT_EQ(error_of(Bytes(limits::batch_size + 1)), JournalError::BatchTooLong);
}

TEST(Batch, NamesWhatIsWrongInsideARecord)
{
    EXPECT_EQ(error_of(altered(batch_prefix, 9)), JournalError::NewerVersion);
    EXPECT_EQ(error_of(altered(batch_prefix + 1, 9)), JournalError::UnknownKind);
    EXPECT_EQ(error_of(altered(batch_prefix + 9, 6)), JournalError::TimeRegressed);
    // Framed well, but with an alternative that no command has.
    const Bytes bad = altered(batch_prefix + 10 + 4 + 8 + 4, 99);
    EXPECT_TRUE(parse_batch(bad));
    EXPECT_EQ(decode_batch(bad).error(), JournalError::BadCommand);
}

TEST(Batch, OnlyTheFirstOneHasNothingBeforeIt)
{
    Batch first = some_batch();
    first.header.first = {0};
    EXPECT_EQ(encode_batch(first).error(), JournalError::WrongPreviousHash);
    first.header.previous_hash = {};
    EXPECT_TRUE(encode_batch(first));
}

TEST(BatchBuilder, GivesTheBytesOfEncodeBatch)
{
    const Batch batch = some_batch();
    BatchBuilder builder;
    for (int repetition = 0; repetition < 2; ++repetition)
    {
        builder.start(batch.header);
        for (const Record& record : batch.records)
        {
            Record other_time = record;
            other_time.time_ms = 999;
            Bytes encoded;
            ASSERT_TRUE(encode_record(encoded, parts_of(other_time)));
            ASSERT_TRUE(builder.append_encoded(encoded, record.time_ms));
        }
        const SealedBatch sealed = builder.seal();

        EXPECT_TRUE(std::ranges::equal(sealed.bytes, *encode_batch(batch)));
        EXPECT_EQ(sealed.header, batch.header);
        EXPECT_EQ(sealed.hash, batch_hash(before, sealed.bytes));
    }
}

TEST(BatchBuilder, RefusesWhatDoesNotFitAndGoesOn)
{
    BatchBuilder builder;
    builder.start(some_batch().header);
    const Record large = record_at(1, limits::record_evidence);
    Result<void, JournalError> added;
    while ((added = builder.append(parts_of(large))))
    {
    }
    EXPECT_EQ(added.error(), JournalError::BatchTooLong);
    EXPECT_LE(builder.size(), limits::batch_size);
    EXPECT_TRUE(builder.append(parts_of(record_at(1))));
    EXPECT_TRUE(parse_batch(builder.seal().bytes));

    builder.start(some_batch().header);
    while ((added = builder.append(parts_of(record_at(1)))))
    {
    }
    EXPECT_EQ(added.error(), JournalError::TooManyRecords);
    EXPECT_EQ(builder.count(), limits::batch_records);
    EXPECT_TRUE(parse_batch(builder.seal().bytes));
}

TEST(BatchBuilder, RefusesBadRecordsAndStaysAsItWas)
{
    BatchBuilder builder;
    builder.start(some_batch().header);
    ASSERT_TRUE(builder.append(parts_of(record_at(5))));
    const std::size_t size = builder.size();

    EXPECT_EQ(builder.append(parts_of(record_at(4))).error(), JournalError::TimeRegressed);
    EXPECT_EQ(builder.append(parts_of(record_at(5, 0))).error(), JournalError::NoEvidence);
    EXPECT_EQ(builder.append_encoded(Bytes{1, 2}, 5).error(), JournalError::Truncated);
    EXPECT_EQ(builder.append_encoded(Bytes{1, 2}, -5).error(), JournalError::NegativeTime);
    Bytes two;
    ASSERT_TRUE(encode_record(two, parts_of(record_at(5))));
    ASSERT_TRUE(encode_record(two, parts_of(record_at(5))));
    EXPECT_EQ(builder.append_encoded(two, 5).error(), JournalError::TrailingBytes);

    EXPECT_EQ(builder.size(), size);
    EXPECT_EQ(builder.count(), 1U);
}
