// SPDX-License-Identifier: Apache-2.0
#include "account_scenarios.hpp"

#include <gtest/gtest.h>

namespace ballast::risk {
namespace {

constexpr std::int64_t now_ms = 1'780'000'000'000;

/// One chain, a perpetual on an underlying, and a token of it with no decimals.
struct OneChain
{
    explicit OneChain(std::uint32_t haircut_ppm)
    {
        Genesis genesis;
        genesis.chains = {{.id = ChainId{2}, .name = "a"}};
        genesis.instruments = {{.name = *InstrumentName::parse("ETH-PERP"),
                                .chain = ChainId{2},
                                .lot_e18 = static_cast<u128>(pow10(16))}};
        genesis.scenarios = {.model = default_scenario_model(),
                             .underlyings = {{.symbol = "ETH", .margin_class = "major"}}};
        const std::uint32_t premium_ppm[] = {0};
        tables.scenarios.emplace(genesis, premium_ppm);
        tables.scenarios->refresh(0, {.index_e8 = 1'000}, 0, now_ms);
        tables.instruments = {{.mark_e8 = 1'000}};
        set_lot(tables.instruments[0], static_cast<u128>(pow10(16)));
        tables.tokens = {
            {.price_e8 = 1'000, .unit = 100, .haircut_initial_ppm = haircut_ppm, .underlying = 0}};
        account.positions = {{.instrument = {0}, .lots = -100}};
    }

    std::int64_t hedge_e8(i128 amount)
    {
        account.balances = {{.token = {0}, .amount = amount}};
        return portfolio_of(account, nullptr, tables).portfolio.hedges.at(0).amount_e8;
    }

    RiskTables tables;
    Account account;
};

TEST(AccountScenarios, LetCollateralHedgeWithWhatItsHaircutLeaves)
{
    OneChain world(250'000);

    EXPECT_EQ(world.hedge_e8(8), 6 * pow10(8));
    // Twelve billion tokens are more than 2^60 of 10^-8; three quarters of them are not.
    EXPECT_EQ(world.hedge_e8(12'000'000'000), 9'000'000'000 * pow10(8));
    EXPECT_EQ(world.hedge_e8(i128{1} << 100U), std::int64_t{1} << 60U);
}

TEST(AccountScenarios, LetNothingHedgeThatCountsNothing)
{
    OneChain world(1'000'000);

    EXPECT_EQ(world.hedge_e8(8), 0);
    EXPECT_EQ(world.hedge_e8(i128{1} << 111U), 0);
}

}  // namespace
}  // namespace ballast::risk
