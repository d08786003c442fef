// SPDX-License-Identifier: Apache-2.0
// Surfaces and marks on the streams of a whole hub and four whole guardians.
#include <gtest/gtest.h>

#include <array>
#include <ballast/hub/hub_test_kit.hpp>

namespace ballast::hub {
namespace {

using namespace test_kit;
using guardian::test_kit::GuardianRig;

constexpr std::int64_t price_3000 = 3'000'00000000;

class HubMarket : public testing::Test
{
protected:
    HubMarket() { world.kit = pipeline::testing::EvidenceKit::with_portfolios(); }
    ~HubMarket() override
    {
        for (GuardianRig& guardian : guardians) guardian.stop();
        hub.reset();
    }
    /// The hub hears `hub_source`, guardians hear `guardian_source`.
    void start(const PriceStream& guardian_source)
    {
        hub = std::make_unique<RunningHub>(world, folder, world.clock, hub_source.url());
        for (GuardianRig& guardian : guardians)
            guardian.start({.prices_url = guardian_source.url()});
        push_prices(hub_source);
        ASSERT_TRUE(await_certified(1));
    }
    void push_prices(PriceStream& source)
    {
        world.clock.advance_ms(1'000);
        source.push(world.kit.prices(price_3000, 1'00000000, now_s()));
    }
    [[nodiscard]] std::int64_t now_s() const { return world.clock.now_ms() / 1000; }
    bool await_certified(std::uint64_t sequence)
    {
        return world.changes.await([&] { return hub->certified() >= sequence; });
    }
    std::string records() { return hub->get("/v1/journal?from=0&limit=100").body; }
    bool metrics_say(const std::string& line)
    {
        return hub->get("/metrics").body.find(line) != std::string::npos;
    }
    void expect_one_state()
    {
        EXPECT_TRUE(world.changes.await([&] {
            const std::string hash = hub->text_at("/v1/journal", "state_hash");
            return std::ranges::all_of(guardians, [&](GuardianRig& guardian) {
                return to_hex_0x(guardian->status().state_hash.view()) == hash;
            });
        }));
    }

    TemporaryFolder folder;
    World world;
    PriceStream hub_source{world.io};
    PriceStream other_source{world.io};
    std::unique_ptr<RunningHub> hub;
    std::array<GuardianRig, 4> guardians{GuardianRig{world, 0}, GuardianRig{world, 1},
                                         GuardianRig{world, 2}, GuardianRig{world, 3}};
};

TEST_F(HubMarket, TakesSurfacesAndMarksFromTheStreamAndGuardiansCertifyThem)
{
    start(hub_source);

    hub_source.push(world.kit.surface(now_s()));
    ASSERT_TRUE(await_certified(2));
    hub_source.push(world.kit.marks(3'001'00000000, now_s()));
    ASSERT_TRUE(await_certified(3));

    EXPECT_NE(records().find("\"SurfaceAccepted\""), std::string::npos) << records();
    EXPECT_NE(records().find("\"MarkAccepted\""), std::string::npos);
    EXPECT_NE(records().find("\"MarketUpdate\""), std::string::npos);
    expect_one_state();
    EXPECT_EQ(hub->failure(), "");
}

TEST_F(HubMarket, KeepsARepetitionAndAForgeryOutOfTheJournalAndCountsThem)
{
    start(hub_source);
    const Bytes surface = world.kit.surface(now_s());
    hub_source.push(surface);
    ASSERT_TRUE(await_certified(2));

    hub_source.push(surface);
    ASSERT_TRUE(world.changes.await([&] { return metrics_say("\nballast_not_now_total 1"); }));
    hub_source.push(world.kit.market({'B', 'A', 'L', 'V', 1}));
    ASSERT_TRUE(
        world.changes.await([&] { return metrics_say("\nballast_refused_evidence_total 1"); }));
    push_prices(hub_source);

    ASSERT_TRUE(await_certified(3));
    EXPECT_EQ(hub->sequence(), 3U);
}

TEST_F(HubMarket, IsHandedWhatOnlyItsGuardiansHeard)
{
    start(other_source);
    // The guardians only: they hand over the prices, too.
    push_prices(other_source);
    other_source.push(world.kit.surface(now_s()));

    ASSERT_TRUE(world.changes.await([&] {
        world.clock.advance_ms(20);
        return records().find("\"SurfaceAccepted\"") != std::string::npos;
    }));

    expect_one_state();
}

}  // namespace
}  // namespace ballast::hub
