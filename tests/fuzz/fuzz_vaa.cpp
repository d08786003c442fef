// SPDX-License-Identifier: Apache-2.0
// Envelopes: what parses is written back byte for byte.
#include <ballast/base/assert.hpp>
#include <ballast/wire/vaa.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace ballast;
    const BytesView input{data, size};
    const auto vaa = wire::parse_vaa(input);
    if (!vaa) return 0;
    const Bytes again = wire::encode_vaa(*vaa);
    BALLAST_ASSERT(std::equal(input.begin(), input.end(), again.begin(), again.end()));
    BALLAST_ASSERT(wire::vaa_digest(vaa->body) ==
                   wire::vaa_digest(wire::encode_vaa_body(vaa->body)));
    return 0;
}
