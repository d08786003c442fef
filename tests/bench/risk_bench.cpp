// SPDX-License-Identifier: Apache-2.0
// Rows 1, 3 and 4 of the performance goals: re-margining everybody, one account whose positions are
// cold, and the accounts that a tick of one underlying leaves short.
//   row 1: 1 M accounts x 10 positions x 33 scenarios, two cores: <= 4.0 ms (prototype on Zen
//   5: 5.7);
//          a core >= 10x Eigen's sparse product and >= 3,500x QuantLib per position
//   row 3: 16 options, table warm, positions flushed from the caches: <= 500 ns
//   row 4: who is short after a tick of one underlying, by watched levels, against sweeps: p50 <=
//          0.3 ms (prototype, by a sweep of the underlying: 2.7), worst <= the full sweep, nobody
//          missed
// The argument avx2 = 1 leaves AVX-512 out. Machines differ by the width of their units: Zen 4 does
// 512 bits in two halves.
// Again: ./bench risk
#include <benchmark/benchmark.h>
#include <hwy/targets.h>

#include <ballast/pipeline/helping_thread.hpp>
#include <ballast/risk/sweep/reference.hpp>
#include <ballast/risk/sweep/watch.hpp>
#include <memory>

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

/// The market.
struct Prices
{
    std::vector<Contract> all = contracts();
    market::PriceTable now = priced(all);
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

/// Prices that walk at random, one underlying after the other, by 0.03 % a tick.
class Walk
{
public:
    explicit Walk(Prices& prices) : prices_{prices} {}
    /// Prices the underlying that moves next; the table is as it was.
    void prepare()
    {
        moved = static_cast<std::uint16_t>((moved + 1) % underlyings);
        levels_[moved] *= 1 + 3e-4 * normal_(random_);
        prices_.all = contracts(levels_);
        worths.clear();
        for (std::uint32_t k = first(); k < first() + instruments_each; ++k)
        {
            price_row(prices_.now, k, prices_.all[k]);
            worths.push_back(std::llround(value(prices_.all[k], {1, 1}) * 1e7));
        }
    }
    void tick()
    {
        for (std::uint32_t k = first(); k < first() + instruments_each; ++k)
            prices_.table.update(prices_.now, k);
    }
    std::uint16_t moved{underlyings - 1};
    std::vector<std::int64_t> worths;

private:
    [[nodiscard]] std::uint32_t first() const { return moved * instruments_each; }
    Prices& prices_;
    Levels levels_{1, 1, 1, 1, 1, 1, 1, 1};
    std::mt19937_64 random_{3};
    std::normal_distribution<double> normal_;
};

/// Everybody watched.
struct Watches
{
    Watches(const Prices& prices, Everybody& everybody)
    {
        // A hundred ticks' way: anchors are left seldom, and spend little of what accounts have.
        constexpr std::int64_t reach = 20'000'000;
        for (std::uint16_t u = 0; u < underlyings; ++u)
        {
            std::vector<std::uint32_t> instruments;
            std::vector<std::int64_t> worths;
            for (std::uint32_t k = u * instruments_each; k < (u + 1) * instruments_each; ++k)
            {
                instruments.push_back(k);
                worths.push_back(std::llround(value(prices.all[k], {1, 1}) * 1e7));
            }
            drifts.emplace_back(std::move(instruments), reach);
            drifts.back().observe(prices.table, worths);
        }
        for (std::size_t i = 0; i < everybody.all.size(); ++i)
        {
            all.emplace_back(everybody.all[i]);
            for (std::uint16_t u = 0; u < underlyings; ++u) look(prices, everybody, u, i);
        }
    }
    void look(const Prices& prices, const Everybody& everybody, std::uint16_t underlying,
              std::size_t i)
    {
        short_of[i].clear();
        sweep::append_short_after(
            everybody.all[i], prices.market(), drifts, underlying,
            [&](std::uint32_t account) { return everybody.cushions[i][account]; }, all[i], due[i],
            short_of[i]);
    }
    std::vector<sweep::Drift> drifts;
    std::vector<sweep::Watch> all;
    std::array<sweep::Due, 200> due;
    std::array<std::vector<std::uint32_t>, 200> short_of;
};

/// Compares who was found after a tick with the full sweep.
struct Check
{
    std::size_t checks{};
    std::size_t missed{};
    std::size_t found{};
    void compare(const Everybody& everybody, Watches& watches, std::uint16_t underlying)
    {
        for (std::size_t i = 0; i < everybody.all.size(); ++i)
        {
            const sweep::Shard& shard = everybody.all[i];
            std::vector<bool> was_found(shard.account_count);
            for (const std::uint32_t account : watches.short_of[i]) was_found[account] = true;
            for (const sweep::Run& run : shard.runs)
                for (std::size_t g = 0; run.underlying == underlying && g < run.group_count; ++g)
                {
                    const std::uint32_t account = shard.accounts[run.group_first + g];
                    const bool is_short =
                        everybody.results[i].sums_usd_e6[account] > everybody.cushions[i][account];
                    ++checks;
                    missed += is_short != was_found[account] ? 1U : 0U;
                    found += is_short ? 1U : 0U;
                }
        }
    }
};

/// A tick of one underlying and who is short then, on two threads.
void row4_tick(benchmark::State& state)
{
    const Targets targets{state.range(0) != 0};
    Prices prices;
    Everybody& everybody = Everybody::instance(prices);
    Walk walk{prices};
    const auto watches = std::make_unique<Watches>(prices, everybody);
    const auto list = [&](std::size_t i) {
        everybody.short_of[i].clear();
        sweep::append_short_of(everybody.results[i], everybody.cushions[i], everybody.short_of[i]);
    };
    const auto watched = [&](std::size_t i) { watches->look(prices, everybody, walk.moved, i); };
    const auto swept = [&](std::size_t i) {
        std::array<std::uint8_t, underlyings> moved{};
        moved[walk.moved] = 1;
        sweep::sweep_moved(everybody.all[i], prices.market(), moved, everybody.results[i]);
        list(i);
    };
    const auto all_swept = [&](std::size_t i) {
        sweep::sweep_all(everybody.all[i], prices.market(), everybody.results[i]);
        list(i);
    };
    pipeline::HelpingThread helper;
    const std::size_t count = everybody.all.size();
    const auto on_both = [&](const auto& each) {
        walk.tick();
        on_two_threads(helper, count, each);
    };
    Check check;
    std::size_t due = 0;
    double worst_us = 0;
    bench::compare(state,
                   {{"watched",
                     [&] {
                         const auto start = std::chrono::steady_clock::now();
                         walk.tick();
                         watches->drifts[walk.moved].observe(prices.table, walk.worths);
                         on_two_threads(helper, count, watched);
                         const std::chrono::duration<double, std::micro> took =
                             std::chrono::steady_clock::now() - start;
                         worst_us = std::max(worst_us, took.count());
                     }},
                    {"one_underlying", [&] { on_both(swept); }},
                    {"full_sweep", [&] { on_both(all_swept); }}},
                   "p50 <= 300 us, watched_worst_us <= full_sweep_us, 0 missed", [&] {
                       if (!walk.worths.empty())
                       {
                           for (const auto& some : watches->due) due += some.groups.size();
                           check.compare(everybody, *watches, walk.moved);
                       }
                       walk.prepare();
                   });
    const auto ticks = static_cast<double>(state.iterations());
    state.counters["watched_worst_us"] = worst_us;
    state.counters["due"] = static_cast<double>(due) / ticks;
    state.counters["short"] = static_cast<double>(check.found) / ticks;
    state.counters["checks"] = static_cast<double>(check.checks);
    state.counters["missed"] = static_cast<double>(check.missed);
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
BENCHMARK(row4_tick)->ArgName("avx2")->Arg(0)->Arg(1)->Iterations(160)->UseManualTime();
BENCHMARK_MAIN();
