// SPDX-License-Identifier: Apache-2.0
// What only the store on a disk can meet: a full disk, a failing one, damaged files, other owners.
#include <gtest/gtest.h>
#include <rocksdb/file_system.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ballast/journal/chain_check.hpp>
#include <ballast/store/rocksdb_database.hpp>
#include <ballast/store/rocksdb_store.hpp>
#include <filesystem>
#include <fstream>

using namespace ballast;
using namespace ballast::env;
using namespace ballast::store;

namespace {

const Bytes32 deployment{{0xd0}};

/// What the faulty file system still allows, shared with its files.
struct Allowance
{
    std::atomic<std::int64_t> bytes{1LL << 40};
    std::atomic<bool> sync_works{true};
};

/// Writes as much as there is room for and then reports a full disk, as a real one does.
class FaultyFile final : public rocksdb::FSWritableFileOwnerWrapper
{
public:
    FaultyFile(std::unique_ptr<rocksdb::FSWritableFile> file, Allowance& allowance)
        : FSWritableFileOwnerWrapper{std::move(file)}, allowance_{allowance}
    {}
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* context) override
    {
        const auto size = static_cast<std::int64_t>(data.size());
        const std::int64_t left = allowance_.bytes.fetch_sub(size);
        if (left >= size) return FSWritableFileOwnerWrapper::Append(data, options, context);
        const auto part = static_cast<std::size_t>(std::max<std::int64_t>(left, 0));
        const auto status =
            FSWritableFileOwnerWrapper::Append(rocksdb::Slice{data.data(), part}, options, context);
        return status.ok() ? rocksdb::IOStatus::NoSpace("no room left by the test") : status;
    }
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             const rocksdb::DataVerificationInfo&,
                             rocksdb::IODebugContext* context) override
    {
        return Append(data, options, context);
    }
    rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* context) override
    {
        if (!allowance_.sync_works) return rocksdb::IOStatus::IOError("sync failed by the test");
        return FSWritableFileOwnerWrapper::Sync(options, context);
    }

private:
    Allowance& allowance_;
};

class FaultyFileSystem final : public rocksdb::FileSystemWrapper
{
public:
    explicit FaultyFileSystem(Allowance& allowance)
        : FileSystemWrapper{rocksdb::FileSystem::Default()}, allowance_{allowance}
    {}
    [[nodiscard]] const char* Name() const override { return "FaultyFileSystem"; }
    rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* out,
                                      rocksdb::IODebugContext* context) override
    {
        auto status = FileSystemWrapper::NewWritableFile(name, options, out, context);
        if (status.ok()) *out = std::make_unique<FaultyFile>(std::move(*out), allowance_);
        return status;
    }

private:
    Allowance& allowance_;
};

class RocksdbStore : public ::testing::Test
{
protected:
    RocksdbStore()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "store-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
    }
    ~RocksdbStore() override { std::filesystem::remove_all(folder); }

    /// Appends one more batch of about a kilobyte.
    static Result<void, StoreError> append(JournalStore& store)
    {
        const auto end = store.last();
        journal::BatchBuilder builder;
        builder.start({.deployment_id = deployment,
                       .term = {1},
                       .first = {end ? end->sequence.value + 1 : 0},
                       .previous_hash = end ? end->hash : Bytes32{}});
        EXPECT_TRUE(builder.append({.kind = EvidenceKind::PriceUpdate,
                                    .time_ms = 1,
                                    .evidence = Bytes(1000, 0x11),
                                    .command = UpdatePrices{}}));
        const journal::SealedBatch batch = builder.seal();
        return store.append_synced({&batch, 1});
    }
    /// Follows the whole journal and returns how many records it has.
    static std::uint64_t verified_count(const JournalStore& store)
    {
        journal::ChainVerifier verifier{deployment};
        EXPECT_TRUE(store.for_each_batch({0}, [&](const journal::SealedBatch& batch) {
            EXPECT_TRUE(verifier.accept(batch.bytes));
            return Walk::Continue;
        }));
        return verifier.position().next.value;
    }
    [[nodiscard]] std::unique_ptr<JournalStore> opened() const
    {
        auto store = open_rocksdb_store({.folder = folder});
        EXPECT_TRUE(store) << store.error().sentence();
        return std::move(*store);
    }

    std::string folder;
};

void flip_byte(const std::filesystem::path& path, std::uintmax_t at)
{
    std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
    file.seekg(static_cast<std::streamoff>(at));
    const int byte = file.get();
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(byte ^ 0xff));
}

}  // namespace

TEST_F(RocksdbStore, KeepsWhatItAcknowledgedWhenTheDiskFillsUpAnywhere)
{
    Allowance allowance;
    const auto environment =
        rocksdb::NewCompositeEnv(std::make_shared<FaultyFileSystem>(allowance));
    std::uint64_t acknowledged = 0;
    // Room for a little over two batches, cut at another byte each time.
    for (const std::int64_t room : {0, 1, 7, 100, 1150, 1500, 2300, 2700})
    {
        {
            auto store = open_rocksdb_store({.folder = folder}, environment.get());
            ASSERT_TRUE(store) << store.error().sentence();
            allowance.bytes = room;
            Result<void, StoreError> appended;
            while ((appended = append(**store))) ++acknowledged;
            EXPECT_EQ(appended.error(), StoreError::DiskFull);

            // Room again, but what is on the disk is not known before the next opening.
            allowance.bytes = 1LL << 40;
            EXPECT_EQ(append(**store).error(), StoreError::DiskFull);
            EXPECT_EQ((*store)->put_meta("k", {}).error(), StoreError::DiskFull);
            EXPECT_EQ((*store)->sync().error(), StoreError::DiskFull);
            EXPECT_EQ(verified_count(**store), acknowledged);
        }
        const std::uint64_t found = verified_count(*opened());
        EXPECT_GE(found, acknowledged);
        EXPECT_LE(found, acknowledged + 1);
        acknowledged = found;
    }
    EXPECT_GE(acknowledged, 4U);
}

