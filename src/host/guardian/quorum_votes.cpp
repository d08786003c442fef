// SPDX-License-Identifier: Apache-2.0
// Votes and certificates.
#include "quorum_votes.hpp"

namespace ballast::guardian {

std::vector<wire::VaaSignature> QuorumVotes::for_vaa() const
{
    std::vector<wire::VaaSignature> out;
    out.reserve(votes_.size());
    for (const auto& [index, signature] : votes_) out.push_back({index, signature});
    return out;
}

std::vector<journal::GuardianSignature> QuorumVotes::for_certificate() const
{
    std::vector<journal::GuardianSignature> out;
    out.reserve(votes_.size());
    for (const auto& [index, signature] : votes_) out.push_back({index, signature});
    return out;
}

Result<void, attest::AttestError> verify_vote(const Bytes32& digest, std::uint8_t guardian_index,
                                              const Signature& signature,
                                              const SignerSet& guardians)
{
    return attest::verify_signature(digest, {guardian_index, signature}, guardians);
}

Result<void, attest::AttestError> verify_certificate(const journal::Certificate& certificate,
                                                     const Bytes32& deployment_id,
                                                     const SignerSet& guardians)
{
    if (guardians.quorum() == 0) return fail(attest::AttestError::EmptySet);
    if (certificate.signatures.size() < guardians.quorum())
        return fail(attest::AttestError::BelowQuorum);
    const Bytes32 digest = journal::head_digest(deployment_id, certificate.head);
    std::size_t next = 0;
    for (const auto& vote : certificate.signatures)
    {
        if (vote.guardian_index < next) return fail(attest::AttestError::IndexNotAscending);
        next = std::size_t{vote.guardian_index} + 1;
        BALLAST_CHECK(verify_vote(digest, vote.guardian_index, vote.signature, guardians));
    }
    return {};
}

}  // namespace ballast::guardian
