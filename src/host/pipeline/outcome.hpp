// SPDX-License-Identifier: Apache-2.0
// What comes out of the pipeline: the outcome of one command, and a committed batch with all of
// them.
#pragma once
#include <ballast/domain/command.hpp>
#include <ballast/domain/event.hpp>
#include <ballast/domain/evidence.hpp>
#include <ballast/journal/batch.hpp>
#include <ballast/journal/head.hpp>
#include <memory>
#include <string>
#include <vector>

namespace ballast::pipeline {

/// One command that is durable and applied. A refused one has a CommandRejected among its events.
struct CommandOutcome
{
    Sequence sequence;
    std::int64_t time_ms{};
    Command command;
    std::vector<Event> events;
    std::vector<Order> orders;

    /// The refusal, or nullptr when the command was accepted.
    [[nodiscard]] const CommandRejected* refusal() const;
};

/// A durable batch, its head under the hub's signature, and what its commands did. Shared by
/// everyone who listens.
struct CommittedBatch
{
    journal::BatchHeader header;
    Bytes32 hash;
    Bytes bytes;
    journal::SignedHead head;
    std::vector<CommandOutcome> outcomes;
};
using SharedBatch = std::shared_ptr<const CommittedBatch>;

enum class SubmitError : std::uint8_t
{
    QueueFull,    ///< too much waits already: try again later (503)
    Stopped,      ///< the pipeline does not run: try again later (503)
    BadEvidence,  ///< intake refused it: `code` and `sentence` say why
    NotNow,  ///< stays before the journal: duplicate, stale price, unknown account; `reason` says
             ///< which
};

/// Why a submission never reached the journal.
struct SubmitProblem
{
    SubmitError error{};
    RejectReason reason{};  ///< with NotNow
    std::string code;       ///< the precise code, e.g. "BelowQuorum", "UnknownAccount"
    std::string sentence;
};

}  // namespace ballast::pipeline
