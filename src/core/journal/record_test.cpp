// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/base/limits.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/journal/record.hpp>

using namespace ballast;
using namespace ballast::journal;

namespace {

Record some_record()
{
    UpdatePrices update;
    update.prices.push_back({.feed = {{7}}, .price_e8 = 123, .conf_e8 = 1, .publish_time_s = 50});
    return {.kind = EvidenceKind::PriceUpdate,
            .time_ms = 1'700'000'000'123,
            .evidence = {1, 2, 3, 4, 5},
            .command = update};
}

Bytes encoded(const Record& record)
{
    Bytes out;
    EXPECT_TRUE(encode_record(out, parts_of(record)));
    return out;
}

JournalError error_of(const Bytes& bytes) { return decode_record(bytes).error(); }

/// The record with one byte changed.
Bytes altered(std::size_t at, std::uint8_t value)
{
    Bytes bytes = encoded(some_record());
    bytes[at] = value;
    return bytes;
}

void set_u32(Bytes& bytes, std::size_t at, std::uint32_t value)
{
    for (std::size_t i = 0; i < 4; ++i)
        bytes[at + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

constexpr std::size_t evidence_length_at = 10;
constexpr std::size_t command_length_at = evidence_length_at + 4 + 5;

}  // namespace

TEST(Record, RoundTripsEveryKind)
{
    for (const auto kind :
         {EvidenceKind::Genesis, EvidenceKind::Attestation, EvidenceKind::PriceUpdate,
          EvidenceKind::Trade, EvidenceKind::Withdrawal, EvidenceKind::Change,
          EvidenceKind::MarketUpdate})
    {
        Record record = some_record();
        record.kind = kind;

        const Bytes bytes = encoded(record);
        const auto after = decode_record(bytes);

        ASSERT_TRUE(after);
        EXPECT_EQ(*after, record);
        EXPECT_EQ(encoded(*after), bytes);
    }
}

TEST(Record, IsSkippedWithoutDecodingItsCommand)
{
    Bytes bytes = encoded(some_record());
    bytes.back() ^= 0xff;                 // inside the command
    bytes[command_length_at + 4] = 0xee;  // the command's alternative
    const std::size_t first = bytes.size();
    append(bytes, encoded(some_record()));

    BytesView left{bytes};
    const auto record = parse_record(left);

    ASSERT_TRUE(record);
    EXPECT_EQ(record->bytes.size(), first);
    EXPECT_EQ(left.size(), bytes.size() - first);
    EXPECT_EQ(decode_command(*record).error(), JournalError::BadCommand);
}

TEST(Record, RefusesEveryTruncationAndOneByteMore)
{
    Bytes bytes = encoded(some_record());
    for (std::size_t n = 0; n < bytes.size(); ++n)
        EXPECT_EQ(error_of({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n)}),
                  JournalError::Truncated)
            << n;
    bytes.push_back(0);
    EXPECT_EQ(error_of(bytes), JournalError::TrailingBytes);
}

TEST(Record, NamesOlderAndNewerVersions)
{
    EXPECT_EQ(error_of(altered(0, 0)), JournalError::OlderVersion);
    EXPECT_EQ(error_of(altered(0, 2)), JournalError::NewerVersion);
}

TEST(Record, NamesWhatIsWrongWithAField)
{
    EXPECT_EQ(error_of(altered(1, 7)), JournalError::UnknownKind);
    EXPECT_EQ(error_of(altered(2, 0x80)), JournalError::NegativeTime);
    EXPECT_EQ(error_of(altered(command_length_at + 4, 200)), JournalError::BadCommand);

    Bytes without_evidence = encoded(some_record());
    set_u32(without_evidence, evidence_length_at, 0);
    without_evidence.erase(without_evidence.begin() + 14, without_evidence.begin() + 19);
    EXPECT_EQ(error_of(without_evidence), JournalError::NoEvidence);
}

TEST(Record, RefusesLengthsAboveTheirBoundBeforeReading)
{
    Bytes evidence = encoded(some_record());
    set_u32(evidence, evidence_length_at, limits::record_evidence + 1);
    EXPECT_EQ(error_of(evidence), JournalError::EvidenceTooLong);
    set_u32(evidence, evidence_length_at, limits::record_evidence);
    EXPECT_EQ(error_of(evidence), JournalError::Truncated);

    Bytes command = encoded(some_record());
    set_u32(command, command_length_at, limits::record_command + 1);
    EXPECT_EQ(error_of(command), JournalError::CommandTooLong);
}

TEST(Record, IsNotWrittenWhenItCouldNotBeRead)
{
    Bytes out{9};
    Record record = some_record();
    record.time_ms = -1;
    EXPECT_EQ(encode_record(out, parts_of(record)).error(), JournalError::NegativeTime);
    record = some_record();
    record.evidence.clear();
    EXPECT_EQ(encode_record(out, parts_of(record)).error(), JournalError::NoEvidence);
    record.evidence.resize(limits::record_evidence + 1);
    EXPECT_EQ(encode_record(out, parts_of(record)).error(), JournalError::EvidenceTooLong);
    record = some_record();
    std::get<UpdatePrices>(record.command).prices.resize(limits::record_command / 56 + 1);
    EXPECT_EQ(encode_record(out, parts_of(record)).error(), JournalError::CommandTooLong);

    EXPECT_EQ(out, Bytes{9});
}

TEST(Record, TakesAnotherTimeWhereItStands)
{
    Bytes bytes = encoded(some_record());
    stamp_record_time(bytes, 42);

    Record expected = some_record();
    expected.time_ms = 42;
    EXPECT_EQ(*decode_record(bytes), expected);
}

TEST(JournalError, HasANameAndASentenceForEach)
{
    for (int i = 0; i <= static_cast<int>(JournalError::TimeRegressed); ++i)
    {
        EXPECT_NE(name_of(static_cast<JournalError>(i)), "Unknown");
        EXPECT_NE(describe(static_cast<JournalError>(i)), "unknown journal error");
    }
}
