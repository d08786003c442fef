// SPDX-License-Identifier: Apache-2.0
// RLP: what parses is written back byte for byte, so there is one form of each item.
#include <ballast/base/assert.hpp>
#include <ballast/wire/rlp.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace ballast;
    const BytesView input{data, size};
    const auto item = wire::rlp::parse(input);
    if (!item) return 0;
    const Bytes again = wire::rlp::encode(*item);
    BALLAST_ASSERT(std::equal(input.begin(), input.end(), again.begin(), again.end()));
    if (const auto number = wire::rlp::parse_integer(*item))
    {
        BALLAST_ASSERT(wire::rlp::integer(*number) == *item);
    }
    return 0;
}
