// SPDX-License-Identifier: Apache-2.0
// A hub's link and four whole guardians in one process.
#include <gtest/gtest.h>

#include <array>
#include <ballast/guardian/link_rig_test_kit.hpp>

namespace ballast::guardian {
namespace {

using namespace test_kit;
using engine::testing::dollar;
using engine::testing::ether;
using pipeline::testing::account_of_key;

class FourGuardians : public testing::Test
{
protected:
    ~FourGuardians() override
    {
        for (GuardianRig& guardian : guardians) guardian.stop();
        hub.reset();
        world.io.stop();
    }

    void start_hub() { hub = std::make_unique<HubRig>(world, disk); }
    void start_all()
    {
        start_hub();
        for (GuardianRig& guardian : guardians) guardian.start();
        ASSERT_TRUE(hub->open());
        ASSERT_TRUE(await_all_certified({0}));
    }
    bool await_all_certified(Sequence sequence)
    {
        return world.changes.await([&] {
            return std::ranges::all_of(guardians, [&](GuardianRig& guardian) {
                if (!guardian.is_running()) return true;
                const auto certified = guardian->status().certified;
                return certified && *certified >= sequence;
            });
        });
    }
    Observation deposit(std::uint64_t key, std::uint32_t token, i128 amount)
    {
        const GenesisToken& listing = world.kit.genesis().tokens[token];
        return world.kit.observation(
            listing.chain == engine::testing::alpha ? 0 : 1,
            Locked{account_of_key(key), listing.address, static_cast<u128>(amount),
                   engine::testing::evm_address(77)},
            world.clock.now_ms());
    }
    bool await_nonce(std::uint32_t contract, std::uint64_t nonce)
    {
        return world.changes.await([&] {
            return hub->pipeline().read([&](const pipeline::Replica& replica) {
                return replica.state().open &&
                       replica.state().contracts[contract].event_nonce == nonce;
            });
        });
    }

