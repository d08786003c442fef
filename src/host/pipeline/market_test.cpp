// SPDX-License-Identifier: Apache-2.0
// Surfaces and marks on their way through the pipeline: into the state, or not even into the
// journal.
#include <ballast/pipeline/pipeline_rig_test_kit.hpp>

using namespace ballast;
using namespace ballast::pipeline;
using namespace ballast::pipeline::test_kit;

namespace {

struct Market : Rig
{
    Market() : Rig{{.term = {1}}, EvidenceKit::with_portfolios()} { fund(); }

    [[nodiscard]] std::int64_t now_s() const { return clock.now_ms() / 1000; }
    SubmitResult take(Bytes evidence)
    {
        return submit(EvidenceKind::MarketUpdate, std::move(evidence));
    }
    /// As time passes for the engine: with the next command.
    void next_price()
    {
        ASSERT_TRUE(submit(EvidenceKind::PriceUpdate, kit.prices(price_3000, 1'00000000, now_s())));
    }
    template <class F>
    auto state(F look) const
    {
        return pipeline->read([&](const Replica& r) { return look(r.state()); });
    }
    [[nodiscard]] std::uint64_t surface_s() const
    {
        return state([](const auto& s) { return s.surfaces[0].publish_time_s; });
    }
};

std::string code_of(const SubmitResult& result) { return result ? "" : result.error().code; }

}  // namespace

TEST(MarketUpdates, ReachTheState)
{
    Market market;

    const auto surface = market.take(market.kit.surface(market.now_s()));
    const auto marks = market.take(market.kit.marks(3'001'00000000, market.now_s()));

    ASSERT_TRUE(surface && marks);
    EXPECT_EQ(surface->refusal(), nullptr);
    EXPECT_EQ(marks->refusal(), nullptr);
    EXPECT_EQ(market.surface_s(), static_cast<std::uint64_t>(market.now_s()));
    EXPECT_EQ(market.state([](const auto& s) { return s.marks[0].mark_e8; }), 3'001'00000000);
}

TEST(MarketUpdates, LeadAReplicaThatDerivesThemAgainToTheSameStateHash)
{
    Market market;
    ASSERT_TRUE(market.take(market.kit.surface(market.now_s())));
    ASSERT_TRUE(market.take(market.kit.marks(3'001'00000000, market.now_s())));
    market.clock.advance_ms(1'000);
    ASSERT_TRUE(market.take(market.kit.marks(2'999'00000000, market.now_s())));
    const auto stated = market.pipeline->read([](const Replica& r) { return r.head(); });
    market.pipeline->stop();

    for (const Evidence evidence : {Evidence::Trust, Evidence::Verify})
    {
        Replica replica{market.kit.genesis()};
        for (const SharedBatch& batch : market.batches)
        {
            const auto followed = replica.follow(batch->bytes, evidence);
            ASSERT_TRUE(followed) << followed.error().sentence;
            ASSERT_TRUE(replica.check_head(batch->head.head));
        }
        EXPECT_EQ(replica.head(), stated);
    }
}

TEST(MarketUpdates, ThatAreOldStayBeforeTheJournal)
{
    Market market;
    ASSERT_TRUE(market.take(market.kit.surface(market.now_s())));
    ASSERT_TRUE(market.take(market.kit.marks(3'001'00000000, market.now_s())));
    const auto last = market.store->last()->sequence;
    const auto not_now = market.pipeline->counters().not_now;

    EXPECT_EQ(code_of(market.take(market.kit.surface(market.now_s()))), "PriceStale");
    EXPECT_EQ(code_of(market.take(market.kit.surface(market.now_s() - 1))), "PriceStale");
    EXPECT_EQ(code_of(market.take(market.kit.marks(2'999'00000000, market.now_s()))), "PriceStale");

    EXPECT_EQ(market.store->last()->sequence, last);
    EXPECT_EQ(market.pipeline->counters().not_now, not_now + 3);
}

TEST(MarketUpdates, ThatTheEnginesTimeHasLeftBehindStayBeforeTheJournalToo)
{
    Market market;
    const Bytes surface = market.kit.surface(market.now_s());
    const Bytes marks = market.kit.marks(3'001'00000000, market.now_s());
    market.clock.advance_ms(3'600'000);
    market.next_price();
    const auto last = market.store->last()->sequence;

    EXPECT_EQ(code_of(market.take(surface)), "PriceStale");
    EXPECT_EQ(code_of(market.take(marks)), "PriceStale");

    EXPECT_EQ(market.store->last()->sequence, last);
    EXPECT_EQ(market.surface_s(), 0U);
}

TEST(MarketUpdates, ThatTheEngineRefusesAreJournaledAndChangeNothing)
{
    Market market;

    const auto ahead = market.take(market.kit.surface(market.now_s() + 60));
    const auto far = market.take(market.kit.marks(9'000'00000000, market.now_s()));

    ASSERT_TRUE(ahead && far);
    ASSERT_NE(ahead->refusal(), nullptr);
    EXPECT_EQ(ahead->refusal()->reason, RejectReason::PriceStale);
    ASSERT_NE(far->refusal(), nullptr);
    EXPECT_EQ(far->refusal()->reason, RejectReason::PriceOutOfBand);
    EXPECT_EQ(market.surface_s(), 0U);
    EXPECT_EQ(market.pipeline->counters().rejected, 2U);
}

TEST(MarketUpdates, ThatProveNothingAreRefusedWithTheirReason)
{
    Market market;
    Bytes forged = market.kit.surface(market.now_s());
    forged.back() ^= 1U;

    EXPECT_EQ(code_of(market.take(forged)), "SignerMismatch");
    EXPECT_EQ(code_of(market.take(market.kit.market({1, 2, 3}))), "BadMagic");
    EXPECT_EQ(code_of(market.take(market.kit.prices(price_3000, 1, market.now_s()))), "BadVersion");
    EXPECT_EQ(market.pipeline->counters().refused_evidence, 3U);
}

TEST(MarketUpdates, OfADeploymentWithoutScenariosHaveNoUnderlying)
{
    Rig rig;
    rig.fund();

    const auto surface =
        rig.submit(EvidenceKind::MarketUpdate, rig.kit.surface(rig.clock.now_ms() / 1000));
    const auto marks = rig.submit(EvidenceKind::MarketUpdate,
                                  rig.kit.marks(3'001'00000000, rig.clock.now_ms() / 1000));

    EXPECT_EQ(code_of(surface), "NoKnownUnderlying");
    EXPECT_TRUE(marks);  // marks are for every perpetual
}
