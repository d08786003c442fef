// SPDX-License-Identifier: Apache-2.0
// What every store must do, run on each of them.
#include <gtest/gtest.h>

#include <ballast/base/limits.hpp>
#include <ballast/env/journal_store.hpp>
#include <ballast/journal/batch.hpp>
#include <ballast/store/rocksdb_store.hpp>
#include <ballast/store/simulated_store.hpp>
#include <cstdlib>
#include <filesystem>

using namespace ballast;
using namespace ballast::env;
using namespace ballast::store;
using journal::SealedBatch;

namespace {

using StorePointer = std::unique_ptr<JournalStore>;
using Opened = Result<StorePointer, StoreProblem>;

/// A folder that RocksDB keeps its files in.
class RocksdbPlace
{
public:
    RocksdbPlace()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "store-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~RocksdbPlace() { std::filesystem::remove_all(folder_); }
    [[nodiscard]] Opened open() const { return open_rocksdb_store({.folder = folder_}); }

private:
    std::string folder_;
};

class SimulatedPlace
{
public:
    [[nodiscard]] Opened open() { return open_simulated_store(disk_); }

private:
    SimulatedDisk disk_{1};
};

const Bytes32 deployment{{0xd0}};

/// A batch of some records that continues `end`, with its bytes.
struct OwnedBatch
{
    Bytes bytes;
    SealedBatch sealed;
};
OwnedBatch batch_after(const std::optional<JournalEnd>& end, std::uint64_t term = 1,
                       std::uint32_t records = 3, std::uint8_t mark = 0)
{
    journal::BatchBuilder builder;
    builder.start({.deployment_id = deployment,
                   .term = {term},
                   .first = {end ? end->sequence.value + 1 : 0},
                   .previous_hash = end ? end->hash : Bytes32{}});
    for (std::uint32_t i = 0; i < records; ++i)
        EXPECT_TRUE(builder.append({.kind = EvidenceKind::PriceUpdate,
                                    .time_ms = 1,
                                    .evidence = Bytes{mark, static_cast<std::uint8_t>(i)},
                                    .command = UpdatePrices{}}));
    const SealedBatch sealed = builder.seal();
    OwnedBatch out{.bytes = {sealed.bytes.begin(), sealed.bytes.end()}, .sealed = sealed};
    out.sealed.bytes = out.bytes;
    return out;
}

template <class Place>
class Store : public ::testing::Test
{
protected:
    void SetUp() override { reopen(); }
    /// Closes the store and opens it again, as a start after an orderly stop does.
    void reopen()
    {
        store.reset();
        auto opened = place.open();
        ASSERT_TRUE(opened) << opened.error().sentence();
        store = std::move(*opened);
    }
    /// Appends a batch and returns where the journal ends.
    JournalEnd append(std::uint64_t term = 1, std::uint32_t records = 3, std::uint8_t mark = 0)
    {
        const OwnedBatch batch = batch_after(store->last(), term, records, mark);
        EXPECT_TRUE(store->append_synced({&batch.sealed, 1}));
        return *store->last();
    }
    [[nodiscard]] std::vector<std::uint64_t> firsts_from(std::uint64_t sequence) const
    {
        std::vector<std::uint64_t> out;
        EXPECT_TRUE(store->for_each_batch({sequence}, [&](const SealedBatch& batch) {
            out.push_back(batch.header.first.value);
            return Walk::Continue;
        }));
        return out;
    }
    [[nodiscard]] std::vector<std::pair<std::uint64_t, std::uint64_t>> orphans() const
    {
        std::vector<std::pair<std::uint64_t, std::uint64_t>> out;
        EXPECT_TRUE(store->for_each_orphan([&](const SealedBatch& batch) {
            out.emplace_back(batch.header.term.value, batch.header.first.value);
            return Walk::Continue;
        }));
        return out;
    }

    Place place;
    StorePointer store;
};

using Places = ::testing::Types<RocksdbPlace, SimulatedPlace>;
TYPED_TEST_SUITE(Store, Places);

using Firsts = std::vector<std::uint64_t>;

}  // namespace

