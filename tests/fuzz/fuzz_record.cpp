// SPDX-License-Identifier: Apache-2.0
// Records: what decodes is encoded back byte for byte; what is framed is framed alike inside a
// batch.
#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/journal/record.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace ballast;
    const BytesView bytes{data, size};
    BytesView left = bytes;
    const auto view = journal::parse_record(left);
    const auto record = journal::decode_record(bytes);
    if (!view) BALLAST_ASSERT(!record && record.error() == view.error());
    if (!record) return 0;
    BALLAST_ASSERT(left.empty());
    Bytes again;
    BALLAST_ASSERT(journal::encode_record(again, journal::parts_of(*record)).has_value());
    BALLAST_ASSERT(std::ranges::equal(bytes, again));
    return 0;
}
