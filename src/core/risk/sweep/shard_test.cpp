// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "sweep_test_kit.hpp"

namespace ballast::risk::sweep {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::random_holdings;
using ::testing::SizeIs;

Holding held(std::uint32_t instrument, std::int32_t lots, std::uint8_t domain = 0)
{
    return {.instrument = instrument, .lots = lots, .underlying = 0, .domain = domain};
}

TEST(Shard, HoldsThePositionsItWasBuiltOf)
{
    testing::Random random{3};
    std::vector<std::vector<Holding>> accounts(200);
    for (auto& account : accounts) account = random_holdings(random, 20);

    const Shard shard = build_shard(accounts);

    for (auto& account : accounts)
    {
        std::erase_if(account, [](const Holding& h) { return h.lots == 0; });
        std::ranges::sort(account, {}, [](const Holding& h) {
            return std::tuple{h.underlying, h.domain, h.instrument, h.lots};
        });
    }
    EXPECT_EQ(holdings_of(shard), accounts);
}

TEST(Shard, PutsGroupsOfOneShapeIntoOneRun)
{
    const std::vector<std::vector<Holding>> accounts{
        {held(1, 5), held(2, 5)},
        {held(1, 5)},
        {held(7, -5), held(3, 5)},
        {held(1, 1, 0), held(1, 1, 1)},
    };

    const Shard shard = build_shard(accounts);

    EXPECT_THAT(shard.accounts, ElementsAre(1, 3, 0, 2));
    ASSERT_THAT(shard.runs, SizeIs(3));
    EXPECT_EQ(shard.runs[1].parts_each, 2U);
    EXPECT_EQ(shard.runs[2].group_count, 2U);
    EXPECT_EQ(shard.runs[2].positions_each, 2U);
}

TEST(Shard, LeavesOutPositionsWithoutLots)
{
    const std::vector<std::vector<Holding>> accounts{{held(1, 0)}, {}};

    const Shard shard = build_shard(accounts);

    EXPECT_EQ(shard.account_count, 2U);
    EXPECT_THAT(shard.runs, IsEmpty());
}

TEST(Shard, ForgetsWhatAReplacedAccountHeld)
{
    std::vector<std::vector<Holding>> accounts{{held(1, 5)}, {held(2, 6)}, {held(3, 7)}};
    Shard shard = build_shard(accounts);

    replace(shard, 1, std::vector{held(4, 8)});
    replace(shard, 2, {});
    replace(shard, 1, std::vector{held(5, 9, 1)});

    accounts[1] = {held(5, 9, 1)};
    accounts[2] = {};
    EXPECT_EQ(holdings_of(shard), accounts);
    EXPECT_EQ(shard.groups() - shard.built_groups, 2U);
}

TEST(Shard, BuiltAgainOfItsHoldingsIsTheSame)
{
    testing::Random random{4};
    std::vector<std::vector<Holding>> accounts(50);
    for (auto& account : accounts) account = random_holdings(random, 12);
    Shard shard = build_shard(accounts);
    accounts[7] = random_holdings(random, 12);
    replace(shard, 7, accounts[7]);

    const Shard again = build_shard(holdings_of(shard));

    const Shard expected = build_shard(accounts);
    EXPECT_EQ(again.positions, expected.positions);
    EXPECT_EQ(again.parts, expected.parts);
    EXPECT_EQ(again.accounts, expected.accounts);
}

TEST(Shard, NeedsFewBytesBesidesThePositions)
{
    testing::Random random{5};
    std::vector<std::vector<Holding>> accounts(shard_accounts_max);
    for (auto& account : accounts)
        for (std::uint32_t i = 0; i < 10; ++i)
            account.push_back(held(static_cast<std::uint32_t>(random() % 40), 1,
                                   static_cast<std::uint8_t>(random() % 2)));

    const Shard shard = build_shard(accounts);

    EXPECT_LE(shard.size(), shard_accounts_max * (10 * sizeof(Position) + 200));
}

}  // namespace
}  // namespace ballast::risk::sweep
