// SPDX-License-Identifier: Apache-2.0
// Mark updates: what parses is written back byte for byte.
#include <ballast/base/assert.hpp>
#include <ballast/wire/mark_update.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace ballast;
    const BytesView input{data, size};
    const auto update = wire::parse_mark_update(input);
    if (!update) return 0;
    const Bytes again = wire::encode_mark_update(*update);
    BALLAST_ASSERT(std::equal(input.begin(), input.end(), again.begin(), again.end()));
    return 0;
}
