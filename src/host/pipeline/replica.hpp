// SPDX-License-Identifier: Apache-2.0
// The state machine with its journal position: applies batches one after the other, checks their
// chain, derives every command again from its evidence when asked to, and knows the state hash that
// is due. The hub replays with it, a guardian follows with it, `ballast journal verify` checks with
// it. One thread at a time.
#pragma once
#include <ballast/engine/apply.hpp>
#include <ballast/engine/state_hash.hpp>
#include <ballast/intake/derive.hpp>
#include <ballast/journal/chain_check.hpp>
#include <ballast/journal/head.hpp>
#include <ballast/journal/snapshot.hpp>
#include <ballast/pipeline/outcome.hpp>
#include <functional>

namespace ballast::pipeline {

enum class Evidence : std::uint8_t
{
    Trust,   ///< own journal: decode the command, check the chain
    Verify,  ///< somebody else's: derive the command from its evidence, and compare
};

enum class FollowError : std::uint8_t
{
    BadBatch,        ///< the batch does not continue the chain
    BadEvidence,     ///< a record's evidence proves no command
    CommandDiffers,  ///< the record's command is not what its evidence says
    GenesisDiffers,  ///< record 0 is not the configured genesis
    HeadDiffers,     ///< the head names another batch or another state hash than this replica has
    BadSnapshot,
};

struct FollowProblem
{
    FollowError error{};
    Sequence sequence;
    std::string sentence;
};

/// A state hash with the sequence it is of.
struct DueHash
{
    Sequence sequence;
    Bytes32 hash;
    bool operator==(const DueHash&) const = default;
};
BOOST_DESCRIBE_STRUCT(DueHash, (), (sequence, hash))

/// A batch that needs only to be applied: parsed, hashed, its commands decoded. Made by
/// prepare_batch on any thread; used again and again without allocating.
struct PreparedBatch
{
    BytesView bytes;
    std::optional<journal::BatchView> view;  ///< absent: the bytes are no batch
    Bytes32 hash;
    std::vector<SequencedCommand> commands;
    /// What was wrong with the bytes; with a view, with the command behind those that decoded.
    std::optional<journal::JournalError> error;
};

/// Does to a batch all that needs no state. `out` refers to `batch` afterwards.
void prepare_batch(BytesView batch, PreparedBatch& out);

class Replica
{
public:
    /// Before record 0 of this deployment.
    explicit Replica(const Genesis& genesis);
    /// At a snapshot of this deployment.
    [[nodiscard]] static Result<Replica, FollowProblem> from_snapshot(const Genesis& genesis,
                                                                      BytesView snapshot);

    /// Applies the batch that continues the chain. `on_outcome` may be empty. After an error the
    /// replica must not be used further: its state may hold a part of the batch.
    [[nodiscard]] Result<void, FollowProblem> follow(
        BytesView batch, Evidence evidence,
        const std::function<void(CommandOutcome&&)>& on_outcome = {});
    /// As follow with Evidence::Trust, of a batch that was prepared elsewhere.
    [[nodiscard]] Result<void, FollowProblem> follow_prepared(
        const PreparedBatch& batch, const std::function<void(CommandOutcome&&)>& on_outcome = {});
    /// The hub's own path, batch by batch: begin_batch, apply for each command, finish_batch. The
    /// last sequence is told first because only the batch's latest due state hash is computed.
    void begin_batch(Sequence last);
    void apply(const SequencedCommand& command, OutcomeSink& sink);
    /// Moves the chain position behind a batch whose commands were applied with apply().
    void finish_batch(const journal::SealedBatch& batch, std::int64_t last_time_ms);

    /// Nothing when `head` is what this replica would state at its position.
    [[nodiscard]] Result<void, FollowProblem> check_head(const journal::HeadStatement& head) const;
    /// The head of the last batch in `term`.
    [[nodiscard]] journal::HeadStatement head() const;
    /// Computes the state hash of the present sequence, whether due or not.
    [[nodiscard]] DueHash hash_now();
    /// A framed snapshot of the present position; only between batches.
    [[nodiscard]] Bytes snapshot();

    [[nodiscard]] const engine::State& state() const { return state_; }
    [[nodiscard]] const journal::ChainPosition& position() const { return chain_.position(); }
    [[nodiscard]] const Genesis& genesis() const { return genesis_; }

private:
    [[nodiscard]] Result<void, FollowProblem> check_evidence(const PreparedBatch& batch) const;

    Genesis genesis_;
    intake::Sources sources_;
    engine::State state_;
    engine::AccountTree tree_;
    journal::ChainVerifier chain_;
    DueHash due_;
    Sequence next_due_;
    OutcomeSink sink_;
    PreparedBatch prepared_;
};

}  // namespace ballast::pipeline
