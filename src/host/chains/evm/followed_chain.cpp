// SPDX-License-Identifier: Apache-2.0
// Blocks in a row.
#include <ballast/base/assert.hpp>
#include <ballast/chains/evm/followed_chain.hpp>

namespace ballast::chains::evm {

BlockPoint point_of(const Header& header)
{
    return {.number = header.number, .hash = header.hash, .timestamp_s = header.timestamp_s};
}

FollowedChain::FollowedChain(FollowedBlock anchor) { blocks_.push_back(std::move(anchor)); }

const FollowedBlock* FollowedChain::find(std::uint64_t number) const
{
    const auto first = anchor().header.number;
    if (number < first || number - first >= blocks_.size()) return nullptr;
    return &blocks_[static_cast<std::size_t>(number - first)];
}

bool FollowedChain::continues_with(const Header& header) const
{
    return header.number == tip().header.number + 1 && header.parent_hash == tip().header.hash;
}

void FollowedChain::append(FollowedBlock block)
{
    BALLAST_ASSERT(continues_with(block.header));
    blocks_.push_back(std::move(block));
}

std::vector<FollowedBlock> FollowedChain::cut_above(std::uint64_t number)
{
    BALLAST_ASSERT(number >= anchor().header.number);
    std::vector<FollowedBlock> out;
    while (tip().header.number > number)
    {
        out.push_back(std::move(blocks_.back()));
        blocks_.pop_back();
    }
    return out;
}

std::vector<FollowedBlock> FollowedChain::finalise(std::uint64_t number)
{
    BALLAST_ASSERT(number <= tip().header.number);
    std::vector<FollowedBlock> out;
    while (anchor().header.number < number)
    {
        blocks_.pop_front();
        out.push_back(blocks_.front());
    }
    return out;
}

}  // namespace ballast::chains::evm
