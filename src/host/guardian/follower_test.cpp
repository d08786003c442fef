// SPDX-License-Identifier: Apache-2.0
// A guardian's conscience against hubs that tell the truth, and hubs that do not.
#include <gtest/gtest.h>

#include <ballast/guardian/follower.hpp>
#include <ballast/guardian/scripted_hub_test_kit.hpp>
#include <ballast/store/simulated_store.hpp>
#include <ballast/wire/order_message.hpp>

namespace ballast::guardian {
namespace {

using namespace test_kit;
using engine::testing::dollar;
using engine::testing::ether;
using pipeline::testing::account_of_key;

constexpr std::int64_t price_3000 = 3'000'00000000;

class Guardian1 : public testing::Test
{
protected:
    Guardian1() { open(); }

    void open(FollowerSettings settings = {})
    {
        follower.reset();
        store.reset();
        store = std::move(store::open_simulated_store(disk).value());
        auto opened = Follower::open(kit.genesis(), settings, *store, clock, key_number(1),
                                     [this](const Frame& frame) { said.push_back(frame); });
        ASSERT_TRUE(opened) << opened.error();
        follower = std::move(*opened);
    }
    void join() { follower->on_welcome(hub.welcome()); }
    void receive(const BatchFrame& frame) { follower->on_batch(frame, clock.now_ms()); }

    BatchFrame prices(ScriptedHub& of)
    {
        clock.advance_ms(1'000);
        return of.batch({{EvidenceKind::PriceUpdate,
                          kit.prices(price_3000, 1'00000000, clock.now_ms() / 1000)}},
                        clock.now_ms());
    }
    BatchFrame deposit(ScriptedHub& of, std::uint64_t key, TokenIndex token, i128 amount)
    {
        return of.batch({{EvidenceKind::Attestation,
                          kit.deposit(account_of_key(key), token, amount, clock.now_ms())}},
                        clock.now_ms());
    }
    /// Batches up to and including one that issues a permit.
    void receive_trade()
    {
        receive(hub.first_batch());
        receive(prices(hub));
        receive(deposit(hub, 100, engine::testing::weth_alpha, 10 * ether));
        receive(deposit(hub, 101, engine::testing::usdc_beta, 100'000 * dollar));
        receive(hub.batch(
            {{EvidenceKind::Trade, kit.trade(100, 101, 1'000, price_3000, clock.now_ms())}},
            clock.now_ms()));
    }

    template <class T>
    std::vector<T> all() const
    {
        std::vector<T> out;
        for (const Frame& frame : said)
            if (const auto* found = std::get_if<T>(&frame)) out.push_back(*found);
        return out;
    }
    std::optional<RefusalCode> last_refusal() const
    {
        const auto refusals = all<Refuse>();
        return refusals.empty() ? std::nullopt : std::optional{refusals.back().code};
    }

    EvidenceKit kit;
    env::SimulatedClock clock{engine::testing::start_ms};
    store::SimulatedDisk disk{1};
    std::unique_ptr<env::JournalStore> store;
    ScriptedHub hub{kit.genesis()};
    std::vector<Frame> said;
    std::unique_ptr<Follower> follower;
};

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

TEST_F(Guardian1, AnswersAnOpeningChallengeWithAPromiseThatSurvivesARestart)
{
    join();
    receive(hub.first_batch());
    said.clear();

    follower->on_challenge(hub.challenge(true));

    const auto hellos = all<Hello>();
    ASSERT_EQ(hellos.size(), 1U);
    EXPECT_EQ(hellos[0].highest_term, Term{1});
    EXPECT_EQ(hellos[0].points, hub.points());
    EXPECT_TRUE(check_hello(hellos[0], kit.genesis().deployment_id, kit.genesis().guardians));
    open();
    join();
    EXPECT_EQ(last_refusal(), RefusalCode::StaleTerm);
    EXPECT_FALSE(follower->is_joined());
}

TEST_F(Guardian1, AnswersNoChallengeThatTheHubDidNotSign)
{
    follower->on_challenge(hub.challenge(true, 4));

    EXPECT_TRUE(said.empty());
}

TEST_F(Guardian1, JoinsNoTermThatNoQuorumOpened)
{
    Welcome below = hub.welcome();
    below.opening.pop_back();
    follower->on_welcome(below);
    EXPECT_EQ(last_refusal(), RefusalCode::BadOpening);

    Welcome forged = hub.welcome();
    forged.opening[2].points = {{{1}, {5}, engine::testing::numbered(1, 1)}};
    follower->on_welcome(forged);

    EXPECT_EQ(last_refusal(), RefusalCode::BadOpening);
    EXPECT_FALSE(follower->is_joined());
}

TEST_F(Guardian1, GivesUpWhatANewTermSequencesAnew)
{
    join();
    receive(hub.first_batch());
    ScriptedHub next = hub;
    receive(prices(hub));
    next.set_term({2});

    follower->on_welcome(next.welcome(next.points().back(), next.points()));
    receive(prices(next));

    EXPECT_EQ(last_refusal(), std::nullopt);
    EXPECT_EQ(store->last()->term, Term{2});
    EXPECT_EQ(all<Certify>().back().head, next.replica().head());
}

TEST_F(Guardian1, RefusesForEverATermThatWouldUndoACertifiedBatch)
{
    join();
    receive(hub.first_batch());
    ScriptedHub next = hub;
    receive(prices(hub));
    follower->on_certified(hub.certificate());
    next.set_term({2});

    follower->on_welcome(next.welcome(next.points().back(), next.points()));

    EXPECT_EQ(last_refusal(), RefusalCode::BaseTooLow);
    EXPECT_EQ(store->last()->sequence.value, 1U);
}

TEST_F(Guardian1, FollowsAnotherChainBelowTheBaseWhenItsOwnEndWasLeftBehind)
{
    join();
    receive(hub.first_batch());
    ScriptedHub next = hub;
    receive(prices(hub));
    next.set_term({2});
    const BatchFrame replaced = prices(next);
    next.set_term({3});
    BatchFrame unsigned_replaced = replaced;
    unsigned_replaced.head.reset();

    follower->on_welcome(next.welcome(next.points().back(), next.points()));
    receive(unsigned_replaced);
    receive(prices(next));

    EXPECT_EQ(last_refusal(), std::nullopt);
    EXPECT_EQ(all<Certify>().back().head, next.replica().head());
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
