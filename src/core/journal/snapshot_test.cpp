// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/crypto/sha256.hpp>
#include <ballast/journal/snapshot.hpp>

using namespace ballast;
using namespace ballast::journal;

namespace {

SnapshotHeader some_header()
{
    return {.deployment_id = {{0xd0}},
            .term = {2},
            .sequence = {99},
            .time_ms = 1234,
            .batch_hash = {{0xb1}},
            .state_hash = {{0x51}}};
}

Bytes some_snapshot() { return *encode_snapshot(some_header(), Bytes{1, 2, 3}); }

/// The bytes with a checksum that is right again.
Bytes resealed(Bytes bytes)
{
    bytes.resize(bytes.size() - 32);
    const Bytes32 checksum = crypto::sha256(bytes);
    append(bytes, checksum.view());
    return bytes;
}

}  // namespace

TEST(Snapshot, RoundTripsAndSaysWhereTheChainGoesOn)
{
    const Bytes bytes = some_snapshot();
    const auto view = parse_snapshot(bytes);

    ASSERT_TRUE(view);
    EXPECT_EQ(view->header, some_header());
    EXPECT_TRUE(std::ranges::equal(view->payload, Bytes{1, 2, 3}));
    EXPECT_EQ(view->header.position(),
              (ChainPosition{.term = {2}, .next = {100}, .hash = {{0xb1}}, .time_ms = 1234}));
}

TEST(Snapshot, RefusesEveryTruncationAndOneByteMore)
{
    Bytes bytes = some_snapshot();
    for (std::size_t n = 0; n < bytes.size(); ++n)
        EXPECT_EQ(parse_snapshot(BytesView{bytes}.first(n)).error(), JournalError::Truncated);
    bytes.push_back(0);
    EXPECT_EQ(parse_snapshot(bytes).error(), JournalError::TrailingBytes);
}

TEST(Snapshot, NamesAnyChangedByte)
{
    for (std::size_t at = 5; at < some_snapshot().size(); ++at)
    {
        Bytes bytes = some_snapshot();
        bytes[at] ^= 1;
        EXPECT_FALSE(parse_snapshot(bytes)) << at;
    }
    Bytes payload = some_snapshot();
    payload[payload.size() - 33] ^= 1;
    EXPECT_EQ(parse_snapshot(payload).error(), JournalError::BadChecksum);
}

TEST(Snapshot, NamesMagicAndVersion)
{
    Bytes bytes = some_snapshot();
    bytes[0] = 'X';
    EXPECT_EQ(parse_snapshot(bytes).error(), JournalError::BadMagic);
    bytes = some_snapshot();
    bytes[4] = 0;
    EXPECT_EQ(parse_snapshot(bytes).error(), JournalError::OlderVersion);
    bytes[4] = 2;
    EXPECT_EQ(parse_snapshot(bytes).error(), JournalError::NewerVersion);
}

TEST(Snapshot, RefusesZeroHashesAndNegativeTimes)
{
    SnapshotHeader header = some_header();
    header.state_hash = {};
    EXPECT_EQ(encode_snapshot(header, {}).error(), JournalError::ZeroField);
    header = some_header();
    header.time_ms = -1;
    EXPECT_EQ(encode_snapshot(header, {}).error(), JournalError::NegativeTime);

    Bytes bytes = some_snapshot();
    bytes[5 + 32 + 16] = 0x80;  // the time's sign
    EXPECT_EQ(parse_snapshot(resealed(bytes)).error(), JournalError::NegativeTime);
}
