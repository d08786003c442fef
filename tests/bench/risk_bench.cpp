// SPDX-License-Identifier: Apache-2.0
// Rows 1, 3 and 4 of the performance goals: re-margining everybody, one account whose positions are
// cold, and the accounts that a tick of one underlying leaves short.
//   row 1: 1 M accounts x 10 positions x 33 scenarios, two cores: <= 4.0 ms (prototype on Zen
//   5: 5.7);
//          a core >= 10x Eigen's sparse product and >= 3,500x QuantLib per position
//   row 3: 16 options, table warm, positions flushed from the caches: <= 500 ns
//   row 4: one underlying against the full sweep: p50 <= 0.3 ms (prototype, by a sweep: 2.7)
// The argument avx2 = 1 leaves AVX-512 out. Machines differ by the width of their units: Zen 4 does
// 512 bits in two halves.
// Again: ./bench risk
#include <benchmark/benchmark.h>
#include <hwy/targets.h>

#include <ballast/pipeline/helping_thread.hpp>
#include <ballast/risk/sweep/reference.hpp>

#include "comparison.hpp"
#include "sweep_peers.hpp"

namespace {

using namespace ballast;
using namespace ballast::bench;

/// Takes AVX-512 away while it lives, where the benchmark's argument says so.
class Targets
{
public:
    explicit Targets(bool avx2_only)
    {
        if (avx2_only) hwy::SetSupportedTargetsForTest(HWY_AVX2);
    }
    Targets(const Targets&) = delete;
    Targets& operator=(const Targets&) = delete;
    ~Targets() { hwy::SetSupportedTargetsForTest(0); }
};

/// The market, and another one in which one underlying has moved by 0.05 %.
struct Prices
{
    std::vector<Contract> all = contracts();
    market::PriceTable now = priced(all);
    market::PriceTable next = priced(contracts(0, 1.0005));
    sweep::Table table{now};
    std::vector<std::uint32_t> gains_q30{sweep::gain_q30(732'100), sweep::gain_q30(73'900)};
    std::vector<sweep::UnitDivisor> divisors =
        std::vector<sweep::UnitDivisor>(underlyings, sweep::UnitDivisor{unit_exponent});
    [[nodiscard]] sweep::Market market() const { return {table, gains_q30, divisors}; }
};

/// A million accounts, built once.
struct Everybody
{
    std::vector<sweep::Shard> all = shards({});
    std::vector<sweep::Results> results = std::vector<sweep::Results>(all.size());
    /// What each account has for its positions: from a hundredth too little to five times enough.
    std::vector<std::vector<std::int64_t>> cushions;
    std::vector<std::vector<std::uint32_t>> short_of =
        std::vector<std::vector<std::uint32_t>>(all.size());

    explicit Everybody(const Prices& prices)
    {
        std::mt19937_64 random{5};
        for (std::size_t i = 0; i < all.size(); ++i)
        {
            sweep::sweep_all(all[i], prices.market(), results[i]);
            cushions.emplace_back(results[i].sums_usd_e6);
            cushions.back().resize(all[i].account_count);
            for (std::int64_t& cushion : cushions.back())
                cushion += cushion / 1'000 * (static_cast<std::int64_t>(random() % 4'000) - 10);
        }
    }
    static Everybody& instance(const Prices& prices)
    {
        static Everybody everybody{prices};
        return everybody;
    }
};

/// Calls `each(i)` for all shards, half of them on the other thread.
template <class Each>
void on_two_threads(pipeline::HelpingThread& helper, std::size_t shard_count, Each each)
{
    helper.begin([&] {
        for (std::size_t i = 0; i < shard_count / 2; ++i) each(i);
    });
    for (std::size_t i = shard_count / 2; i < shard_count; ++i) each(i);
    helper.wait();
}

void row1_everybody(benchmark::State& state)
{
    const Targets targets{state.range(0) != 0};
    const Prices prices;
    Everybody& everybody = Everybody::instance(prices);
    const auto sweep_one = [&](std::size_t i) {
        sweep::sweep_all(everybody.all[i], prices.market(), everybody.results[i]);
    };
    pipeline::HelpingThread helper;
    bench::compare(
        state,
        {{"two_threads", [&] { on_two_threads(helper, everybody.all.size(), sweep_one); }},
         {"one_thread",
          [&] {
              for (std::size_t i = 0; i < everybody.all.size(); ++i) sweep_one(i);
          }}},
        "<= 4,000 us on the reference machine; vs_one_thread near 2");
}

#ifdef BALLAST_BENCH_QUANTLIB
/// QuantLib takes milliseconds for these many.
constexpr std::size_t quantlib_accounts = 64;
#endif

