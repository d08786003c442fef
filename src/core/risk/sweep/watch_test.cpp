// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <ballast/risk/sweep/watch.hpp>
#include <numeric>

#include "sweep_test_kit.hpp"

namespace ballast::risk::sweep {
namespace {

using ::testing::ElementsAre;
using testing::instruments_each;
using testing::Random;
using testing::random_holdings;
using testing::underlyings;

std::vector<std::uint32_t> instruments_of(std::uint16_t underlying)
{
    std::vector<std::uint32_t> out(instruments_each);
    std::iota(out.begin(), out.end(), underlying * instruments_each);
    return out;
}

/// Accounts that are watched while prices move, and a full sweep to tell who is short.
class Watched
{
public:
    explicit Watched(std::uint64_t seed) : random_{seed}, world_{random_}
    {
        for (auto& account : accounts_) account = random_holdings(random_, 12);
        shard_ = build_shard(accounts_);
        watch_ = Watch{shard_};
        for (std::uint16_t u = 0; u < underlyings; ++u)
        {
            drifts_.emplace_back(instruments_of(u), std::int64_t{1} << 22U);
            drifts_.back().observe(world_.table);
        }
        for (const auto& account : accounts_)
        {
            const std::int64_t required = world_.sum_usd_e6(account);
            cushions_.push_back(required / 100 * static_cast<std::int64_t>(95 + random_() % 300));
        }
    }

    /// Every cell of an underlying moves by less than 2^bits.
    std::uint16_t tick(unsigned bits)
    {
        const auto u = static_cast<std::uint16_t>(random_() % underlyings);
        for (const std::uint32_t k : instruments_of(u))
        {
            for (std::size_t s = 0; s < lanes; ++s)
            {
                std::int32_t& cell = world_.prices.row(k)[s / 16].lanes[s % 16];
                const std::int64_t moved = cell + testing::any_size(random_, bits);
                cell = static_cast<std::int32_t>(std::clamp<std::int64_t>(
                    moved, 1 - market::cell_limit, market::cell_limit - 1));
            }
            world_.table.update(world_.prices, k);
        }
        drifts_[u].observe(world_.table);
        return u;
    }
    void trade(std::uint32_t account)
    {
        accounts_[account] = random_holdings(random_, 12);
        watch_.follow(shard_, replace(shard_, account, accounts_[account]));
    }
    void withdraw(std::uint32_t account)
    {
        cushions_[account] /= 2;
        watch_.make_due(shard_, account);
    }

