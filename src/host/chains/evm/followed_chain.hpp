// SPDX-License-Identifier: Apache-2.0
// The part of a chain between the last final block that was reported and the tip: blocks linked by
// parent hash, with what contracts said in them. Pure: no node, no callbacks. Not for other
// modules.
#pragma once
#include <ballast/chains/evm/rpc_types.hpp>
#include <ballast/chains/watcher.hpp>
#include <deque>

namespace ballast::chains::evm {

struct FollowedBlock
{
    Header header;
    std::vector<Observation> observations;    ///< by log index
    std::vector<Observation> heads;           ///< at a heartbeat: one for each contract that exists
    std::vector<std::uint64_t> event_nonces;  ///< of each contract, after this block
};

/// The point of a header.
[[nodiscard]] BlockPoint point_of(const Header& header);

class FollowedChain
{
public:
    /// Starts at a block that is final and reported.
    explicit FollowedChain(FollowedBlock anchor);

    /// The last final block that was reported.
    [[nodiscard]] const FollowedBlock& anchor() const { return blocks_.front(); }
    [[nodiscard]] const FollowedBlock& tip() const { return blocks_.back(); }
    /// Blocks beyond the anchor.
    [[nodiscard]] std::size_t size() const { return blocks_.size() - 1; }
    /// The followed block of a number, or nullptr outside anchor to tip.
    [[nodiscard]] const FollowedBlock* find(std::uint64_t number) const;
    /// True when `header` comes right behind the tip.
    [[nodiscard]] bool continues_with(const Header& header) const;

    /// Adds a block for which continues_with() holds.
    void append(FollowedBlock block);
    /// Removes the blocks above `number` (at least the anchor's) and returns them, the tip first.
    [[nodiscard]] std::vector<FollowedBlock> cut_above(std::uint64_t number);
    /// Makes `number` (at most the tip's) the anchor and returns what became final, in order.
    [[nodiscard]] std::vector<FollowedBlock> finalise(std::uint64_t number);

private:
    std::deque<FollowedBlock> blocks_;  ///< never empty; numbers ascend by one
};

}  // namespace ballast::chains::evm
