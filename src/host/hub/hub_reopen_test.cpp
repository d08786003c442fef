// SPDX-License-Identifier: Apache-2.0
// A hub that loses its term goes on in another one, with four whole guardians.
#include <gtest/gtest.h>

#include <array>
#include <ballast/hub/hub_test_kit.hpp>

namespace ballast::hub {
namespace {

using namespace test_kit;
using engine::testing::dollar;
using engine::testing::ether;
using engine::testing::start_ms;
using engine::testing::usdc_beta;
using engine::testing::weth_alpha;
using guardian::test_kit::GuardianRig;
namespace json = boost::json;

/// Far above what guardians let a batch be old.
constexpr std::int64_t too_late_ms = 10'000;

class HubTerms : public testing::Test
{
protected:
    ~HubTerms() override
    {
        for (GuardianRig& guardian : guardians) guardian.stop();
        hub.reset();
    }
    void start_hub(const std::string& store = "store")
    {
        hub.reset();
        hub = std::make_unique<RunningHub>(world, folder, hub_clock, prices.url(), store);
    }
    /// Prices, ETH at 3,000 USD, and two accounts that can trade.
    void start_all()
    {
        start_hub();
        for (GuardianRig& guardian : guardians) guardian.start();
        push_prices();
        ASSERT_TRUE(await([&] { return hub->sequence() >= 1; }));
        ASSERT_EQ(deposit(100, weth_alpha, 10 * ether).status, 200U);
        ASSERT_EQ(deposit(101, usdc_beta, 100'000 * dollar).status, 200U);
        ASSERT_TRUE(await_certified(hub->sequence()));
    }
    /// For everybody.
    void pass_ms(std::int64_t duration_ms)
    {
        hub_clock.advance_ms(duration_ms);
        world.clock.advance_ms(duration_ms);
    }
    void push_prices()
    {
        pass_ms(1'000);
        prices.push(world.kit.prices(3'000'00000000, 1'00000000, hub_clock.now_ms() / 1000));
    }
    net::HttpResponse deposit(std::uint64_t key, TokenIndex token, i128 amount)
    {
        const Bytes vaa = world.kit.deposit(account_of_key(key), token, amount, hub_clock.now_ms());
        return hub->post("/v1/attestations", json::object{{"vaa", api::to_json(vaa)}});
    }
    static std::uint64_t sequence_of(const net::HttpResponse& response)
    {
        return std::stoull(json::value_to<std::string>(json::parse(response.body).at("sequence")));
    }
    json::object trade(std::int64_t lots)
    {
        return trade_json(world.kit.trade(100, 101, lots, 3'000'00000000, hub_clock.now_ms()));
    }
    bool await(const std::function<bool()>& holds) { return world.changes.await(holds); }
    bool await_certified(std::uint64_t sequence)
    {
        return await([&] { return hub->certified() >= sequence; });
    }
    std::string account(std::uint64_t key)
    {
        return "/v1/accounts/" + to_hex(account_of_key(key).value.view());
    }
    /// All guardians that run hold the hub's state.
    void expect_one_state()
    {
        EXPECT_TRUE(await([&] {
            const std::string hash = hub->text_at("/v1/journal", "state_hash");
            return std::ranges::all_of(guardians, [&](GuardianRig& guardian) {
                return !guardian.is_running() ||
                       to_hex_0x(guardian->status().state_hash.view()) == hash;
            });
        }));
    }

    TemporaryFolder folder;
    World world;
    env::SimulatedClock hub_clock{start_ms};
    PriceStream prices{world.io};
    std::unique_ptr<RunningHub> hub;
    std::array<GuardianRig, 4> guardians{GuardianRig{world, 0}, GuardianRig{world, 1},
                                         GuardianRig{world, 2}, GuardianRig{world, 3}};
};

TEST_F(HubTerms, ALostTermIsFollowedByOthersUntilOneHolds)
{
    start_all();
    ASSERT_EQ(hub->post("/v1/trades", trade(1'000)).status, 200U);
    const std::string permit = hub->text_at("/v1/orders/1", "vaa");
    ASSERT_EQ(hub->term(), 1U);

    // The hub stalls: whatever it sends is too old for everybody, in the next terms too.
    world.clock.advance_ms(too_late_ms);
    const net::HttpResponse acknowledged = deposit(100, weth_alpha, ether);
    ASSERT_EQ(acknowledged.status, 200U);
    ASSERT_TRUE(await([&] { return hub->term() >= 3; }));
    EXPECT_EQ(hub->get("/v1/orders/1").status, 200U);
    hub_clock.advance_ms(too_late_ms);

    ASSERT_TRUE(await_certified(sequence_of(acknowledged)));
    EXPECT_EQ(hub->text_at("/v1/orders/1", "vaa"), permit) << "re-sent, it must be the same";
    const json::array balances =
        json::parse(hub->get(account(100)).body).as_object().at("balances").as_array();
    EXPECT_EQ(balances[0].as_object().at("amount"), json::value(to_decimal(11 * ether)));
    push_prices();
    const net::HttpResponse second = hub->post("/v1/trades", trade(500));
    ASSERT_EQ(second.status, 200U) << second.body;
    EXPECT_EQ(json::parse(second.body).as_object().at("order_id"), json::value("2"));
    expect_one_state();
    EXPECT_EQ(hub->failure(), "");
}

TEST_F(HubTerms, WhatWasAcknowledgedBeyondTheNewBaseIsSequencedAnewAndOnce)
{
    start_all();
    // Two of four: nothing is certified from here on.
    guardians[2].stop();
    guardians[3].stop();
    const json::object wanted = trade(1'000);
    auto answer = hub->post_later("/v1/trades", wanted);
    ASSERT_TRUE(await([&] { return hub->get("/v1/orders/1").status == 200; }));
    ASSERT_EQ(deposit(100, weth_alpha, ether).status, 200U);
    const std::uint64_t acknowledged = hub->sequence();
    ASSERT_TRUE(
        await([&] { return guardians[0]->status().signed_head == Sequence{acknowledged}; }));

    // Of those who open the next term one alone holds what was acknowledged: it lies beyond the
    // base.
    guardians[1].stop();
    pass_ms(too_late_ms);
    guardians[2].start();
    guardians[3].start();

    const net::HttpResponse stopped = answer.get();
    EXPECT_EQ(stopped.status, 503U);
    EXPECT_EQ(json::parse(stopped.body).at_pointer("/error/code"), json::value("Stopped"));
    ASSERT_TRUE(await([&] { return hub->term() == 2 && hub->certified() >= acknowledged; }));
    const json::object view = json::parse(hub->get(account(100)).body).as_object();
    EXPECT_EQ(view.at("balances").as_array()[0].as_object().at("amount"),
              json::value(to_decimal(11 * ether)));
    EXPECT_EQ(view.at("pending").as_array().size(), 1U);
    ASSERT_TRUE(await([&] { return !hub->text_at("/v1/orders/1", "vaa").empty(); }));
    const net::HttpResponse again = hub->post("/v1/trades", wanted);
    EXPECT_EQ(json::parse(again.body).at_pointer("/error/code"), json::value("NonceUsed"));

    // The one that was away gives its own end up and follows.
    guardians[1].start();
    ASSERT_TRUE(await_certified(hub->sequence()));
    expect_one_state();
    EXPECT_EQ(hub->failure(), "");
}

TEST_F(HubTerms, AStoreThatMissesWhatIsCertifiedEndsTheHub)
{
    start_all();

    start_hub("another store");

    ASSERT_TRUE(await([&] { return !hub->failure().empty(); }));
    EXPECT_NE(hub->failure().find("certified batch is missing"), std::string::npos);
}

}  // namespace
}  // namespace ballast::hub
