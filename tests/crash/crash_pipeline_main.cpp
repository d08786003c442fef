// SPDX-License-Identifier: Apache-2.0
// The crash test of the real pipeline: recorded evidence goes through verifiers, sequencer, journal
// and engine on RocksDB in a child that is killed at random points. What was acknowledged is there
// again, once, and none half.
#include <ballast/crypto/sha256.hpp>
#include <ballast/engine/invariants.hpp>
#include <ballast/pipeline/pipeline.hpp>
#include <ballast/pipeline/testing/evidence_kit.hpp>
#include <ballast/store/rocksdb_store.hpp>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>

#include "crash_harness.hpp"

using namespace ballast;
using namespace ballast::engine::testing;
using pipeline::testing::account_of_key;
using pipeline::testing::EvidenceKit;

namespace {
constexpr std::uint64_t items_max = 4'000;
constexpr std::size_t window = 8;  ///< submissions without an answer
constexpr std::uint64_t taker = 100;
constexpr std::uint64_t maker = 101;

std::int64_t time_of(std::uint64_t item)
{
    return start_ms + 1'000 * static_cast<std::int64_t>(item + 1);
}

struct Item
{
    EvidenceKind kind{};
    Bytes evidence;
};

/// The same story in every child: item i is always the same bytes. What was journaled before is
/// only counted.
class Recording
{
public:
    Item next(bool is_needed)
    {
        const std::uint64_t i = item_++;
        const std::int64_t now_ms = time_of(i);
        if (i % 5 == 0)
            return {EvidenceKind::PriceUpdate,
                    is_needed ? kit_.prices(3'000'00000000, 1'00000000, now_ms / 1000) : Bytes{}};
        if (i % 5 == 4 && i > 10)
            return {EvidenceKind::Trade, kit_.trade(taker, maker, 1, 3'000'00000000, now_ms)};
        const bool is_makers = i % 5 == 2;
        const TokenIndex token = is_makers ? usdc_beta : usdc_alpha;
        const auto seen =
            kit_.observation(is_makers ? 1 : 0,
                             Locked{account_of_key(is_makers ? maker : taker),
                                    kit_.genesis().tokens[token.value].address,
                                    static_cast<u128>(1'000 * dollar), evm_address(77)},
                             now_ms);
        return {EvidenceKind::Attestation, is_needed ? kit_.attest(seen, 3) : Bytes{}};
    }
    [[nodiscard]] const Genesis& genesis() const { return kit_.genesis(); }

private:
    EvidenceKit kit_{64};
    std::uint64_t item_{};
};

store::RocksdbOptions options_of(const std::string& folder)
{
    return {.folder = folder,
            .write_buffer_size = 256U << 10U,
            .write_buffers_size = 2U << 20U,
            .log_size_max = 1U << 20U};
}

/// The replica at the end of the store, or what is wrong with the journal; `seen` gets the digest
/// of every record's evidence.
Result<pipeline::Replica, std::string> replay(const env::JournalStore& store,
                                              const Genesis& genesis, std::set<Bytes32>& seen)
{
    pipeline::Replica replica{genesis};
    std::string broken;
    if (!store.last()) return replica;
    const auto walked = store.for_each_batch({0}, [&](const journal::SealedBatch& batch) {
        const auto followed = replica.follow(batch.bytes, pipeline::Evidence::Trust);
        if (!followed) broken = followed.error().sentence;
        if (const auto view = journal::parse_batch(batch.bytes))
            for (const journal::RecordView& record : *view)
                seen.insert(crypto::sha256(record.evidence));
        return followed ? env::Walk::Continue : env::Walk::Stop;
    });
    if (!walked) return fail(std::string{describe(walked.error())});
    if (!broken.empty()) return fail(broken);
    return replica;
}

/// Counts what is under way, and remembers the first complaint.
class Window
{
public:
    void enter()
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return open_ < window; });
        ++open_;
    }
    void leave(std::string complaint)
    {
        {
            const std::lock_guard lock{mutex_};
            --open_;
            if (complaint_.empty()) complaint_ = std::move(complaint);
        }
        changed_.notify_all();
    }
    std::string wait_all()
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return open_ == 0; });
        return complaint_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t open_{};
    std::string complaint_;
};

std::optional<std::string> work(const crash::ChildContext& context)
{
    const auto store = store::open_rocksdb_store(options_of(context.folder));
    if (!store) return store.error().sentence();
    Recording recording;
    std::set<Bytes32> seen;
    auto replica = replay(**store, recording.genesis(), seen);
    if (!replica) return replica.error();
    const std::uint64_t done =
        replica->position().next.value == 0 ? 0 : replica->position().next.value - 1;
    env::SimulatedClock clock{time_of(done)};
    const Term term{replica->position().term.value + 1};
    pipeline::Pipeline pipeline{{.term = term, .snapshot_every = 50},
                                std::move(*replica),
                                **store,
                                clock,
                                EvidenceKit::hub_key(),
                                {}};
    pipeline.start();
    Window open;
    for (std::uint64_t i = 0; i < items_max; ++i)
    {
        // Commands of one window may be journaled in another order than they were submitted.
        const bool is_settled = i + window < done;
        Item item = recording.next(!is_settled);
        if (is_settled) continue;
        clock.set_now_ms(time_of(i));
        const Bytes32 digest = crypto::sha256(item.evidence);
        if (seen.contains(digest)) continue;
        open.enter();
        pipeline.submit(
            item.kind, std::move(item.evidence), [&open, &context, digest](const auto& result) {
                if (result)
                    context.acknowledge({.number = result->sequence.value, .digest = digest});
                open.leave(result ? std::string{}
                                  : result.error().code + ": " + result.error().sentence);
            });
    }
    const std::string complaint = open.wait_all();
    pipeline.stop();
    if (!complaint.empty()) return complaint;
    return std::nullopt;
}

std::optional<std::string> check(const std::string& folder,
                                 std::span<const crash::Acknowledgement> acknowledged)
{
    const auto store = store::open_rocksdb_store(options_of(folder));
    if (!store) return store.error().sentence();
    const Recording recording;
    std::set<Bytes32> evidence;
    const auto replica = replay(**store, recording.genesis(), evidence);
    if (!replica) return replica.error();
    if (auto broken = find_broken_invariant(replica->state()); replica->state().open && broken)
        return broken;

    std::map<std::uint64_t, Bytes32> journaled;
    std::set<Bytes32> seen;
    std::string twice;
    if ((*store)->last())
    {
        const auto walked = (*store)->for_each_batch({0}, [&](const journal::SealedBatch& batch) {
            std::uint64_t sequence = batch.header.first.value;
            const auto view = journal::parse_batch(batch.bytes);
            if (!view) return env::Walk::Stop;
            for (const journal::RecordView& record : *view)
            {
                const Bytes32 digest = crypto::sha256(record.evidence);
                if (!seen.insert(digest).second)
                    twice = "evidence journaled twice at " + std::to_string(sequence);
                journaled[sequence++] = digest;
            }
            return env::Walk::Continue;
        });
        if (!walked) return std::string{describe(walked.error())};
    }
    if (!twice.empty()) return twice;
    for (const crash::Acknowledgement& promise : acknowledged)
        if (const auto at = journaled.find(promise.number);
            at == journaled.end() || at->second != promise.digest)
            return "acknowledged command " + std::to_string(promise.number) + " is not there";
    return std::nullopt;
}
}  // namespace

int main(int argc, char** argv)
{
    return crash::run_crash_test(argc, argv, {.workload = work, .check = check});
}
