// SPDX-License-Identifier: Apache-2.0
// A guardian alone: what it says of itself from the start, and that it stops whatever waits.
#include <gtest/gtest.h>

#include <atomic>
#include <ballast/chains/evm/evm_watcher.hpp>
#include <ballast/guardian/link_rig_test_kit.hpp>

namespace ballast::guardian {
namespace {

using namespace test_kit;

/// Reports what a test says, and says when it is stopped.
class WatchedWatcher final : public chains::Watcher
{
public:
    WatchedWatcher(chains::WatcherEvents events, std::function<void()> on_stop)
        : events_{std::move(events)}, on_stop_{std::move(on_stop)}
    {}
    void start() override {}
    void stop() override
    {
        if (const auto once = std::exchange(on_stop_, {})) once();
    }
    chains::Cursor cursor() const override { return {}; }
    void report(const Observation& observation) const { events_.on_finalised(observation); }

private:
    chains::WatcherEvents events_;
    std::function<void()> on_stop_;
};

/// Takes connections and requests, and never answers.
class MuteServer
{
public:
    explicit MuteServer(World& world) : io_{world.io}
    {
        server_ = std::move(net::HttpServer::listen(
                                io_, {},
                                [this, &world](const net::HttpRequest&, net::Responder respond) {
                                    kept_.push_back(std::move(respond));
                                    count_ = kept_.size();
                                    world.changes.note();
                                })
                                .value());
        server_->start();
    }
    ~MuteServer()
    {
        io_.run([this] { kept_.clear(); });
    }
    [[nodiscard]] std::string url(const std::string& scheme, const std::string& path) const
    {
        return scheme + "://127.0.0.1:" + std::to_string(server_->port()) + path;
    }
    [[nodiscard]] std::size_t asked_count() const { return count_; }

private:
    net::IoContext& io_;
    std::vector<net::Responder> kept_;
    std::atomic<std::size_t> count_{};
    std::unique_ptr<net::HttpServer> server_;
};

class LoneGuardian : public testing::Test
{
protected:
    std::unique_ptr<Guardian> start(GuardianSettings settings, WatcherFactory make_watcher,
                                    std::function<void()> on_change = {})
    {
        auto started = Guardian::start(world.kit.genesis(), std::move(settings),
                                       {.io = world.io,
                                        .store = *store,
                                        .clock = world.clock,
                                        .key = key_number(4),
                                        .make_watcher = std::move(make_watcher),
                                        .on_change = std::move(on_change)});
        if (!started) throw std::runtime_error{started.error()};
        return std::move(*started);
    }
    Observation deposit()
    {
        const GenesisToken& listing = world.kit.genesis().tokens[0];
        return world.kit.observation(0,
                                     Locked{pipeline::testing::account_of_key(100), listing.address,
                                            7, engine::testing::evm_address(77)},
                                     world.clock.now_ms());
    }

    World world;
    store::SimulatedDisk disk{1};
    std::unique_ptr<env::JournalStore> store = std::move(store::open_simulated_store(disk).value());
};

TEST_F(LoneGuardian, KnowsItsIndexFromTheStart)
{
    const auto guardian = start({.hub_url = "ws://127.0.0.1:1/"}, {});

    EXPECT_EQ(guardian->status().guardian_index, 3);
}

TEST_F(LoneGuardian, StopsWithoutWorkingOffWhatWaits)
{
    std::promise<void> is_busy;
    std::promise<void> may_go_on;
    std::atomic<bool> blocks_once{};
    WatchedWatcher* watcher = nullptr;
    const auto guardian = start(
        {.hub_url = "ws://127.0.0.1:1/"},
        [&](const chains::WatchedChain& chain, chains::WatcherEvents events,
            std::optional<chains::Cursor>)
            -> Result<std::unique_ptr<chains::Watcher>, std::string> {
            const bool is_first = chain.chain == engine::testing::alpha;
            auto made = std::make_unique<WatchedWatcher>(std::move(events), [&, is_first] {
                if (is_first) may_go_on.set_value();
            });
            if (is_first) watcher = made.get();
            return made;
        },
        [&] {
            if (!blocks_once.exchange(false)) return;
            is_busy.set_value();
            may_go_on.get_future().wait();
        });
    blocks_once = true;
    watcher->report(deposit());
    is_busy.get_future().wait();
    for (int i = 0; i < 1'000; ++i) watcher->report(deposit());

    guardian->stop();

    EXPECT_LE(guardian->status().observations_signed, 1U);
}

TEST_F(LoneGuardian, StopsWhileNobodyItDialsAnswers)
{
    MuteServer mute{world};
    const auto guardian = start({.hub_url = mute.url("ws", "/hub"),
                                 .peers_dial = {mute.url("ws", "/peer")},
                                 .prices_url = mute.url("ws", "/prices")},
                                [&](const chains::WatchedChain& chain, chains::WatcherEvents events,
                                    std::optional<chains::Cursor> cursor)
                                    -> Result<std::unique_ptr<chains::Watcher>, std::string> {
                                    return std::make_unique<chains::evm::EvmWatcher>(
                                        world.io,
                                        chains::evm::EvmWatcherSettings{
                                            .node = net::parse_url(mute.url("http", "/")).value(),
                                            // Whoever waits for these waits for ever.
                                            .http = {.connect_timeout = std::chrono::hours{1},
                                                     .request_timeout = std::chrono::hours{1}}},
                                        chain, std::move(events), std::move(cursor));
                                });
    // Hub, peer, prices and two nodes.
    ASSERT_TRUE(world.changes.await([&] { return mute.asked_count() >= 5; }));

    guardian->stop();

    EXPECT_FALSE(guardian->status().is_connected);
}

}  // namespace
}  // namespace ballast::guardian