TYPED_TEST(Store, IsEmptyAtFirst)
{
    EXPECT_FALSE(this->store->last());
    EXPECT_EQ(this->store->read_batch({0}).error(), StoreError::NotFound);
    EXPECT_EQ(this->firsts_from(0), Firsts{});
    EXPECT_EQ(this->store->last_certified().error(), StoreError::NotFound);
    EXPECT_EQ(this->store->latest_snapshot().error(), StoreError::NotFound);
    EXPECT_EQ(this->store->meta("term").error(), StoreError::NotFound);
}

TYPED_TEST(Store, HasOneOwnerAtATime)
{
    EXPECT_EQ(this->place.open().error().error, StoreError::Locked);
}

TYPED_TEST(Store, FindsTheBatchOfAnySequence)
{
    this->append();
    const OwnedBatch second = batch_after(this->store->last());
    ASSERT_TRUE(this->store->append_synced({&second.sealed, 1}));
    this->reopen();

    for (const std::uint64_t sequence : {3U, 4U, 5U})
    {
        const auto found = this->store->read_batch({sequence});
        ASSERT_TRUE(found);
        EXPECT_EQ(found->header, second.sealed.header);
        EXPECT_EQ(found->hash, second.sealed.hash);
        EXPECT_EQ(found->bytes, second.bytes);
    }
    EXPECT_EQ(this->store->read_batch({2})->header.first, Sequence{0});
    EXPECT_EQ(this->store->read_batch({6}).error(), StoreError::NotFound);
    EXPECT_EQ(this->store->last(),
              (JournalEnd{.term = {1}, .sequence = {5}, .hash = second.sealed.hash}));
}

TYPED_TEST(Store, AppendsSeveralBatchesAtOnce)
{
    const OwnedBatch first = batch_after(std::nullopt);
    const JournalEnd end{.term = {1}, .sequence = {2}, .hash = first.sealed.hash};
    const OwnedBatch second = batch_after(end);
    ASSERT_TRUE(this->store->append_synced(std::array{first.sealed, second.sealed}));
    this->reopen();
    EXPECT_EQ(this->firsts_from(0), (Firsts{0, 3}));
}

TYPED_TEST(Store, ShowsWhatWasAppendedBeforeItIsSynced)
{
    const OwnedBatch batch = batch_after(std::nullopt);
    ASSERT_TRUE(this->store->append({&batch.sealed, 1}));
    EXPECT_TRUE(this->store->read_batch({1}));
    ASSERT_TRUE(this->store->sync());
    this->reopen();
    EXPECT_TRUE(this->store->read_batch({1}));
}

TYPED_TEST(Store, WalksFromTheBatchThatHoldsASequence)
{
    for (int i = 0; i < 4; ++i) this->append();
    EXPECT_EQ(this->firsts_from(0), (Firsts{0, 3, 6, 9}));
    EXPECT_EQ(this->firsts_from(4), (Firsts{3, 6, 9}));
    EXPECT_EQ(this->firsts_from(11), (Firsts{9}));
    const auto nothing = [](const SealedBatch&) { return Walk::Continue; };
    EXPECT_EQ(this->store->for_each_batch({12}, nothing).error(), StoreError::NotFound);

    int visits = 0;
    ASSERT_TRUE(this->store->for_each_batch({0}, [&](const SealedBatch&) {
        ++visits;
        return Walk::Stop;
    }));
    EXPECT_EQ(visits, 1);
}

TYPED_TEST(Store, RefusesWhatDoesNotContinueTheJournal)
{
    const JournalEnd first = this->append(5);
    const auto refusal = [&](const OwnedBatch& batch) {
        return this->store->append_synced({&batch.sealed, 1}).error();
    };
    EXPECT_EQ(refusal(batch_after(std::nullopt)), StoreError::OutOfOrder);
    JournalEnd gap = first;
    gap.sequence.value += 1;
    EXPECT_EQ(refusal(batch_after(gap, 5)), StoreError::OutOfOrder);
    JournalEnd other_hash = first;
    other_hash.hash = {{1}};
    EXPECT_EQ(refusal(batch_after(other_hash, 5)), StoreError::OutOfOrder);
    EXPECT_EQ(refusal(batch_after(first, 4)), StoreError::OutOfOrder);

    // A refusal is not a failure: the store goes on.
    this->append(6);
    EXPECT_EQ(this->firsts_from(0), (Firsts{0, 3}));
}

TYPED_TEST(Store, RefusesAGroupOfWhichOneBatchDoesNotContinue)
{
    const OwnedBatch first = batch_after(std::nullopt);
    EXPECT_EQ(this->store->append_synced(std::array{first.sealed, first.sealed}).error(),
              StoreError::OutOfOrder);
    EXPECT_FALSE(this->store->last());
}