    [[nodiscard]] std::vector<std::uint32_t> short_after(std::uint16_t u)
    {
        std::vector<std::uint32_t> out;
        append_short_after(
            shard_, world_.market(), drifts_, u,
            [&](std::uint32_t account) { return cushions_[account]; }, watch_, due_, out);
        looked_at_ += due_.groups.size();
        std::ranges::sort(out);
        return out;
    }
    /// Those that hold the underlying and are short, by the full sweep.
    [[nodiscard]] std::vector<std::uint32_t> expected(std::uint16_t u)
    {
        sweep_all(shard_, world_.market(), results_);
        std::vector<std::uint32_t> out;
        append_short_of(results_, cushions_, out);
        std::erase_if(out, [&](std::uint32_t account) {
            return std::ranges::none_of(accounts_[account], [&](const Holding& h) {
                return h.underlying == u && h.lots != 0;
            });
        });
        return out;
    }
    [[nodiscard]] std::size_t looked_at() const { return looked_at_; }
    [[nodiscard]] std::size_t account_count() const { return accounts_.size(); }

private:
    Random random_;
    testing::World world_;
    std::vector<std::vector<Holding>> accounts_ = std::vector<std::vector<Holding>>(300);
    Shard shard_;
    Watch watch_{shard_};
    std::vector<Drift> drifts_;
    std::vector<std::int64_t> cushions_;
    Results results_;
    Due due_;
    std::size_t looked_at_{};
};

TEST(Watch, FindsEverybodyWhomTheFullSweepFinds)
{
    for (const unsigned bits : {6U, 12U, 18U, 24U, 29U})
    {
        Watched watched{bits};
        for (int i = 0; i < 120; ++i)
        {
            const std::uint16_t u = watched.tick(bits);
            ASSERT_EQ(watched.short_after(u), watched.expected(u)) << bits << ' ' << i;
        }
    }
}

TEST(Watch, FindsThemWhileAccountsTradeAndWithdraw)
{
    Watched watched{77};
    Random random{78};
    for (int i = 0; i < 300; ++i)
    {
        watched.trade(static_cast<std::uint32_t>(random() % 40));
        watched.withdraw(static_cast<std::uint32_t>(random() % watched.account_count()));
        const std::uint16_t u = watched.tick(16);
        ASSERT_EQ(watched.short_after(u), watched.expected(u)) << i;
    }
}

TEST(Watch, PassesOverThoseWhoHaveEnough)
{
    Watched watched{79};
    (void)watched.short_after(watched.tick(4));
    const std::size_t at_first = watched.looked_at();

    constexpr std::size_t ticks = 50;
    for (std::size_t i = 0; i < ticks; ++i) (void)watched.short_after(watched.tick(4));

    EXPECT_LT(watched.looked_at() - at_first, ticks * watched.account_count() / 4);
}

TEST(Watch, KeepsWhoIsShortDue)
{
    Random random{1};
    const testing::World world{random};
    const std::vector<std::vector<Holding>> accounts{{{.instrument = 0, .lots = -4}}};
    const Shard shard = build_shard(accounts);
    Watch watch{shard};
    std::vector<Drift> drifts{Drift{instruments_of(0), 1'000}};
    drifts[0].observe(world.table);
    Due due;
    for (int i = 0; i < 3; ++i)
    {
        std::vector<std::uint32_t> out;
        append_short_after(
            shard, world.market(), drifts, 0, [](std::uint32_t) { return std::int64_t{0}; }, watch,
            due, out);
        EXPECT_THAT(out, ElementsAre(0));
    }
}

TEST(Drift, GoesBackWhenPricesDo)
{
    Random random{2};
    testing::World world{random};
    Drift drift{instruments_of(0), 1'000};
    drift.observe(world.table);
    const std::int64_t level = drift.level(100);

    std::int32_t& cell = world.prices.row(3)[1].lanes[5];
    cell += cell < 0 ? 101 : -101;
    world.table.update(world.prices, 3);
    drift.observe(world.table);
    EXPECT_LT(level, drift.now());

    world.prices.row(3)[1].lanes[5] += world.prices.row(3)[1].lanes[5] < 0 ? -2 : 2;
    world.table.update(world.prices, 3);
    drift.observe(world.table);
    EXPECT_GE(level, drift.now());
}

TEST(Drift, KeepsLevelsOnTheSafeSideWhenAnAnchorIsLeft)
{
    Random random{3};
    testing::World world{testing::random_prices(random)};
    std::ranges::fill(world.prices.blocks, market::CellBlock{});
    world.table = Table{world.prices};
    Drift drift{instruments_of(0), 50};
    const auto move_to = [&](std::int32_t cell) {
        world.prices.row(0)[0].lanes[0] = cell;
        world.table.update(world.prices, 0);
        drift.observe(world.table);
    };
    std::vector<std::pair<std::int32_t, std::int64_t>> set;
    for (const std::int32_t cell : {0, 20, -45, 70, 71, 10, 200, 180, 260})
    {
        move_to(cell);
        for (const auto& [from, level] : set)
            EXPECT_TRUE(level < drift.now() || std::abs(cell - from) <= 60);
        set.emplace_back(cell, drift.level(60));
    }
}

TEST(Drift, CountsWhatALotIsWorth)
{
    Random random{4};
    const testing::World world{random};
    Drift drift{{0, 1}, 1'000};
    drift.observe(world.table, std::vector<std::int64_t>{500, 700});

    drift.observe(world.table, std::vector<std::int64_t>{490, 730});

    EXPECT_EQ(drift.now(), 30);
}

}  // namespace
}  // namespace ballast::risk::sweep
