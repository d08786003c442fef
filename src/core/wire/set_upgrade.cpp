// SPDX-License-Identifier: Apache-2.0
// Signer set upgrades: payload <-> struct.
#include "set_upgrade.hpp"

#include <ballast/base/assert.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/wire/reader.hpp>

namespace ballast::wire {
namespace {
constexpr std::uint8_t action_set_upgrade = 2;
constexpr std::size_t key_size = 20;

/// A module's name, left-padded to a word.
Bytes32 module_word(std::string_view name)
{
    Bytes32 out;
    std::copy_backward(name.begin(), name.end(), out.bytes.end());
    return out;
}

Result<UpgradeModule, DecodeError> read_module(Reader& in)
{
    BALLAST_TRY(const Bytes32 word, in.fixed<32>());
    if (word == module_word("Core")) return UpgradeModule::Core;
    if (word == module_word("BallastCore")) return UpgradeModule::BallastCore;
    return fail(DecodeError::BadModule);
}

Result<std::vector<Bytes20>, DecodeError> read_keys(Reader& in, std::size_t limit)
{
    BALLAST_TRY(const std::size_t count, in.number<std::uint8_t>());
    if (count == 0) return fail(DecodeError::ZeroField);
    if (count > limit) return fail(DecodeError::TooMany);
    if (count * key_size > in.left.size()) return fail(DecodeError::Truncated);
    std::vector<Bytes20> keys;
    keys.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
    {
        BALLAST_TRY(const Bytes20 key, in.nonzero<key_size>());
        if (std::find(keys.begin(), keys.end(), key) != keys.end())
            return fail(DecodeError::DuplicateKey);
        keys.push_back(key);
    }
    return keys;
}
}  // namespace

Result<SetUpgrade, DecodeError> parse_set_upgrade(BytesView payload)
{
    Reader in{payload};
    SetUpgrade out;
    BALLAST_TRY(out.module, read_module(in));
    const bool ours = out.module == UpgradeModule::BallastCore;
    if (ours)
    {
        BALLAST_TRY(out.deployment, in.nonzero<32>());
    }
    BALLAST_TRY(const auto action, in.number<std::uint8_t>());
    if (action != action_set_upgrade) return fail(DecodeError::BadAction);
    BALLAST_TRY(out.chain.value, in.number<std::uint16_t>());
    BALLAST_TRY(out.new_index, in.number<std::uint32_t>());
    if (out.new_index == 0) return fail(DecodeError::ZeroField);
    BALLAST_TRY(out.keys,
                read_keys(in, ours ? limits::deployment_guardians : limits::signer_set_keys));
    BALLAST_CHECK(in.end());
    return out;
}

Bytes encode_set_upgrade(const SetUpgrade& upgrade)
{
    BALLAST_ASSERT(upgrade.keys.size() <= limits::signer_set_keys);
    const bool ours = upgrade.module == UpgradeModule::BallastCore;
    Bytes out;
    append(out, module_word(ours ? "BallastCore" : "Core").view());
    if (ours) append(out, upgrade.deployment.view());
    out.push_back(action_set_upgrade);
    append_big_endian(out, upgrade.chain.value);
    append_big_endian(out, upgrade.new_index);
    out.push_back(static_cast<std::uint8_t>(upgrade.keys.size()));
    for (const Bytes20& key : upgrade.keys) append(out, key.view());
    return out;
}

}  // namespace ballast::wire
