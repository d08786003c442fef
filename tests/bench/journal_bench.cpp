// SPDX-License-Identifier: Apache-2.0
// Rows 6 and 7 of the performance goals: durable batches, and the durable acknowledgement of one
// command, against bare RocksDB and a bare fdatasync with the same bytes.
//   row 6: >= 0.7x bare RocksDB with hashing and apply;  row 7: <= 1.1x RocksDB (vs_rocksdb >=
//   0.91)
// Again: cmake --preset bench && cmake --build build/bench --target journal_bench
//        build/bench/tests/bench/journal_bench   (files in the folder it is started in)
#include <fcntl.h>
#include <rocksdb/db.h>
#include <unistd.h>

#include <ballast/base/assert.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/engine/apply.hpp>
#include <ballast/engine/lookahead.hpp>
#include <ballast/env/entropy.hpp>
#include <ballast/journal/batch.hpp>
#include <ballast/pipeline/helping_thread.hpp>
#include <ballast/store/rocksdb_store.hpp>
#include <filesystem>
#include <memory>

#include "command_stream.hpp"
#include "comparison.hpp"

namespace {

using namespace ballast;

constexpr std::size_t batch_records = 1024;
/// As many as the pipeline decides about together (pipeline_state.hpp).
constexpr std::size_t batches_at_hand = 4;

/// A folder beside the working one, on the same disk, gone at the end.
class Folder
{
public:
    Folder()
    {
        std::string pattern = (std::filesystem::current_path() / "bench-XXXXXX").string();
        BALLAST_ASSERT(::mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    [[nodiscard]] std::string in(const std::string& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// Our side, the hub's own path (Pipeline's commit): puts commands with their evidence into
/// batches, hashes them, makes them durable and applies them to a state of 100,000 accounts. Where
/// there are several, each is written on another thread while the one before it is applied and the
/// one behind it is put together; a round ends when all are durable and applied. Evidence fills
/// each record up to its size.
class Journal
{
public:
    Journal(const std::string& folder, std::size_t record_size)
        : record_size_{record_size}, evidence_(record_size)
    {
        auto opened = store::open_rocksdb_store({.folder = folder});
        BALLAST_ASSERT(opened.has_value());
        store_ = std::move(*opened);
        env::SeededEntropy{record_size}.fill(evidence_);
        commands_ = stream_.opening();
        round();
    }
    /// Makes the commands of the next round: verifiers do that on other threads.
    void prepare(std::size_t count, bool prices)
    {
        commands_ = prices ? stream_.prices(count) : stream_.next(count);
    }
    void round()
    {
        std::span<const SequencedCommand> left{commands_};
        std::span<const SequencedCommand> before;
        while (!left.empty())
        {
            const auto now = left.first(std::min(batch_records, left.size()));
            left = left.subspan(now.size());
            const journal::SealedBatch batch = put_together(now);
            if (!before.empty()) writer_.wait();
            const auto write = [this, batch] {
                BALLAST_ASSERT(store_->append_synced({&batch, 1}).has_value());
            };
            if (before.empty() && left.empty())
                write();
            else
                writer_.begin(write);
            apply(before);
            before = now;
        }
        writer_.wait();
        apply(before);
    }
    /// Bytes of the last batch.
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    [[nodiscard]] journal::SealedBatch put_together(std::span<const SequencedCommand> commands)
    {
        journal::BatchBuilder& builder = builders_[turn_++ % 2];
        builder.start({.deployment_id = stream_.genesis().deployment_id,
                       .term = {1},
                       .first = commands.front().sequence,
                       .previous_hash = previous_});
        for (const SequencedCommand& next : commands)
        {
            const bool first = next.sequence.value == 0;
            const auto added =
                builder.append({.kind = first ? EvidenceKind::Genesis : EvidenceKind::Attestation,
                                .time_ms = next.time_ms,
                                .evidence = evidence_for(next.command),
                                .command = next.command});
            BALLAST_ASSERT(added.has_value());
        }
        const journal::SealedBatch batch = builder.seal();
        previous_ = batch.hash;
        bytes_ = batch.bytes.size();
        return batch;
    }
    void apply(std::span<const SequencedCommand> commands)
    {
        for (std::size_t i = 0; i < commands.size(); ++i)
        {
            engine::look_ahead(state_, commands, i);
            sink_.clear();
            engine::apply(state_, commands[i], sink_);
            BALLAST_ASSERT(sink_.rejected() == RejectReason::None);
        }
    }
    [[nodiscard]] BytesView evidence_for(const Command& command) const
    {
        const std::size_t others = journal::record_overhead + codec::encoded_size(command);
        return BytesView{evidence_}.first(record_size_ > others ? record_size_ - others : 1);
    }

    std::size_t record_size_;
    Bytes evidence_;
    bench::CommandStream stream_;
    std::vector<SequencedCommand> commands_;
    std::unique_ptr<env::JournalStore> store_;
    std::array<journal::BatchBuilder, 2> builders_;
    std::size_t turn_{};
    Bytes32 previous_;
    engine::State state_;
    OutcomeSink sink_;
    std::size_t bytes_{};
    pipeline::HelpingThread writer_;
};

/// The peer: RocksDB as it comes, but for compression, which has nothing to do here; one durable
/// Put of the same bytes a round, ready made.
class BareRocksdb
{
public:
    BareRocksdb(const std::string& folder, std::size_t size)
    {
        rocksdb::Options options;
        options.create_if_missing = true;
        options.compression = rocksdb::kNoCompression;
        rocksdb::DB* opened = nullptr;
        BALLAST_ASSERT(rocksdb::DB::Open(options, folder, &opened).ok());
        database_.reset(opened);
        Bytes bytes(size);
        env::SeededEntropy{size}.fill(bytes);
        value_.assign(bytes.begin(), bytes.end());
        write_.sync = true;
    }
    void round()
    {
        Bytes key;
        append_big_endian(key, next_++);
        const rocksdb::Slice slice{reinterpret_cast<const char*>(key.data()), key.size()};
        BALLAST_ASSERT(database_->Put(write_, slice, value_).ok());
    }

private:
    std::unique_ptr<rocksdb::DB> database_;
    rocksdb::WriteOptions write_;
    std::string value_;
    std::uint64_t next_{0};
};

/// The floor: the same bytes appended to a file, and fdatasync.
class BareFile
{
public:
    BareFile(const std::string& path, std::size_t size) : bytes_(size)
    {
        descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        BALLAST_ASSERT(descriptor_ >= 0);
    }
    BareFile(const BareFile&) = delete;
    BareFile& operator=(const BareFile&) = delete;
    ~BareFile() { ::close(descriptor_); }
    void round()
    {
        const ssize_t put = ::write(descriptor_, bytes_.data(), bytes_.size());
        BALLAST_ASSERT(put == static_cast<ssize_t>(bytes_.size()));
        BALLAST_ASSERT(::fdatasync(descriptor_) == 0);
    }

private:
    Bytes bytes_;
    int descriptor_;
};

/// Calls `round` so often.
template <class Round>
void times(std::size_t count, Round round)
{
    for (std::size_t i = 0; i < count; ++i) round();
}

/// The smallest record that trades and deposits fit in; smaller ones are prices alone.
constexpr std::size_t mixed_record_size = 400;

/// Rounds of `batches` batches of `count` records.
void compare_durable(benchmark::State& state, std::size_t batches, std::size_t count,
                     const std::string& expectation)
{
    const auto size = static_cast<std::size_t>(state.range(0));
    const Folder folder;
    const std::size_t total = journal::batch_prefix + count * size;
    Journal ours{folder.in("journal"), size};
    BareRocksdb rocksdb{folder.in("rocksdb"), total};
    BareFile file{folder.in("file"), total};
    bench::compare(state,
                   {{"journal", [&] { ours.round(); }},
                    {"rocksdb", [&] { times(batches, [&] { rocksdb.round(); }); }},
                    {"fdatasync", [&] { times(batches, [&] { file.round(); }); }}},
                   expectation, [&] { ours.prepare(batches * count, size < mixed_record_size); });
    BALLAST_ASSERT(ours.bytes() == total);
    const double seconds = state.counters["journal_us"] / 1e6;
    state.counters["records/s"] = static_cast<double>(batches * count) / seconds;
    state.counters["MB/s"] = static_cast<double>(batches * total) / seconds / 1e6;
}

void DurableBatches(benchmark::State& state)
{
    compare_durable(state, batches_at_hand, batch_records,
                    "vs_rocksdb >= 0.7, with hashing and apply");
}

void DurableAcknowledgement(benchmark::State& state)
{
    compare_durable(state, 1, 1, "vs_rocksdb >= 0.91 (at most 1.1 times its time)");
}

}  // namespace

BENCHMARK(DurableBatches)->Arg(256)->Arg(450)->Arg(776)->Iterations(200)->UseManualTime();
BENCHMARK(DurableAcknowledgement)->Arg(450)->Iterations(3000)->UseManualTime();
BENCHMARK_MAIN();
