// SPDX-License-Identifier: Apache-2.0
// A crash: 10,000 accounts with positions, the price falls by 40 % in 20 steps, and everyone who
// falls below maintenance is liquidated, with the venue's and the vaults' reports applied. The
// expectation: less than a second of engine time for all of it, 1,000 liquidations and more. There
// is no peer.
#include <benchmark/benchmark.h>

#include <ballast/engine/apply.hpp>
#include <ballast/engine/testing/world.hpp>
#include <chrono>
#include <random>

namespace {
using namespace ballast;
using namespace ballast::engine;
using namespace ballast::engine::testing;

constexpr std::uint64_t traders = 10'000;
constexpr std::uint64_t liquidators = 40;
constexpr int steps = 20;
constexpr std::int64_t usd_e8 = 100'000'000;

Genesis crash_genesis()
{
    Genesis g = test_genesis();
    for (GenesisChain& chain : g.chains)
        chain.cap_usd_e6 = chain.bucket_usd_e6 = chain.line_usd_e6 = pow10(20);
    for (GenesisToken& token : g.tokens)
        token.cap_total = token.cap_account = static_cast<u128>(pow10(30) / 1'000'000);
    g.tokens[1].cap_total = g.tokens[1].cap_account = g.tokens[2].cap_total =
        g.tokens[2].cap_account = static_cast<u128>(pow10(18));
    g.instruments[0].lots_open_max = 1'000'000'000;
    g.instruments[0].lots_account_max = 100'000'000;
    return g;
}

/// Everybody has opened at 3,000: nine of ten far from their limits, the tenth spread over the
/// fall.
World opened()
{
    World world{crash_genesis()};
    world.recounts = false;
    std::mt19937_64 random{7};
    const AccountId maker = account_number(900);
    world.price("ETH", 3'000 * usd_e8);
    world.price("USDC", usd_e8);
    world.deposit(maker, usdc_beta, 100'000'000 * dollar);
    world.deposit(world.state.genesis.fund, usdc_beta, 10'000'000 * dollar);
    for (std::uint64_t i = 0; i < liquidators; ++i)
    {
        world.deposit(account_number(1'000 + i), usdc_beta, 50'000'000 * dollar);
        world.opt(account_number(1'000 + i));
    }
    for (std::uint64_t i = 0; i < traders; ++i)
    {
        const AccountId trader = account_number(10'000 + i);
        const auto dollars = static_cast<std::int64_t>(i % 10 == 0 ? 380 + random() % 900 : 2'500);
        if (i % 20 == 0)  // half of those at risk with ETH on the other chain
            world.deposit(trader, weth_alpha, dollars * ether / 3'000 * 11 / 10);
        else
            world.deposit(trader, usdc_beta, dollars * dollar);
        if (world.trade(trader, maker, 1'000, 3'000 * usd_e8) == RejectReason::None)
            world.fill(world.last_order());
        if (i % 1'000 == 0)
        {
            world.price("ETH", 3'000 * usd_e8);
            world.price("USDC", usd_e8);
        }
    }
    return world;
}

/// Keeps what the last command ordered, for its chain to report; returns how many liquidations
/// began.
std::size_t gather(World& world, std::vector<Order>& orders)
{
    std::size_t begun = 0;
    for (const Event& event : world.sink.events)
        begun += std::holds_alternative<LiquidationTriggered>(event) ? 1U : 0U;
    for (Order& order : world.sink.orders) orders.push_back(std::move(order));
    return begun;
}

struct Crash
{
    std::size_t liquidations{};
    std::size_t commands{};
    double seconds{};
};

Crash crash(World world)
{
    Crash out;
    std::vector<Order> orders;
    const auto timed = [&](auto command) {
        const auto start = std::chrono::steady_clock::now();
        world.apply(std::move(command));
        out.seconds +=
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        ++out.commands;
        out.liquidations += gather(world, orders);
    };
    for (int step = 1; step <= steps; ++step)
    {
        world.now_ms += 1'000;
        timed(UpdatePrices{
            {{world.state.feeds[0].feed, (3'000 - 60 * step) * usd_e8, 0, world.now_ms / 1'000},
             {world.state.feeds[1].feed, usd_e8, 0, world.now_ms / 1'000}}});
        for (int look = 0; look < 3; ++look)
        {
            world.now_ms += 200;
            timed(UpdatePrices{});  // time passes
            for (const Order& order : std::exchange(orders, {}))
                if (world.state.transfers.contains(order.id))
                    timed(world.transfer_report(order.id, world.state.transfers.at(order.id).lots));
                else if (world.state.releases.contains(order.id))
                    timed(ObserveChain{world.release_report(order.id),
                                       numbered(6, world.next_block)});
        }
    }
    return out;
}

void liquidation_storm(benchmark::State& state)
{
    const World world = opened();
    Crash last;
    for (auto _ : state)
    {
        last = crash(world);
        state.SetIterationTime(last.seconds);
    }
    state.counters["liquidations"] = static_cast<double>(last.liquidations);
    state.counters["commands"] = static_cast<double>(last.commands);
    state.counters["us_per_liquidation"] =
        last.seconds * 1e6 / static_cast<double>(std::max<std::size_t>(1, last.liquidations));
}
}  // namespace

BENCHMARK(liquidation_storm)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(5);
BENCHMARK_MAIN();
