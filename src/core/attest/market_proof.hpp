// SPDX-License-Identifier: Apache-2.0
// Volatility and marks that a price source signed (wire.md §3): its set and its emitter are those
// of its prices. Leaves out which underlyings and instruments there are, and that each time is
// newer than the last: these are the engine's, because they depend on its state.
#pragma once
#include <ballast/attest/quorum.hpp>
#include <ballast/domain/market_update.hpp>

namespace ballast::attest {

/// The surface in a message of one of the expected emitters; NotAVolatilityUpdate when the payload
/// is another or does not decode.
[[nodiscard]] Result<Attested<VolatilityUpdate>, AttestError> verify_volatility_update(
    const wire::Vaa& vaa, const SignerSet& set, std::span<const Emitter> expected,
    std::uint64_t now_s);

/// The marks in a message of one of the expected emitters; NotAMarkUpdate when the payload is
/// another or does not decode.
[[nodiscard]] Result<Attested<MarkUpdate>, AttestError> verify_mark_update(
    const wire::Vaa& vaa, const SignerSet& set, std::span<const Emitter> expected,
    std::uint64_t now_s);

}  // namespace ballast::attest
