// SPDX-License-Identifier: Apache-2.0
// Follows the contracts of one chain and reports what they say: before finality for display, after
// finality to be signed. Chain-family neutral; evm/evm_watcher.hpp is the implementation for EVM
// chains. Leaves out signing.
#pragma once
#include <ballast/chains/problem.hpp>
#include <ballast/domain/observation.hpp>
#include <boost/describe.hpp>
#include <functional>
#include <memory>
#include <vector>

namespace ballast::chains {

/// A contract to be followed.
struct WatchedContract
{
    Address address;
    Bytes32 code_hash;               ///< Keccak of the deployed code; checked at every start
    std::uint64_t deployed_block{};  ///< the first block that may hold its logs
};

/// A chain to be followed, as genesis describes it.
struct WatchedChain
{
    ChainId chain;
    std::uint64_t eip155{};
    std::string name;
    Bytes32 deployment;
    std::uint64_t heartbeat_blocks{};  ///< HEADs at its multiples; 0: none
    std::vector<WatchedContract> contracts;
};

struct BlockPoint
{
    std::uint64_t number{};
    Bytes32 hash;
    std::uint64_t timestamp_s{};
    bool operator==(const BlockPoint&) const = default;
};
BOOST_DESCRIBE_STRUCT(BlockPoint, (), (number, hash, timestamp_s))

struct ContractCursor
{
    Address contract;
    std::uint64_t event_nonce{};  ///< of its last observation at or before the cursor's block
    bool operator==(const ContractCursor&) const = default;
};
BOOST_DESCRIBE_STRUCT(ContractCursor, (), (contract, event_nonce))

/// How far a watcher has come: everything up to and including this final block has been reported.
/// Described, so that the canonical codec keeps it.
struct Cursor
{
    BlockPoint block;
    std::vector<ContractCursor> contracts;  ///< in the order of WatchedChain
    bool operator==(const Cursor&) const = default;
};
BOOST_DESCRIBE_STRUCT(Cursor, (), (block, contracts))

/// Blocks that were followed were replaced.
struct Reorg
{
    BlockPoint from;        ///< the tip that is no longer in the chain
    BlockPoint to;          ///< the tip that is followed now
    BlockPoint ancestor;    ///< the last block that both have
    std::uint64_t depth{};  ///< blocks that were removed
};

struct Progress
{
    BlockPoint latest;
    BlockPoint finalised;  ///< the cursor's block
};

/// What a watcher reports; each may be empty. All on the network thread, in the order of the chain.
struct WatcherEvents
{
    /// Seen in a block that is not final: for display only, never signed.
    std::function<void(const Observation&)> on_pending;
    /// An observation that on_pending reported is gone with its block.
    std::function<void(const Observation&)> on_removed;
    /// Final: event nonces of a contract come without a gap.
    std::function<void(const Observation&)> on_finalised;
    /// A HEAD observation of a final block, after the observations up to its event nonce.
    std::function<void(const Observation&)> on_head;
    std::function<void(const Reorg&)> on_reorg;
    /// Said once when it begins; a fatal one is the last report.
    std::function<void(const ChainProblem&)> on_problem;
    /// The node answers again after Unreachable or BadAnswer, or finality moves again.
    std::function<void()> on_recovered;
    /// The tip or the finalised block moved; after the observations that this brought. cursor() is
    /// up to date here.
    std::function<void(const Progress&)> on_progress;
};

class Watcher
{
public:
    virtual ~Watcher() = default;
    /// Begins to follow; once.
    virtual void start() = 0;
    /// Ends; after it returns, nothing is reported any more. From any thread; idempotent.
    virtual void stop() = 0;
    /// How far the reports have come. On the network thread, or when stopped.
    [[nodiscard]] virtual Cursor cursor() const = 0;
};

}  // namespace ballast::chains
