// SPDX-License-Identifier: Apache-2.0
// A guardian's conscience against hubs that tell the truth, and hubs that do not.
#include <ballast/guardian/follower_test_kit.hpp>
#include <ballast/wire/order_message.hpp>

namespace ballast::guardian {
namespace {

using namespace test_kit;

TEST_F(Guardian1, CertifiesTheHeadThatItsOwnRunArrivedAt)
{
    join();

    receive(hub.first_batch());
    receive(prices(hub));

    const auto certified = all<Certify>();
    ASSERT_EQ(certified.size(), 2U);
    EXPECT_EQ(certified[1].head, hub.replica().head());
    EXPECT_EQ(crypto::recover(journal::head_digest(kit.genesis().deployment_id, certified[1].head),
                              certified[1].signature),
              crypto::address_of(key_number(1)));
    EXPECT_EQ(store->last()->sequence.value, 1U);
    EXPECT_EQ(disk.unsynced(), 0U);
}

TEST_F(Guardian1, KeepsNothingBeforeItIsWelcomed)
{
    receive(hub.first_batch());

    EXPECT_TRUE(said.empty());
    EXPECT_FALSE(store->last());
}

TEST_F(Guardian1, CertifiesOneHeadForATermAndSequence)
{
    join();
    const BatchFrame first = hub.first_batch();

    receive(first);
    receive(first);

    EXPECT_EQ(all<Certify>().size(), 1U);
}

TEST_F(Guardian1, RefusesForEverWhenTheHubSignsTwoStories)
{
    join();
    receive(hub.first_batch());
    ScriptedHub other = hub;
    const BatchFrame one = prices(hub);
    const BatchFrame two = prices(other);

    receive(one);
    receive(two);
    receive(prices(hub));

    EXPECT_EQ(last_refusal(), RefusalCode::Fork);
    EXPECT_EQ(all<Certify>().size(), 2U);
    Bytes proof = journal::encode_signed_head(*one.head);
    append(proof, journal::encode_signed_head(*two.head));
    EXPECT_EQ(all<Refuse>().back().evidence, proof);
}

TEST_F(Guardian1, DoesNotForgetAForkWhenItStartsAgain)
{
    join();
    receive(hub.first_batch());
    ScriptedHub other = hub;
    receive(prices(hub));
    receive(prices(other));

    open();
    said.clear();
    join();
    receive(prices(hub));

    EXPECT_EQ(last_refusal(), RefusalCode::Fork);
    EXPECT_TRUE(all<Certify>().empty());
}

TEST_F(Guardian1, RefusesForEverWhenTheStateHashDiffers)
{
    join();
    receive(hub.first_batch());
    BatchFrame frame = prices(hub);
    journal::HeadStatement head = frame.head->head;
    head.state_hash.bytes[0] ^= 1;
    frame.head = hub.signed_head(head);

    receive(frame);

    EXPECT_EQ(last_refusal(), RefusalCode::StateDiffers);
    EXPECT_EQ(all<Certify>().size(), 1U);
    EXPECT_EQ(store->last()->sequence.value, 0U);
}

TEST_F(Guardian1, RefusesForEverACommandThatItsEvidenceDoesNotProve)
{
    join();
    receive(hub.first_batch());
    clock.advance_ms(1'000);

    receive(hub.batch(
        {{EvidenceKind::PriceUpdate, kit.prices(price_3000, 1'00000000, clock.now_ms() / 1000)}},
        clock.now_ms(),
        [](Command& command) { std::get<UpdatePrices>(command).prices[0].price_e8 *= 2; }));

    EXPECT_EQ(last_refusal(), RefusalCode::CommandDiffers);
    EXPECT_EQ(all<Certify>().size(), 1U);
}

TEST_F(Guardian1, KeepsNoBatchWithoutTheHubsSignature)
{
    join();
    BatchFrame frame = hub.first_batch();
    frame.head->signature = crypto::sign(
        journal::head_digest(kit.genesis().deployment_id, frame.head->head), key_number(4));

    receive(frame);

    EXPECT_EQ(last_refusal(), RefusalCode::BadHead);
    EXPECT_FALSE(store->last());
}

TEST_F(Guardian1, KeepsNoLiveBatchThatIsOlderThanTwoSeconds)
{
    join();
    receive(hub.first_batch());
    const BatchFrame frame = prices(hub);
    clock.advance_ms(2'001);

    receive(frame);

    EXPECT_EQ(last_refusal(), RefusalCode::TooOld);
    EXPECT_EQ(store->last()->sequence.value, 0U);
}

TEST_F(Guardian1, KeepsAnOldBatchThatAQuorumCertifiedButDoesNotCertifyIt)
{
    join();
    receive(hub.first_batch());
    BatchFrame frame = prices(hub);
    frame.certificate = hub.certificate();
    clock.advance_ms(60'000);

    receive(frame);

    EXPECT_EQ(store->last()->sequence.value, 1U);
    EXPECT_EQ(all<Certify>().size(), 1U);
    EXPECT_EQ(follower->certified(), Sequence{1});
    EXPECT_EQ(all<Held>().back().sequence.value, 1U);
}

TEST_F(Guardian1, TakesNoCertificateBelowQuorumAsAReasonToKeepAnOldBatch)
{
    join();
    receive(hub.first_batch());
    BatchFrame frame = prices(hub);
    frame.certificate = hub.certificate(2);
    clock.advance_ms(60'000);

    receive(frame);

    EXPECT_EQ(last_refusal(), RefusalCode::TooOld);
}

TEST_F(Guardian1, SignsItsOrdersOnlyWithTheCertificateInHand)
{
    join();
    receive_trade();
    EXPECT_EQ(all<Certify>().size(), 5U);
    EXPECT_TRUE(all<SignOrder>().empty());

    follower->on_certified(hub.certificate(2));
    EXPECT_TRUE(all<SignOrder>().empty());
    follower->on_certified(hub.certificate());

    const auto signs = all<SignOrder>();
    ASSERT_EQ(signs.size(), 1U);
    const auto& permits = hub.replica().state().permits;
    ASSERT_TRUE(permits.contains(signs[0].order));
    EXPECT_EQ(crypto::recover(signs[0].digest, signs[0].signature),
              crypto::address_of(key_number(1)));
    EXPECT_EQ(follower->orders_signed(), 1U);
}

TEST_F(Guardian1, SignsOutstandingOrdersAgainAfterARestart)
{
    join();
    receive_trade();
    follower->on_certified(hub.certificate());
    const auto before = all<SignOrder>();

    open();
    said.clear();
    join();

    EXPECT_EQ(all<SignOrder>(), before);
    EXPECT_EQ(follower->head()->sequence.value, 4U);
    EXPECT_EQ(follower->due_hash().hash, hub.replica().head().state_hash);
}

TEST_F(Guardian1, RefusesForEverWhenAQuorumCertifiedAnotherBatch)
{
    join();
    receive(hub.first_batch());
    ScriptedHub other = hub;
    receive(prices(hub));
    (void)prices(other);

    follower->on_certified(other.certificate());

    EXPECT_EQ(last_refusal(), RefusalCode::Fork);
}

TEST_F(Guardian1, WithholdsItsCertificateUntilWhatWasLeftOutIsSequenced)
{
    join();
    receive(hub.first_batch());
    receive(prices(hub));
    const Observation seen =
        kit.observation(0,
                        Locked{account_of_key(100), kit.genesis().tokens[0].address, 5 * ether,
                               engine::testing::evm_address(77)},
                        clock.now_ms());
    const Bytes vaa = kit.attest(seen, 3);
    follower->owe(wire::vaa_digest(wire::parse_vaa(vaa)->body),
                  {.name = "LOCKED 1", .frame = Observed{vaa}});
    EXPECT_EQ(all<Observed>().size(), 1U);

    clock.advance_ms(10'001);
    receive(prices(hub));
    EXPECT_EQ(last_refusal(), RefusalCode::Omission);
    EXPECT_EQ(all<Certify>().size(), 2U);

    receive(hub.batch({{EvidenceKind::Attestation, vaa}}, clock.now_ms()));
    EXPECT_EQ(all<Certify>().size(), 4U);
    EXPECT_TRUE(follower->refusals().empty());
}

TEST_F(Guardian1, OwesNoPriceThatHasGrownStale)
{
    join();
    receive(hub.first_batch());
    receive(prices(hub));
    clock.advance_ms(1'000);
    const Bytes update = kit.prices(price_3000, 1'00000000, clock.now_ms() / 1000);
    const auto command = intake::derive_command(EvidenceKind::PriceUpdate, update,
                                                intake::Sources{kit.genesis()}, clock.now_ms());
    follower->owe_prices(update, std::get<UpdatePrices>(*command));
    clock.advance_ms(2'501);
    follower->tick();
    EXPECT_EQ(all<Request>().size(), 1U);

    clock.advance_ms(10'001);
    follower->tick();
    EXPECT_EQ(last_refusal(), RefusalCode::Omission);
    clock.advance_ms(60'000);
    follower->tick();

    EXPECT_TRUE(follower->refusals().empty());
}

TEST_F(Guardian1, SaysThatItsDiskIsFullAndCertifiesNothing)
{
    join();
    receive(hub.first_batch());
    disk.set_faults({.disk_full_at = disk.operations() + 1});

    receive(prices(hub));

    EXPECT_EQ(last_refusal(), RefusalCode::Failing);
    EXPECT_EQ(all<Certify>().size(), 1U);
}

}  // namespace
}  // namespace ballast::guardian
