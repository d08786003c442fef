// SPDX-License-Identifier: Apache-2.0
// Brings signed orders to one chain and says what became of each. Chain-family neutral;
// evm/evm_submitter.hpp is the implementation for EVM chains. Leaves out deciding what to send
// (core/outbox) and when to give an order up.
#pragma once
#include <ballast/chains/problem.hpp>
#include <ballast/domain/order.hpp>
#include <ballast/domain/request.hpp>
#include <functional>
#include <optional>

namespace ballast::chains {

enum class SubmissionAction : std::uint8_t
{
    Execute,        ///< present the order (a PERMIT together with its trade)
    ExecuteQueued,  ///< pay an order that the vault queued
    Void,           ///< void an order whose expiry has passed
};

/// One order and its signatures.
struct Submission
{
    OrderId order;
    SubmissionAction action{};
    Address contract;
    Bytes vaa;  ///< the whole signed order; not used by ExecuteQueued
    std::optional<SignedTrade>
        trade;  ///< for a PERMIT: the parties' signatures, which the venue wants beside it
};

enum class OutcomeStatus : std::uint8_t
{
    Included,  ///< in a block, and it succeeded
    Reverted,  ///< in a block, and it failed
    Refused,   ///< not sent: the contract would refuse it now
    Stopped,   ///< the submitter was stopped before it knew; it may or may not have been sent
};
/// The enumerator's name.
[[nodiscard]] std::string_view name_of(OutcomeStatus status);

/// What became of a submission. It says nothing about finality: that comes as an observation.
struct SubmissionOutcome
{
    OrderId order;
    SubmissionAction action{};
    OutcomeStatus status{};
    Bytes32 transaction;           ///< zero when none was sent
    std::uint64_t block_number{};  ///< where it was included
    Bytes32 block_hash;
    std::uint64_t gas_used{};
    std::string
        reason;  ///< the contract's error with its arguments, or a sentence; empty when included
};

enum class SubmitError : std::uint8_t
{
    QueueFull,  ///< try again later
    Duplicate,  ///< the same order and action is on its way already
    Malformed,  ///< no VAA where one is needed, or an address that is not of this chain's family
    Stopped,
};
/// A sentence for a person.
[[nodiscard]] std::string_view describe(SubmitError error);

/// What a submitter reports beside outcomes; each may be empty. All on the network thread.
struct SubmitterEvents
{
    /// A transaction went out: first, again, or as a replacement.
    std::function<void(OrderId, const Bytes32& transaction, bool is_replacement)> on_sent;
    /// Said once when it begins; the submitter goes on trying.
    std::function<void(const ChainProblem&)> on_problem;
    std::function<void()> on_recovered;
};

class Submitter
{
public:
    using Done = std::function<void(const SubmissionOutcome&)>;
    virtual ~Submitter() = default;

    /// Takes an order; `done` is called exactly once, on the network thread, if nothing is returned
    /// here. From any thread. To submit again what has an outcome is allowed: the contract takes an
    /// order once.
    [[nodiscard]] virtual std::optional<SubmitError> submit(Submission submission, Done done) = 0;
    /// Orders without an outcome. From any thread.
    [[nodiscard]] virtual std::size_t pending_count() const = 0;
    /// Ends; what has no outcome gets Stopped before it returns. From any thread; idempotent.
    virtual void stop() = 0;
};

}  // namespace ballast::chains
