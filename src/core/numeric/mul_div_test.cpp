// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/numeric/mul_div.hpp>
#include <limits>
#include <random>

using namespace ballast;

TEST(MulDiv, RoundsDownTowardsMinusInfinityAndUpTowardsPlus)
{
    EXPECT_EQ(mul_div_down(7, 3, 2), 10);
    EXPECT_EQ(mul_div_up(7, 3, 2), 11);
    EXPECT_EQ(mul_div_down(-7, 3, 2), -11);
    EXPECT_EQ(mul_div_up(-7, 3, 2), -10);
    EXPECT_EQ(mul_div_up(-8, 3, 2), -12);
}

TEST(MulDiv, TakesProductsBeyond128Bits)
{
    const i128 big = static_cast<i128>(1) << 112U;
    EXPECT_EQ(mul_div_down(big, big, big), big);
    EXPECT_EQ(mul_div_down(-big, big, big), -big);
    EXPECT_EQ(mul_div_down(-big, big, big - 1), -(big + 2));
    EXPECT_EQ(mul_div_up(-big, big, big - 1), -(big + 1));
    EXPECT_FALSE(checked_mul_div_down(big, big, 1).has_value());
}

TEST(MulDiv, WideAndNarrowPathsAgreeOnRandomOperands)
{
    std::mt19937_64 random{7};
    for (int i = 0; i < 20'000; ++i)
    {
        const auto a = static_cast<i128>(static_cast<std::int64_t>(random()));
        const auto b = static_cast<i128>(static_cast<std::int64_t>(random()));
        const auto c = static_cast<i128>(random() >> (random() % 60)) + 1;
        ASSERT_EQ(checked_mul_div_down(a, b, c), detail::wide_mul_div_down(a, b, c));
        ASSERT_EQ(checked_mul_div_up(a, b, c), detail::wide_mul_div_up(a, b, c));
    }
}

TEST(MulDiv, EveryPathAgreesAtEveryWidth)
{
    std::mt19937_64 random{13};
    const auto any = [&](unsigned bits) {
        const u128 raw = (static_cast<u128>(random()) << 64U) | random();
        const auto out = static_cast<i128>(raw >> (128 - bits));
        return (random() & 1U) != 0 ? -out : out;
    };
    for (int i = 0; i < 200'000; ++i)
    {
        const i128 a = any(1 + static_cast<unsigned>(random() % 112));
        const i128 b = any(1 + static_cast<unsigned>(random() % 112));
        const i128 c =
            static_cast<i128>(magnitude(any(1 + static_cast<unsigned>(random() % 112)))) + 1;
        const auto down = detail::wide_mul_div_down(a, b, c);
        const auto up = detail::wide_mul_div_up(a, b, c);
        ASSERT_EQ(checked_mul_div_down(a, b, c), down);
        ASSERT_EQ(checked_mul_div_up(a, b, c), up);
        if (down)
        {
            ASSERT_EQ(mul_div_down(a, b, c), *down);
        }
        if (up)
        {
            ASSERT_EQ(mul_div_up(a, b, c), *up);
        }
    }
}

TEST(Divide, IsTheLanguagesDivision)
{
    std::mt19937_64 random{17};
    for (int i = 0; i < 200'000; ++i)
    {
        const u128 raw = ((static_cast<u128>(random()) << 64U) | random()) >> (random() % 128);
        const auto a = static_cast<i128>(raw);
        const auto b = static_cast<i128>(((static_cast<u128>(random()) << 64U) | random()) >>
                                         (1 + random() % 126)) +
                       1;
        const Division d = divide(a, b);
        ASSERT_EQ(d.quotient, a / b);
        ASSERT_EQ(d.remainder, a % b);
    }
    constexpr auto most = static_cast<i128>(std::numeric_limits<std::int64_t>::max());
    for (const i128 a : {i128_min, i128_max, most, -most - 1, most + 1, i128{0}, i128{-1}})
        for (const i128 b : {i128{1}, i128{2}, most, most + 1, i128_max})
        {
            ASSERT_EQ(divide(a, b).quotient, a / b);
            ASSERT_EQ(divide(a, b).remainder, a % b);
        }
}

TEST(IntegerSquareRoot, BracketsItsArgument)
{
    std::mt19937_64 random{11};
    for (int i = 0; i < 20'000; ++i)
    {
        const u128 value = ((static_cast<u128>(random()) << 64U) | random()) >> (random() % 127);
        const u128 root = isqrt_floor(value);
        ASSERT_LE(root * root, value);
        ASSERT_TRUE(root == ~std::uint64_t{0} || (root + 1) * (root + 1) > value);
        ASSERT_EQ(isqrt_ceil(value), root * root == value ? root : root + 1);
    }
}

TEST(DecimalText, RoundTripsTheExtremes)
{
    EXPECT_EQ(parse_decimal(to_decimal(i128_min)), i128_min);
    EXPECT_EQ(parse_decimal(to_decimal(i128_max)), i128_max);
    EXPECT_EQ(parse_decimal("170141183460469231731687303715884105728"), std::nullopt);
    EXPECT_EQ(to_decimal_scaled(-1'234'567, 6), "-1.234567");
    EXPECT_EQ(to_decimal_scaled(5, 6), "0.000005");
    EXPECT_EQ(parse_decimal_scaled("12.5", 6), 12'500'000);
    EXPECT_EQ(parse_decimal_scaled("0.1234567", 6), std::nullopt);
    EXPECT_EQ(parse_decimal_scaled("1.", 6), std::nullopt);
    EXPECT_EQ(parse_decimal_scaled("", 6), std::nullopt);
    EXPECT_EQ(parse_decimal_scaled("-", 6), std::nullopt);
    EXPECT_EQ(parse_decimal_scaled("1e5", 6), std::nullopt);
}
