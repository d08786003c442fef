// SPDX-License-Identifier: Apache-2.0
// A guardian's promises: which terms it joins, what it gives up for them, and what never.
#include <ballast/guardian/follower_test_kit.hpp>
#include <ballast/wire/order_message.hpp>

namespace ballast::guardian {
namespace {

using namespace test_kit;

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

}  // namespace
}  // namespace ballast::guardian