/// One shard on one core beside the peers.
void row1_one_core(benchmark::State& state)
{
    const Targets targets{state.range(0) != 0};
    const Prices prices;
    const sweep::Shard shard = shards({.accounts = sweep::shard_accounts_max}).front();
    sweep::Results results;
    std::vector<Contender> all{
        {"sweep", [&] { sweep::sweep_all(shard, prices.market(), results); }}};
#ifdef BALLAST_BENCH_EIGEN
    EigenShard<double> eigen_double{shard, prices.now};
    EigenShard<std::int64_t> eigen_int64{shard, prices.now};
    all.push_back({"eigen_double", [&] { eigen_double.sweep(); }});
    all.push_back({"eigen_int64", [&] { eigen_int64.sweep(); }});
#endif
#ifdef BALLAST_BENCH_QUANTLIB
    const auto holdings = sweep::holdings_of(shard);
    const std::vector<Move> grid = moves();
    all.push_back({"quantlib", [&] {
                       for (std::size_t i = 0; i < quantlib_accounts; ++i)
                           benchmark::DoNotOptimize(
                               quantlib_requirement(holdings[i], prices.all, grid));
                   }});
#endif
    bench::compare(state, all,
                   "vs_eigen >= 10, vs_quantlib >= 3,500 (64 accounts, scaled to the shard)");
#ifdef BALLAST_BENCH_QUANTLIB
    constexpr double scale =
        static_cast<double>(sweep::shard_accounts_max) / static_cast<double>(quantlib_accounts);
    state.counters["quantlib_us"] = state.counters["quantlib_us"] * scale;
    state.counters["vs_quantlib"] = state.counters["vs_quantlib"] * scale;
#endif
    state.counters["ns_an_account"] =
        state.counters["sweep_us"] * 1e3 / static_cast<double>(sweep::shard_accounts_max);
}

/// Accounts of 16 options, far more than the caches hold beside each other.
struct Cold
{
    struct alignas(64) Account
    {
        std::array<sweep::Position, 16> positions{};
        sweep::Part part{};
        std::array<sweep::Holding, 16> holdings{};
    };
    std::vector<Account> accounts = std::vector<Account>(4'096);

    Cold()
    {
        std::mt19937_64 random{9};
        for (Account& account : accounts)
        {
            account.part = {.length = 16};
            for (std::size_t i = 0; i < 16; ++i)
            {
                const auto k = static_cast<std::uint32_t>(5 + random() % (instruments_each - 5));
                const auto lots = static_cast<std::int32_t>(random() % 201) - 100;
                account.positions[i] = {k, lots};
                account.holdings[i] = {.instrument = k, .lots = lots};
                account.part.shorts += std::min(lots, 0);
            }
        }
    }
    static void flush(const Account& account)
    {
        const char* const from = reinterpret_cast<const char*>(&account);
        for (std::size_t at = 0; at < sizeof account; at += 64) __builtin_ia32_clflush(from + at);
        __builtin_ia32_mfence();
    }
};

void row3_one_cold_account(benchmark::State& state)
{
    const Targets targets{state.range(0) != 0};
    const Prices prices;
    const Cold cold;
    std::size_t turn = 0;
    const auto next = [&]() -> const Cold::Account& {
        return cold.accounts[turn * 1'237 % cold.accounts.size()];
    };
    sweep::Requirement out;
    const auto margin = [&](const Cold::Account& account) {
        benchmark::DoNotOptimize(sweep::account_requirements(account.positions, {&account.part, 1},
                                                             prices.market(), {&out, 1}));
    };
    bench::compare(state,
                   {{"account", [&] { margin(next()); }},
                    {"warm", [&] { margin(cold.accounts.front()); }},
                    {"definition",
                     [&] {
                         benchmark::DoNotOptimize(sweep::reference_requirement(
                             next().holdings, 0, prices.now, prices.gains_q30));
                     }},
                    {"nothing", [] {}}},
                   "<= 0.5 us, the clock's own time (nothing_us) in it", [&] {
                       ++turn;
                       margin(cold.accounts.front());
                       Cold::flush(next());
                   });
}

/// A tick of one underlying and who is short then, on two threads.
void row4_tick(benchmark::State& state)
{
    const Targets targets{state.range(0) != 0};
    Prices prices;
    Everybody& everybody = Everybody::instance(prices);
    std::array<std::uint8_t, underlyings> moved{1};
    bool up = false;
    const auto tick = [&] {
        up = !up;
        for (std::size_t k = 0; k < instruments_each; ++k)
            prices.table.update(up ? prices.next : prices.now, k);
    };
    const auto list = [&](std::size_t i) {
        everybody.short_of[i].clear();
        sweep::append_short_of(everybody.results[i], everybody.cushions[i], everybody.short_of[i]);
    };
    const auto swept = [&](std::size_t i) {
        sweep::sweep_moved(everybody.all[i], prices.market(), moved, everybody.results[i]);
        list(i);
    };
    const auto all_swept = [&](std::size_t i) {
        sweep::sweep_all(everybody.all[i], prices.market(), everybody.results[i]);
        list(i);
    };
    pipeline::HelpingThread helper;
    const std::size_t count = everybody.all.size();
    bench::compare(state,
                   {{"one_underlying",
                     [&] {
                         tick();
                         on_two_threads(helper, count, swept);
                     }},
                    {"full_sweep",
                     [&] {
                         tick();
                         on_two_threads(helper, count, all_swept);
                     }}},
                   "p50 <= 300 us; vs_full_sweep near the number of underlyings");
    std::size_t listed = 0;
    for (const auto& some : everybody.short_of) listed += some.size();
    state.counters["short"] = static_cast<double>(listed);
}

}  // namespace

BENCHMARK(row1_everybody)->ArgName("avx2")->Arg(0)->Arg(1)->Iterations(60)->UseManualTime();
BENCHMARK(row1_one_core)->ArgName("avx2")->Arg(0)->Arg(1)->Iterations(200)->UseManualTime();
BENCHMARK(row3_one_cold_account)
    ->ArgName("avx2")
    ->Arg(0)
    ->Arg(1)
    ->Iterations(20'000)
    ->UseManualTime();
BENCHMARK(row4_tick)->ArgName("avx2")->Arg(0)->Arg(1)->Iterations(100)->UseManualTime();
BENCHMARK_MAIN();
