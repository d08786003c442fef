// SPDX-License-Identifier: Apache-2.0
// Queries and ids in paths.
#include <gtest/gtest.h>

#include <ballast/api/query.hpp>

using namespace ballast;
using namespace ballast::api;

namespace {
constexpr std::array<std::string_view, 2> names = {"from", "limit"};

std::string field_of_error(std::string_view text)
{
    const auto query = Query::parse(text, names);
    return query ? "taken" : query.error().field;
}
}  // namespace

TEST(Query, TakesKnownNamesOnceWithPlainValues)
{
    const auto query = Query::parse("limit=5&from=17", names);
    ASSERT_TRUE(query);
    EXPECT_EQ(*query->number("from", 0, 100), 17U);
    EXPECT_EQ(*query->number("limit", 1, 10), 5U);
    EXPECT_EQ(query->number("limit", 1, 4).error().field, "limit");
    EXPECT_TRUE(Query::parse("", names));
}

TEST(Query, NamesTheParameterThatIsWrong)
{
    EXPECT_EQ(field_of_error("offset=1"), "offset");
    EXPECT_EQ(field_of_error("from=1&from=2"), "from");
    EXPECT_EQ(field_of_error("from"), "from");
    EXPECT_EQ(field_of_error("from="), "from");
    EXPECT_EQ(field_of_error("from=%31"), "from");
    EXPECT_EQ(field_of_error("<script>=1"), "");
    EXPECT_EQ(field_of_error("limit=1&"), "taken");
    EXPECT_FALSE(Query::parse(std::string(2'000, 'a'), names));
}

TEST(ParseAccount, TakesAWholeIdOrAnOwner)
{
    const auto owner = parse_account("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
    ASSERT_TRUE(owner);
    EXPECT_EQ(*owner, AccountId::of_owner(owner->owner()));
    EXPECT_EQ(*parse_account(to_hex(owner->value.view())), *owner);
    for (const std::string_view bad :
         {"0x12", "", "zz", "7E5F4552091A69125d5DfCb7b8C2659029395BdfAA"})
        EXPECT_EQ(parse_account(bad).error().field, "account") << bad;
}
