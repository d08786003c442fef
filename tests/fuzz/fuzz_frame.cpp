// SPDX-License-Identifier: Apache-2.0
// Frames of the guardian link: what decodes is encoded back byte for byte, and stays in its bound.
#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/guardian/frames.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace ballast;
    const BytesView bytes{data, size};
    const auto frame = guardian::decode_frame(bytes);
    if (!frame) return 0;
    BALLAST_ASSERT(size <= guardian::frame_size_max(data[0]));
    BALLAST_ASSERT(std::ranges::equal(bytes, guardian::encode_frame(*frame)));
    return 0;
}
