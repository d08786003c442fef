// SPDX-License-Identifier: Apache-2.0
// Takes batches one after the other and refuses the first that does not continue the chain. Leaves
// out signatures.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/journal/batch.hpp>
#include <ballast/journal/journal_error.hpp>
#include <cstdint>

namespace ballast::journal {

/// A place in the chain: the batch that ends there was accepted.
struct ChainPosition
{
    Term term;
    Sequence next;           ///< sequence of the record that comes
    Bytes32 hash;            ///< of the last batch; zero before the first
    std::int64_t time_ms{};  ///< of the last record
    bool operator==(const ChainPosition&) const = default;
};

/// A batch that continued the chain, with its hash, which was computed on the way.
struct LinkedBatch
{
    BatchView batch;
    Bytes32 hash;
    /// As a store takes it.
    [[nodiscard]] SealedBatch sealed() const
    {
        return {.header = batch.header(), .hash = hash, .bytes = batch.bytes()};
    }
};

/// Follows the chain of one deployment, from its start or from a position that is trusted (a
/// snapshot's).
class ChainVerifier
{
public:
    explicit ChainVerifier(const Bytes32& deployment_id, const ChainPosition& from = {});
    /// Accepts the batch that continues the chain, or names the first thing that does not fit; then
    /// the position stays. OtherDeployment, SequenceGap, SequenceRepeated, WrongPreviousHash,
    /// TermRegressed, TimeRegressed, or an error of parse_batch.
    [[nodiscard]] Result<LinkedBatch, JournalError> accept(BytesView bytes);
    /// As accept, of a batch that was parsed before and whose batch_hash is `hash`.
    [[nodiscard]] Result<void, JournalError> accept_hashed(const BatchView& batch,
                                                           const Bytes32& hash);
    [[nodiscard]] const ChainPosition& position() const { return position_; }

private:
    Bytes32 deployment_id_;
    ChainPosition position_;
};

}  // namespace ballast::journal
