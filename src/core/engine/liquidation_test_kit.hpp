// SPDX-License-Identifier: Apache-2.0
// For tests of margin checks and liquidations: a trader with a position, and who may take it over.
#pragma once
#include <gtest/gtest.h>

#include <ballast/engine/testing/world.hpp>

namespace ballast::engine::testing {

inline const AccountId trader = account_number(1);
inline const AccountId maker = account_number(2);
inline const AccountId taker_a = account_number(3);
inline const AccountId taker_b = account_number(4);

/// Whole dollars as a price in USD e8.
constexpr std::int64_t usd(std::int64_t whole) { return whole * 1'00000000; }

/// A trader long 50 ETH from 3,000 on 10 WETH of chain alpha; two liquidators with dollars on beta.
struct Market
{
    World world;

    explicit Market(i128 fund_dollars = 50'000, Genesis genesis = test_genesis())
        : world{std::move(genesis)}
    {
        world.price("ETH", usd(3'000));
        world.price("USDC", usd(1));
        world.deposit(trader, weth_alpha, 10 * ether);
        world.deposit(maker, usdc_beta, 900'000 * dollar);
        world.deposit(taker_a, usdc_beta, 300'000 * dollar);
        world.deposit(taker_b, usdc_beta, 300'000 * dollar);
        if (fund_dollars > 0)
            world.deposit(world.state.genesis.fund, usdc_beta, fund_dollars * dollar);
        world.opt(taker_a);
        world.opt(taker_b);
        EXPECT_EQ(world.trade(trader, maker, 50'000, usd(3'000)), RejectReason::None);
        EXPECT_EQ(world.fill(world.last_order()), RejectReason::None);
    }

    /// The index moves, and two instants pass.
    void fall_to(std::int64_t price)
    {
        world.price("ETH", usd(price));
        world.pass_to(world.now_ms + 200);
    }

    template <class Body>
    std::vector<Order> orders() const
    {
        std::vector<Order> out;
        for (const Order& order : world.sink.orders)
            if (std::holds_alternative<Body>(order.body)) out.push_back(order);
        return out;
    }

    std::int64_t lots(const AccountId& id) const
    {
        std::int64_t out = 0;
        for (const Position& row : world.account(id).positions) out += row.lots;
        return out;
    }
};

/// Commands every nine seconds, dollars still priced, until the trader is below or `for_ms` passed.
inline void wait_in_silence(World& world, std::int64_t for_ms)
{
    const std::int64_t until_ms = world.now_ms + for_ms;
    while (world.now_ms < until_ms && world.state.watched.empty())
    {
        world.now_ms += 8'000;
        world.price("USDC", usd(1));
    }
}

/// After so long without a price a balance counts nothing.
constexpr std::int64_t silence_ms = 60'000 + risk::dead_after_ms;

}  // namespace ballast::engine::testing
