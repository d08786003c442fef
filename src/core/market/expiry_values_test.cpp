// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/market/expiry_values.hpp>

namespace ballast::market {
namespace {

// The published case of derive-pmrm2; numbers of an independent program (erfc of the C library).
constexpr ExpiryMoment moment{
    .left_ms = 794'852'000, .forward_e8 = 9'577'667'392'709, .rate_e9 = 150'000'000};
constexpr ExpiryOption call{
    .strike_e8 = 10'000'000'000'000, .call = true, .volatility_e15 = 453'803'924'321'583};
constexpr VolatilityMoves moves{.up_ppm = 500'000, .up_floor_ppm = 450'000, .down_ppm = 275'000};

double e12(i128 value) { return static_cast<double>(value) * 1e-12; }

TEST(ExpiryValues, GiveThePublishedMark)
{
    EXPECT_NEAR(e12(option_value_e12(moment, call, {}, moves, {})), 1186.4185694587657, 1e-7);
}

TEST(ExpiryValues, DiscountBySignAsPublished)
{
    const ExpiryShock worst{.spot_ppm = 180'000, .volatility = VolatilityMove::Up};
    const double shocked = e12(option_value_e12(moment, call, worst, moves, {}));
    const ExpiryDiscounts discounts =
        expiry_discounts(moment.left_ms, moment.rate_e9, DiscountRules{});
    const double loss = static_cast<double>(discounts.loss_e15) * 1e-15;
    EXPECT_NEAR(1186.4185694587657 - shocked * loss, -12939.312020443322, 1e-6);
    EXPECT_LT(discounts.gain_e15, 950'000'000'000'000);
}

TEST(ExpiryValues, TiltRaisesWhatIsAboveTheForwardAndLowersWhatIsBelow)
{
    ExpiryOption put = call;
    put.call = false;
    put.strike_e8 = 9'000'000'000'000;
    const auto value = [&](const ExpiryOption& option, Skew skew) {
        return option_value_e12(moment, option, {.skew = skew}, moves, SkewShape{});
    };

    EXPECT_GT(value(call, Skew::Linear), value(call, Skew::None));
    EXPECT_LT(value(put, Skew::Linear), value(put, Skew::None));
    EXPECT_EQ(value(call, Skew::Absolute), value(call, Skew::Linear));
    EXPECT_GT(value(put, Skew::Absolute), value(put, Skew::None));
}

TEST(ExpiryValues, ShockOnlyWhatIsNotSettledYet)
{
    ExpiryMoment known = moment;
    known.settled_e8 = moment.forward_e8;
    known.settled_weight_e9 = 1'000'000'000;
    const ExpiryShock up{.spot_ppm = 180'000};
    EXPECT_EQ(option_value_e12(known, call, up, moves, {}),
              option_value_e12(moment, call, {}, moves, {}));
}

TEST(ExpiryValues, TakeTheVolatilityOfASlice)
{
    const SviSlice flat{.a_e9 = 40'000'000, .sigma_e9 = 100'000'000};  // w = 0.04 at any strike
    const std::int64_t year_ms = 365 * 86'400'000LL;
    EXPECT_NEAR(static_cast<double>(slice_volatility_e15(flat, 100, 120, year_ms)), 2e14, 1.0);
}

}  // namespace
}  // namespace ballast::market
