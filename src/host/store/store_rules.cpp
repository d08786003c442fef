// SPDX-License-Identifier: Apache-2.0
// The order of batches and the bounds of keys and values.
#include "store_rules.hpp"

#include <ballast/base/assert.hpp>
#include <ballast/base/limits.hpp>

namespace ballast::store {

using env::JournalEnd;
using env::StoreError;

JournalEnd end_of(const journal::SealedBatch& batch)
{
    return {.term = batch.header.term, .sequence = batch.header.last(), .hash = batch.hash};
}

Result<void, StoreError> check_continues(const std::optional<JournalEnd>& end,
                                         std::span<const journal::SealedBatch> batches)
{
    std::optional<JournalEnd> at = end;
    for (const journal::SealedBatch& batch : batches)
    {
        const auto header = journal::parse_batch_header(batch.bytes);
        BALLAST_ASSERT(header.has_value() && *header == batch.header);
        const std::uint64_t next = at ? at->sequence.value + 1 : 0;
        const Bytes32 previous = at ? at->hash : Bytes32{};
        if (batch.header.first.value != next || batch.header.previous_hash != previous ||
            (at && batch.header.term < at->term))
            return fail(StoreError::OutOfOrder);
        at = end_of(batch);
    }
    return {};
}

Result<void, StoreError> check_entry(std::string_view key, BytesView value)
{
    if (key.size() > limits::store_key || value.size() > limits::store_value)
        return fail(StoreError::TooLong);
    return {};
}

Result<void, StoreError> check_blob(std::string_view space, BytesView key, BytesView value)
{
    if (space.size() > limits::store_space || key.size() > limits::store_key)
        return fail(StoreError::TooLong);
    return check_entry({}, value);
}

Result<void, StoreError> check_snapshot_size(BytesView snapshot)
{
    if (snapshot.size() > limits::snapshot_size) return fail(StoreError::TooLong);
    return {};
}

}  // namespace ballast::store
