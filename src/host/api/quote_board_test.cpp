// SPDX-License-Identifier: Apache-2.0
// The quote board.
#include <gtest/gtest.h>

#include <ballast/api/quote_board.hpp>

using namespace ballast;
using namespace ballast::api;

namespace {

const InstrumentName eth = *InstrumentName::parse("ETH-PERP");

BoardQuote quote(std::uint8_t maker, std::uint64_t nonce, i128 quantity, i128 price,
                 std::uint64_t expiry_s = 100)
{
    Bytes20 owner;
    owner.bytes[0] = maker;
    BoardQuote out{.quote = {AccountId::of_owner(owner), eth, quantity, price, expiry_s, nonce}};
    out.digest.bytes = {maker, static_cast<std::uint8_t>(nonce), static_cast<std::uint8_t>(price)};
    return out;
}

std::vector<i128> prices(const std::vector<BoardQuote>& side)
{
    std::vector<i128> out;
    for (const BoardQuote& entry : side) out.push_back(entry.quote.price_e18);
    return out;
}

}  // namespace

TEST(QuoteBoard, ListsTheBestPriceFirstOnEitherSide)
{
    QuoteBoard board{10, 10};
    for (const i128 price : {5, 7, 6})
        EXPECT_EQ(board.post(quote(1, static_cast<std::uint64_t>(price), -1, price), 0),
                  PostOutcome::Posted);
    for (const i128 price : {2, 4, 3})
        EXPECT_EQ(board.post(quote(2, static_cast<std::uint64_t>(price), 1, price), 0),
                  PostOutcome::Posted);

    EXPECT_EQ(prices(board.side(eth, false, 0)), (std::vector<i128>{5, 6, 7}));
    EXPECT_EQ(prices(board.side(eth, true, 0)), (std::vector<i128>{4, 3, 2}));
    EXPECT_TRUE(board.side(*InstrumentName::parse("BTC-PERP"), true, 0).empty());
}

TEST(QuoteBoard, ForgetsAQuoteInTheSecondOfItsExpiry)
{
    QuoteBoard board{10, 10};
    EXPECT_EQ(board.post(quote(1, 1, 1, 5, 100), 0), PostOutcome::Posted);
    EXPECT_EQ(board.side(eth, true, 99'999).size(), 1U);
    EXPECT_TRUE(board.side(eth, true, 100'000).empty());
    EXPECT_EQ(board.size(), 0U);
}

TEST(QuoteBoard, RefusesAnotherQuoteUnderTheSameNonce)
{
    QuoteBoard board{10, 10};
    EXPECT_EQ(board.post(quote(1, 1, 1, 5), 0), PostOutcome::Posted);
    EXPECT_EQ(board.post(quote(1, 1, 1, 5), 0), PostOutcome::AlreadyThere);
    EXPECT_EQ(board.post(quote(1, 1, 1, 6), 0), PostOutcome::NonceUsed);
    EXPECT_EQ(board.post(quote(2, 1, 1, 6), 0), PostOutcome::Posted);
}

TEST(QuoteBoard, IsBoundedAltogetherAndPerMaker)
{
    QuoteBoard board{3, 2};
    EXPECT_EQ(board.post(quote(1, 1, 1, 5), 0), PostOutcome::Posted);
    EXPECT_EQ(board.post(quote(1, 2, 1, 5), 0), PostOutcome::Posted);
    EXPECT_EQ(board.post(quote(1, 3, 1, 5), 0), PostOutcome::MakerFull);
    EXPECT_EQ(board.post(quote(2, 1, 1, 5), 0), PostOutcome::Posted);
    EXPECT_EQ(board.post(quote(3, 1, 1, 5), 0), PostOutcome::BoardFull);
    EXPECT_EQ(board.post(quote(3, 1, 1, 5, 300), 200'000), PostOutcome::Posted);
}
