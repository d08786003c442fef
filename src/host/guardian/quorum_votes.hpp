// SPDX-License-Identifier: Apache-2.0
// Signatures of guardians over one digest, one of each, until they are a quorum; and the check of a
// certificate that somebody else collected. Leaves out what was signed.
#pragma once
#include <ballast/attest/quorum.hpp>
#include <ballast/journal/head.hpp>
#include <map>
#include <vector>

namespace ballast::guardian {

/// Valid signatures over one digest; whoever adds them has checked them.
class QuorumVotes
{
public:
    /// False when this guardian has voted already.
    bool add(std::uint8_t guardian_index, const Signature& signature)
    {
        return votes_.emplace(guardian_index, signature).second;
    }
    [[nodiscard]] bool has(std::uint8_t guardian_index) const
    {
        return votes_.contains(guardian_index);
    }
    [[nodiscard]] std::size_t count() const { return votes_.size(); }
    /// All of them, indices ascending, as an envelope wants them.
    [[nodiscard]] std::vector<wire::VaaSignature> for_vaa() const;
    /// All of them, indices ascending, as a certificate wants them.
    [[nodiscard]] std::vector<journal::GuardianSignature> for_certificate() const;

private:
    std::map<std::uint8_t, Signature> votes_;
};

/// One guardian's signature over `digest`, checked against its key in the set.
[[nodiscard]] Result<void, attest::AttestError> verify_vote(const Bytes32& digest,
                                                            std::uint8_t guardian_index,
                                                            const Signature& signature,
                                                            const SignerSet& guardians);

/// Nothing when a quorum of `guardians` signed the certificate's head; else the first thing that is
/// wrong. The certificate passed journal::check_certificate.
[[nodiscard]] Result<void, attest::AttestError> verify_certificate(
    const journal::Certificate& certificate, const Bytes32& deployment_id,
    const SignerSet& guardians);

}  // namespace ballast::guardian
