// SPDX-License-Identifier: Apache-2.0
// Signer set upgrades.
#include "set_upgrade.hpp"

#include <ballast/attest/attestor.hpp>

namespace ballast::attest {
namespace {
/// The upgrade in a payload, when it speaks about this network or this deployment.
Result<wire::SetUpgrade, AttestError> read_upgrade(BytesView payload, const UpgradeScope& scope)
{
    auto upgrade = wire::parse_set_upgrade(payload);
    if (!upgrade) return fail(AttestError::NotAnUpgrade);
    const auto expected =
        scope.deployment.is_zero() ? wire::UpgradeModule::Core : wire::UpgradeModule::BallastCore;
    if (upgrade->module != expected) return fail(AttestError::NotAnUpgrade);
    if (upgrade->deployment != scope.deployment) return fail(AttestError::OtherDeployment);
    if (upgrade->chain.value != 0 && upgrade->chain != scope.chain)
        return fail(AttestError::UpgradeForOtherChain);
    return std::move(*upgrade);
}

/// A deployment's own messages have one form; the public network's governance uses others.
bool has_our_form(const wire::VaaBody& body)
{
    return body.nonce == 0 && body.consistency == wire::consistency_final;
}
}  // namespace

Result<Attested<wire::SetUpgrade>, AttestError> verify_set_upgrade(const wire::Vaa& vaa,
                                                                   const SignerSet& current,
                                                                   const UpgradeScope& scope,
                                                                   std::uint64_t now_s)
{
    if (current.expiry_s != 0) return fail(AttestError::SetNotCurrent);
    BALLAST_TRY(const auto attested, verify(vaa, current, now_s));
    const std::array governance{Emitter{current.governance_chain, current.governance_emitter}};
    BALLAST_CHECK(check_emitter(vaa.body, governance));
    BALLAST_TRY(auto upgrade, read_upgrade(vaa.body.payload, scope));
    if (!scope.deployment.is_zero() && !has_our_form(vaa.body))
        return fail(AttestError::NotAnUpgrade);
    // Compared this way round, so that the greatest index has no successor instead of index 0.
    if (upgrade.new_index - 1 != current.index) return fail(AttestError::NotNextSet);
    return Attestor::attest(std::move(upgrade), attested.proof());
}

SetSuccession succeed(const SignerSet& current, const Attested<wire::SetUpgrade>& upgrade,
                      std::uint64_t now_s)
{
    SetSuccession out{.replaced = current, .next = current};
    out.replaced.expiry_s = now_s + replaced_set_life_s;
    out.next.index = upgrade->new_index;
    out.next.keys = upgrade->keys;
    out.next.expiry_s = 0;
    return out;
}

}  // namespace ballast::attest
