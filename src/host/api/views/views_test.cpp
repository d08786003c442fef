// SPDX-License-Identifier: Apache-2.0
// Views of a small deployment's state.
#include <gtest/gtest.h>

#include <ballast/api/json_view.hpp>
#include <ballast/api/views/account_view.hpp>
#include <ballast/api/views/chain_view.hpp>
#include <ballast/api/views/haircut_view.hpp>
#include <ballast/api/views/health_view.hpp>
#include <ballast/api/views/instrument_view.hpp>
#include <ballast/engine/testing/world.hpp>
#include <fstream>

using namespace ballast;
using namespace ballast::api;
using namespace ballast::engine::testing;

namespace {

constexpr std::int64_t usd_e8 = 100'000'000;
const AccountId alice = account_number(1);
const AccountId maker = account_number(2);

/// Alice holds 10 ETH on alpha, is long 20 ETH on beta and has a permit for one more.
World trading_world()
{
    World world;
    world.price("ETH", 3'000 * usd_e8);
    world.price("USDC", usd_e8);
    world.deposit(alice, weth_alpha, 10 * ether);
    world.deposit(maker, usdc_beta, 1'000'000 * dollar);
    world.trade(alice, maker, 20'000, 3'000 * usd_e8);
    world.fill(world.last_order());
    world.price("ETH", 2'950 * usd_e8);
    world.trade(alice, maker, 1'000, 2'950 * usd_e8);
    return world;
}

i128 amount_after(const World& world, i128 withdrawn)
{
    return world.account(alice).balances.at(0).amount - withdrawn;
}

}  // namespace

TEST(AccountView, ShowsEveryTermAsComputedElsewhere)
{
    World world = trading_world();
    world.deposit(alice, weth_alpha, ether / 1'000);  // below the minimum
    world.apply(world.next_event(0, Locked{alice, evm_address(99), 5, evm_address(77)}));
    std::ifstream file{BALLAST_SOURCE_DIR "/src/host/api/views/account_view_golden.json"};
    const std::string golden{std::istreambuf_iterator<char>{file}, {}};

    const auto view = account_view(world.state, alice, 0);

    ASSERT_TRUE(view);
    EXPECT_EQ(boost::json::serialize(to_json(*view)),
              boost::json::serialize(boost::json::parse(golden)));
}

TEST(AccountView, IsNothingForAnAccountThatNeverDeposited)
{
    const World world;
    EXPECT_FALSE(account_view(world.state, alice, 0));
}

TEST(AccountView, LetsOutExactlyWhatKeepsTheInitialRequirementMet)
{
    World world = trading_world();
    const i128 out = account_view(world.state, alice, 0)->balances.at(0).withdrawable;
    const auto tradable_after = [&](i128 withdrawn) {
        Account after = world.account(alice);
        after.balances.at(0).amount = amount_after(world, withdrawn);
        return risk::margin_totals(after, world.state.risk, world.now_ms).tradable();
    };
    EXPECT_GT(out, 0);
    EXPECT_GE(tradable_after(out), 0);
    EXPECT_LT(tradable_after(out + 1), 0);
}

TEST(AccountView, GivesNoCreditForGainsThatAreNotRealised)
{
    World world = trading_world();
    const i128 before = account_view(world.state, alice, 0)->apart.withdrawable_usd_e6;
    world.price("ETH", 3'100 * usd_e8);
    const auto view = *account_view(world.state, alice, 0);
    // 20 ETH bought at 3,000 gained 2,000; a permit at 2,950 is not a gain yet.
    EXPECT_EQ(view.margin.unrealised_usd_e6, 2'000 * dollar);
    EXPECT_EQ(view.apart.withdrawable_usd_e6, view.apart.tradable_usd_e6 - 2'000 * dollar);
    EXPECT_GT(view.apart.withdrawable_usd_e6, before);
}

TEST(AccountView, LetsNothingOutAndSaysStaleOnceAPriceIsTooOld)
{
    const World world = trading_world();
    const auto view = *account_view(world.state, alice, world.now_ms + 60'001);
    EXPECT_TRUE(view.margin.stale);
    EXPECT_TRUE(view.balances.at(0).stale);
    EXPECT_EQ(view.balances.at(0).counted_initial_usd_e6, 0);
    EXPECT_EQ(view.balances.at(0).withdrawable, 0);
    EXPECT_EQ(view.apart.withdrawable_usd_e6, 0);
}

TEST(AccountView, ShowsTheMakersSideOfAPermit)
{
    const World world = trading_world();
    const auto view = *account_view(world.state, maker, 0);
    ASSERT_EQ(view.pending.size(), 1U);
    EXPECT_EQ(view.pending[0].side, PermitSide::Maker);
    EXPECT_EQ(view.pending[0].lots, -1'000);
}

TEST(AccountView, LetsOutNoMoreThanTheVaultHoldsAndPaysInOneWindow)
{
    World world = trading_world();
    const i128 out = account_view(world.state, alice, 0)->balances.at(0).withdrawable;
    ASSERT_GT(out, 3 * ether);
    world.state.genesis.tokens[0].outflow_max = static_cast<u128>(3 * ether);
    EXPECT_EQ(account_view(world.state, alice, 0)->balances.at(0).withdrawable, 3 * ether);
    world.state.tokens[0].in_flight = 2 * ether;
    EXPECT_EQ(account_view(world.state, alice, 0)->balances.at(0).withdrawable, ether);
}

TEST(AccountView, ShowsWithdrawalsUnderWayApart)
{
    World world = trading_world();
    ASSERT_EQ(world.withdraw(alice, weth_alpha, ether, evm_address(500)), RejectReason::None);
    const auto view = *account_view(world.state, alice, 0);
    ASSERT_EQ(view.withdrawals.size(), 1U);
    EXPECT_EQ(view.withdrawals[0].amount_decimal, "1.000000000000000000");
    EXPECT_EQ(view.withdrawals[0].recipient, evm_address(500));
    EXPECT_EQ(view.balances.at(0).amount, 9 * ether);
}

TEST(ChainsView, ShowsDelaysCapsAndContainment)
{
    World world = trading_world();
    world.head(0, static_cast<std::uint64_t>(world.now_ms / 1000) - 5);
    const ChainsView view = chains_view(world.state, 0);

    const ChainView& chain = view.chains.at(0);
    EXPECT_EQ(chain.settlement_delay_ms, 64'000);
    EXPECT_EQ(chain.latency_premium_ppm, 51'983U);
    EXPECT_EQ(chain.recognised_usd_e6, 29'500 * dollar);
    EXPECT_EQ(chain.contracts.at(0).event_nonce, 1U);
    EXPECT_EQ(chain.contracts.at(0).head_age_ms, 5'000);
    EXPECT_EQ(chain.tokens.at(0).locked, static_cast<u128>(10 * ether));
    EXPECT_EQ(chain.tokens.at(0).difference, 0);
    EXPECT_EQ(view.chains.at(1).head_age_ms, -1) << "beta never had a head";
}

TEST(ChainsView, LetsTheBucketLeakWithTime)
{
    const World world = trading_world();
    const i128 used = chains_view(world.state, 0).chains.at(0).bucket_used_usd_e6;
    EXPECT_GT(used, 0);
    EXPECT_LT(chains_view(world.state, world.now_ms + 1'000).chains.at(0).bucket_used_usd_e6, used);
    EXPECT_EQ(chains_view(world.state, world.now_ms + 86'400'000).chains.at(0).bucket_used_usd_e6,
              0);
}

TEST(HaircutTable, AlignsTheMatrixAndTheParts)
{
    const World world;
    EXPECT_EQ(haircut_table(haircuts_view(world.state)),
              "H_ij %       m   alpha    beta\n"
              "L_j             5.1983  5.1983\n"
              "ETH     2.8373  3.1848       -\n"
              "USDC    0.6430  0.8765  0.8765\n"
              "\n"
              "parts %             m     m*L       Q       S       C      cap  H initial  "
              "H maintenance\n"
              "ETH on alpha   2.8373  0.1475  0.2000  0.0000  0.0000  50.0000     3.1848         "
              "3.1848\n"
              "USDC on alpha  0.6430  0.0335  0.2000  0.0000  0.0000  25.0000     0.8765         "
              "0.8765\n"
              "USDC on beta   0.6430  0.0335  0.2000  0.0000  0.0000  25.0000     0.8765         "
              "0.8765\n");
}

TEST(InstrumentsView, ShowsOpenInterestAndStaleness)
{
    const World world = trading_world();
    const InstrumentView view = instruments_view(world.state, 0).instruments.at(0);
    EXPECT_EQ(view.lots_open, 20'000);
    EXPECT_EQ(view.lots_pending, 1'000);
    EXPECT_EQ(view.open_interest_usd_e6, 59'000 * dollar);
    EXPECT_FALSE(view.stale);
    EXPECT_TRUE(instruments_view(world.state, world.now_ms + 60'001).instruments.at(0).stale);
}

TEST(StateReasons, NameStaleFeedsAndTrippedRoutes)
{
    World world = trading_world();
    ObserveChain stray = world.next_event(2, Filled{.order = {99}, .account = alice});
    world.apply(stray);  // a fill that no permit explains
    const auto reasons = state_reasons(world.state, {}, world.now_ms + 60'001);
    const auto has = [&](std::string_view code) {
        return std::any_of(reasons.begin(), reasons.end(),
                           [&](const HealthReason& reason) { return reason.code == code; });
    };
    EXPECT_TRUE(has("PriceStale"));
    EXPECT_TRUE(has("RouteTripped"));
    EXPECT_TRUE(has("HeadMissing"));
    EXPECT_FALSE(has("Containment"));
}
