// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <limits>

#include "sweep_test_kit.hpp"

namespace ballast::risk::sweep {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using testing::on_every_target;
using testing::Random;
using testing::random_holdings;
using testing::World;

constexpr std::int32_t cell_max = market::cell_limit - 1;
constexpr std::int32_t lots_max = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t lots_min = std::numeric_limits<std::int32_t>::min();

/// A table whose cells are all zero.
market::PriceTable quiet()
{
    Random random{1};
    market::PriceTable out = testing::random_prices(random);
    std::ranges::fill(out.blocks, market::CellBlock{});
    return out;
}

std::int32_t& cell(market::PriceTable& prices, std::size_t k, std::size_t scenario)
{
    return prices.row(k)[scenario / 16].lanes[scenario % 16];
}

/// One account through account_requirements.
std::vector<Requirement> alone(const World& world, const std::vector<Holding>& account)
{
    const Shard shard = build_shard({&account, 1});
    std::vector<Requirement> out(shard.groups());
    const std::int64_t sum =
        account_requirements(shard.positions, shard.parts, world.market(), out);
    EXPECT_EQ(sum, world.sum_usd_e6(account));
    return out;
}

/// The account in a shard and alone, on every target, against the definition.
void expect_as_defined(const World& world, const std::vector<Holding>& account)
{
    on_every_target([&] {
        const Shard shard = build_shard({&account, 1});
        Results results;
        sweep_all(shard, world.market(), results);

        const std::vector<Requirement> one = alone(world, account);
        for (std::size_t i = 0; i < shard.runs.size(); ++i)
        {
            const Requirement expected = reference_requirement(account, shard.runs[i].underlying,
                                                               world.prices, world.gains_q30);
            EXPECT_EQ(results.requirements[i], expected.amount);
            EXPECT_EQ(one[i], expected);
        }
        EXPECT_EQ(results.sums_usd_e6[0], world.sum_usd_e6(account));
    });
}

TEST(Sweep, RequiresWhatTheDefinitionDoesOnEveryInstructionSet)
{
    Random random{11};
    for (int turn = 0; turn < 20; ++turn)
    {
        const World world{random};
        std::vector<std::vector<Holding>> accounts(60);
        for (auto& account : accounts)
            account = random_holdings(random, random() % 2 == 0 ? 64 : 8);
        const Shard shard = build_shard(accounts);
        on_every_target([&] {
            Results results;
            sweep_all(shard, world.market(), results);

            for (std::size_t i = 0; i < accounts.size(); ++i)
                ASSERT_EQ(results.sums_usd_e6[i], world.sum_usd_e6(accounts[i])) << i;
        });
    }
}

TEST(Sweep, NamesTheWorstScenarioThatTheDefinitionNames)
{
    Random random{12};
    for (int turn = 0; turn < 300; ++turn)
        expect_as_defined(World{random}, random_holdings(random, 24));
}

TEST(Sweep, DoesNotDependOnTheOrderOfPositions)
{
    Random random{13};
    const World world{random};
    for (int turn = 0; turn < 50; ++turn)
    {
        std::vector<Holding> account = random_holdings(random, 30);
        const std::vector<Requirement> before = alone(world, account);

        std::ranges::shuffle(account, random);

        EXPECT_EQ(alone(world, account), before);
    }
}

TEST(Sweep, RequiresNothingOfAnAccountWithoutPositions)
{
    Random random{14};
    const World world{random};

    Results results;
    sweep_all(build_shard(std::vector<std::vector<Holding>>(3)), world.market(), results);

    EXPECT_THAT(std::span{results.sums_usd_e6}.first(3), Each(0));
}

TEST(Sweep, CountsTheScenarioInWhichNothingHappens)
{
    market::PriceTable prices = quiet();
    for (std::size_t s = 0; s < lanes; ++s) cell(prices, 0, s) = 7;
    const World world{prices};

    EXPECT_THAT(alone(world, {{.instrument = 0, .lots = 3}}),
                ElementsAre(Requirement{.amount = 0, .worst = no_scenario}));
}

TEST(Sweep, LowersAShortByOneUnitALot)
{
    const World world{quiet()};

    EXPECT_THAT(alone(world, {{.instrument = 0, .lots = -3}, {.instrument = 1, .lots = 5}}),
                ElementsAre(Requirement{.amount = 3, .worst = 0}));
}

TEST(Sweep, NamesTheFirstOfSeveralWorstScenarios)
{
    for (std::uint8_t first = 0; first < lanes; ++first)
        for (std::uint8_t second = first; second < lanes; ++second)
        {
            market::PriceTable prices = quiet();
            cell(prices, 0, first) = cell(prices, 0, second) = -9;
            const World world{prices};

            on_every_target([&] {
                EXPECT_THAT(alone(world, {{.instrument = 0, .lots = 2}}),
                            ElementsAre(Requirement{.amount = 18, .worst = first}));
            });
        }
}

TEST(Sweep, KeepsGainsOfAnotherDomainByItsFactor)
{
    market::PriceTable prices = quiet();
    cell(prices, 0, 4) = -1'000;
    cell(prices, 1, 4) = 999;
    World world{prices};
    world.gains_q30 = {one_q30, one_q30 / 2, 0, one_q30};
    const auto amount = [&](std::uint8_t domain) {
        const std::vector<Holding> account{{.instrument = 0, .lots = 1},
                                           {.instrument = 1, .lots = 1, .domain = domain}};
        expect_as_defined(world, account);
        return alone(world, account).front().amount;
    };

    EXPECT_EQ(amount(0), 1);    // the same domain: netted
    EXPECT_EQ(amount(1), 501);  // half of 999, rounded down
    EXPECT_EQ(amount(2), 1'000);
    EXPECT_EQ(amount(3), 1);
}

TEST(Sweep, IsExactAtTheLargestLotsAndCells)
{
    for (const std::int32_t lots : {lots_max, lots_min, lots_min + 1, 1, -1, 32'768, -32'769})
        for (const std::int32_t value : {cell_max, -cell_max, 0, 1, -1})
            for (const std::int32_t other : {cell_max, -cell_max})
            {
                market::PriceTable prices = quiet();
                cell(prices, 0, 17) = value;
                cell(prices, 0, 30) = other;
                cell(prices, 1, 30) = -other;
                const World world{prices};

                expect_as_defined(world, {{.instrument = 0, .lots = lots}});
                expect_as_defined(world, {{.instrument = 0, .lots = lots},
                                          {.instrument = 1, .lots = -(lots / 2), .domain = 1}});
            }
}

TEST(Sweep, IsExactNextToTwoToThe62)
{
    market::PriceTable prices = quiet();
    cell(prices, 0, 3) = -cell_max;
    cell(prices, 1, 3) = cell_max;
    const World world{prices};

    expect_as_defined(world,
                      {{.instrument = 0, .lots = lots_max}, {.instrument = 0, .lots = lots_max}});
    expect_as_defined(world,
                      {{.instrument = 1, .lots = -lots_max}, {.instrument = 1, .lots = -lots_max}});
    for (std::uint8_t domain = 0; domain < testing::domains; ++domain)
        expect_as_defined(world, {{.instrument = 1, .lots = lots_max, .domain = domain},
                                  {.instrument = 1, .lots = lots_max, .domain = domain},
                                  {.instrument = 0, .lots = lots_max / 3, .domain = 3}});
}

TEST(Sweep, TakesGroupsOfAnyLength)
{
    Random random{15};
    const World world{random};
    for (std::size_t length = 1; length <= 64; ++length)
    {
        std::vector<Holding> account(length);
        for (std::size_t i = 0; i < length; ++i)
            account[i] = {.instrument = static_cast<std::uint32_t>(i % 40),
                          .lots = i % 3 == 0 ? -11 : 7,
                          .domain = static_cast<std::uint8_t>(i % (1 + length % 2))};
        expect_as_defined(world, account);
    }
}

TEST(Sweep, OfWhatMovedLeavesTheSameAsOfAll)
{
    Random random{16};
    World world{random};
    std::vector<std::vector<Holding>> accounts(400);
    for (auto& account : accounts) account = random_holdings(random, 16);
    const Shard shard = build_shard(accounts);
    Results results;
    sweep_all(shard, world.market(), results);
    for (int tick = 0; tick < 12; ++tick)
    {
        const std::size_t u = random() % testing::underlyings;
        const market::PriceTable next = testing::random_prices(random);
        for (std::size_t k = u * testing::instruments_each; k < (u + 1) * testing::instruments_each;
             ++k)
            world.table.update(next, k);
        std::array<std::uint8_t, testing::underlyings> moved{};
        moved[u] = 1;

        sweep_moved(shard, world.market(), moved, results);

        Results all;
        sweep_all(shard, world.market(), all);
        EXPECT_EQ(results.requirements, all.requirements);
        EXPECT_EQ(results.sums_usd_e6, all.sums_usd_e6);
    }
}

TEST(Sweep, FollowsAnAccountThatTrades)
{
    Random random{17};
    const World world{random};
    std::vector<std::vector<Holding>> accounts(100);
    for (auto& account : accounts) account = random_holdings(random, 16);
    Shard shard = build_shard(accounts);
    Results results;
    sweep_all(shard, world.market(), results);
    for (int trade = 0; trade < 60; ++trade)
    {
        const auto account = static_cast<std::uint32_t>(random() % 20);
        accounts[account] = random_holdings(random, 16);

        const std::size_t first = replace(shard, account, accounts[account]);
        follow(shard, world.market(), account, first, results);

        EXPECT_EQ(results.sums_usd_e6[account], world.sum_usd_e6(accounts[account]));
    }
    Results all;
    sweep_all(shard, world.market(), all);
    for (std::size_t i = 0; i < accounts.size(); ++i)
        EXPECT_EQ(results.sums_usd_e6[i], all.sums_usd_e6[i]);
}

TEST(Sweep, ListsTheAccountsThatRequireMoreThanTheyHave)
{
    Results results{.sums_usd_e6 = {5, 0, 9, 4, 1, 0, 0, 8, 7, 3, 0}};
    const std::vector<std::int64_t> cushions{5, -1, 8, 4, 2, 0, 0, 9, 6, 2};

    on_every_target([&] {
        std::vector<std::uint32_t> out;
        append_short_of(results, cushions, out);
        EXPECT_THAT(out, ElementsAre(1, 2, 8, 9));
    });
}

TEST(UnitDivisor, RoundsUpAsDivisionDoes)
{
    Random random{18};
    for (unsigned exponent = 6; exponent <= 24; ++exponent)
    {
        const UnitDivisor divisor{exponent};
        const i128 ten = pow10(exponent - 6);
        const auto expect = [&](std::int64_t amount) {
            ASSERT_EQ(divisor.usd_e6_up(amount), div_ceil(amount, ten)) << exponent;
        };
        for (const std::int64_t edge :
             {std::int64_t{0}, static_cast<std::int64_t>(ten), std::int64_t{1} << 62U})
            for (std::int64_t off = -2; off <= 0; ++off)
                if (edge + off >= 0) expect(edge + off);
        expect(static_cast<std::int64_t>(ten) + 1);
        for (int i = 0; i < 2'000; ++i)
            expect(static_cast<std::int64_t>(random() >> (2 + random() % 60)));
    }
}

TEST(GainFactor, IsTheInverseOfThePremiumRoundedDown)
{
    EXPECT_EQ(gain_q30(0), one_q30);
    EXPECT_EQ(gain_q30(1'000'000), one_q30 / 2);
    EXPECT_EQ(gain_q30(732'100), 619'907'524U);
}

}  // namespace
}  // namespace ballast::risk::sweep
