// SPDX-License-Identifier: Apache-2.0
// For tests of dated instruments: a call and a future beside the perpetual, surfaces and marks.
#pragma once
#include <ballast/engine/liquidation_test_kit.hpp>

namespace ballast::engine::testing {

inline constexpr InstrumentIndex call{1};
inline constexpr InstrumentIndex future{2};

/// 08:00 UTC of 26 March 2027, as the names below say.
inline constexpr std::int64_t expiry_s = 1'806'048'000;

/// The test deployment with a call at 4,000 and a future of 26 March 2027 beside the perpetual.
inline Genesis dated_genesis()
{
    Genesis g = test_genesis();
    for (const char* name : {"ETH-26MAR27-4000-C", "ETH-26MAR27"})
    {
        GenesisInstrument listing = g.instruments[0];
        listing.name = *InstrumentName::parse(name);
        g.instruments.push_back(listing);
    }
    margin_portfolios(g);
    return g;
}

/// A flat smile of 70 % a year with a forward a little above the index.
inline VolatilitySlice slice(std::int64_t now_ms, std::int64_t forward)
{
    const std::int64_t left_s = expiry_s - now_ms / 1000;
    return {.expiry_s = expiry_s,
            .a_e9 = 490'000'000 * left_s / (365 * 86'400),
            .b_e9 = 0,
            .rho_e9 = 0,
            .m_e9 = 0,
            .sigma_e9 = 100'000'000,
            .forward_e8 = usd(forward),
            .rate_e9 = 0};
}

/// A trader and a maker with dollars on beta, ETH at 3,000.
struct Options
{
    World world{dated_genesis()};

    Options()
    {
        world.price("ETH", usd(3'000));
        world.price("USDC", usd(1));
        world.deposit(trader, usdc_beta, 20'000 * dollar);
        world.deposit(maker, usdc_beta, 9'000'000 * dollar);
    }

    /// A second later, a surface of this slice.
    RejectReason publish(VolatilitySlice s)
    {
        world.now_ms += 1'000;
        return world.apply(
            UpdateVolatility{{.underlying = world.state.feeds[0].feed,
                              .publish_time_s = static_cast<std::uint64_t>(world.now_ms / 1000),
                              .slices = {s}}});
    }
    RejectReason publish() { return publish(slice(world.now_ms, 3'030)); }

    /// The trader buys lots of the maker.
    RejectReason trade(InstrumentIndex k, std::int64_t lots, std::int64_t price_e8)
    {
        RequestTrade request = world.trade_request(trader, maker, lots, price_e8);
        request.quote.instrument = world.state.genesis.instruments[k.value].name;
        return world.apply(request);
    }
    /// At the mark, to the tick, and filled.
    void open(InstrumentIndex k, std::int64_t lots)
    {
        const std::int64_t tick = world.state.genesis.instruments[k.value].tick_e8;
        const std::int64_t price = mark(k) / tick * tick;
        ASSERT_EQ(trade(k, lots, price), RejectReason::None);
        ASSERT_EQ(world.fill(world.last_order()), RejectReason::None);
    }
    [[nodiscard]] std::int64_t mark(InstrumentIndex k) const
    {
        return world.state.risk.instruments[k.value].mark_e8;
    }
    /// A mark of the perpetual, whole dollars.
    RejectReason set_mark(std::int64_t price, std::int64_t funding_e9_per_8h)
    {
        return world.apply(
            UpdateMarks{{{{.instrument = world.state.genesis.instruments[0].name,
                           .mark_e8 = usd(price),
                           .funding_e9_per_8h = funding_e9_per_8h,
                           .time_s = static_cast<std::uint64_t>(world.now_ms / 1000)}}}});
    }
    /// Minutes in which the index stays, a price each.
    void stay(std::int64_t minutes, std::int64_t price)
    {
        for (std::int64_t i = 0; i < minutes; ++i)
        {
            world.now_ms += 58'000;
            world.price("ETH", usd(price));
            world.price("USDC", usd(1));
        }
    }
};

}  // namespace ballast::engine::testing
