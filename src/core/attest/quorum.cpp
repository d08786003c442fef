// SPDX-License-Identifier: Apache-2.0
// The quorum check, in the order of wire.md §1.
#include "quorum.hpp"

#include <ballast/attest/attestor.hpp>
#include <ballast/attest/signature_check.hpp>

namespace ballast::attest {
namespace {
Result<void, AttestError> check_set(const wire::Vaa& vaa, const SignerSet& set, std::uint64_t now_s)
{
    // A fixed quorum of 0 would let everybody speak: such a set counts as empty.
    if (set.keys.empty() || set.quorum() == 0) return fail(AttestError::EmptySet);
    if (vaa.set_index != set.index) return fail(AttestError::UnknownSet);
    if (set.expiry_s != 0 && set.expiry_s < now_s) return fail(AttestError::ExpiredSet);
    if (vaa.signatures.size() < set.quorum()) return fail(AttestError::BelowQuorum);
    return {};
}
}  // namespace

Result<Attested<wire::Vaa>, AttestError> verify(const wire::Vaa& vaa, const SignerSet& set,
                                                std::uint64_t now_s)
{
    BALLAST_CHECK(check_set(vaa, set, now_s));
    Proof proof{.set_index = set.index, .digest = wire::vaa_digest(vaa.body), .signers = {}};
    proof.signers.reserve(vaa.signatures.size());
    std::size_t next = 0;
    for (const wire::VaaSignature& signature : vaa.signatures)
    {
        if (signature.index < next) return fail(AttestError::IndexNotAscending);
        next = std::size_t{signature.index} + 1;
        BALLAST_CHECK(verify_signature(proof.digest, signature, set));
        proof.signers.push_back(signature.index);
    }
    return Attestor::attest(vaa, std::move(proof));
}

Result<void, AttestError> verify_signature(const Bytes32& digest,
                                           const wire::VaaSignature& signature,
                                           const SignerSet& set)
{
    if (signature.index >= set.keys.size()) return fail(AttestError::IndexOutOfRange);
    return check_signer(digest, signature.signature, set.keys[signature.index]);
}

Result<void, AttestError> check_emitter(const wire::VaaBody& body,
                                        std::span<const Emitter> expected)
{
    const Emitter found{body.emitter_chain, body.emitter};
    if (std::find(expected.begin(), expected.end(), found) == expected.end())
        return fail(AttestError::UnknownEmitter);
    return {};
}

}  // namespace ballast::attest
