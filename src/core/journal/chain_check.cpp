// SPDX-License-Identifier: Apache-2.0
// The hash chain of batches, followed one batch at a time.
#include "chain_check.hpp"

namespace ballast::journal {

ChainVerifier::ChainVerifier(const Bytes32& deployment_id, const ChainPosition& from)
    : deployment_id_{deployment_id}, position_{from}
{}

Result<LinkedBatch, JournalError> ChainVerifier::accept(BytesView bytes)
{
    BALLAST_TRY(const BatchView batch, parse_batch(bytes));
    const Bytes32 hash = batch_hash(batch.header().previous_hash, bytes);
    BALLAST_CHECK(accept_hashed(batch, hash));
    return LinkedBatch{.batch = batch, .hash = hash};
}

Result<void, JournalError> ChainVerifier::accept_hashed(const BatchView& batch, const Bytes32& hash)
{
    const BatchHeader& header = batch.header();
    if (header.deployment_id != deployment_id_) return fail(JournalError::OtherDeployment);
    if (header.first > position_.next) return fail(JournalError::SequenceGap);
    if (header.first < position_.next) return fail(JournalError::SequenceRepeated);
    if (header.previous_hash != position_.hash) return fail(JournalError::WrongPreviousHash);
    if (header.term < position_.term) return fail(JournalError::TermRegressed);
    if (batch.first_time_ms() < position_.time_ms) return fail(JournalError::TimeRegressed);
    position_ = {.term = header.term,
                 .next = {header.first.value + header.count},
                 .hash = hash,
                 .time_ms = batch.last_time_ms()};
    return {};
}

}  // namespace ballast::journal
