// SPDX-License-Identifier: Apache-2.0
// Signatures of a signer set over an envelope (wire.md §1). Pure: the caller picks the set and the
// time, and keeps track of replay and equivocation by Attested::digest().
#pragma once
#include <ballast/attest/attest_error.hpp>
#include <ballast/attest/attested.hpp>
#include <ballast/base/result.hpp>
#include <ballast/domain/signer_set.hpp>
#include <ballast/wire/vaa.hpp>
#include <span>

namespace ballast::attest {

/// The message, proven by a quorum of `set` at `now_s`; the first check that fails, in wire.md's
/// order, is named. Says nothing about its emitter yet.
[[nodiscard]] Result<Attested<wire::Vaa>, AttestError> verify(const wire::Vaa& vaa,
                                                              const SignerSet& set,
                                                              std::uint64_t now_s);

/// Checks one guardian's signature over a digest: the key at `index` of the set made it.
[[nodiscard]] Result<void, AttestError> verify_signature(const Bytes32& digest,
                                                         const wire::VaaSignature& signature,
                                                         const SignerSet& set);

/// A registered source: (chain, emitter) as they stand in the envelope.
struct Emitter
{
    ChainId chain;
    Bytes32 emitter;
    bool operator==(const Emitter&) const = default;
};

/// UnknownEmitter unless the body comes from one of `expected`.
[[nodiscard]] Result<void, AttestError> check_emitter(const wire::VaaBody& body,
                                                      std::span<const Emitter> expected);

}  // namespace ballast::attest
