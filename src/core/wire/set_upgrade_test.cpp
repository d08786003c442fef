// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ballast/wire/set_upgrade.hpp>

using namespace ballast;
using wire::DecodeError;

namespace {
wire::SetUpgrade some_upgrade(wire::UpgradeModule module)
{
    wire::SetUpgrade out{
        .module = module, .deployment = {}, .chain = {3}, .new_index = 1, .keys = {}};
    if (module == wire::UpgradeModule::BallastCore) out.deployment.bytes.fill(0xd0);
    for (std::uint8_t i = 1; i <= 4; ++i) out.keys.emplace_back().bytes.fill(i);
    return out;
}
Result<wire::SetUpgrade, DecodeError> reparsed(const wire::SetUpgrade& upgrade)
{
    return wire::parse_set_upgrade(wire::encode_set_upgrade(upgrade));
}
constexpr auto ours = wire::UpgradeModule::BallastCore;
}  // namespace

TEST(SetUpgrade, RoundTripsInBothForms)
{
    for (const auto module : {wire::UpgradeModule::Core, ours})
        EXPECT_EQ(reparsed(some_upgrade(module)), some_upgrade(module));
}

TEST(SetUpgrade, RefusesSetsWithoutKeysAndWithZeroRepeatedOrTooManyKeys)
{
    auto upgrade = some_upgrade(ours);
    upgrade.keys.clear();
    EXPECT_EQ(reparsed(upgrade).error(), DecodeError::ZeroField);
    upgrade = some_upgrade(ours);
    upgrade.keys[2] = {};
    EXPECT_EQ(reparsed(upgrade).error(), DecodeError::ZeroField);
    upgrade = some_upgrade(ours);
    upgrade.keys[3] = upgrade.keys[0];
    EXPECT_EQ(reparsed(upgrade).error(), DecodeError::DuplicateKey);
    upgrade = some_upgrade(ours);
    while (upgrade.keys.size() < 20)
        upgrade.keys.emplace_back().bytes.fill(static_cast<std::uint8_t>(upgrade.keys.size()));
    EXPECT_EQ(reparsed(upgrade).error(), DecodeError::TooMany);
}

TEST(SetUpgrade, RefusesOtherModulesActionsAndSetZero)
{
    const Bytes good = wire::encode_set_upgrade(some_upgrade(ours));
    Bytes bytes = good;
    bytes[31] ^= 1U;
    EXPECT_EQ(wire::parse_set_upgrade(bytes).error(), DecodeError::BadModule);
    bytes = good;
    bytes[64] = 1;
    EXPECT_EQ(wire::parse_set_upgrade(bytes).error(), DecodeError::BadAction);
    auto upgrade = some_upgrade(ours);
    upgrade.new_index = 0;
    EXPECT_EQ(reparsed(upgrade).error(), DecodeError::ZeroField);
    upgrade = some_upgrade(ours);
    upgrade.deployment = {};
    EXPECT_EQ(reparsed(upgrade).error(), DecodeError::ZeroField);
}

TEST(SetUpgrade, RefusesEveryCutAndAByteMore)
{
    Bytes bytes = wire::encode_set_upgrade(some_upgrade(ours));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        ASSERT_EQ(wire::parse_set_upgrade(BytesView{bytes}.first(size)).error(),
                  DecodeError::Truncated);
    bytes.push_back(0);
    EXPECT_EQ(wire::parse_set_upgrade(bytes).error(), DecodeError::TrailingBytes);
}
