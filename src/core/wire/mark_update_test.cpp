// SPDX-License-Identifier: Apache-2.0
// Bounds of mark updates. That good ones encode byte for byte is shown by tests/vectors.
#include <gtest/gtest.h>

#include <ballast/base/limits.hpp>
#include <ballast/wire/mark_update.hpp>
#include <functional>

using namespace ballast;
using wire::DecodeError;

namespace {
InstrumentName name_of(std::size_t i)
{
    return *InstrumentName::parse("I" + std::to_string(1'000 + i));
}

MarkUpdate some_marks(std::size_t count)
{
    MarkUpdate out;
    for (std::size_t i = 0; i < count; ++i)
        out.marks.push_back({.instrument = name_of(i),
                             .mark_e8 = 300'000'000'000,
                             .funding_e9_per_8h = -12'500,
                             .time_s = 1'800'000'000 - i});
    return out;
}

/// The verdict on an update of two marks after a change.
Result<MarkUpdate, DecodeError> changed(const std::function<void(MarkUpdate&)>& change)
{
    MarkUpdate update = some_marks(2);
    change(update);
    return wire::parse_mark_update(wire::encode_mark_update(update));
}
}  // namespace

TEST(MarkUpdate, RoundTripsFromOneMarkToTheMost)
{
    for (std::size_t count = 1; count <= limits::marks; ++count)
    {
        const MarkUpdate update = some_marks(count);
        const Bytes bytes = wire::encode_mark_update(update);
        EXPECT_EQ(bytes.size(), 5 + 56 * count);
        EXPECT_LE(bytes.size(), limits::payload_size);
        EXPECT_EQ(wire::parse_mark_update(bytes), update);
    }
}

TEST(MarkUpdate, TakesTheExtremesOfItsNumbers)
{
    const auto extreme = changed([](MarkUpdate& update) {
        update.marks[0].mark_e8 = 1;
        update.marks[0].funding_e9_per_8h = INT64_MIN;
        update.marks[0].time_s = 1;
        update.marks[1].mark_e8 = INT64_MAX;
        update.marks[1].funding_e9_per_8h = INT64_MAX;
        update.marks[1].time_s = limits::timestamp_s_max;
    });
    ASSERT_TRUE(extreme);
    EXPECT_EQ(extreme->marks[0].funding_e9_per_8h, INT64_MIN);
    EXPECT_EQ(extreme->marks[1].mark_e8, INT64_MAX);
}

TEST(MarkUpdate, RefusesEveryCutAndAByteMore)
{
    Bytes bytes = wire::encode_mark_update(some_marks(3));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        ASSERT_EQ(wire::parse_mark_update(BytesView{bytes}.first(size)).error(),
                  DecodeError::Truncated);
    bytes.push_back(0);
    EXPECT_EQ(wire::parse_mark_update(bytes).error(), DecodeError::TrailingBytes);
}

TEST(MarkUpdate, RefusesOtherMagicAndCountsThatLie)
{
    const Bytes good = wire::encode_mark_update(some_marks(2));
    const auto with_count = [&](std::uint8_t count) {
        Bytes bytes = good;
        bytes[4] = count;
        return wire::parse_mark_update(bytes).error();
    };
    EXPECT_EQ(with_count(0), DecodeError::EmptyList);
    EXPECT_EQ(with_count(1), DecodeError::TrailingBytes);
    EXPECT_EQ(with_count(3), DecodeError::Truncated);
    EXPECT_EQ(with_count(255), DecodeError::Truncated);
    Bytes other = good;
    other[3] = 'V';
    EXPECT_EQ(wire::parse_mark_update(other).error(), DecodeError::BadMagic);
}

TEST(MarkUpdate, RefusesInstrumentsThatAreUnsortedRepeatedOrOutOfForm)
{
    const auto error = [](auto change) { return changed(change).error(); };
    EXPECT_EQ(error([](auto& u) { u.marks[1].instrument = u.marks[0].instrument; }),
              DecodeError::NotAscending);
    EXPECT_EQ(error([](auto& u) { std::swap(u.marks[0], u.marks[1]); }), DecodeError::NotAscending);
    EXPECT_EQ(error([](auto& u) { u.marks[0].instrument = {}; }), DecodeError::BadInstrument);
    EXPECT_EQ(error([](auto& u) { u.marks[0].instrument.value.bytes[0] = 'i'; }),
              DecodeError::BadInstrument);
    EXPECT_EQ(error([](auto& u) { u.marks[0].instrument.value.bytes[31] = 'X'; }),
              DecodeError::BadInstrument);
}

TEST(MarkUpdate, RefusesPricesThatAreNoneAndTimesThatNoEnvelopeHas)
{
    const auto error = [](auto change) {
        return changed([&](MarkUpdate& update) { change(update.marks[1]); }).error();
    };
    EXPECT_EQ(error([](auto& m) { m.mark_e8 = 0; }), DecodeError::OutOfRange);
    EXPECT_EQ(error([](auto& m) { m.mark_e8 = -1; }), DecodeError::OutOfRange);
    EXPECT_EQ(error([](auto& m) { m.time_s = 0; }), DecodeError::ZeroField);
    EXPECT_EQ(error([](auto& m) { m.time_s = limits::timestamp_s_max + 1; }),
              DecodeError::OutOfRange);
}
