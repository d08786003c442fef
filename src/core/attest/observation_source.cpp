// SPDX-License-Identifier: Apache-2.0
// Attested envelopes as observations of registered contracts.
#include "observation_source.hpp"

#include <ballast/attest/attestor.hpp>
#include <ballast/wire/observation_message.hpp>

namespace ballast::attest {

Result<Attested<Observation>, wire::DecodeError> parse_observation(const Attested<wire::Vaa>& vaa)
{
    BALLAST_TRY(const Observation out, wire::parse_observation(vaa->body));
    return Attestor::attest(out, vaa.proof());
}

Result<void, AttestError> check_source(const Observation& observation, const Bytes32& deployment,
                                       std::span<const RegisteredContract> contracts)
{
    if (observation.deployment != deployment) return fail(AttestError::OtherDeployment);
    const RegisteredContract found{observation.chain, observation.eip155, observation.contract};
    if (std::find(contracts.begin(), contracts.end(), found) != contracts.end()) return {};
    // The contract is known, but by another pair of chain numbers; or it is not known at all.
    const bool known = std::any_of(contracts.begin(), contracts.end(), [&](const auto& registered) {
        return registered.contract == found.contract &&
               (registered.chain == found.chain) != (registered.eip155 == found.eip155);
    });
    return fail(known ? AttestError::ChainMismatch : AttestError::UnknownEmitter);
}

}  // namespace ballast::attest