TYPED_TEST(Store, KeepsRemovedBatchesAsOrphans)
{
    const JournalEnd certain = this->append(1);
    this->append(1);
    const JournalEnd end = this->append(2);
    ASSERT_TRUE(this->store->truncate_after(certain.sequence));

    EXPECT_EQ(this->store->last(), certain);
    EXPECT_EQ(this->orphans(),
              (std::vector<std::pair<std::uint64_t, std::uint64_t>>{{1, 3}, {2, 6}}));
    // The place is free for other records, and both are kept.
    this->append(3, 4, 9);
    this->reopen();
    EXPECT_EQ(this->firsts_from(0), (Firsts{0, 3}));
    EXPECT_EQ(this->store->read_batch({3})->header.term, Term{3});
    ASSERT_EQ(this->orphans().size(), 2U);

    journal::BatchHeader header;
    ASSERT_TRUE(this->store->for_each_orphan([&](const SealedBatch& batch) {
        header = batch.header;
        EXPECT_EQ(journal::batch_hash(batch.header.previous_hash, batch.bytes), batch.hash);
        return Walk::Continue;
    }));
    ASSERT_TRUE(this->store->drop_orphan(header, end.hash));
    EXPECT_EQ(this->store->drop_orphan(header, end.hash).error(), StoreError::NotFound);
    EXPECT_EQ(this->orphans().size(), 1U);
}

TYPED_TEST(Store, RemovesNothingThatIsNotTheEndOfABatch)
{
    this->append();
    this->append();
    EXPECT_EQ(this->store->truncate_after(Sequence{1}).error(), StoreError::NotFound);
    EXPECT_EQ(this->store->truncate_after(Sequence{6}).error(), StoreError::NotFound);
    EXPECT_EQ(this->firsts_from(0), (Firsts{0, 3}));
    ASSERT_TRUE(this->store->truncate_after(std::nullopt));
    EXPECT_FALSE(this->store->last());
    EXPECT_EQ(this->orphans().size(), 2U);
    this->append(2);
}

TYPED_TEST(Store, NeverRemovesWhatIsCertified)
{
    const JournalEnd first = this->append();
    const JournalEnd second = this->append();
    const JournalEnd third = this->append();
    ASSERT_TRUE(this->store->put_certificate(second.sequence, Bytes{1}));
    EXPECT_EQ(this->store->truncate_after(first.sequence).error(), StoreError::Certified);
    EXPECT_EQ(this->store->last(), third);
    EXPECT_TRUE(this->store->truncate_after(second.sequence));
}

TYPED_TEST(Store, KeepsCertificatesByTheEndOfTheirBatch)
{
    const JournalEnd end = this->append();
    EXPECT_EQ(this->store->put_certificate({1}, Bytes{1}).error(), StoreError::NotFound);
    EXPECT_EQ(this->store->certificate(end.sequence).error(), StoreError::NotFound);
    ASSERT_TRUE(this->store->put_certificate(end.sequence, Bytes{7, 8}));
    ASSERT_TRUE(this->store->sync());
    this->reopen();
    EXPECT_EQ(*this->store->certificate(end.sequence), (Bytes{7, 8}));
    EXPECT_EQ(*this->store->last_certified(), end.sequence);
}

TYPED_TEST(Store, KeepsTheNewestTwoSnapshots)
{
    std::vector<Sequence> ends;
    for (std::uint8_t i = 0; i < 4; ++i)
    {
        ends.push_back(this->append().sequence);
        ASSERT_TRUE(this->store->put_snapshot(ends.back(), Bytes(3'000'000, i)));
    }
    this->reopen();

    const auto newest = this->store->latest_snapshot();
    ASSERT_TRUE(newest);
    EXPECT_EQ(newest->sequence, ends[3]);
    EXPECT_EQ(newest->bytes, Bytes(3'000'000, 3));
    EXPECT_EQ(this->store->snapshot_before(ends[3])->bytes, Bytes(3'000'000, 2));
    EXPECT_EQ(this->store->snapshot_before(ends[2]).error(), StoreError::NotFound);
}

