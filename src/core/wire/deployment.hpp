// SPDX-License-Identifier: Apache-2.0
// Ids and emitters that follow from a deployment's founding facts (wire.md §2); the contracts
// derive the same.
#pragma once
#include <ballast/domain/ids.hpp>
#include <span>
#include <string_view>

namespace ballast::wire {

/// keccak256(abi.encode(string name, address[] guardian_set_0, bytes32 salt)).
[[nodiscard]] Bytes32 deployment_id(std::string_view name, std::span<const Bytes20> guardians,
                                    const Bytes32& salt);
/// The emitter of signer set upgrades: keccak256("BALLAST_GOVERNANCE" | deployment_id).
[[nodiscard]] Bytes32 governance_emitter(const Bytes32& deployment);
/// The emitter of a contract's HEADs: keccak256("BALLAST_HEAD" | contract).
[[nodiscard]] Bytes32 head_emitter(const Address& contract);
/// The emitter of a contract's PROVISIONALs: keccak256("BALLAST_PROVISIONAL" | contract).
[[nodiscard]] Bytes32 provisional_emitter(const Address& contract);
/// The sequence of a PROVISIONAL: low 64 bits of keccak256(block_hash | log index as u64).
[[nodiscard]] std::uint64_t provisional_sequence(const Bytes32& block_hash,
                                                 std::uint64_t log_index);

}  // namespace ballast::wire