TEST_F(RocksdbStore, TakesNothingMoreAfterASyncThatFailed)
{
    Allowance allowance;
    const auto environment =
        rocksdb::NewCompositeEnv(std::make_shared<FaultyFileSystem>(allowance));
    {
        auto store = open_rocksdb_store({.folder = folder}, environment.get());
        ASSERT_TRUE(store);
        ASSERT_TRUE(append(**store));
        allowance.sync_works = false;
        EXPECT_EQ(append(**store).error(), StoreError::Io);
        allowance.sync_works = true;
        // The kernel may have dropped the pages: a later sync that works would prove nothing.
        EXPECT_EQ((*store)->sync().error(), StoreError::Io);
    }
    EXPECT_GE(verified_count(*opened()), 1U);
}

TEST_F(RocksdbStore, SaysThatTheDiskIsFullWhenItCannotOpen)
{
    Allowance allowance;
    allowance.bytes = 10;
    const auto environment =
        rocksdb::NewCompositeEnv(std::make_shared<FaultyFileSystem>(allowance));
    const auto store = open_rocksdb_store({.folder = folder}, environment.get());
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().error, StoreError::DiskFull);
    EXPECT_NE(store.error().sentence().find(folder), std::string::npos);
}

TEST_F(RocksdbStore, NoticesDamagedFiles)
{
    ASSERT_TRUE(append(*opened()));
    opened().reset();  // the log of the first opening becomes a file
    int damaged = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        if (entry.path().extension() == ".sst")
        {
            flip_byte(entry.path(), 60);
            ++damaged;
        }
    ASSERT_GT(damaged, 0);

    const auto store = open_rocksdb_store({.folder = folder});
    if (store)
        EXPECT_EQ((*store)->read_batch({0}).error(), StoreError::Corrupt);
    else
        EXPECT_EQ(store.error().error, StoreError::Corrupt);
}

TEST_F(RocksdbStore, IsLockedForOtherProcesses)
{
    const auto store = opened();
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0)
    {
        const auto other = open_rocksdb_store({.folder = folder});
        ::_exit(!other && other.error().error == StoreError::Locked ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(RocksdbStore, IsFreeAgainAfterItIsClosed)
{
    opened().reset();
    EXPECT_TRUE(open_rocksdb_store({.folder = folder}));
}

TEST_F(RocksdbStore, MakesItsFolderUnlessItMustExist)
{
    const std::string inner = folder + "/a/b";
    EXPECT_EQ(open_rocksdb_store({.folder = inner, .must_exist = true}).error().error,
              StoreError::NotFound);
    EXPECT_EQ(open_rocksdb_store({.folder = folder, .must_exist = true}).error().error,
              StoreError::NotFound);
    EXPECT_TRUE(open_rocksdb_store({.folder = inner}));
    EXPECT_TRUE(open_rocksdb_store({.folder = inner, .must_exist = true}));
    EXPECT_EQ(std::filesystem::status(inner).permissions(), std::filesystem::perms::owner_all);
}

TEST_F(RocksdbStore, NamesAFolderThatCannotBe)
{
    const auto store = open_rocksdb_store({.folder = "/dev/null/journal"});
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().error, StoreError::Io);
    EXPECT_NE(store.error().sentence().find("/dev/null/journal"), std::string::npos);
}

TEST_F(RocksdbStore, RefusesTheLayoutOfAnotherProgram)
{
    opened().reset();
    {
        auto database = RocksdbDatabase::open({.folder = folder}, rocksdb::Env::Default());
        ASSERT_TRUE(database);
        rocksdb::WriteBatch batch;
        batch.Put((*database)->table(Table::Layout), "layout", "2");
        ASSERT_TRUE((*database)->write(batch, true));
    }
    EXPECT_EQ(open_rocksdb_store({.folder = folder}).error().error, StoreError::WrongLayout);
}

TEST_F(RocksdbStore, ClearsASnapshotThatWasNotFinished)
{
    {
        auto store = opened();
        ASSERT_TRUE(append(*store));
        ASSERT_TRUE(store->put_snapshot({0}, Bytes(2'000'000, 1)));
        ASSERT_TRUE(append(*store));
    }
    {
        // As a crash leaves it: a part of a later snapshot, and not its size.
        auto database = RocksdbDatabase::open({.folder = folder}, rocksdb::Env::Default());
        ASSERT_TRUE(database);
        rocksdb::WriteBatch batch;
        const std::string part("\x01\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0", 17);
        batch.Put((*database)->table(Table::Snapshots), part, "half");
        ASSERT_TRUE((*database)->write(batch, true));
    }
    const auto store = opened();
    EXPECT_EQ(store->latest_snapshot()->sequence, Sequence{0});
    ASSERT_TRUE(store->put_snapshot({1}, Bytes{9}));
    EXPECT_EQ(store->latest_snapshot()->bytes, Bytes{9});
}
