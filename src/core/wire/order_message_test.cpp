// SPDX-License-Identifier: Apache-2.0
// What an order may not say. That good ones encode byte for byte is shown by tests/vectors.
#include <gtest/gtest.h>

#include <ballast/wire/order_message.hpp>

using namespace ballast;
using wire::DecodeError;

namespace {
Bytes32 filled(std::uint8_t value)
{
    Bytes32 out;
    out.bytes.fill(value);
    return out;
}

Order some_order()
{
    return {.id = {42},
            .deployment = filled(0xd0),
            .chain = {},
            .eip155 = 31338,
            .contract = {filled(0xc0)},
            .timestamp_s = 1'800'000'000,
            .not_before_s = 1'800'000'000,
            .expiry_s = 1'800'000'600,
            .body = Permit{.account = {filled(1)},
                           .maker = {filled(2)},
                           .quote_digest = filled(3),
                           .instrument = *InstrumentName::parse("ETH-PERP"),
                           .quantity_e18 = -7,
                           .limit_price_e18 = 3000,
                           .account_epoch = 1,
                           .maker_epoch = 2,
                           .flags = permit_reduce_only}};
}
wire::VaaBody envelope(const Order& order)
{
    return wire::parse_vaa_body(wire::encode_order(order)).value();
}
}  // namespace

TEST(OrderMessage, IsTheSameBytesEachTimeItIsSent)
{
    EXPECT_EQ(wire::encode_order(some_order()), wire::encode_order(some_order()));
    EXPECT_EQ(wire::parse_order(envelope(some_order())), some_order());
}

TEST(OrderMessage, NamesReservedTypesAndRefusesUnknownOnes)
{
    for (unsigned type = 0; type < 256; ++type)
    {
        if (type == static_cast<unsigned>(OrderType::Permit)) continue;
        auto body = envelope(some_order());
        body.payload[4] = static_cast<std::uint8_t>(type);
        const DecodeError error = wire::parse_order(body).error();
        if (type < 64)
            EXPECT_EQ(error, DecodeError::WrongHalf);
        else if (type >= 67 && type <= 70)
            EXPECT_EQ(error, DecodeError::UnsupportedType);
        else if (type > 72)
            EXPECT_EQ(error, DecodeError::UnknownType);
        else
            EXPECT_NE(error, DecodeError::UnknownType);
    }
}

TEST(OrderMessage, RefusesAnEnvelopeThatIsNotTheHubs)
{
    const auto good = envelope(some_order());
    const auto refused = [&](auto change, DecodeError error) {
        auto body = good;
        change(body);
        EXPECT_EQ(wire::parse_order(body).error(), error);
    };
    refused([](auto& body) { body.nonce = 1; }, DecodeError::NonceNotZero);
    refused([](auto& body) { body.consistency = 200; }, DecodeError::NotFinal);
    refused([](auto& body) { body.consistency = 203; }, DecodeError::NotFinal);
    refused([](auto& body) { body.emitter_chain = {1}; }, DecodeError::BadEmitter);
    refused([](auto& body) { body.emitter = filled(0xc0); }, DecodeError::BadEmitter);
    refused([](auto& body) { body.sequence = 43; }, DecodeError::BadSequence);
}

TEST(OrderMessage, RefusesFlagsWithoutMeaningAndTheOrderZero)
{
    Order order = some_order();
    std::get<Permit>(order.body).flags = 2;
    EXPECT_EQ(wire::parse_order(envelope(order)).error(), DecodeError::BadFlags);
    order = some_order();
    order.id = {0};
    EXPECT_EQ(wire::parse_order(envelope(order)).error(), DecodeError::ZeroField);
    order = some_order();
    order.body = Cancel{};
    EXPECT_EQ(wire::parse_order(envelope(order)).error(), DecodeError::ZeroField);
    order.body =
        Release{.account = {filled(1)}, .token = {filled(2)}, .amount = 1, .recipient = {}};
    EXPECT_EQ(wire::parse_order(envelope(order)).error(), DecodeError::ZeroField);
}

TEST(OrderMessage, RefusesEveryCutAndAByteMore)
{
    const auto good = envelope(some_order());
    for (std::size_t size = 0; size < good.payload.size(); ++size)
    {
        auto body = good;
        body.payload.resize(size);
        ASSERT_EQ(wire::parse_order(body).error(), DecodeError::Truncated);
    }
    auto body = good;
    body.payload.push_back(0);
    EXPECT_EQ(wire::parse_order(body).error(), DecodeError::TrailingBytes);
}
