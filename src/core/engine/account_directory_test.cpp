// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/engine/account_directory.hpp>
#include <ballast/engine/testing/world.hpp>

using namespace ballast;
using namespace ballast::engine;
using ballast::engine::testing::account_number;

TEST(AccountDirectory, FindsEveryAccountAndNoOther)
{
    std::vector<Account> rows;
    AccountDirectory directory;
    for (std::uint32_t i = 0; i < 10'000; ++i)
    {
        rows.push_back(Account{.id = account_number(i)});
        directory.append(rows.back().id, AccountIndex{i});
    }
    for (std::uint32_t i = 0; i < 10'000; ++i)
        ASSERT_EQ(directory.find(account_number(i), rows), AccountIndex{i});
    for (std::uint32_t i = 10'000; i < 20'000; ++i)
        ASSERT_EQ(directory.find(account_number(i), rows), std::nullopt);
}

TEST(AccountDirectory, ComparesWholeIdsWhereHashesCollide)
{
    // One owner's subaccounts differ in the last bytes only; 2^18 of them collide in 32 bits.
    std::vector<Account> rows;
    AccountDirectory directory;
    for (std::uint32_t i = 0; i < 1U << 18U; ++i)
    {
        rows.push_back(Account{.id = AccountId::of_owner(Bytes20{}, i)});
        directory.append(rows.back().id, AccountIndex{i});
    }
    for (std::uint32_t i = 0; i < rows.size(); ++i)
        ASSERT_EQ(directory.find(rows[i].id, rows), AccountIndex{i});
}
