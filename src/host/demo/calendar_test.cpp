// SPDX-License-Identifier: Apache-2.0
// Days that are moved once they come near.
#include <gtest/gtest.h>

#include <ballast/demo/calendar.hpp>
#include <ballast/domain/instrument_terms.hpp>

namespace ballast::demo {
namespace {
constexpr std::int64_t day_ms = 86'400'000;
/// 08:00 UTC of 26 March 2027.
constexpr std::int64_t expiry_ms = 1'806'048'000'000;

Genesis listing(std::initializer_list<const char*> names)
{
    Genesis out;
    for (const char* name : names)
        out.instruments.push_back({.name = *InstrumentName::parse(name)});
    return out;
}

const Soon soon{.instrument = "ETH-1JAN27-2700-C", .after_s = 120};

Calendar calendar_at(std::int64_t now_ms)
{
    return {listing({"ETH-PERP", "ETH-1JAN27-2700-C", "ETH-26MAR27-3500-C", "ETH-25JUN27"}), soon,
            now_ms};
}

std::string moved(std::int64_t now_ms, const char* name)
{
    return calendar_at(now_ms).moved(std::string{name});
}

TEST(DemoCalendar, LeavesNamesAloneWhileTheirDaysAreFar)
{
    EXPECT_EQ(moved(expiry_ms - 61 * day_ms, "ETH-26MAR27-3500-C"), "ETH-26MAR27-3500-C");
}

TEST(DemoCalendar, MovesAllDaysByTheSameWeeksOnceTheFirstIsNear)
{
    const std::int64_t near_ms = expiry_ms - 59 * day_ms;

    EXPECT_EQ(moved(near_ms, "ETH-26MAR27-3500-C"), "ETH-2APR27-3500-C");
    EXPECT_EQ(moved(near_ms, "ETH-25JUN27"), "ETH-2JUL27");
    EXPECT_EQ(moved(near_ms, "ETH-PERP"), "ETH-PERP");
}

TEST(DemoCalendar, StillWorksYearsLater)
{
    const std::int64_t later_ms = expiry_ms + 1'000 * day_ms;

    const auto terms = parse_terms(*InstrumentName::parse(moved(later_ms, "ETH-26MAR27-3500-C")));

    ASSERT_TRUE(terms);
    EXPECT_GE(terms->expiry_s, later_ms / 1'000 + Calendar::nearest_s);
    EXPECT_LT(terms->expiry_s, later_ms / 1'000 + Calendar::nearest_s + 7 * 86'400);
}

TEST(DemoCalendar, LetsOneDayBeASecondSoonAfterTheStart)
{
    const std::int64_t now_ms = expiry_ms - 100 * day_ms + 4'500;  // 08:00:04.5

    EXPECT_EQ(moved(now_ms, "ETH-1JAN27-2700-C"), "ETH-16DEC26T080205-2700-C");
    EXPECT_EQ(calendar_at(now_ms).soon_s(), (now_ms + 500) / 1'000 + soon.after_s);
    EXPECT_EQ(moved(now_ms, "ETH-26MAR27-3500-C"), "ETH-26MAR27-3500-C")
        << "the near one does not push the others on";
}

TEST(DemoCalendar, MovesSurfacesWithTheNames)
{
    constexpr std::int64_t first_of_january_s = 1'798'790'400;
    const std::int64_t now_ms = expiry_ms - 59 * day_ms;
    feeds::MarketPath path;
    path.surfaces.push_back({.surface = {.slices = {{.expiry_s = first_of_january_s},
                                                    {.expiry_s = expiry_ms / 1'000}}}});

    calendar_at(now_ms).move(path);

    const auto& slices = path.surfaces[0].surface.slices;
    EXPECT_EQ(slices[0].expiry_s, now_ms / 1'000 + soon.after_s);
    EXPECT_EQ(slices[1].expiry_s, expiry_ms / 1'000 + 7 * 86'400);
}
}  // namespace
}  // namespace ballast::demo
