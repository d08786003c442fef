// SPDX-License-Identifier: Apache-2.0
// Row 5 of the README's table of speeds: apply of verified commands in memory, full rules, 100,000
// accounts, on three container layouts that differ in a template parameter only; row 10: the state
// hash; row 8: replay with batch hashes.

#include <ballast/base/limits.hpp>
#include <ballast/crypto/keccak256.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/engine/apply_impl.hpp>
#include <ballast/engine/lookahead.hpp>
#include <ballast/engine/state_hash.hpp>
#include <ballast/pipeline/replay.hpp>
#include <chrono>
#include <random>
#include <span>
#include <unordered_map>

#include "command_stream.hpp"
#include "comparison.hpp"

namespace {

using namespace ballast;
using namespace ballast::engine;
using bench::accounts;
using Stream = ballast::bench::CommandStream;

/// Rows in a hash table by row number, as a first version would keep them.
template <class T, template <class...> class HashMap>
class HashedTable
{
public:
    T& operator[](std::uint32_t i) { return rows_.find(i)->second; }
    const T& operator[](std::uint32_t i) const { return rows_.find(i)->second; }
    void push_back(T row)
    {
        rows_.emplace(static_cast<std::uint32_t>(rows_.size()), std::move(row));
    }
    [[nodiscard]] std::size_t size() const { return rows_.size(); }

private:
    HashMap<std::uint32_t, T> rows_;
};

template <class... A>
using StdMap = std::unordered_map<A...>;
template <class... A>
using FlatMap = boost::unordered_flat_map<A...>;

struct StdContainers
{
    template <class T>
    using Table = HashedTable<T, StdMap>;
    template <class K, class V>
    using Map = std::unordered_map<K, V, KeyHash>;
    using Directory = MappedDirectory<Map<AccountId, AccountIndex>>;
};

struct FlatContainers
{
    template <class T>
    using Table = HashedTable<T, FlatMap>;
    template <class K, class V>
    using Map = boost::unordered_flat_map<K, V, KeyHash>;
    using Directory = MappedDirectory<Map<AccountId, AccountIndex>>;
};

/// One side: its own state, which has applied the opening, and its place in the shared stream.
template <class Containers>
class Applier
{
public:
    explicit Applier(const std::vector<SequencedCommand>& opening) { run(opening); }

