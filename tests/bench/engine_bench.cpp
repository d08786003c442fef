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
#include <ballast/engine/testing/world.hpp>
#include <ballast/pipeline/replay.hpp>
#include <ballast/pipeline/testing/evidence_kit.hpp>
#include <chrono>
#include <random>
#include <span>
#include <unordered_map>

#include "comparison.hpp"

namespace {

using namespace ballast;
using namespace ballast::engine;
using namespace ballast::engine::testing;

constexpr std::uint64_t accounts = 100'000;
constexpr std::uint64_t makers = 1'000;

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

/// The command stream: five deposits, three trades and fills, one price of nine; every command is
/// accepted.
class Stream
{
public:
    Stream()
    {
        Genesis genesis = test_genesis();
        genesis.chains[0].cap_usd_e6 = genesis.chains[1].cap_usd_e6 = pow10(22);
        genesis.chains[0].bucket_usd_e6 = genesis.chains[1].bucket_usd_e6 = pow10(22);
        genesis.tokens[2].cap_total = static_cast<u128>(pow10(18));
        genesis.instruments[0].lots_open_max = 1'000'000'000'000;
        world_genesis = genesis;
        nonces.resize(genesis.contracts.size());
    }

    /// Opens the deployment and funds everyone.
    std::vector<SequencedCommand> opening()
    {
        std::vector<SequencedCommand> out;
        push(out, OpenDeployment{world_genesis});
        price(out);
        price(out);
        for (std::uint64_t i = 0; i < accounts; ++i)
            push(out, deposit(i, i < makers ? 1'000'000 : 10'000));
        price(out);  // the deposits took an hour of journal time
        price(out);
        return out;
    }

    std::vector<SequencedCommand> next(std::size_t count)
    {
        std::vector<SequencedCommand> out;
        out.reserve(count);
        while (out.size() + 9 <= count)
        {
            for (int i = 0; i < 5; ++i) push(out, deposit(random() % accounts, 10));
            // Three trades and three fills in two rounds.
            odd = !odd;
            odd ? trade(out) : fill(out);
            odd ? fill(out) : trade(out);
            odd ? trade(out) : fill(out);
            price(out);
        }
        return out;
    }

private:
    Genesis world_genesis;
    std::vector<std::uint64_t> nonces;
    std::mt19937_64 random{42};
    std::uint64_t sequence{};
    std::int64_t now_ms{start_ms};
    std::uint64_t block{100};
    std::uint64_t orders{};
    std::uint64_t price_turn{};
    bool odd{};
    std::deque<RequestTrade> open;
    std::uint64_t filled{};

    void push(std::vector<SequencedCommand>& out, Command command)
    {
        out.push_back({{sequence++}, now_ms, std::move(command)});
        now_ms += 50;
    }

    ObserveChain event(std::uint32_t contract, ObservationBody body)
    {
        const GenesisContract& c = world_genesis.contracts[contract];
        Observation out{.chain = c.chain,
                        .emitter = c.address,
                        .sequence = ++nonces[contract],
                        .timestamp_s = static_cast<std::uint64_t>(now_ms / 1000),
                        .deployment = world_genesis.deployment_id,
                        .eip155 = 31336U + c.chain.value,
                        .contract = c.address,
                        .block_number = block++,
                        .body = std::move(body)};
        return {out, numbered(6, out.block_number)};
    }

    ObserveChain deposit(std::uint64_t account, i128 dollars)
    {
        return event(1, Locked{account_number(account), world_genesis.tokens[2].address,
                               static_cast<u128>(dollars * dollar), evm_address(77)});
    }

    void price(std::vector<SequencedCommand>& out)
    {
        now_ms += 600;
        const std::size_t feed = price_turn++ % 2;
        const std::int64_t level =
            feed == 0 ? 3'000'00000000 + static_cast<std::int64_t>(random() % 1'000'000'000)
                      : 1'00000000;
        push(out, UpdatePrices{{{world_genesis.feeds[feed].id, level, 10'000, now_ms / 1000}}});
    }

    void trade(std::vector<SequencedCommand>& out)
    {
        const auto until_s = static_cast<std::uint64_t>(now_ms / 1000) + 600;
        const bool buys = (random() & 1U) != 0;
        const i128 quantity = (buys ? 1 : -1) * static_cast<i128>(1 + random() % 5) *
                              static_cast<i128>(world_genesis.instruments[0].lot_e18);
        const i128 price_e18 = static_cast<i128>(3'005) * ether;
        ++orders;
        RequestTrade request{.chain = beta, .venue = world_genesis.instruments[0].venue};
        request.quote = {account_number(random() % makers),
                         world_genesis.instruments[0].name,
                         -quantity,
                         price_e18,
                         until_s,
                         orders};
        request.quote_digest = numbered(7, orders);
        request.accept = {account_number(makers + random() % (accounts - makers)),
                          request.quote_digest,
                          quantity,
                          price_e18,
                          until_s,
                          orders};
        request.accept_digest = numbered(8, orders);
        open.push_back(request);
        push(out, std::move(request));
    }

    void fill(std::vector<SequencedCommand>& out)
    {
        if (open.empty()) return;
        const RequestTrade& t = open.front();
        push(out, event(2, Filled{{++filled},
                                  t.accept.account,
                                  t.quote.maker,
                                  t.quote.instrument,
                                  t.accept.quantity_e18,
                                  t.quote.price_e18,
                                  t.quote_digest}));
        open.pop_front();
    }
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
    std::vector<SequencedCommand> batch;
    bench::compare(bench,
                   {{"dense", [&] { dense.run(batch); }},
                    {"boost_flat_map", [&] { flat.run(batch); }},
                    {"std_unordered_map", [&] { hashed.run(batch); }}},
                   "at least 5 M commands/s, faster than both maps",
                   [&] { batch = stream.next(limits::batch_records); });
    bench.SetItemsProcessed(bench.max_iterations * static_cast<std::int64_t>(batch.size()));
}
BENCHMARK(apply_commands)
    ->Name("row5/apply")
    ->UseManualTime()
    ->Iterations(1'500)
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
