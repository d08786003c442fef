// SPDX-License-Identifier: Apache-2.0
// Certificates: what decodes is encoded back byte for byte.
#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/journal/head.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace ballast;
    const BytesView bytes{data, size};
    const auto certificate = journal::decode_certificate(bytes);
    if (!certificate) return 0;
    BALLAST_ASSERT(std::ranges::equal(bytes, journal::encode_certificate(*certificate)));
    return 0;
}
