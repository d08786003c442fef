// SPDX-License-Identifier: Apache-2.0
// A guardian that holds surfaces and marks: what the hub owes, and what it does not.
#include <ballast/guardian/follower_test_kit.hpp>

namespace ballast::guardian {
namespace {
using namespace test_kit;

class MarketGuardian : public Guardian1
{
protected:
    MarketGuardian() : Guardian1{EvidenceKit::with_portfolios()} {}

    void SetUp() override
    {
        join();
        receive(hub.first_batch());
        receive(prices(hub));
    }

    [[nodiscard]] std::int64_t now_s() const { return clock.now_ms() / 1000; }
    /// As the guardian's own price client brings it.
    void bring(const Bytes& update)
    {
        const auto command = intake::derive_command(EvidenceKind::MarketUpdate, update,
                                                    intake::Sources{kit.genesis()}, clock.now_ms());
        ASSERT_TRUE(command);
        follower->owe_market(update, *command);
    }
    /// The hub sequences it now.
    void sequence(const Bytes& update)
    {
        receive(hub.batch({{EvidenceKind::MarketUpdate, update}}, clock.now_ms()));
    }
    void wait_ms(std::int64_t duration_ms)
    {
        clock.advance_ms(duration_ms);
        follower->tick();
    }
};
}  // namespace

TEST_F(MarketGuardian, RecomputesAndCertifiesSurfacesAndMarks)
{
    const auto certified = all<Certify>().size();

    sequence(kit.surface(now_s()));
    sequence(kit.marks(price_3000, now_s()));

    EXPECT_EQ(all<Certify>().size(), certified + 2);
    EXPECT_TRUE(follower->refusals().empty());
    EXPECT_EQ(follower->replica().state().surfaces[0].publish_time_s,
              static_cast<std::uint64_t>(now_s()));
    EXPECT_EQ(follower->replica().state().marks[0].mark_e8, price_3000);
}

TEST_F(MarketGuardian, RefusesASurfaceThatIsNotWhatWasSigned)
{
    receive(hub.batch(
        {{EvidenceKind::MarketUpdate, kit.surface(now_s())}}, clock.now_ms(),
        [](Command& command) { std::get<UpdateVolatility>(command).update.slices[0].a_e9 *= 2; }));

    EXPECT_EQ(last_refusal(), RefusalCode::CommandDiffers);
}

TEST_F(MarketGuardian, HandsOverWhatTheHubSeemsToHaveMissedAndThenWithholds)
{
    const Bytes surface = kit.surface(now_s());
    const Bytes marks = kit.marks(price_3000, now_s());
    bring(surface);
    bring(marks);
    EXPECT_TRUE(all<Request>().empty());

    wait_ms(2'501);
    ASSERT_EQ(all<Request>().size(), 2U);
    EXPECT_EQ(all<Request>()[0].kind, EvidenceKind::MarketUpdate);
    wait_ms(10'001);
    EXPECT_EQ(last_refusal(), RefusalCode::Omission);

    sequence(surface);
    follower->tick();
    EXPECT_EQ(last_refusal(), RefusalCode::Omission);
    EXPECT_FALSE(follower->refusals().empty());
    sequence(marks);
    follower->tick();
    EXPECT_TRUE(follower->refusals().empty());
}

TEST_F(MarketGuardian, OwesNothingThatTheJournalHas)
{
    const Bytes surface = kit.surface(now_s());
    const Bytes marks = kit.marks(price_3000, now_s());
    sequence(surface);
    sequence(marks);

    bring(surface);
    bring(marks);
    wait_ms(2'501);

    EXPECT_TRUE(all<Request>().empty());
}

TEST_F(MarketGuardian, IsContentWithWhatTheEngineRefused)
{
    const Bytes far = kit.marks(3 * price_3000, now_s());
    bring(far);
    sequence(far);  // out of its band: the state knows no mark
    ASSERT_EQ(follower->replica().state().marks[0].time_s, 0U);

    bring(far);
    wait_ms(2'501);

    EXPECT_TRUE(all<Request>().empty());
}

TEST_F(MarketGuardian, IsContentWithANewerSurface)
{
    bring(kit.surface(now_s()));
    clock.advance_ms(1'000);

    sequence(kit.surface(now_s()));
    wait_ms(2'501);

    EXPECT_TRUE(all<Request>().empty());
}

TEST_F(MarketGuardian, IsNotContentWithAnOlderSurface)
{
    const Bytes older = kit.surface(now_s());
    clock.advance_ms(1'000);
    bring(kit.surface(now_s()));

    sequence(older);
    wait_ms(2'501);

    EXPECT_EQ(all<Request>().size(), 1U);
}

TEST_F(MarketGuardian, OwesNoSurfaceThatHasGrownStale)
{
    bring(kit.surface(now_s()));
    wait_ms(2'501);
    wait_ms(10'001);
    ASSERT_EQ(last_refusal(), RefusalCode::Omission);

    wait_ms(60'000);

    EXPECT_TRUE(follower->refusals().empty());
}

TEST_F(MarketGuardian, PromisesOneSurfaceAtATime)
{
    bring(kit.surface(now_s()));
    clock.advance_ms(1'000);
    bring(kit.surface(now_s()));

    wait_ms(4'000);

    EXPECT_EQ(all<Request>().size(), 1U);
}

TEST_F(MarketGuardian, KnowsWhatWasSequencedBeforeItStarted)
{
    const Bytes surface = kit.surface(now_s());
    const Bytes marks = kit.marks(price_3000, now_s());
    sequence(surface);
    sequence(marks);

    open();
    join();
    bring(surface);
    bring(marks);
    wait_ms(2'501);

    EXPECT_TRUE(all<Request>().empty());
}

}  // namespace ballast::guardian
