// SPDX-License-Identifier: Apache-2.0
// Snapshots: what is parsed is framed back byte for byte. The checksum keeps an explorer out, so
// each input is also tried with the right one.
#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/crypto/sha256.hpp>
#include <ballast/journal/snapshot.hpp>

namespace {
using namespace ballast;

void check(BytesView bytes)
{
    const auto view = journal::parse_snapshot(bytes);
    if (!view) return;
    const auto again = journal::encode_snapshot(view->header, view->payload);
    BALLAST_ASSERT(again.has_value() && std::ranges::equal(bytes, *again));
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    check({data, size});
    if (size < Bytes32::size) return 0;
    Bytes resealed(data, data + size - Bytes32::size);
    const Bytes32 checksum = crypto::sha256(resealed);
    append(resealed, checksum.view());
    check(resealed);
    return 0;
}
