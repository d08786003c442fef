// SPDX-License-Identifier: Apache-2.0
#include "pricing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ballast/numeric/mul_div.hpp>
#include <cmath>

#include "market_test_kit.hpp"

namespace ballast::market {
namespace {

using testing::Numbers;

constexpr std::int64_t day_s = 86'400;
constexpr std::int64_t expiry_s = 1'790'000'000 + 30 * day_s;
constexpr std::int64_t eth_e8 = 300'000'000'000;

ListedInstrument option(std::int64_t strike_e8, bool call)
{
    return {.terms = {.underlying = "ETH",
                      .kind = InstrumentKind::Option,
                      .expiry_s = expiry_s,
                      .strike_e8 = strike_e8,
                      .call = call},
            .lot_e18 = testing::one_e18};
}

ListedInstrument future()
{
    return {.terms = {.underlying = "ETH", .kind = InstrumentKind::Future, .expiry_s = expiry_s},
            .lot_e18 = testing::one_e18};
}

ListedInstrument perpetual(u128 lot_e18 = testing::one_e18)
{
    return {.terms = {.underlying = "ETH"}, .lot_e18 = lot_e18};
}

/// One expiry in 30 days at 3000, where the volatility factor m is 1.
UnderlyingData plain_data()
{
    return {.index_e8 = eth_e8, .expiries = {{.expiry_s = expiry_s, .forward_e8 = eth_e8}}};
}

ScenarioGrid grid_of(std::vector<Scenario> scenarios)
{
    return {.scenarios = std::move(scenarios)};
}

PricedUnderlying price(const UnderlyingData& data, const std::vector<ListedInstrument>& instruments,
                       const ScenarioGrid& grid, unsigned unit_exponent = 4)
{
    PricedUnderlying out;
    Pricer{grid}.price(data, instruments,
                       {.now_ms = 1'790'000'000'000, .unit_exponent = unit_exponent}, out);
    return out;
}

TEST(Pricing, EveryInstructionSetGivesTheSameTable)
{
    const UnderlyingData data = testing::underlying_at(eth_e8);
    const auto instruments = testing::instruments_of(data);
    PricedUnderlying first;
    Pricer{testing::default_grid(), InstructionSet::Scalar}.price(
        data, instruments, {.now_ms = testing::now_ms, .unit_exponent = 4}, first);

    for (const InstructionSet set : testing::supported_sets())
    {
        PricedUnderlying out;
        Pricer{testing::default_grid(), set}.price(
            data, instruments, {.now_ms = testing::now_ms, .unit_exponent = 4}, out);
        EXPECT_EQ(out, first) << static_cast<int>(set);
    }
}

TEST(Pricing, AScenarioWithoutAMoveHasNoCell)
{
    const UnderlyingData data = testing::underlying_at(eth_e8);
    const auto instruments = testing::instruments_of(data);

    const auto priced = price(data, instruments, grid_of({{}, {.spot_ppm = 1}}));

    for (std::size_t k = 0; k < instruments.size(); ++k)
    {
        EXPECT_EQ(priced.table.status[k], CellStatus::Priced) << k;
        EXPECT_EQ(priced.table.cell(k, 0), 0) << k;
    }
}

TEST(Pricing, LinearCellsAreExactAndRoundedDown)
{
    UnderlyingData data = plain_data();
    data.expiries[0].forward_e8 = 300'123'456'789;  // 3001.23456789
    data.instruments = {{.mark_e8 = 299'999'999'999}};

    const auto priced = price(data, {perpetual(), future(), perpetual(1)},
                              grid_of({{.spot_ppm = 90'000},
                                       {.spot_ppm = -90'000},
                                       {.spot_ppm = -660'000, .dampening_e9 = 210'000'000},
                                       {.spot_ppm = 1, .dampening_e9 = 1}}));

    // 2999.99999999 * 0.09 = 269.9999999991, in units of 10^-4
    EXPECT_EQ(priced.table.cell(0, 0), 2'699'999);
    EXPECT_EQ(priced.table.cell(0, 1), -2'700'000);
    EXPECT_EQ(priced.table.cell(0, 2), -4'158'000);
    EXPECT_EQ(priced.table.cell(0, 3), 0);
    // 3001.23456789 * 0.09 = 270.1111111101
    EXPECT_EQ(priced.table.cell(1, 0), 2'701'111);
    EXPECT_EQ(priced.table.cell(1, 1), -2'701'112);
    EXPECT_EQ(priced.table.cell(1, 2), -4'159'712);  // 415.97111110955...
    // a lot of 10^-18 units
    EXPECT_EQ(priced.table.cell(2, 0), 0);
    EXPECT_EQ(priced.table.cell(2, 1), -1);
    EXPECT_EQ(priced.values[0].mark_e8, 299'999'999'999);
    EXPECT_EQ(priced.values[0].lot, 30'000'000);
    EXPECT_EQ(priced.values[1].lot, 30'012'346);
}

TEST(Pricing, LinearCellsEqualTheFloorOfTheWholeProduct)
{
    Numbers numbers{1};
    for (int round = 0; round < 2'000; ++round)
    {
        const auto exponent = static_cast<unsigned>(numbers.whole(0, 19));
        const auto digits = static_cast<unsigned>(numbers.whole(0, 19));
        const auto lot_e18 =
            static_cast<u128>(numbers.whole(1, 1'000'000)) * static_cast<u128>(pow10(digits));
        const std::int64_t mark_e8 = numbers.whole(1, 1LL << numbers.whole(1, 60));
        const Scenario scenario{
            .spot_ppm = static_cast<std::int32_t>(numbers.whole(-999'999, 5'000'001)),
            .dampening_e9 = numbers.whole(1, one_e9 + 1)};
        const UnderlyingData data{.index_e8 = mark_e8};

        const auto priced = price(data, {perpetual(lot_e18)}, grid_of({scenario}), exponent);

        // the whole product has up to 205 bits: in steps of exact divisions by powers of ten
        const auto notional = checked_mul(static_cast<i128>(lot_e18), static_cast<i128>(mark_e8));
        const i128 factor = static_cast<i128>(scenario.spot_ppm) * scenario.dampening_e9;
        const i128 wanted =
            notional && *notional >> 126U == 0
                ? div_floor(mul_div_down(*notional, factor, pow10(23)), pow10(18 - exponent))
                : i128_max;
        if (wanted > -cell_limit && wanted < cell_limit &&
            priced.table.status[0] == CellStatus::Priced)
            ASSERT_EQ(priced.table.cell(0, 0), wanted) << round;
        else
            ASSERT_EQ(priced.table.status[0], CellStatus::OutOfRange) << round;
    }
}

TEST(Pricing, OptionCellsAreTheChangeOfBlack76RoundedDown)
{
    UnderlyingData data = plain_data();
    data.expiries[0].rate_e9 = 50'000'000;
    data.instruments = {{.volatility_e9 = 600'000'000}, {.volatility_e9 = 600'000'000}};
    const ScenarioGrid grid = grid_of({{.spot_ppm = 90'000, .volatility = VolatilityMove::Up},
                                       {.spot_ppm = -90'000, .volatility = VolatilityMove::Down},
                                       {.spot_ppm = 0, .volatility = VolatilityMove::Up},
                                       {.spot_ppm = -660'000, .dampening_e9 = 210'000'000}});

    const auto priced =
        price(data, {option(320'000'000'000, true), option(320'000'000'000, false)}, grid);

    const double years = 30.0 / 365.0;
    const auto value = [&](double factor, double volatility, bool call) {
        return black76_value({.forward = 3000.0 * factor,
                              .strike = 3200.0,
                              .volatility = volatility,
                              .years = years,
                              .discount = std::exp(-0.05 * years),
                              .call = call});
    };
    const std::vector<std::pair<double, double>> moved{
        {1.09, 0.6 * 1.45}, {0.91, 0.6 * 0.7}, {1.0, 0.6 * 1.45}, {0.34, 0.6}};
    for (std::size_t k = 0; k < 2; ++k)
        for (std::size_t s = 0; s < moved.size(); ++s)
        {
            const auto [factor, volatility] = moved[s];
            const double dampening = s == 3 ? 0.21 : 1.0;
            const double change = value(factor, volatility, k == 0) - value(1.0, 0.6, k == 0);
            EXPECT_EQ(priced.table.cell(k, s), std::floor(change * 1e4 * dampening)) << k << s;
        }
    EXPECT_EQ(priced.values[0].volatility_e9, 600'000'000);
    EXPECT_NEAR(static_cast<double>(priced.values[0].mark_e8), value(1.0, 0.6, true) * 1e8, 1.0);
    EXPECT_NEAR(static_cast<double>(priced.values[0].lot), value(1.0, 0.6, true) * 1e4, 1.0);
}

TEST(Pricing, VolatilityMovesFollowTimeToExpiry)
{
    const VolatilityMoves moves;
    constexpr std::int64_t day_ms = day_s * 1000;

    EXPECT_NEAR(volatility_factors(moves, 30 * day_ms).up, 1.45, 1e-15);
    EXPECT_NEAR(volatility_factors(moves, 30 * day_ms).down, 0.7, 1e-15);
    EXPECT_NEAR(volatility_factors(moves, day_ms).up, 1 + 0.45 * std::pow(30.0, 0.3), 1e-14);
    EXPECT_EQ(volatility_factors(moves, 1).up, volatility_factors(moves, day_ms).up);
    EXPECT_NEAR(volatility_factors(moves, 300 * day_ms).up, 1 + 0.45 * std::pow(0.1, 0.13), 1e-15);
    EXPECT_EQ(volatility_factors({.down_ppm = 900'000}, day_ms).down, 0.0);
    EXPECT_EQ(volatility_factors(moves, day_ms).up_floor, 0.5);
}

TEST(Pricing, ALowVolatilityMovesUpToTheFloor)
{
    UnderlyingData data = plain_data();
    data.instruments = {{.volatility_e9 = 100'000'000}, {.volatility_e9 = 340'000'000}};
    const auto at_floor = price(data, {option(eth_e8, true), option(eth_e8, true)},
                                grid_of({{.volatility = VolatilityMove::Up}}));

    const auto value = [](double volatility) {
        return black76_value({.forward = 3000,
                              .strike = 3000,
                              .volatility = volatility,
                              .years = 30.0 / 365.0,
                              .call = true});
    };
    EXPECT_EQ(at_floor.table.cell(0, 0), std::floor((value(0.5) - value(0.1)) * 1e4));
    EXPECT_EQ(at_floor.table.cell(1, 0), std::floor((value(0.5) - value(0.34)) * 1e4));
}

TEST(Pricing, TheSliceGivesAVolatilityUnlessTheInstrumentHasItsOwn)
{
    UnderlyingData data = testing::underlying_at(eth_e8);
    const auto instruments = testing::instruments_of(data);
    data.instruments.resize(instruments.size());
    data.instruments[40].volatility_e9 = 777'000'000;

    PricedUnderlying priced;
    Pricer{testing::default_grid()}.price(data, instruments,
                                          {.now_ms = testing::now_ms, .unit_exponent = 4}, priced);

    EXPECT_EQ(priced.values[40].volatility_e9, 777'000'000);
    const ExpiryData& expiry = data.expiries[0];
    const double k = std::log(static_cast<double>(instruments[41].terms.strike_e8) /
                              static_cast<double>(expiry.forward_e8));
    const double years =
        static_cast<double>(expiry.expiry_s * 1000 - testing::now_ms) / (365 * 86'400'000.0);
    EXPECT_NEAR(static_cast<double>(priced.values[41].volatility_e9),
                1e9 * volatility_at(expiry.slice.value_or(SviSlice{}), k, years).value_or(0.0),
                1.0);
}

TEST(Pricing, ASliceKeepsItsVolatilityAsTimePasses)
{
    UnderlyingData data = testing::underlying_at(eth_e8);
    const auto instruments = testing::instruments_of(data);
    for (ExpiryData& expiry : data.expiries) expiry.slice_time_ms = testing::now_ms;
    Pricer pricer{testing::default_grid()};
    PricedUnderlying first;
    PricedUnderlying later;

    pricer.price(data, instruments, {.now_ms = testing::now_ms, .unit_exponent = 4}, first);
    pricer.price(data, instruments, {.now_ms = testing::now_ms + 3'600'000, .unit_exponent = 4},
                 later);

    for (std::size_t k = 0; k < instruments.size(); ++k)
        EXPECT_EQ(first.values[k].volatility_e9, later.values[k].volatility_e9) << k;
}

TEST(Pricing, WhatIsNotKnownIsNotPriced)
{
    UnderlyingData data = plain_data();
    const std::vector<ListedInstrument> instruments{perpetual(), future(), option(eth_e8, true)};
    const auto status_of = [&] {
        return price(data, instruments, testing::default_grid()).table.status;
    };
    using enum CellStatus;

    EXPECT_THAT(status_of(), ::testing::ElementsAre(Priced, Priced, NoPrice));  // no volatility
    data.instruments = {{}, {}, {.volatility_e9 = one_e9}};
    EXPECT_THAT(status_of(), ::testing::ElementsAre(Priced, Priced, Priced));
    data.index_e8 = 0;
    EXPECT_THAT(status_of(), ::testing::ElementsAre(NoPrice, Priced, Priced));
    data.instruments[0].mark_e8 = 1;
    EXPECT_THAT(status_of(), ::testing::ElementsAre(Priced, Priced, Priced));
    data.expiries[0].forward_e8 = 0;
    EXPECT_THAT(status_of(), ::testing::ElementsAre(Priced, NoPrice, NoPrice));
    data.expiries.clear();
    EXPECT_THAT(status_of(), ::testing::ElementsAre(Priced, NoPrice, NoPrice));
}

TEST(Pricing, ARowThatIsNotPricedIsZero)
{
    UnderlyingData data = plain_data();
    data.instruments = {{}, {}, {.volatility_e9 = one_e9}};
    const std::vector<ListedInstrument> instruments{perpetual(), future(), option(eth_e8, true)};
    Pricer pricer{testing::default_grid()};
    PricedUnderlying out;
    pricer.price(data, instruments, {.now_ms = 1'790'000'000'000, .unit_exponent = 4}, out);
    ASSERT_NE(out.table.cell(2, 5), 0);

    // the same buffers at the expiry
    pricer.price(data, instruments, {.now_ms = expiry_s * 1000, .unit_exponent = 4}, out);

    EXPECT_THAT(out.table.status, ::testing::ElementsAre(CellStatus::Priced, CellStatus::Expired,
                                                         CellStatus::Expired));
    for (std::size_t k = 1; k < 3; ++k)
    {
        EXPECT_EQ(out.values[k], InstrumentValue{});
        for (const CellBlock& block : out.table.row(k)) EXPECT_EQ(block, CellBlock{});
    }
}

TEST(Pricing, ACellThatWouldReachTheLimitTakesTheRowOut)
{
    const UnderlyingData data{.index_e8 = 100'000'000};
    const ScenarioGrid grid = grid_of({{.spot_ppm = -500'000}, {.spot_ppm = 500'000}});
    const u128 limit_e18 =
        static_cast<u128>(2 * static_cast<std::int64_t>(cell_limit)) * testing::one_e18;

    EXPECT_EQ(price(data, {perpetual(limit_e18)}, grid, 0).table.status[0], CellStatus::OutOfRange);
    EXPECT_EQ(price(data, {perpetual(limit_e18 - 1)}, grid, 0).table.status[0],
              CellStatus::OutOfRange);  // the fall is rounded to -2^30
    EXPECT_EQ(price(data, {perpetual(limit_e18 - 2 * testing::one_e18)}, grid, 0).table.cell(0, 0),
              1 - cell_limit);
    EXPECT_EQ(price(data, {perpetual(~static_cast<u128>(0))}, grid, 0).table.status[0],
              CellStatus::OutOfRange);

    UnderlyingData options = plain_data();
    options.instruments = {{.volatility_e9 = one_e9}};
    auto large = option(eth_e8, true);
    EXPECT_EQ(price(options, {large}, grid).table.status[0], CellStatus::Priced);
    large.lot_e18 *= 1'000;
    EXPECT_EQ(price(options, {large}, grid).table.status[0], CellStatus::OutOfRange);
}

TEST(Pricing, GreeksAreThoseOfTheOptionAsItIsPriced)
{
    const UnderlyingData data = testing::underlying_at(eth_e8);
    const auto instruments = testing::instruments_of(data);
    PricedUnderlying priced;
    Pricer{testing::default_grid()}.price(data, instruments,
                                          {.now_ms = testing::now_ms, .unit_exponent = 4}, priced);

    for (std::size_t k = 0; k < instruments.size(); ++k)
    {
        const auto greeks = option_greeks(data, instruments[k].terms, k, testing::now_ms);
        ASSERT_EQ(greeks.has_value(), instruments[k].terms.kind == InstrumentKind::Option);
        if (!greeks) continue;
        EXPECT_EQ(std::floor(greeks->value * 1e8 + 0.5),
                  static_cast<double>(priced.values[k].mark_e8));
    }
}

}  // namespace
}  // namespace ballast::market
