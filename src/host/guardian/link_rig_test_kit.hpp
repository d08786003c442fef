// SPDX-License-Identifier: Apache-2.0
// For tests: a hub's pipeline and link, and whole guardians, in one process on loopback, with
// simulated disks, one simulated clock, and watchers that report what the test says.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <ballast/guardian/guardian.hpp>
#include <ballast/guardian/journal_replay.hpp>
#include <ballast/guardian/link_server.hpp>
#include <ballast/pipeline/testing/evidence_kit.hpp>
#include <ballast/store/simulated_store.hpp>
#include <ballast/wire/observation_message.hpp>
#include <condition_variable>
#include <future>
#include <mutex>

namespace ballast::guardian::test_kit {

using pipeline::testing::EvidenceKit;
using pipeline::testing::key_number;

/// Wakes a waiting test whenever something changed anywhere.
class Changes
{
public:
    void note()
    {
        const std::lock_guard lock{mutex_};
        ++count_;
        came_.notify_all();
    }
    /// True as soon as `holds` does; false when it does not within a test's patience.
    bool await(const std::function<bool()>& holds)
    {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        for (;;)
        {
            std::unique_lock lock{mutex_};
            const auto seen = count_;
            lock.unlock();
            if (holds()) return true;
            lock.lock();
            // Not every change is announced (a signature below the quorum is not), so it also looks
            // again by itself.
            const auto look_again =
                std::chrono::steady_clock::now() + std::chrono::milliseconds{10};
            came_.wait_until(lock, std::min(look_again, until), [&] { return count_ != seen; });
            if (std::chrono::steady_clock::now() >= until) return false;
        }
    }

private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::uint64_t count_{};
};

/// Reports what a test says, on the network thread.
class ScriptedWatcher final : public chains::Watcher
{
public:
    ScriptedWatcher(net::IoContext& io, chains::WatcherEvents events)
        : io_{io}, events_{std::make_shared<chains::WatcherEvents>(std::move(events))}
    {}
    void start() override {}
    void stop() override
    {
        io_.run([this] { events_.reset(); });
    }
    chains::Cursor cursor() const override { return {}; }
    void report(const Observation& observation)
    {
        io_.run([this, observation] {
            if (events_) events_->on_finalised(observation);
        });
    }

private:
    net::IoContext& io_;
    std::shared_ptr<chains::WatcherEvents> events_;
};

/// What all parties of a test share.
struct World
{
    EvidenceKit kit;
    env::SimulatedClock clock{engine::testing::start_ms};
    env::SystemEntropy entropy;
    Changes changes;
    net::IoContext io;
    std::uint16_t port{};

    World() { io.start(); }
};

/// The hub's half: a store, a pipeline while a term is open, and the link.
class HubRig
{
public:
    HubRig(World& world, store::SimulatedDisk& disk)
        : world_{world}, store_{std::move(store::open_simulated_store(disk).value())}
    {
        auto server = net::HttpServer::listen(
            world.io, {.port = world.port},
            [](const net::HttpRequest&, net::Responder respond) { respond({.status = 404}); });
        if (!server) throw std::runtime_error{server.error().sentence};
        server_ = std::move(*server);
        world.port = server_->port();
        link_ = std::make_unique<GuardianLinkServer>(LinkSettings{}, world.kit.genesis(),
                                                     EvidenceKit::hub_key(), *store_, world.clock,
                                                     world.entropy, callbacks());
        link_->attach(*server_);
        server_->start();
    }
    ~HubRig()
    {
        server_->stop();
        if (pipeline_) pipeline_->stop();
        link_->stop();
    }

    /// Waits for a quorum, then runs in the term that it opened.
    bool open()
    {
        if (!world_.changes.await([this] { return take_opening().has_value(); })) return false;
        const TermOpening opening = *std::exchange(opening_, std::nullopt);
        if (store_->last() && (!opening.base || opening.base->sequence != store_->last()->sequence))
            if (!store_->truncate_after(opening.base ? std::optional{opening.base->sequence}
                                                     : std::nullopt))
                return false;
        auto replica = replay_journal(world_.kit.genesis(), *store_);
        if (!replica) return false;
        pipeline_ = std::make_unique<pipeline::Pipeline>(
            pipeline::PipelineSettings{.term = opening.term}, std::move(*replica), *store_,
            world_.clock, EvidenceKit::hub_key(), [this](const pipeline::SharedBatch& batch) {
                link_->publish(batch);
                world_.changes.note();
            });
        link_->start({.outstanding = {},
                      .submit =
                          [this](EvidenceKind kind, Bytes evidence, pipeline::SubmitCallback done) {
                              pipeline_->submit(kind, std::move(evidence), std::move(done));
                          },
                      .applied = {}});
        pipeline_->start();
        return true;
    }

    /// Gives the present term up and runs in the next one.
    bool reopen()
    {
        pipeline_->stop();
        link_->reopen();
        return open();
    }

