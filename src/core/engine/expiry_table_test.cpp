// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/domain/codec.hpp>
#include <ballast/engine/expiry_table.hpp>
#include <map>
#include <random>

using namespace ballast;
using namespace ballast::engine;

namespace {
using Table = ExpiryTable<std::uint64_t>;

std::map<std::uint64_t, std::vector<std::uint64_t>> as_map(const Table& table)
{
    std::map<std::uint64_t, std::vector<std::uint64_t>> out;
    for (const auto& second : table.seconds())
        out.emplace(second.expiry_s,
                    std::vector<std::uint64_t>(second.rows.begin(), second.rows.end()));
    return out;
}

void forget_before(std::map<std::uint64_t, std::vector<std::uint64_t>>& map, std::uint64_t now_s)
{
    map.erase(map.begin(), map.lower_bound(now_s));
}
}  // namespace

TEST(ExpiryTable, HoldsWhatAnOrderedMapWouldHold)
{
    std::mt19937_64 random{7};
    Table table;
    std::map<std::uint64_t, std::vector<std::uint64_t>> expected;
    std::uint64_t now_s = 1'800'000'000;
    for (std::uint64_t i = 0; i < 50'000; ++i)
    {
        // Mostly a second passes or none, now and then hours.
        now_s += random() % 1000 == 0 ? random() % 20'000 : random() % 2;
        std::size_t forgotten = 0;
        table.forget_before(now_s, [&](std::uint64_t) { ++forgotten; });
        std::size_t over = 0;
        for (auto at = expected.begin(); at != expected.lower_bound(now_s); ++at)
            over += at->second.size();
        forget_before(expected, now_s);
        ASSERT_EQ(forgotten, over);

        const std::uint64_t expiry_s = now_s + random() % 3601;
        auto& rows = expected[expiry_s];
        rows.push_back(i);
        ASSERT_EQ(table.append(expiry_s, i), rows.size() - 1);
        ASSERT_EQ(table.at(expiry_s, static_cast<std::uint32_t>(rows.size() - 1)), i);
        if (i % 97 == 0)
        {
            ASSERT_EQ(as_map(table), expected);
        }
    }
}

TEST(ExpiryTable, IsHashedAsTheOrderedMap)
{
    Table table;
    table.append(1'005, 7);
    table.append(1'001, 8);
    table.append(1'005, 9);

    EXPECT_EQ(codec::encoded(table.seconds()), codec::encoded(as_map(table)));
    EXPECT_EQ(codec::encoded(Table{}.seconds()), codec::encoded(as_map(Table{})));
}

TEST(ExpiryTable, HasNoRoomBeyondItsWindow)
{
    Table table;
    EXPECT_TRUE(table.has_room(0));
    table.append(10'000, 1);

    EXPECT_TRUE(table.has_room(10'000 + Table::window - 1));
    EXPECT_FALSE(table.has_room(10'000 + Table::window));
    EXPECT_TRUE(table.has_room(10'001 - Table::window));
    EXPECT_FALSE(table.has_room(10'000 - Table::window));
}
