// SPDX-License-Identifier: Apache-2.0
// Batches: a parsed one can be walked to its end, what decodes is encoded back byte for byte, and a
// verifier that stands before it accepts it.
#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/journal/chain_check.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace ballast;
    const BytesView bytes{data, size};
    const auto view = journal::parse_batch(bytes);
    const auto batch = journal::decode_batch(bytes);
    if (!view)
    {
        BALLAST_ASSERT(!batch && batch.error() == view.error());
        return 0;
    }
    std::size_t walked = journal::batch_prefix;
    std::uint32_t count = 0;
    for (const journal::RecordView& record : *view)
    {
        walked += record.bytes.size();
        ++count;
    }
    BALLAST_ASSERT(walked == size && count == view->header().count);

    const journal::BatchHeader& header = view->header();
    journal::ChainVerifier verifier{
        header.deployment_id,
        {.term = header.term, .next = header.first, .hash = header.previous_hash}};
    BALLAST_ASSERT(verifier.accept(bytes).has_value());
    if (batch) BALLAST_ASSERT(std::ranges::equal(bytes, *journal::encode_batch(*batch)));
    return 0;
}
