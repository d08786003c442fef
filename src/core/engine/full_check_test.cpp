// SPDX-License-Identifier: Apache-2.0
// Whom the margin check looks at: with options, futures and collateral that hedges it must find
// whom a check of everybody finds, and look at nobody whom the price that moved does not concern.
#include <gtest/gtest.h>

#include <ballast/engine/testing/full_check.hpp>
#include <ballast/engine/testing/story.hpp>
#include <ballast/engine/testing/world.hpp>

using namespace ballast;
using namespace ballast::engine;
using namespace ballast::engine::testing;

namespace {

constexpr std::size_t eth = 0;
constexpr std::size_t dollars = 1;
constexpr std::size_t btc = 2;
constexpr std::int64_t usd_e8 = 100'000'000;

Genesis dated_story_genesis()
{
    Genesis out = story_genesis();
    list_dated(out, 86'400'000);
    return out;
}

/// ETH and BTC with options and futures; every account trades with one maker.
struct Market
{
    World world{dated_story_genesis()};
    AccountId maker = account_number(1'000);

    Market()
    {
        world.now_ms = world.state.genesis.time_ms;
        world.recounts = false;
        price(eth, 3'000);
        price(dollars, 1);
        price(btc, 60'000);
        publish(eth, 3'000);
        publish(btc, 60'000);
        for (int i = 0; i < 9; ++i) deposit(maker, usdc_beta, 390'000 * dollar / 9);
    }

    RejectReason price(std::size_t feed, std::int64_t whole)
    {
        world.now_ms += 1'000;
        return world.apply(UpdatePrices{
            {{world.state.genesis.feeds[feed].id, whole * usd_e8, 0, world.now_ms / 1000}}});
    }
    /// A flat surface of 70 % a year for all expiries of a feed.
    RejectReason publish(std::size_t feed, std::int64_t whole)
    {
        world.now_ms += 1'000;
        VolatilityUpdate update{.underlying = world.state.genesis.feeds[feed].id,
                                .publish_time_s = static_cast<std::uint64_t>(world.now_ms / 1000)};
        const std::uint32_t u = world.state.risk.scenarios->underlying_of_feed(update.underlying);
        for (const ExpiryState& expiry : world.state.expiries)
            if (expiry.underlying == u)
                update.slices.push_back(
                    {.expiry_s = static_cast<std::uint64_t>(expiry.expiry_s),
                     .a_e9 = (expiry.expiry_s - world.now_ms / 1000) * 490'000'000 / 31'536'000,
                     .sigma_e9 = 100'000'000,
                     .forward_e8 = whole * usd_e8});
        return world.apply(UpdateVolatility{std::move(update)});
    }
    RejectReason set_mark(InstrumentIndex k, std::int64_t whole, std::int64_t funding_e9_per_8h)
    {
        world.now_ms += 1'000;
        return world.apply(
            UpdateMarks{{{{.instrument = world.state.genesis.instruments[k.value].name,
                           .mark_e8 = whole * usd_e8,
                           .funding_e9_per_8h = funding_e9_per_8h,
                           .time_s = static_cast<std::uint64_t>(world.now_ms / 1000)}}}});
    }
    void deposit(const AccountId& account, TokenIndex token, i128 amount)
    {
        const i128 units =
            world.state.genesis.tokens[token.value].decimals == 18 && token != weth_alpha
                ? amount * 1'000'000'000'000
                : amount;
        ASSERT_EQ(world.deposit(account, token, units), RejectReason::None);
    }
    [[nodiscard]] InstrumentIndex named(std::string_view name) const
    {
        for (std::uint32_t k = 0; k < world.state.genesis.instruments.size(); ++k)
            if (world.state.genesis.instruments[k].name.text() == name) return {k};
        return {~0U};
    }
    /// At the mark, to the tick, and filled.
    void open(const AccountId& account, std::string_view name, std::int64_t lots)
    {
        const InstrumentIndex k = named(name);
        const std::int64_t mark = world.state.risk.instruments[k.value].mark_e8;
        RequestTrade request =
            world.trade_request(account, maker, lots, mark / 1'000'000 * 1'000'000);
        request.quote.instrument = world.state.genesis.instruments[k.value].name;
        const auto lot = static_cast<i128>(world.state.genesis.instruments[k.value].lot_e18);
        request.accept.quantity_e18 = lots * lot;
        request.quote.quantity_e18 = -lots * lot;
        ASSERT_EQ(world.apply(request), RejectReason::None) << name;
        ASSERT_EQ(world.fill(world.last_order()), RejectReason::None) << name;
    }
    /// Nobody is due: what was marked has been looked at.
    void come_to_rest() { world.pass_to(world.now_ms + 300); }
    [[nodiscard]] std::vector<AccountId> due() const
    {
        CheckQueue checks = world.state.checks;
        std::vector<AccountId> out;
        for (const AccountIndex i : checks.take_due())
            out.push_back(world.state.accounts[i.value].id);
        return out;
    }
};

/// Plays every command on a copy where everybody is checked.
struct Beside
{
    Market& market;
    State state = market.world.state;
    FullCheck check;
    std::uint64_t liquidated{};

    /// The last command that the world applied, again.
    void follow(const Command& command)
    {
        OutcomeSink sink;
        const Sequence sequence{market.world.next_sequence - 1};
        check.pass_time(state, sequence, market.world.now_ms, sink);
        engine::apply(state, {sequence, market.world.now_ms, command}, sink);
        ASSERT_EQ(check.problem(), "");
        ASSERT_EQ(sink.events, market.world.sink.events);
        ASSERT_EQ(sink.orders, market.world.sink.orders);
    }
    void price(std::size_t feed, std::int64_t price_e8)
    {
        market.world.now_ms += 1'000;
        const Command command = UpdatePrices{
            {{market.world.state.genesis.feeds[feed].id, price_e8, 0, market.world.now_ms / 1000}}};
        market.world.apply(command);
        follow(command);
    }
};

/// Forty accounts, each with a little less than the one before, of four kinds.
void open_books(Market& market)
{
    for (std::uint64_t i = 0; i < 40; ++i)
    {
        const AccountId account = account_number(1 + i);
        const auto cash = static_cast<i128>(3'000 + 40 * i) * dollar;
        market.deposit(account, usdc_beta, cash);
        switch (i % 4)
        {
            case 0:  // a call sold
                market.open(account, "ETH-26MAR27-4000-C", -2'000);
                break;
            case 1:  // a future bought, a put beside it
                market.open(account, "ETH-26MAR27", 2'000);
                market.open(account, "ETH-26MAR27-1500-P", 1'000);
                break;
            case 2:  // a perpetual sold against collateral that hedges it
                market.deposit(account, weth_alpha, 3 * ether);
                market.open(account, "ETH-PERP", -5'000);
                break;
            default:  // options of the other underlying
                market.open(account, "BTC-26FEB27-90000-C", -1'000);
                break;
        }
    }
}

}  // namespace

TEST(FullCheck, FindsTheAccountsThatTheQueueFinds)
{
    Market market;
    open_books(market);
    market.world.opt(market.maker);
    market.come_to_rest();
    Beside beside{market};

    // ETH doubles in small steps, every second one back; BTC and USDC move a little beside it.
    for (std::int64_t i = 1; i <= 150; ++i)
    {
        beside.price(eth, (3'000 + 20 * i + (i % 2 == 0 ? 15 : -15)) * usd_e8);
        if (i % 5 == 0) beside.price(btc, (60'000 + 150 * i) * usd_e8);
        if (i % 7 == 0) beside.price(dollars, usd_e8 - i * 1'000);
    }

    EXPECT_GE(beside.check.counts().liquidated, 8U);
    EXPECT_GT(beside.check.counts().spared, beside.check.counts().instants * 10);
}

TEST(FullCheck, NoticesAnAccountThatTheQueueForgot)
{
    Market market;
    open_books(market);
    market.come_to_rest();
    market.price(eth, 5'500);
    State forgetful = market.world.state;
    (void)forgetful.checks.take_due();
    OutcomeSink sink;
    FullCheck check;

    check.pass_time(forgetful, Sequence{market.world.next_sequence}, market.world.now_ms + 100,
                    sink);

    EXPECT_NE(check.problem().find("is not looked at"), std::string::npos) << check.problem();
}

TEST(MarginCheck, LooksAtWhoDependsOnTheFeedThatMoved)
{
    Market market;
    const AccountId on_eth = account_number(1);
    const AccountId hedged = account_number(2);
    const AccountId on_btc = account_number(3);
    for (const AccountId& account : {on_eth, hedged, on_btc})
        market.deposit(account, usdc_beta, 50'000 * dollar);
    market.deposit(hedged, weth_alpha, 3 * ether);
    market.open(on_eth, "ETH-26MAR27-4000-C", 100);
    market.open(hedged, "ETH-PERP", -1'000);
    market.open(on_btc, "BTC-26FEB27-90000-C", 100);
    market.come_to_rest();
    const auto due_after = [&](auto move) {
        market.come_to_rest();
        EXPECT_EQ(move(), RejectReason::None);
        return market.due();
    };
    using Accounts = std::vector<AccountId>;

    EXPECT_EQ(due_after([&] { return market.price(eth, 3'001); }),
              (Accounts{market.maker, on_eth, hedged}));
    EXPECT_EQ(due_after([&] { return market.price(btc, 60'001); }),
              (Accounts{market.maker, on_btc}));
    EXPECT_EQ(due_after([&] { return market.publish(btc, 60'001); }),
              (Accounts{market.maker, on_btc}));
    EXPECT_EQ(due_after([&] { return market.set_mark(eth_perp, 3'001, 1'000'000); }),
              (Accounts{market.maker, on_eth, hedged}));
    EXPECT_EQ(due_after([&] { return market.price(dollars, 1); }), Accounts{});
}

TEST(MarginCheck, LooksAtAnOptionsAccountWhenItsDollarsFall)
{
    Market market;
    const AccountId account = account_number(1);
    market.deposit(account, usdc_beta, 3'000 * dollar);
    market.open(account, "ETH-26MAR27-4000-C", -2'000);
    market.come_to_rest();

    market.world.now_ms += 1'000;
    market.world.apply(UpdatePrices{{{market.world.state.genesis.feeds[dollars].id, usd_e8 / 2, 0,
                                      market.world.now_ms / 1000}}});

    const std::vector<AccountId> due = market.due();
    EXPECT_NE(std::ranges::find(due, account), due.end());
}
