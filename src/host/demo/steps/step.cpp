// SPDX-License-Identifier: Apache-2.0
// Facts and claims.
#include "step.hpp"

#include <ballast/base/hex.hpp>

namespace ballast::demo {

void StepLog::number(std::string_view name, boost::json::value value)
{
    numbers_[name] = std::move(value);
}

void StepLog::fact(std::string_view name, std::string_view shown, std::string_view value)
{
    screen_.fact(name, shown);
    number(name, boost::json::string{value});
}

void StepLog::transaction(std::string_view name, std::string_view chain, const Included& where)
{
    const std::string hash = to_hex_0x(where.transaction.view());
    fact(name, hash + "  " + std::string{chain} + " block " + std::to_string(where.block_number),
         hash);
}

void StepLog::check(bool held, std::string_view claim)
{
    screen_.verdict(held, claim);
    if (!held) failed_.emplace_back(boost::json::string{claim});
}

}  // namespace ballast::demo