    pipeline::SubmitResult submit(EvidenceKind kind, Bytes evidence)
    {
        std::promise<pipeline::SubmitResult> answer;
        pipeline_->submit(kind, std::move(evidence), [&answer](pipeline::SubmitResult result) {
            answer.set_value(std::move(result));
        });
        return answer.get_future().get();
    }
    /// Sequences a price update; its sequence.
    Sequence price()
    {
        world_.clock.advance_ms(1'000);
        const auto outcome =
            submit(EvidenceKind::PriceUpdate,
                   world_.kit.prices(3'000'00000000, 1'00000000, world_.clock.now_ms() / 1000));
        if (!outcome) throw std::runtime_error{outcome.error().sentence};
        return outcome->sequence;
    }
    bool await_certified(Sequence sequence)
    {
        return world_.changes.await([this, sequence] {
            const auto certified = link_->status().certified;
            return certified && *certified >= sequence;
        });
    }
    /// The signed order, once a quorum signed it.
    Bytes await_order(OrderId order)
    {
        world_.changes.await([this, order] { return link_->signed_order(order).has_value(); });
        return link_->signed_order(order).value_or(Bytes{});
    }

    GuardianLinkServer& link() { return *link_; }
    pipeline::Pipeline& pipeline() { return *pipeline_; }
    env::JournalStore& store() { return *store_; }
    std::optional<TermOpening> take_opening()
    {
        const std::lock_guard lock{mutex_};
        if (said_) opening_ = std::exchange(said_, std::nullopt);
        return opening_;
    }
    std::vector<Refuse> refusals()
    {
        const std::lock_guard lock{mutex_};
        return refusals_;
    }
    std::string lost()
    {
        const std::lock_guard lock{mutex_};
        return lost_;
    }

private:
    LinkCallbacks callbacks()
    {
        return {.on_term_open =
                    [this](const TermOpening& opening) {
                        const std::lock_guard lock{mutex_};
                        said_ = opening;
                        world_.changes.note();
                    },
                .on_certified = [this](const journal::Certificate&) { world_.changes.note(); },
                .on_order_signed = [this](OrderId, const Bytes&) { world_.changes.note(); },
                .on_refusal =
                    [this](std::uint8_t, const Refuse& refuse) {
                        const std::lock_guard lock{mutex_};
                        refusals_.push_back(refuse);
                        world_.changes.note();
                    },
                .on_term_lost =
                    [this](const std::string& why) {
                        const std::lock_guard lock{mutex_};
                        lost_ = why;
                        world_.changes.note();
                    }};
    }

    World& world_;
    std::unique_ptr<env::JournalStore> store_;
    std::unique_ptr<net::HttpServer> server_;
    std::unique_ptr<GuardianLinkServer> link_;
    std::unique_ptr<pipeline::Pipeline> pipeline_;
    std::mutex mutex_;
    std::optional<TermOpening> said_;
    std::optional<TermOpening> opening_;
    std::vector<Refuse> refusals_;
    std::string lost_;
};

/// One whole guardian on a simulated disk.
class GuardianRig
{
public:
    GuardianRig(World& world, std::uint8_t index) : world_{world}, index_{index}, disk_{index} {}

    void start(GuardianSettings settings = {})
    {
        store_ = std::move(store::open_simulated_store(disk_).value());
        settings.hub_url =
            "ws://127.0.0.1:" + std::to_string(world_.port) + std::string{hub_link_path};
        settings.redial_ms_min = 5;
        settings.redial_ms_max = 20;
        auto started = Guardian::start(
            world_.kit.genesis(), settings,
            {.io = world_.io,
             .store = *store_,
             .clock = world_.clock,
             .key = key_number(index_ + 1U),
             .make_watcher = [this](const chains::WatchedChain& chain, chains::WatcherEvents events,
                                    std::optional<chains::Cursor>)
                 -> Result<std::unique_ptr<chains::Watcher>, std::string> {
                 auto made = std::make_unique<ScriptedWatcher>(world_.io, std::move(events));
                 watchers_[chain.chain] = made.get();
                 return made;
             },
             .on_change = [this] { world_.changes.note(); }});
        if (!started) throw std::runtime_error{started.error()};
        guardian_ = std::move(*started);
    }
    void stop()
    {
        guardian_.reset();
        store_.reset();
    }
    void see(const Observation& observation)
    {
        watchers_.at(observation.chain)->report(observation);
    }
    [[nodiscard]] std::string peer_url() const
    {
        return "ws://127.0.0.1:" + std::to_string(guardian_->peers_port());
    }
    Guardian& operator*() { return *guardian_; }
    Guardian* operator->() { return guardian_.get(); }
    [[nodiscard]] bool is_running() const { return guardian_ != nullptr; }

private:
    World& world_;
    std::uint8_t index_;
    store::SimulatedDisk disk_;
    std::unique_ptr<env::JournalStore> store_;
    std::map<ChainId, ScriptedWatcher*> watchers_;
    std::unique_ptr<Guardian> guardian_;
};

}  // namespace ballast::guardian::test_kit
