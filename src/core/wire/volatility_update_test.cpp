// SPDX-License-Identifier: Apache-2.0
// Bounds of volatility updates. That good ones encode byte for byte is shown by tests/vectors.
#include <gtest/gtest.h>

#include <ballast/base/limits.hpp>
#include <ballast/wire/volatility_update.hpp>
#include <functional>

using namespace ballast;
using wire::DecodeError;

namespace {
VolatilityUpdate some_surface(std::size_t count)
{
    VolatilityUpdate out;
    out.underlying.bytes.fill(7);
    out.publish_time_s = 1'800'000'000;
    for (std::size_t i = 0; i < count; ++i)
        out.slices.push_back({.expiry_s = 1'800'057'600 + 86'400 * i,
                              .a_e9 = -1'000'000,
                              .b_e9 = 40'000'000,
                              .rho_e9 = -300'000'000,
                              .m_e9 = 20'000'000,
                              .sigma_e9 = 100'000'000,
                              .forward_e8 = 301'234'567'890,
                              .rate_e9 = -5'000'000});
    return out;
}

/// The verdict on an update of two slices after a change.
Result<VolatilityUpdate, DecodeError> changed(const std::function<void(VolatilityUpdate&)>& change)
{
    VolatilityUpdate update = some_surface(2);
    change(update);
    return wire::parse_volatility_update(wire::encode_volatility_update(update));
}

constexpr std::size_t count_at = 4 + 32 + 8;
}  // namespace

TEST(VolatilityUpdate, RoundTripsFromOneSliceToTheMost)
{
    for (std::size_t count = 1; count <= limits::volatility_slices; ++count)
    {
        const VolatilityUpdate update = some_surface(count);
        const Bytes bytes = wire::encode_volatility_update(update);
        EXPECT_EQ(bytes.size(), count_at + 1 + 64 * count);
        EXPECT_LE(bytes.size(), limits::payload_size);
        EXPECT_EQ(wire::parse_volatility_update(bytes), update);
    }
}

TEST(VolatilityUpdate, TakesTheExtremesOfItsNumbers)
{
    const auto extreme = changed([](VolatilityUpdate& update) {
        update.publish_time_s = 1;
        update.slices[0] = {.expiry_s = 1,
                            .a_e9 = INT64_MIN,
                            .b_e9 = 0,
                            .rho_e9 = -999'999'999,
                            .m_e9 = INT64_MIN,
                            .sigma_e9 = 1,
                            .forward_e8 = 1,
                            .rate_e9 = INT64_MIN};
        update.slices[1] = {.expiry_s = limits::timestamp_s_max,
                            .a_e9 = INT64_MAX,
                            .b_e9 = INT64_MAX,
                            .rho_e9 = 999'999'999,
                            .m_e9 = INT64_MAX,
                            .sigma_e9 = INT64_MAX,
                            .forward_e8 = INT64_MAX,
                            .rate_e9 = INT64_MAX};
    });
    ASSERT_TRUE(extreme);
    EXPECT_EQ(extreme->slices[0].a_e9, INT64_MIN);
    EXPECT_EQ(extreme->slices[1].rate_e9, INT64_MAX);
}

TEST(VolatilityUpdate, RefusesEveryCutAndAByteMore)
{
    Bytes bytes = wire::encode_volatility_update(some_surface(2));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        ASSERT_EQ(wire::parse_volatility_update(BytesView{bytes}.first(size)).error(),
                  DecodeError::Truncated);
    bytes.push_back(0);
    EXPECT_EQ(wire::parse_volatility_update(bytes).error(), DecodeError::TrailingBytes);
}

TEST(VolatilityUpdate, RefusesOtherMagicAndCountsThatLie)
{
    const Bytes good = wire::encode_volatility_update(some_surface(2));
    const auto with_count = [&](std::uint8_t count) {
        Bytes bytes = good;
        bytes[count_at] = count;
        return wire::parse_volatility_update(bytes).error();
    };
    EXPECT_EQ(with_count(0), DecodeError::EmptyList);
    EXPECT_EQ(with_count(1), DecodeError::TrailingBytes);
    EXPECT_EQ(with_count(3), DecodeError::Truncated);
    EXPECT_EQ(with_count(limits::volatility_slices), DecodeError::Truncated);
    EXPECT_EQ(with_count(limits::volatility_slices + 1), DecodeError::TooMany);
    EXPECT_EQ(with_count(255), DecodeError::TooMany);
    for (std::size_t at = 0; at < 4; ++at)
    {
        Bytes bytes = good;
        bytes[at] ^= 0x20U;
        EXPECT_EQ(wire::parse_volatility_update(bytes).error(), DecodeError::BadMagic);
    }
}

TEST(VolatilityUpdate, RefusesAnUnderlyingOrATimeOfZeroAndTimesThatNoEnvelopeHas)
{
    const auto error = [](auto change) { return changed(change).error(); };
    EXPECT_EQ(error([](auto& u) { u.underlying = {}; }), DecodeError::ZeroField);
    EXPECT_EQ(error([](auto& u) { u.publish_time_s = 0; }), DecodeError::ZeroField);
    EXPECT_EQ(error([](auto& u) { u.slices[0].expiry_s = 0; }), DecodeError::ZeroField);
    const std::uint64_t beyond = limits::timestamp_s_max + 1;
    EXPECT_EQ(error([&](auto& u) { u.publish_time_s = beyond; }), DecodeError::OutOfRange);
    EXPECT_EQ(error([&](auto& u) { u.slices[1].expiry_s = beyond; }), DecodeError::OutOfRange);
    EXPECT_EQ(error([](auto& u) { u.slices[1].expiry_s = UINT64_MAX; }), DecodeError::OutOfRange);
}

TEST(VolatilityUpdate, RefusesExpiriesThatAreUnsortedOrRepeated)
{
    const auto error = [](auto change) { return changed(change).error(); };
    EXPECT_EQ(error([](auto& u) { u.slices[1] = u.slices[0]; }), DecodeError::NotAscending);
    EXPECT_EQ(error([](auto& u) { std::swap(u.slices[0], u.slices[1]); }),
              DecodeError::NotAscending);
}

TEST(VolatilityUpdate, RefusesNumbersThatAreNoParameters)
{
    const auto error = [](auto change) {
        return changed([&](VolatilityUpdate& update) { change(update.slices[1]); }).error();
    };
    EXPECT_EQ(error([](auto& s) { s.b_e9 = -1; }), DecodeError::OutOfRange);
    EXPECT_EQ(error([](auto& s) { s.rho_e9 = 1'000'000'000; }), DecodeError::OutOfRange);
    EXPECT_EQ(error([](auto& s) { s.rho_e9 = -1'000'000'000; }), DecodeError::OutOfRange);
    EXPECT_EQ(error([](auto& s) { s.rho_e9 = INT64_MIN; }), DecodeError::OutOfRange);
    EXPECT_EQ(error([](auto& s) { s.sigma_e9 = 0; }), DecodeError::OutOfRange);
    EXPECT_EQ(error([](auto& s) { s.sigma_e9 = INT64_MIN; }), DecodeError::OutOfRange);
    EXPECT_EQ(error([](auto& s) { s.forward_e8 = 0; }), DecodeError::OutOfRange);
    EXPECT_EQ(error([](auto& s) { s.forward_e8 = -1; }), DecodeError::OutOfRange);
}
