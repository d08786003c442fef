// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "market_test_kit.hpp"
#include "pricing.hpp"
#include "vector_csv_test_kit.hpp"

namespace ballast::market {
namespace {

constexpr std::int64_t expiry_s = 1'800'000'000;

struct CellVector
{
    UnderlyingData data;
    ListedInstrument instrument;
    ScenarioGrid grid;
    PricingMoment moment;
    std::int64_t cell{};
};

CellVector vector_of(const std::vector<std::string>& row)
{
    const auto whole = [&](std::size_t i) { return std::stoll(row[i]); };
    const bool linear = row[0] == "Linear";
    CellVector out{
        .data = {.expiries = {{.expiry_s = expiry_s, .forward_e8 = whole(1), .rate_e9 = whole(5)}},
                 .instruments = {{.volatility_e9 = whole(4)}}},
        .instrument = {.terms = {.underlying = "X",
                                 .kind = linear ? InstrumentKind::Future : InstrumentKind::Option,
                                 .expiry_s = expiry_s,
                                 .strike_e8 = linear ? 0 : whole(2),
                                 .call = row[0] == "Call"},
                       .lot_e18 = static_cast<u128>(parse_decimal(row[6]).value_or(0))},
        .moment = {.now_ms = expiry_s * 1000 - whole(3),
                   .unit_exponent = static_cast<unsigned>(whole(10))},
        .cell = whole(11)};
    out.grid.scenarios = {{.spot_ppm = static_cast<std::int32_t>(whole(7)),
                           .volatility = row[8] == "Up"     ? VolatilityMove::Up
                                         : row[8] == "Down" ? VolatilityMove::Down
                                                            : VolatilityMove::Same,
                           .dampening_e9 = whole(9)}};
    return out;
}

TEST(Cells, AreTheIntegersOfExactArithmetic)
{
    const auto rows = testing::read_csv(
        "cells.csv", {"kind", "price_e8", "strike_e8", "left_ms", "volatility_e9", "rate_e9",
                      "lot_e18", "spot_ppm", "move", "dampening_e9", "unit_exponent", "cell"});
    ASSERT_EQ(rows.size(), 600U);
    for (std::size_t i = 0; i < rows.size(); ++i)
    {
        const CellVector vector = vector_of(rows[i]);

        PricedUnderlying out;
        Pricer{vector.grid}.price(vector.data, {&vector.instrument, 1}, vector.moment, out);

        ASSERT_EQ(out.table.status[0], CellStatus::Priced) << i;
        EXPECT_EQ(out.table.cell(0, 0), vector.cell) << i;
    }
}

TEST(Cells, AWholeTableIsTheSameInEveryBuild)
{
    const UnderlyingData data = testing::underlying_at(300'000'000'000);
    const auto instruments = testing::instruments_of(data);
    PricedUnderlying out;
    Pricer{testing::default_grid()}.price(data, instruments,
                                          {.now_ms = testing::now_ms, .unit_exponent = 4}, out);

    // the table's cells, values and states; it changes when the order of operations does
    EXPECT_EQ(testing::fingerprint(out), 8'808'333'660'415'842'514U);
}

}  // namespace
}  // namespace ballast::market
