// SPDX-License-Identifier: Apache-2.0
// A lost store, built again from what others have.
#include <gtest/gtest.h>

#include <ballast/hub/recovery.hpp>
#include <ballast/pipeline/pipeline.hpp>
#include <ballast/pipeline/testing/evidence_kit.hpp>
#include <ballast/store/simulated_store.hpp>
#include <future>

namespace ballast::hub {
namespace {
using namespace ballast::engine::testing;
using pipeline::testing::account_of_key;
using pipeline::testing::EvidenceKit;

/// A store of its own disk.
struct Disk
{
    store::SimulatedDisk disk{1};
    std::unique_ptr<env::JournalStore> store = std::move(store::open_simulated_store(disk).value());
};

/// A journal with some deposits, as a guardian would have it.
struct Kept : Disk
{
    EvidenceKit kit;

    explicit Kept(int deposits)
    {
        env::SimulatedClock clock{start_ms};
        pipeline::Pipeline pipeline{
            {.term = {1}}, pipeline::Replica{kit.genesis()}, *store,
            clock,         EvidenceKit::hub_key(),           [](const pipeline::SharedBatch&) {}};
        pipeline.start();
        const auto submit = [&](EvidenceKind kind, Bytes evidence) {
            std::promise<bool> answer;
            pipeline.submit(kind, std::move(evidence), [&](const pipeline::SubmitResult& result) {
                answer.set_value(result.has_value());
            });
            EXPECT_TRUE(answer.get_future().get());
        };
        clock.advance_ms(1'000);
        submit(EvidenceKind::PriceUpdate,
               kit.prices(3'000'00000000, 1'00000000, clock.now_ms() / 1'000));
        for (int i = 0; i < deposits; ++i)
            submit(EvidenceKind::Attestation,
                   kit.deposit(account_of_key(100), weth_alpha, ether, clock.now_ms()));
        pipeline.stop();
    }
};

std::vector<std::unique_ptr<env::JournalStore>> sources(std::unique_ptr<env::JournalStore> first)
{
    std::vector<std::unique_ptr<env::JournalStore>> out;
    out.push_back(std::move(first));
    return out;
}

TEST(Recovery, BuildsTheJournalAgainRecordByRecord)
{
    Kept kept{5};
    const auto end = kept.store->last();
    const auto from = sources(std::move(kept.store));
    Disk fresh;

    const auto report = recover(*fresh.store, from, kept.kit.genesis(), {});

    ASSERT_TRUE(report) << report.error();
    EXPECT_EQ(report->records, end->sequence.value + 1);
    ASSERT_TRUE(fresh.store->last());
    EXPECT_EQ(fresh.store->last()->sequence, end->sequence);
    EXPECT_EQ(fresh.store->last()->hash, end->hash);
}

TEST(Recovery, TakesTheStoreThatReachesFurthest)
{
    Kept shorter{1};
    Kept longer{4};
    const auto end = longer.store->last();
    auto from = sources(std::move(shorter.store));
    from.push_back(std::move(longer.store));
    Disk fresh;

    const auto report = recover(*fresh.store, from, longer.kit.genesis(), {});

    ASSERT_TRUE(report) << report.error();
    EXPECT_EQ(report->source, 1U);
    EXPECT_EQ(report->last, end->sequence);
}

TEST(Recovery, FillsNothingButANewStore)
{
    Kept kept{2};
    Kept there{1};
    const auto from = sources(std::move(kept.store));

    const auto report = recover(*there.store, from, kept.kit.genesis(), {});

    ASSERT_FALSE(report);
    EXPECT_NE(report.error().find("not empty"), std::string::npos);
}

TEST(Recovery, RefusesAJournalOfAnotherDeployment)
{
    Kept kept{2};
    const auto from = sources(std::move(kept.store));
    Genesis other = kept.kit.genesis();
    other.salt = numbered(99, 1);
    Disk fresh;

    const auto report = recover(*fresh.store, from, other, {});

    ASSERT_FALSE(report);
    EXPECT_NE(report.error().find("another guardian's store"), std::string::npos);
}

TEST(Recovery, SaysThatThereIsNothingToRecoverFrom)
{
    Disk empty;
    const auto from = sources(std::move(empty.store));
    Disk fresh;

    const auto report = recover(*fresh.store, from, EvidenceKit{}.genesis(), {});

    ASSERT_FALSE(report);
}
}  // namespace
}  // namespace ballast::hub
