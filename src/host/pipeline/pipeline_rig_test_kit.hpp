// SPDX-License-Identifier: Apache-2.0
// For tests: a pipeline on a simulated store and clock, and whom to fund in it.
#pragma once
#include <gtest/gtest.h>

#include <atomic>
#include <ballast/pipeline/pipeline.hpp>
#include <ballast/pipeline/testing/evidence_kit.hpp>
#include <ballast/store/simulated_store.hpp>
#include <future>

namespace ballast::pipeline::test_kit {

using engine::testing::dollar;
using engine::testing::ether;
using engine::testing::start_ms;
using engine::testing::usdc_beta;
using engine::testing::weth_alpha;
using testing::account_of_key;
using testing::EvidenceKit;

inline constexpr std::int64_t price_3000 = 3'000'00000000;

/// A pipeline on a simulated store and clock, with blocking submits.
struct Rig
{
    EvidenceKit kit;
    env::SimulatedClock clock{start_ms};
    store::SimulatedDisk disk{1};
    std::unique_ptr<env::JournalStore> store = std::move(store::open_simulated_store(disk).value());
    std::mutex mutex;
    std::vector<SharedBatch> batches;
    std::function<void()> on_batch;  ///< on the engine thread
    std::atomic<int> failures{};
    std::unique_ptr<Pipeline> pipeline;

    explicit Rig(PipelineSettings settings = {.term = {1}}, EvidenceKit of = EvidenceKit{})
        : kit{std::move(of)}
    {
        open(settings);
    }

    void open(PipelineSettings settings)
    {
        pipeline = std::make_unique<Pipeline>(
            settings, Replica{kit.genesis()}, *store, clock, EvidenceKit::hub_key(),
            [this](const SharedBatch& batch) {
                {
                    const std::lock_guard lock{mutex};
                    batches.push_back(batch);
                }
                if (on_batch) on_batch();
            },
            [this](const std::string&) { ++failures; });
        pipeline->start();
    }

    SubmitResult submit(EvidenceKind kind, Bytes evidence)
    {
        std::promise<SubmitResult> answer;
        pipeline->submit(kind, std::move(evidence),
                         [&](SubmitResult result) { answer.set_value(std::move(result)); });
        return answer.get_future().get();
    }

    void fund()
    {
        clock.advance_ms(1'000);
        ASSERT_TRUE(submit(EvidenceKind::PriceUpdate,
                           kit.prices(price_3000, 1'00000000, clock.now_ms() / 1000)));
        ASSERT_TRUE(submit(EvidenceKind::Attestation, kit.deposit(account_of_key(100), weth_alpha,
                                                                  10 * ether, clock.now_ms())));
        ASSERT_TRUE(
            submit(EvidenceKind::Attestation,
                   kit.deposit(account_of_key(101), usdc_beta, 100'000 * dollar, clock.now_ms())));
    }
};

/// Where the batches of the rig lead.
inline Replica replay(const Rig& rig)
{
    Replica out{rig.kit.genesis()};
    for (const SharedBatch& batch : rig.batches)
        EXPECT_TRUE(out.follow(batch->bytes, Evidence::Trust));
    return out;
}

}  // namespace ballast::pipeline::test_kit
