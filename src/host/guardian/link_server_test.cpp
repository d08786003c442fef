// SPDX-License-Identifier: Apache-2.0
// The hub's link against guardians that are none, that lie, and that repeat themselves.
#include <gtest/gtest.h>

#include <atomic>
#include <ballast/guardian/dialled_link.hpp>
#include <ballast/guardian/link_rig_test_kit.hpp>
#include <ballast/guardian/term_opening.hpp>
#include <thread>

namespace ballast::guardian {
namespace {

using namespace test_kit;

/// A connection to the link that says exactly what the test says.
class ScriptedGuardian
{
public:
    explicit ScriptedGuardian(World& world)
        : world_{world},
          link_{world.io,
                {.url = {"ws", "127.0.0.1", world.port, std::string{hub_link_path}},
                 .pause_min = std::chrono::hours{1},
                 .pause_max = std::chrono::hours{1},
                 .socket = {}},
                {.on_open = {},
                 .on_frame =
                     [this](BytesView bytes) {
                         const std::lock_guard lock{mutex_};
                         heard_.push_back(*decode_frame(bytes));
                         world_.changes.note();
                     },
                 .on_close =
                     [this](std::string_view) {
                         is_closed_ = true;
                         world_.changes.note();
                     }}}
    {}

    template <class T>
    std::optional<T> hear()
    {
        std::optional<T> out;
        (void)world_.changes.await([&] {
            const std::lock_guard lock{mutex_};
            for (const Frame& frame : heard_)
                if (const auto* found = std::get_if<T>(&frame)) out = *found;
            return out || is_closed_;
        });
        return out;
    }
    void say(const Frame& frame) { link_.send(frame); }
    void say(Bytes bytes) { link_.send(net::share(std::move(bytes))); }
    bool is_hung_up_on()
    {
        return world_.changes.await([this] { return is_closed_.load(); });
    }
    /// A HELLO of guardian `index` that key number `key` signed.
    Hello hello(std::uint8_t index, std::uint64_t key)
    {
        const Challenge challenge = hear<Challenge>().value();
        Hello out{.nonce = challenge.nonce,
                  .opening = challenge.opening,
                  .guardian_index = index,
                  .highest_term = {},
                  .points = {},
                  .certified = std::nullopt,
                  .signature = {}};
        sign_hello(out, world_.kit.genesis().deployment_id, key_number(key));
        return out;
    }

private:
    World& world_;
    std::mutex mutex_;
    std::vector<Frame> heard_;
    std::atomic<bool> is_closed_{};
    DialledLink link_;
};

class Link : public testing::Test
{
protected:
    ~Link() override
    {
        guardians.clear();
        hub.reset();
        world.io.stop();
    }
    ScriptedGuardian& dial()
    {
        return *guardians.emplace_back(std::make_unique<ScriptedGuardian>(world));
    }
    /// Guardians 0, 1 and 2 joined; the genesis batch is on its way to them.
    void open()
    {
        for (std::uint8_t i = 0; i < 3; ++i) dial().say(guardians[i]->hello(i, i + 1U));
        ASSERT_TRUE(hub->open());
    }
    Certify vote(std::size_t at, std::uint64_t key)
    {
        const auto batch = guardians[at]->hear<BatchFrame>();
        const Bytes32 digest =
            journal::head_digest(world.kit.genesis().deployment_id, batch->head->head);
        return {batch->head->head, crypto::sign(digest, key_number(key))};
    }
    /// For what the link notes without telling anybody: each turn waits for the network's thread.
    bool until(const std::function<bool()>& holds)
    {
        for (int turn = 0; turn < 100'000 && !holds(); ++turn)
        {
            world.io.run([] {});
            std::this_thread::yield();
        }
        return holds();
    }

    World world;
    store::SimulatedDisk disk{1};
    std::unique_ptr<HubRig> hub = std::make_unique<HubRig>(world, disk);
    std::vector<std::unique_ptr<ScriptedGuardian>> guardians;
};

TEST_F(Link, RefusesAHelloOfAKeyThatIsNoGuardians)
{
    ScriptedGuardian& stranger = dial();

    stranger.say(stranger.hello(0, 9));

    EXPECT_TRUE(stranger.is_hung_up_on());
    EXPECT_TRUE(until([&] { return hub->link().status().counters.refused_hellos == 1; }));
}

TEST_F(Link, RefusesAHelloThatAnswersAnotherChallenge)
{
    ScriptedGuardian& first = dial();
    const Hello recorded = first.hello(0, 1);
    first.say(recorded);
    ScriptedGuardian& second = dial();
    ASSERT_TRUE(second.hear<Challenge>());

    second.say(recorded);

    EXPECT_TRUE(second.is_hung_up_on());
}

TEST_F(Link, SignsItsChallengesWithTheHubsKey)
{
    const auto challenge = dial().hear<Challenge>();

    ASSERT_TRUE(challenge);
    EXPECT_TRUE(challenge->opening);
    EXPECT_EQ(crypto::recover(challenge_digest(world.kit.genesis().deployment_id, *challenge),
                              challenge->signature),
              world.kit.genesis().hub_key);
}

TEST_F(Link, OpensNoTermWithTwoGuardians)
{
    for (std::uint8_t i = 0; i < 2; ++i) dial().say(guardians[i]->hello(i, i + 1U));
    ASSERT_TRUE(until([&] { return hub->link().status().connected_count() == 2; }));

    EXPECT_EQ(hub->link().status().phase, LinkPhase::Opening);
}

TEST_F(Link, ShowsEachGuardianTheHellosThatOpenedTheTerm)
{
    open();

    const auto welcome = guardians[0]->hear<Welcome>();

    ASSERT_TRUE(welcome);
    EXPECT_TRUE(check_opening(*welcome, world.kit.genesis().deployment_id,
                              world.kit.genesis().guardians, [](const auto&) { return false; }));
}

TEST_F(Link, CountsNoForgedCertificateSignature)
{
    open();
    guardians[0]->say(vote(0, 1));
    guardians[1]->say(vote(1, 2));
    guardians[2]->say(vote(2, 2));

    EXPECT_TRUE(until([&] { return hub->link().status().counters.bad_signatures == 1; }));
    EXPECT_FALSE(hub->link().status().certified);

    guardians[2]->say(vote(2, 3));
    ASSERT_TRUE(hub->await_certified({0}));
    EXPECT_EQ(guardians[0]->hear<Certified>()->certificate.signatures.size(), 3U);
}

TEST_F(Link, CountsAGuardianOnceHoweverOftenItSigns)
{
    open();
    guardians[0]->say(vote(0, 1));
    guardians[0]->say(vote(0, 1));
    guardians[1]->say(vote(1, 2));
    guardians[1]->say(Held{{0}});
    ASSERT_TRUE(guardians[2]->hear<BatchFrame>());

    EXPECT_FALSE(hub->link().status().certified);
    guardians[2]->say(vote(2, 3));
    EXPECT_TRUE(hub->await_certified({0}));
}

TEST_F(Link, KeepsOnlyTheNewestConnectionOfAGuardian)
{
    open();
    ScriptedGuardian& newer = dial();

    newer.say(newer.hello(0, 1));

    EXPECT_TRUE(guardians[0]->is_hung_up_on());
    EXPECT_TRUE(newer.hear<Welcome>());
}

TEST_F(Link, HangsUpOnBytesThatAreNoFrame)
{
    ScriptedGuardian& noise = dial();
    ASSERT_TRUE(noise.hear<Challenge>());

    noise.say(Bytes{200, 1, 2, 3});

    EXPECT_TRUE(noise.is_hung_up_on());
    EXPECT_TRUE(until([&] { return hub->link().status().counters.bad_frames == 1; }));
}

TEST_F(Link, HangsUpOnFramesBeforeTheHello)
{
    ScriptedGuardian& eager = dial();
    ASSERT_TRUE(eager.hear<Challenge>());

    eager.say(Frame{Held{{1}}});

    EXPECT_TRUE(eager.is_hung_up_on());
}

TEST_F(Link, SaysThatATermIsLostWhenTooManyGuardiansRefuse)
{
    open();
    for (std::size_t i = 0; i < 2; ++i)
        guardians[i]->say(Refuse{RefusalCode::Fork, {0}, "two stories", {}});

    EXPECT_TRUE(world.changes.await([&] { return !hub->lost().empty(); }));
    EXPECT_EQ(hub->refusals().size(), 2U);
}

}  // namespace
}  // namespace ballast::guardian
