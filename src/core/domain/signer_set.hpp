// SPDX-License-Identifier: Apache-2.0
// Who may speak, and how many of them must (wire.md §1). Leaves out the check itself
// (attest/quorum.hpp).
#pragma once
#include <ballast/domain/ids.hpp>
#include <boost/describe.hpp>
#include <vector>

namespace ballast {

enum class QuorumRule : std::uint8_t
{
    TwoThirdsPlusOne = 0,  ///< floor(2n/3) + 1
    Majority = 1,          ///< floor(n/2) + 1
    Fixed = 2,             ///< `fixed_quorum`
};
BOOST_DESCRIBE_ENUM(QuorumRule, TwoThirdsPlusOne, Majority, Fixed)

/// Keys in order (a signature names its key by index), and the rule that belongs to them.
struct SignerSet
{
    std::uint32_t index{};
    std::vector<Bytes20> keys;
    QuorumRule rule{};
    std::uint32_t fixed_quorum{};  ///< used by Fixed only
    std::uint64_t expiry_s{};      ///< 0: current; otherwise the last second at which it may speak
    ChainId governance_chain;      ///< the emitter that may upgrade the set
    Bytes32 governance_emitter;

    /// Signatures needed; 0 for an empty set, which therefore never verifies.
    [[nodiscard]] std::size_t quorum() const
    {
        const std::size_t n = keys.size();
        if (n == 0) return 0;
        switch (rule)
        {
            case QuorumRule::TwoThirdsPlusOne:
                return 2 * n / 3 + 1;
            case QuorumRule::Majority:
                return n / 2 + 1;
            case QuorumRule::Fixed:
                return fixed_quorum;
        }
        return n + 1;  // no known rule: unreachable quorum
    }
    bool operator==(const SignerSet&) const = default;
};
BOOST_DESCRIBE_STRUCT(SignerSet, (),
                      (index, keys, rule, fixed_quorum, expiry_s, governance_chain,
                       governance_emitter))

}  // namespace ballast
