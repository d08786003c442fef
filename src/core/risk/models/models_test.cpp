// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/numeric/checked.hpp>
#include <ballast/risk/models/expiry_model.hpp>
#include <ballast/risk/models/inverse_model.hpp>
#include <ballast/risk/models/position_model.hpp>

namespace ballast::risk {
namespace {
constexpr i128 usd_e12 = 1'000'000'000'000;

ExpiryModel linear_grid()
{
    ExpiryModel model;
    model.skew_linear = model.skew_absolute = false;
    for (const std::int32_t spot : {-180'000, 0, 180'000}) model.grid.push_back({spot});
    return model;
}

TEST(ExpiryModel, GivesThePublishedBalancesOfAPerpetual)
{
    const UnderlyingBook book{.linear_usd_e12 = 3'100 * usd_e12,
                              .linear_spot_usd_e12 = 3'000 * usd_e12,
                              .mark_usd_e12 = 10 * usd_e12};

    const UnderlyingBalance b = balance_of(book, linear_grid(), 1'000'000);

    EXPECT_EQ(b.worst, 0U);
    EXPECT_EQ(b.initial_usd_e12, -608 * usd_e12);
    EXPECT_EQ(b.maintenance_usd_e12, -4'814 * usd_e12 / 10);
}

TEST(ExpiryModel, DiscountsAShockedValueByItsSign)
{
    const auto balance = [&](i128 value) {
        UnderlyingBook book;
        book.expiries.push_back({.left_ms = 86'400'000,
                                 .now_usd_e12 = 0,
                                 .shocked_usd_e12 = {value, value, value},
                                 .discounts = {500'000'000'000'000, 1'500'000'000'000'000}});
        return balance_of(book, linear_grid(), 1'000'000).pnl_usd_e12[0];
    };

    EXPECT_EQ(balance(100 * usd_e12), 50 * usd_e12);
    EXPECT_EQ(balance(-100 * usd_e12), -150 * usd_e12);
}

TEST(ExpiryModel, LetsTheBasisCompeteWithTheScenarios)
{
    UnderlyingBook book;
    book.expiries.push_back({.left_ms = 365 * 86'400'000LL,
                             .shocked_usd_e12 = {0, 0, 0},
                             .basis_down_usd_e12 = -10 * usd_e12,
                             .basis_up_usd_e12 = 10 * usd_e12});

    const UnderlyingBalance b = balance_of(book, linear_grid(), 1'000'000);

    EXPECT_EQ(b.worst, basis_is_worst);
    EXPECT_EQ(b.worst_usd_e12, -25 * usd_e12);  // 10 * (0.5 + 2 * 1 year)
}

TEST(ExpiryModel, TakesMoreWhereTheSettlementTokenLostItsPeg)
{
    const UnderlyingBook book{.linear_usd_e12 = 1'000 * usd_e12};

    const UnderlyingBalance b = balance_of(book, linear_grid(), 930'000);

    EXPECT_EQ(b.peg_usd_e12, -18 * usd_e12);  // 180 * (0.98 - 0.93) * 2
    EXPECT_EQ(b.initial_usd_e12, b.worst_usd_e12 - 18 * usd_e12);
}

TEST(ExpiryModel, ChargesAnUnsureFeedOnlyBelowItsThreshold)
{
    UnderlyingBook book{.linear_spot_usd_e12 = 100 * usd_e12, .feed_score_ppm = 550'000};
    EXPECT_EQ(balance_of(book, linear_grid(), 1'000'000).confidence_usd_e12, 0);
    book.feed_score_ppm = 500'000;
    EXPECT_EQ(balance_of(book, linear_grid(), 1'000'000).confidence_usd_e12, 50 * usd_e12);
}

InverseModel inverse()
{
    InverseModel model;
    for (const std::int32_t spot : {-160'000, 0, 160'000}) model.grid.push_back({spot});
    return model;
}

InverseBook one_group(std::int64_t quantity_e9, const InverseModel& model)
{
    InverseBook book;
    auto& group = book.groups.emplace_back();
    for (const market::Scenario& s : model.grid)
        group.push_back(coin_pnl_e12(quantity_e9, s.spot_ppm));
    book.orders.assign(model.grid.size(), 0);
    return book;
}

TEST(InverseModel, GivesThePublishedExample)
{
    const InverseModel model = inverse();
    InverseBook book = one_group(314'538'364 - 1'187'534, model);
    book.linear_e12 = (314'538'364 + 1'187'534) * i128{1'000};

    const InverseMargin m = margin_inverse(book, model);

    EXPECT_EQ(m.worst_e12, 59'685'872'381);  // published as 0.0596858724
    EXPECT_EQ(m.roll_e12, 3'157'258'980);    // 0.00315725898
    // Published as 0.050274504784, of a worst that was cut after nine decimals.
    EXPECT_EQ(m.maintenance_e12, 50'274'505'089);
}

TEST(InverseModel, LetsOneGroupPayForAnotherOnlyInPart)
{
    const InverseModel model = inverse();
    InverseBook book = one_group(1'000'000'000, model);
    const InverseBook other = one_group(-1'000'000'000, model);
    book.groups.push_back(other.groups.front());

    const InverseMargin m = margin_inverse(book, model);

    EXPECT_EQ(m.worst_e12, 190'476'190'477 - 152'380'952'380);  // gain times 0.8
    EXPECT_EQ(m.worst, 0U);
}

TEST(InverseModel, AddsOrdersToTheInitialMarginOnly)
{
    const InverseModel model = inverse();
    InverseBook book = one_group(1'000'000'000, model);
    const InverseMargin without = margin_inverse(book, model);
    book.orders.front() = -50;

    const InverseMargin with = margin_inverse(book, model);

    EXPECT_EQ(with.initial_e12, without.initial_e12 + 50);
    EXPECT_EQ(with.maintenance_e12, without.maintenance_e12);
}

TEST(InverseModel, CountsAnOptionInTheCoinThatMoved)
{
    // Worth 10 before at a spot of 100, and 30 after a doubling: 0.15 - 0.1 of a coin.
    EXPECT_EQ(
        coin_option_pnl_e12(1'000'000'000, 10 * usd_e12, 30 * usd_e12, 100'00000000, 1'000'000),
        50'000'000'000);
}

PositionLine option(bool call, std::int64_t strike, std::int64_t quantity)
{
    return {.terms = {.underlying = "ETH",
                      .kind = InstrumentKind::Option,
                      .expiry_s = 1'800'000'000,
                      .strike_e8 = strike * 100'000'000,
                      .call = call},
            .quantity_e9 = quantity * 1'000'000'000,
            .mark_e8 = 50'00000000,
            .index_e8 = 1'000'00000000};
}

TEST(PositionModel, ChargesAPartOfTheNotionalOfLinearContracts)
{
    PositionLine perpetual = option(false, 0, -2);
    perpetual.terms.kind = InstrumentKind::Perpetual;
    perpetual.mark_e8 = 1'000'00000000;
    const PositionCharge charge = charge_position(perpetual, PositionModel{});
    EXPECT_EQ(charge.initial_usd_e6, 200'000'000);
    EXPECT_EQ(charge.maintenance_usd_e6, 130'000'000);
}

TEST(PositionModel, ChargesASoldOptionByHowFarItIsOutOfTheMoney)
{
    const auto initial = [](bool call, std::int64_t strike) {
        return charge_position(option(call, strike, -1), PositionModel{}).initial_usd_e6;
    };
    EXPECT_EQ(initial(true, 1'000), 150'000'000);
    EXPECT_EQ(initial(true, 1'020), 130'000'000);
    EXPECT_EQ(initial(true, 2'000), 100'000'000);  // the least
    EXPECT_EQ(initial(true, 500), 150'000'000);    // in the money
    EXPECT_EQ(initial(false, 980), 130'000'000);
}

TEST(PositionModel, TakesWhatWasPaidForAnOptionBought)
{
    const PositionCharge charge = charge_position(option(true, 1'000, 3), PositionModel{});
    EXPECT_EQ(charge.initial_usd_e6, 150'000'000);
    EXPECT_EQ(charge.maintenance_usd_e6, 150'000'000);
}

}  // namespace
}  // namespace ballast::risk
