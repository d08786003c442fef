// SPDX-License-Identifier: Apache-2.0
// Replacing a signer set by a message that the current set signed (wire.md §1).
#pragma once
#include <ballast/attest/quorum.hpp>
#include <ballast/wire/set_upgrade.hpp>

namespace ballast::attest {

/// An old set lives this long after its replacement.
inline constexpr std::uint64_t replaced_set_life_s = 86'400;

/// Whose upgrade is awaited.
struct UpgradeScope
{
    Bytes32 deployment;  ///< zero: the public network ("Core")
    ChainId chain;       ///< the chain that takes it; an upgrade for chain 0 or this one is for it
};

/// The upgrade of `current`, signed by `current` itself and from its governance emitter. That it
/// was not consumed before follows from the index: the new set's is current + 1.
[[nodiscard]] Result<Attested<wire::SetUpgrade>, AttestError> verify_set_upgrade(
    const wire::Vaa& vaa, const SignerSet& current, const UpgradeScope& scope, std::uint64_t now_s);

/// The two sets after an upgrade: `current`, now with an expiry, and the one that follows it with
/// the same rule and governance.
struct SetSuccession
{
    SignerSet replaced;
    SignerSet next;
};
[[nodiscard]] SetSuccession succeed(const SignerSet& current,
                                    const Attested<wire::SetUpgrade>& upgrade, std::uint64_t now_s);

}  // namespace ballast::attest
