// SPDX-License-Identifier: Apache-2.0
// What a listener gets of the demo's price source. It publishes on full seconds: the tests take
// one or two.
#include <gtest/gtest.h>

#include <ballast/demo/price_feed.hpp>
#include <ballast/feeds/price_client.hpp>
#include <ballast/feeds/signer_fixture.hpp>
#include <ballast/wire/mark_update.hpp>
#include <ballast/wire/volatility_update.hpp>

namespace ballast::demo {
namespace {
namespace fixture = feeds::fixture;
constexpr std::chrono::seconds patience{30};

/// A feed that stands at one price, and what came over its stream.
class PriceFeedTest : public testing::Test
{
protected:
    void start(feeds::MarketPath market)
    {
        io.start();
        auto started = PriceFeed::start(
            io, *feeds::PriceSigner::make(fixture::source(), fixture::keys({1, 2, 3})),
            {{.time_ms = 0, .price = fixture::price(1, 300'000'000'000)}}, std::move(market));
        ASSERT_TRUE(started);
        feed = *std::move(started);
        feeds::PriceClientCallbacks callbacks;
        callbacks.on_update = [this](EvidenceKind kind, BytesView update) {
            if (kind == EvidenceKind::MarketUpdate) hear(update);
        };
        auto following =
            feeds::PriceClient::start(io, {.url = feed->stream_url()}, std::move(callbacks));
        ASSERT_TRUE(following);
        client = *std::move(following);
    }
    void TearDown() override
    {
        client.reset();
        feed.reset();
    }

    void hear(BytesView update)
    {
        const Bytes payload = wire::parse_vaa(update).value().body.payload;
        const std::lock_guard lock{mutex};
        if (const auto surface = wire::parse_volatility_update(payload))
            surfaces.push_back(*surface);
        else
            marks.push_back(wire::parse_mark_update(payload).value());
        changed.notify_all();
    }
    bool await(const std::function<bool()>& holds)
    {
        std::unique_lock lock{mutex};
        return changed.wait_for(lock, patience, holds);
    }

    net::IoContext io;
    std::unique_ptr<PriceFeed> feed;
    std::unique_ptr<feeds::PriceClient> client;
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<VolatilityUpdate> surfaces;
    std::vector<MarkUpdate> marks;
};

TEST_F(PriceFeedTest, PublishesASurfaceWhoseForwardsFollowTheIndex)
{
    start({.surfaces = {{.time_ms = 0,
                         .surface = {.underlying = fixture::price(1, 1).feed,
                                     .slices = {{.expiry_s = 4'000'000'000,
                                                 .a_e9 = 100'000'000,
                                                 .sigma_e9 = 200'000'000,
                                                 .basis_e9 = 10'000'000}}}}},
           .marks = {}});

    ASSERT_TRUE(await([&] { return !surfaces.empty(); }));

    EXPECT_EQ(surfaces[0].underlying, fixture::price(1, 1).feed);
    ASSERT_EQ(surfaces[0].slices.size(), 1U);
    EXPECT_EQ(surfaces[0].slices[0].forward_e8, 303'000'000'000);
}

TEST_F(PriceFeedTest, PublishesMarksAndRepeatsThem)
{
    const feeds::ScriptedMark mark{.instrument = *InstrumentName::parse("ETH-PERP"),
                                   .feed = fixture::price(1, 1).feed,
                                   .basis_e9 = -1'000'000,
                                   .funding_e9_per_8h = 100'000};

    start({.surfaces = {}, .marks = {{.time_ms = 0, .mark = mark}}});

    ASSERT_TRUE(await([&] { return marks.size() >= 2; }));
    ASSERT_EQ(marks[0].marks.size(), 1U);
    EXPECT_EQ(marks[0].marks[0].mark_e8, 299'700'000'000);
    EXPECT_EQ(marks[0].marks[0].funding_e9_per_8h, 100'000);
    EXPECT_GT(marks[1].marks[0].time_s, marks[0].marks[0].time_s);
}

}  // namespace
}  // namespace ballast::demo
