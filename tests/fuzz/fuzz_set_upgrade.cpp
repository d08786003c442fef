// SPDX-License-Identifier: Apache-2.0
// Signer set upgrades: what parses is written back byte for byte, and holds a usable set.
#include <ballast/base/assert.hpp>
#include <ballast/wire/set_upgrade.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace ballast;
    const BytesView input{data, size};
    const auto upgrade = wire::parse_set_upgrade(input);
    if (!upgrade) return 0;
    const Bytes again = wire::encode_set_upgrade(*upgrade);
    BALLAST_ASSERT(std::equal(input.begin(), input.end(), again.begin(), again.end()));
    BALLAST_ASSERT(!upgrade->keys.empty() && upgrade->new_index != 0);
    return 0;
}
