// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/journal/chain_check.hpp>

using namespace ballast;
using namespace ballast::journal;

namespace {

const Bytes32 deployment{{0xd0}};

struct Place
{
    Bytes32 deployment_id{deployment};
    std::uint64_t term{};
    std::uint64_t first{};
    Bytes32 previous;
    std::int64_t time_ms{};
};

/// A batch of two records.
Bytes batch_at(const Place& place)
{
    const Record record{.kind = EvidenceKind::PriceUpdate,
                        .time_ms = place.time_ms,
                        .evidence = {1},
                        .command = UpdatePrices{}};
    return *encode_batch({.header = {.deployment_id = place.deployment_id,
                                     .term = {place.term},
                                     .first = {place.first},
                                     .previous_hash = place.previous},
                          .records = {record, record}});
}

class Chain : public ::testing::Test
{
protected:
    void SetUp() override
    {
        const Bytes genesis = batch_at({.term = 1, .first = 0, .time_ms = 100});
        const auto linked = verifier.accept(genesis);
        ASSERT_TRUE(linked);
        first_hash = linked->hash;
        EXPECT_EQ(first_hash, batch_hash({}, genesis));
    }
    /// The error of a batch, which must leave the position where it was.
    JournalError refusal(const Place& place)
    {
        const ChainPosition before = verifier.position();
        const auto linked = verifier.accept(batch_at(place));
        EXPECT_FALSE(linked);
        EXPECT_EQ(verifier.position(), before);
        return linked.error();
    }

    ChainVerifier verifier{deployment};
    Bytes32 first_hash;
};

}  // namespace

TEST_F(Chain, FollowsBatchesOfEqualAndLaterTerms)
{
    const Bytes second = batch_at({.term = 1, .first = 2, .previous = first_hash, .time_ms = 100});
    const auto linked = verifier.accept(second);
    ASSERT_TRUE(linked);
    ASSERT_TRUE(verifier.accept(
        batch_at({.term = 9, .first = 4, .previous = linked->hash, .time_ms = 101})));

    EXPECT_EQ(verifier.position().next, Sequence{6});
    EXPECT_EQ(verifier.position().term, Term{9});
    EXPECT_EQ(verifier.position().time_ms, 101);
}

TEST_F(Chain, RefusesAnotherDeployment)
{
    EXPECT_EQ(refusal({.deployment_id = {{1}},
                       .term = 1,
                       .first = 2,
                       .previous = first_hash,
                       .time_ms = 100}),
              JournalError::OtherDeployment);
}

TEST_F(Chain, RefusesAGapAndARepetition)
{
    EXPECT_EQ(refusal({.term = 1, .first = 3, .previous = first_hash, .time_ms = 100}),
              JournalError::SequenceGap);
    EXPECT_EQ(refusal({.term = 1, .first = 1, .previous = first_hash, .time_ms = 100}),
              JournalError::SequenceRepeated);
    EXPECT_EQ(refusal({.term = 1, .first = 0, .time_ms = 100}), JournalError::SequenceRepeated);
}

TEST_F(Chain, RefusesAnotherPreviousHash)
{
    EXPECT_EQ(refusal({.term = 1, .first = 2, .previous = {{5}}, .time_ms = 100}),
              JournalError::WrongPreviousHash);
}

TEST_F(Chain, RefusesAnOlderTermAndAnOlderTime)
{
    EXPECT_EQ(refusal({.term = 0, .first = 2, .previous = first_hash, .time_ms = 100}),
              JournalError::TermRegressed);
    EXPECT_EQ(refusal({.term = 1, .first = 2, .previous = first_hash, .time_ms = 99}),
              JournalError::TimeRegressed);
}

TEST_F(Chain, RefusesBytesThatAreNoBatch)
{
    EXPECT_EQ(verifier.accept(Bytes{1, 2, 3, 4}).error(), JournalError::BadMagic);
}

TEST_F(Chain, GoesOnFromATrustedPosition)
{
    ChainVerifier resumed{deployment, verifier.position()};
    EXPECT_TRUE(
        resumed.accept(batch_at({.term = 1, .first = 2, .previous = first_hash, .time_ms = 100})));
}
