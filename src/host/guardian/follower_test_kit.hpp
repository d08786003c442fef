// SPDX-License-Identifier: Apache-2.0
// For tests: guardian 0 without sockets, the hub it listens to, and everything it says.
#pragma once
#include <gtest/gtest.h>

#include <ballast/guardian/follower.hpp>
#include <ballast/guardian/scripted_hub_test_kit.hpp>
#include <ballast/store/simulated_store.hpp>
#include <memory>
#include <vector>

namespace ballast::guardian::test_kit {

using engine::testing::dollar;
using engine::testing::ether;
using pipeline::testing::account_of_key;

inline constexpr std::int64_t price_3000 = 3'000'00000000;

class Guardian1 : public testing::Test
{
protected:
    explicit Guardian1(EvidenceKit of = EvidenceKit{}) : kit{std::move(of)} { open(); }

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

}  // namespace ballast::guardian::test_kit
