// SPDX-License-Identifier: Apache-2.0
// From an attested envelope to an attested observation of a registered contract.
#pragma once
#include <ballast/attest/quorum.hpp>
#include <ballast/domain/observation.hpp>

namespace ballast::attest {

/// The observation in an attested envelope: what its parser refuses is refused here.
[[nodiscard]] Result<Attested<Observation>, wire::DecodeError> parse_observation(
    const Attested<wire::Vaa>& vaa);

/// A contract of the deployment, by its two chain numbers and its address.
struct RegisteredContract
{
    ChainId chain;
    std::uint64_t eip155{};
    Address contract;
    bool operator==(const RegisteredContract&) const = default;
};

/// Checks that an observation comes from a registered contract of this deployment: OtherDeployment,
/// UnknownEmitter, ChainMismatch (registry number, EIP-155 id and contract disagree).
[[nodiscard]] Result<void, AttestError> check_source(const Observation& observation,
                                                     const Bytes32& deployment,
                                                     std::span<const RegisteredContract> contracts);

}  // namespace ballast::attest