    void run(const std::vector<SequencedCommand>& list)
    {
        const std::span commands{list};
        for (std::size_t i = 0; i < commands.size(); ++i)
        {
            look_ahead(state_, commands, i);
            sink_.clear();
            apply_command(state_, commands[i], sink_);
            BALLAST_ASSERT(sink_.rejected() == RejectReason::None);
        }
    }

private:
    BasicState<Containers> state_;
    OutcomeSink sink_;
};

void apply_commands(benchmark::State& bench)
{
    Stream stream;
    const auto opening = stream.opening();
    Applier<DenseContainers> dense{opening};
    Applier<FlatContainers> flat{opening};
    Applier<StdContainers> hashed{opening};
    for (int i = 0; i < 40; ++i)  // until as many quotes expire as are made
    {
        const auto commands = stream.next(9'000);
        dense.run(commands);
        flat.run(commands);
        hashed.run(commands);
    }
    // Ten batches a turn: a hub runs nothing but its own code, so a side should not pay at every
    // batch for the caches that the other two have taken.
    std::vector<SequencedCommand> batches;
    bench::compare(bench,
                   {{"dense", [&] { dense.run(batches); }},
                    {"boost_flat_map", [&] { flat.run(batches); }},
                    {"std_unordered_map", [&] { hashed.run(batches); }}},
                   "at least 5 M commands/s, faster than both maps",
                   [&] { batches = stream.next(10 * limits::batch_records); });
    bench.counters["dense_commands/s"] =
        static_cast<double>(batches.size()) / bench.counters["dense_us"] * 1e6;
    bench.SetItemsProcessed(bench.max_iterations * static_cast<std::int64_t>(batches.size()));
}
BENCHMARK(apply_commands)
    ->Name("row5/apply")
    ->UseManualTime()
    ->Iterations(200)
    ->Unit(benchmark::kMicrosecond);

/// The same with one state in memory, as in a hub: the other two do not take its share of the
/// caches.
void apply_alone(benchmark::State& bench)
{
    Stream stream;
    Applier<DenseContainers> dense{stream.opening()};
    for (int i = 0; i < 40; ++i) dense.run(stream.next(9'000));
    std::vector<SequencedCommand> batches;
    ballast::bench::compare(bench, {{"dense", [&] { dense.run(batches); }}},
                            "at least 5 M commands/s",
                            [&] { batches = stream.next(10 * limits::batch_records); });
    bench.counters["dense_commands/s"] =
        static_cast<double>(batches.size()) / bench.counters["dense_us"] * 1e6;
}
BENCHMARK(apply_alone)
    ->Name("row5/apply_alone")
    ->UseManualTime()
    ->Iterations(300)
    ->Unit(benchmark::kMicrosecond);

/// A state of 100,000 funded accounts, a tenth of them with positions.
State funded_state()
{
    Stream stream;
    State state;
    OutcomeSink sink;
    for (const SequencedCommand& command : stream.opening())
        apply(state, command, sink), sink.clear();
    for (const SequencedCommand& command : stream.next(90'000))
        apply(state, command, sink), sink.clear();
    return state;
}

void hash_state(benchmark::State& bench)
{
    State state = funded_state();
    AccountTree tree;
    benchmark::DoNotOptimize(state_hash(state, tree));
    const auto dirty = static_cast<std::uint32_t>(bench.range(0));
    std::mt19937_64 random{1};
    for (auto _ : bench)
    {
        bench.PauseTiming();
        for (std::uint32_t i = 0; i < dirty; ++i)
            touch(state, AccountIndex{static_cast<std::uint32_t>(
                             dirty == accounts ? i : random() % accounts)});
        bench.ResumeTiming();
        benchmark::DoNotOptimize(state_hash(state, tree));
    }
}
BENCHMARK(hash_state)
    ->Name("row10/state_hash/dirty")
    ->Arg(1'000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);

/// The peer: one Keccak over all accounts.
void hash_flat_keccak(benchmark::State& bench)
{
    const State state = funded_state();
    for (auto _ : bench)
    {
        Bytes all;
        codec::encode(all, state.accounts);
        benchmark::DoNotOptimize(crypto::keccak256(all));
    }
}
BENCHMARK(hash_flat_keccak)
    ->Name("row10/state_hash/flat_keccak_peer")
    ->Unit(benchmark::kMillisecond);

/// Row 8: batches of 1,024 records with an attestation-sized evidence, hash-checked, decoded and
/// applied; a state hash is due every 100,000 commands, as often as a snapshot by default.
void replay(benchmark::State& bench)
{
    Stream stream;
    auto commands = stream.opening();
    for (SequencedCommand& command : stream.next(180'000)) commands.push_back(std::move(command));
    Genesis& genesis = std::get<OpenDeployment>(commands[0].command).genesis.edit();
    genesis.state_hash_every = 100'000;
    const Bytes evidence(std::size_t{450}, std::uint8_t{7});
    std::vector<Bytes> batches;
    Bytes32 previous;
    journal::BatchBuilder builder;
    for (std::size_t from = 0; from < commands.size();)
    {
        builder.start({.deployment_id = genesis.deployment_id,
                       .term = {1},
                       .first = {from},
                       .previous_hash = previous});
        for (; from < commands.size() && builder.count() < limits::batch_records; ++from)
        {
            const auto kind = from == 0 ? EvidenceKind::Genesis : EvidenceKind::Attestation;
            const auto added =
                builder.append({kind, commands[from].time_ms, evidence, commands[from].command});
            BALLAST_ASSERT(added.has_value());
        }
        const auto sealed = builder.seal();
        previous = sealed.hash;
        batches.emplace_back(sealed.bytes.begin(), sealed.bytes.end());
    }
    std::optional<Bytes32> expected;
    for (auto _ : bench)
    {
        auto replica = std::make_unique<pipeline::Replica>(genesis);
        {
            pipeline::Replay replay{*replica, static_cast<unsigned>(bench.range(0))};
            for (const Bytes& batch : batches) BALLAST_ASSERT(replay.add(batch).has_value());
            BALLAST_ASSERT(replay.finish().has_value());
        }
        bench.PauseTiming();
        const Bytes32 hash = replica->hash_now().hash;
        BALLAST_ASSERT(hash == expected.value_or(hash));
        expected = hash;
        replica.reset();
        bench.ResumeTiming();
    }
    bench.SetItemsProcessed(static_cast<std::int64_t>(commands.size()) *
                            static_cast<std::int64_t>(bench.iterations()));
}
BENCHMARK(replay)
    ->Name("row8/replay/helper_threads")
    ->Arg(0)
    ->Arg(1)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
BENCHMARK_MAIN();
