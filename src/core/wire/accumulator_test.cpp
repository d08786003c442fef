// SPDX-License-Identifier: Apache-2.0
// Bounds of price updates. That good ones encode byte for byte is shown by tests/vectors.
#include <gtest/gtest.h>

#include <ballast/base/limits.hpp>
#include <ballast/wire/accumulator.hpp>

using namespace ballast;
using wire::DecodeError;

namespace {
wire::Accumulator some_update()
{
    wire::Accumulator out;
    out.minor = 3;
    out.header_extra = {9, 9};
    out.vaa.body.payload = {1, 2, 3};
    out.messages.push_back({Bytes(85, 1), {Bytes20{}, Bytes20{}}});
    out.messages.push_back({Bytes(90, 2), {}});
    return out;
}
/// Where the first message's length stands.
std::size_t first_message_at(const wire::Accumulator& update)
{
    return 4 + 3 + update.header_extra.size() + 1 + 2 + wire::encode_vaa(update.vaa).size() + 1;
}
}  // namespace

TEST(Accumulator, RoundTripsWithWhatNewerVersionsAdd)
{
    EXPECT_EQ(wire::parse_accumulator(wire::encode_accumulator(some_update())), some_update());
}

TEST(Accumulator, RefusesEveryCutAndAByteMore)
{
    Bytes bytes = wire::encode_accumulator(some_update());
    for (std::size_t size = 0; size < bytes.size(); ++size)
        ASSERT_EQ(wire::parse_accumulator(BytesView{bytes}.first(size)).error(),
                  DecodeError::Truncated);
    bytes.push_back(0);
    EXPECT_EQ(wire::parse_accumulator(bytes).error(), DecodeError::TrailingBytes);
}

TEST(Accumulator, RefusesLongMessagesDeepPathsAndLongUpdates)
{
    const std::size_t at = first_message_at(some_update());
    Bytes bytes = wire::encode_accumulator(some_update());
    bytes[at] = 0xff;
    EXPECT_EQ(wire::parse_accumulator(bytes).error(), DecodeError::TooLong);
    bytes = wire::encode_accumulator(some_update());
    bytes[at + 2 + 85] = limits::merkle_depth + 1;
    EXPECT_EQ(wire::parse_accumulator(bytes).error(), DecodeError::TooDeep);
    EXPECT_EQ(wire::parse_accumulator(Bytes(limits::accumulator_size + 1)).error(),
              DecodeError::TooLong);
}

TEST(PriceMessage, RoundTripsItsExtremesAndTakesLongerMessages)
{
    PricePoint price{.feed = {},
                     .price = INT64_MIN,
                     .conf = UINT64_MAX,
                     .expo = INT32_MIN,
                     .publish_time_s = INT64_MIN,
                     .prev_publish_time_s = INT64_MAX,
                     .ema_price = -1,
                     .ema_conf = 1};
    price.feed.bytes[0] = 1;
    Bytes message = wire::encode_price_message(price);
    EXPECT_EQ(wire::parse_price_message(message), price);
    message.resize(message.size() + 20, 0xee);
    EXPECT_EQ(wire::parse_price_message(message), price);
    message.resize(limits::price_message_size + 1);
    EXPECT_EQ(wire::parse_price_message(message).error(), DecodeError::TooLong);
}
