// SPDX-License-Identifier: Apache-2.0
// What a transaction offers for its gas (EIP-1559): from the node's view of the market, inside the
// configured caps. Pure. Not for other modules.
#pragma once
#include <ballast/chains/evm/evm_submitter.hpp>
#include <ballast/chains/evm/rpc_types.hpp>

namespace ballast::chains::evm {

/// Both per gas, in wei.
struct Fees
{
    u128 priority_max{};
    u128 fee_max{};
    bool operator==(const Fees&) const = default;
};

/// The base fee of the block after the latest, in eth_feeHistory's answer.
[[nodiscard]] Parsed<u128> parse_next_base_fee(const boost::json::value& history);
/// Twice the next base fee and the node's suggested tip, inside the caps; nothing when even the
/// next base fee does not fit under them.
[[nodiscard]] std::optional<Fees> fees_for(u128 next_base_fee, u128 suggested_tip,
                                           const EvmSubmitterSettings& settings);
/// Fees that replace `old`: raised by the bump, at least `fresh`; nothing when the caps leave no
/// room for 10 % more, which nodes want.
[[nodiscard]] std::optional<Fees> bumped(const Fees& old, const Fees& fresh,
                                         const EvmSubmitterSettings& settings);

}  // namespace ballast::chains::evm