TYPED_TEST(Store, TakesSnapshotsOfTheJournalOnly)
{
    const JournalEnd first = this->append();
    EXPECT_EQ(this->store->put_snapshot({1}, Bytes{1}).error(), StoreError::NotFound);
    const JournalEnd second = this->append();
    ASSERT_TRUE(this->store->put_snapshot(second.sequence, Bytes{2}));
    EXPECT_EQ(this->store->put_snapshot(first.sequence, Bytes{1}).error(), StoreError::OutOfOrder);
    ASSERT_TRUE(this->store->put_snapshot(second.sequence, Bytes{}));
    EXPECT_TRUE(this->store->latest_snapshot()->bytes.empty());
    ASSERT_TRUE(this->store->put_snapshot(second.sequence, Bytes{3}));
    this->reopen();
    EXPECT_EQ(this->store->latest_snapshot()->bytes, Bytes{3});
}

TYPED_TEST(Store, RemovesSnapshotsOfWhatIsRemoved)
{
    const JournalEnd first = this->append();
    ASSERT_TRUE(this->store->put_snapshot(first.sequence, Bytes{1}));
    ASSERT_TRUE(this->store->put_snapshot(this->append().sequence, Bytes{2}));
    ASSERT_TRUE(this->store->truncate_after(first.sequence));
    EXPECT_EQ(this->store->latest_snapshot()->bytes, Bytes{1});
}

TYPED_TEST(Store, KeepsMetadata)
{
    ASSERT_TRUE(this->store->put_meta("term", Bytes{1}));
    ASSERT_TRUE(this->store->put_meta("term", Bytes{2}));
    ASSERT_TRUE(this->store->put_meta("", Bytes{}));
    this->reopen();
    EXPECT_EQ(*this->store->meta("term"), Bytes{2});
    EXPECT_EQ(*this->store->meta(""), Bytes{});
    EXPECT_EQ(this->store->meta("ter").error(), StoreError::NotFound);
}

TYPED_TEST(Store, KeepsBlobsApartBySpaceAndSortedByKey)
{
    const auto keys_of = [&](std::string_view space, const Bytes& from) {
        std::vector<Bytes> out;
        EXPECT_TRUE(this->store->for_each_blob(space, from, [&](BytesView key, BytesView) {
            out.emplace_back(key.begin(), key.end());
            return Walk::Continue;
        }));
        return out;
    };
    ASSERT_TRUE(this->store->put_blob("a", Bytes{2}, Bytes{20}));
    ASSERT_TRUE(this->store->put_blob("a", Bytes{1, 255}, Bytes{10}));
    ASSERT_TRUE(this->store->put_blob("ab", Bytes{1}, Bytes{30}));
    ASSERT_TRUE(this->store->put_blob("", Bytes{'a', 2}, Bytes{40}));
    ASSERT_TRUE(this->store->sync());
    this->reopen();

    EXPECT_EQ(*this->store->blob("a", Bytes{2}), Bytes{20});
    EXPECT_EQ(this->store->blob("a", Bytes{1}).error(), StoreError::NotFound);
    EXPECT_EQ(keys_of("a", {}), (std::vector<Bytes>{{1, 255}, {2}}));
    EXPECT_EQ(keys_of("a", {2}), (std::vector<Bytes>{{2}}));
    EXPECT_EQ(keys_of("ab", {}), (std::vector<Bytes>{{1}}));
    EXPECT_EQ(keys_of("b", {}), std::vector<Bytes>{});
    ASSERT_TRUE(this->store->drop_blob("a", Bytes{2}));
    ASSERT_TRUE(this->store->drop_blob("a", Bytes{77}));
    EXPECT_EQ(keys_of("a", {}), (std::vector<Bytes>{{1, 255}}));
}

TYPED_TEST(Store, RefusesWhatIsTooLong)
{
    const std::string key(limits::store_key + 1, 'k');
    EXPECT_EQ(this->store->put_meta(key, {}).error(), StoreError::TooLong);
    EXPECT_EQ(this->store->put_blob("s", as_bytes(key), {}).error(), StoreError::TooLong);
    const std::string space(limits::store_space + 1, 's');
    EXPECT_EQ(this->store->put_blob(space, {}, {}).error(), StoreError::TooLong);
    const Bytes value(limits::store_value + 1);
    EXPECT_EQ(this->store->put_meta("k", value).error(), StoreError::TooLong);
    EXPECT_TRUE(this->store->put_meta("k", Bytes{1}));
}
