// SPDX-License-Identifier: Apache-2.0
// Signatures over observations, true ones and others.
#include <gtest/gtest.h>

#include <ballast/guardian/observation_pool.hpp>
#include <ballast/pipeline/testing/evidence_kit.hpp>
#include <ballast/wire/observation_message.hpp>

namespace ballast::guardian {
namespace {

using pipeline::testing::EvidenceKit;
using pipeline::testing::key_number;

class Pool : public testing::Test
{
protected:
    Observation locked()
    {
        return kit.observation(
            0,
            Locked{pipeline::testing::account_of_key(100), kit.genesis().tokens[0].address, 5,
                   engine::testing::evm_address(77)},
            engine::testing::start_ms);
    }
    static Observe vote(const Observation& observation, std::uint8_t index, std::uint64_t key)
    {
        Bytes body = wire::encode_observation(observation);
        const Signature signature = crypto::sign(wire::vaa_digest(body), key_number(key));
        return {index, std::move(body), signature};
    }
    static Observe vote(const Observation& observation, std::uint8_t index)
    {
        return vote(observation, index, index + 1U);
    }

    EvidenceKit kit;
    ObservationPool pool{kit.genesis(), {.of_guardian_max = 2, .complete_max = 2}};
};

TEST_F(Pool, CompletesAnObservationAtTheThirdSignatureOnce)
{
    const Observation seen = locked();

    EXPECT_EQ(pool.add(vote(seen, 3)).value().has_value(), false);
    EXPECT_EQ(pool.add(vote(seen, 3)).value().has_value(), false);
    EXPECT_EQ(pool.add(vote(seen, 0)).value().has_value(), false);
    const auto complete = pool.add(vote(seen, 1)).value();
    EXPECT_EQ(pool.add(vote(seen, 2)).value().has_value(), false);

    ASSERT_TRUE(complete);
    EXPECT_EQ(complete->observation, seen);
    const auto vaa = wire::parse_vaa(complete->vaa);
    EXPECT_TRUE(attest::verify(*vaa, kit.genesis().guardians, 0));
    EXPECT_EQ(pool.waiting_count(), 0U);
}

TEST_F(Pool, RefusesWhatIsNotSignedByTheKeyAtItsIndex)
{
    const Observation seen = locked();

    EXPECT_EQ(pool.add(vote(seen, 0, 2)).error(), VoteError::BadSignature);
    EXPECT_EQ(pool.add(vote(seen, 7, 1)).error(), VoteError::BadSignature);
    Observe altered = vote(seen, 0);
    altered.body.back() ^= 1;
    EXPECT_EQ(pool.add(altered).error(), VoteError::BadSignature);
    EXPECT_EQ(pool.waiting_count(), 0U);
}

TEST_F(Pool, RefusesSignedBytesThatAreNoObservationOfTheDeployment)
{
    Observation foreign = locked();
    foreign.deployment.bytes[0] ^= 1;
    EXPECT_EQ(pool.add(vote(foreign, 0)).error(), VoteError::ForeignSource);

    Bytes body{1, 2, 3};
    const Signature signature = crypto::sign(wire::vaa_digest(body), key_number(1));
    EXPECT_EQ(pool.add({0, body, signature}).error(), VoteError::Malformed);
}

TEST_F(Pool, GivesEachGuardianOnlyItsPartOfTheRoom)
{
    EXPECT_TRUE(pool.add(vote(locked(), 0)));
    EXPECT_TRUE(pool.add(vote(locked(), 0)));
    const Observation third = locked();

    EXPECT_EQ(pool.add(vote(third, 0)).error(), VoteError::TooMany);
    EXPECT_TRUE(pool.add(vote(third, 1)));
    EXPECT_TRUE(pool.add(vote(third, 0)));

    pool.forget_if([](const Observation&) { return true; });
    EXPECT_EQ(pool.waiting_count(), 0U);
    EXPECT_TRUE(pool.add(vote(locked(), 0)));
}

}  // namespace
}  // namespace ballast::guardian