    World world;
    store::SimulatedDisk disk{99};
    std::unique_ptr<HubRig> hub;
    std::array<GuardianRig, 4> guardians{GuardianRig{world, 0}, GuardianRig{world, 1},
                                         GuardianRig{world, 2}, GuardianRig{world, 3}};
};

TEST_F(FourGuardians, CertifyWhatTheHubSequencedAndHoldTheSameState)
{
    start_all();

    const Sequence last = hub->price();

    ASSERT_TRUE(hub->await_certified(last));
    ASSERT_TRUE(await_all_certified(last));
    const auto head = hub->pipeline().read([](const auto& replica) { return replica.head(); });
    for (GuardianRig& guardian : guardians)
    {
        EXPECT_EQ(guardian->status().state_hash, head.state_hash);
        EXPECT_EQ(guardian->status().head->hash, head.batch_hash);
        EXPECT_TRUE(guardian->status().refusals.empty());
    }
    EXPECT_EQ(hub->link().status().term, Term{1});
    EXPECT_EQ(hub->link().status().connected_count(), 4U);
    EXPECT_TRUE(hub->store().certificate(last));
}

TEST_F(FourGuardians, CertifyNothingWhenOnlyTwoOfThemAreThere)
{
    start_all();
    guardians[2].stop();
    guardians[3].stop();

    const Sequence last = hub->price();

    ASSERT_TRUE(world.changes.await([&] {
        const auto views = hub->link().status().guardians;
        return views[0].certified == last && views[1].certified == last;
    }));
    EXPECT_EQ(hub->link().status().certified, Sequence{0});
    EXPECT_EQ(hub->link().status().heads_waiting, 1U);

    guardians[2].start();
    EXPECT_TRUE(hub->await_certified(last));
}

TEST_F(FourGuardians, BringADepositInOnceAQuorumSawIt)
{
    start_all();
    hub->price();
    const Observation seen = deposit(100, 0, 5 * ether);

    guardians[0].see(seen);
    guardians[1].see(seen);
    ASSERT_TRUE(
        world.changes.await([&] { return hub->link().status().observations_waiting == 1; }));
    EXPECT_EQ(hub->link().status().counters.attestations, 0U);
    guardians[2].see(seen);
    guardians[3].see(seen);

    ASSERT_TRUE(await_nonce(0, 1));
    // What the link shows of itself is renewed a moment later.
    EXPECT_TRUE(
        world.changes.await([&] { return hub->link().status().counters.attestations == 1; }));
    EXPECT_EQ(
        hub->pipeline().read([](const auto& replica) { return replica.state().tokens[0].locked; }),
        static_cast<u128>(5 * ether));
    EXPECT_EQ(hub->pipeline().counters().rejected, 0U);
}

TEST_F(FourGuardians, SignAnOrderOnceItsBatchIsCertified)
{
    start_all();
    hub->price();
    const auto booked = [&](Bytes evidence) {
        return hub->submit(EvidenceKind::Attestation, std::move(evidence)).has_value();
    };
    ASSERT_TRUE(booked(world.kit.deposit(account_of_key(100), engine::testing::weth_alpha,
                                         10 * ether, world.clock.now_ms())));
    ASSERT_TRUE(booked(world.kit.deposit(account_of_key(101), engine::testing::usdc_beta,
                                         100'000 * dollar, world.clock.now_ms())));

    const auto traded =
        hub->submit(EvidenceKind::Trade,
                    world.kit.trade(100, 101, 1'000, 3'000'00000000, world.clock.now_ms()));
    ASSERT_TRUE(traded);
    ASSERT_EQ(traded->orders.size(), 1U);

    const Bytes message = hub->await_order(traded->orders[0].id);
    const auto vaa = wire::parse_vaa(message);
    ASSERT_TRUE(vaa);
    EXPECT_TRUE(attest::verify(*vaa, world.kit.genesis().guardians, 0));
    EXPECT_GE(*hub->link().status().certified, traded->sequence);
}

TEST_F(FourGuardians, CatchUpAfterARestart)
{
    start_all();
    guardians[3].stop();
    const Sequence missed = hub->price();
    ASSERT_TRUE(hub->await_certified(missed));
    world.clock.advance_ms(60'000);

    guardians[3].start();
    const Sequence last = hub->price();

    ASSERT_TRUE(await_all_certified(last));
    EXPECT_EQ(guardians[3]->status().state_hash, guardians[0]->status().state_hash);
    EXPECT_EQ(guardians[3]->status().head->sequence, last);
}

TEST_F(FourGuardians, OpenANewTermWhenTheHubStartsAgain)
{
    start_all();
    const Sequence before = hub->price();
    ASSERT_TRUE(await_all_certified(before));

    hub.reset();
    start_hub();
    ASSERT_TRUE(hub->open());
    const Sequence after = hub->price();

    ASSERT_TRUE(await_all_certified(after));
    EXPECT_EQ(after.value, before.value + 1);
    EXPECT_EQ(hub->link().status().term, Term{2});
    EXPECT_EQ(guardians[0]->status().term, Term{2});
}

TEST_F(FourGuardians, OpenANewTermWithoutARestartWhenABatchCameTooLate)
{
    start_all();
    guardians[2].stop();
    guardians[3].stop();
    const Sequence missed = hub->price();
    // Two of four hold it: no quorum, and too old for the others when they come back.
    ASSERT_TRUE(world.changes.await([&] {
        const auto views = hub->link().status().guardians;
        return views[0].certified == missed && views[1].certified == missed;
    }));
    world.clock.advance_ms(60'000);
    guardians[2].start();
    guardians[3].start();
    ASSERT_TRUE(world.changes.await([&] { return !hub->lost().empty(); }));

    ASSERT_TRUE(hub->reopen());
    const Sequence last = hub->price();

    ASSERT_TRUE(await_all_certified(last));
    EXPECT_EQ(hub->link().status().term, Term{2});
    // Which three said HELLO first decides whether the missed batch was kept or cut.
    EXPECT_GE(last, missed);
    const auto head = hub->pipeline().read([](const auto& replica) { return replica.head(); });
    for (GuardianRig& guardian : guardians)
    {
        EXPECT_EQ(guardian->status().state_hash, head.state_hash);
        EXPECT_TRUE(guardian->status().refusals.empty());
    }
    for (const GuardianView& view : hub->link().status().guardians) EXPECT_FALSE(view.refusal);
}

TEST_F(FourGuardians, HandOverWhatTheHubDidNotHearAndWithholdUntilItIsIn)
{
    start_all();
    hub->price();
    const Observation early = deposit(100, 0, 5 * ether);
    const Observation late = deposit(100, 0, 7 * ether);
    for (std::size_t to = 1; to < guardians.size(); ++to)
        guardians[0]->add_peer(guardians[to].peer_url());
    guardians[1]->add_peer(guardians[0].peer_url());
    guardians[2]->add_peer(guardians[0].peer_url());

    // The second report cannot be sequenced before the first: the hub owes it all the same.
    for (std::size_t i = 0; i < 3; ++i) guardians[i].see(late);
    ASSERT_TRUE(
        world.changes.await([&] { return hub->pipeline().counters().early_observations == 1; }));
    ASSERT_TRUE(world.changes.await([&] { return guardians[0]->status().owed == 1; }));
    world.clock.advance_ms(10'001);
    ASSERT_TRUE(world.changes.await([&] { return !guardians[0]->status().refusals.empty(); }));
    EXPECT_EQ(guardians[0]->status().refusals[0].code, RefusalCode::Omission);

    for (GuardianRig& guardian : guardians) guardian.see(early);
    ASSERT_TRUE(await_nonce(0, 2));
    const Sequence last = hub->price();
    EXPECT_TRUE(await_all_certified(last));
    EXPECT_TRUE(guardians[0]->status().refusals.empty());
}

}  // namespace
}  // namespace ballast::guardian
