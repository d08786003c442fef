// SPDX-License-Identifier: Apache-2.0
// Volatility and marks: signatures, source, payload.
#include "market_proof.hpp"

#include <ballast/attest/attestor.hpp>
#include <ballast/wire/mark_update.hpp>
#include <ballast/wire/volatility_update.hpp>

namespace ballast::attest {

Result<Attested<VolatilityUpdate>, AttestError> verify_volatility_update(
    const wire::Vaa& vaa, const SignerSet& set, std::span<const Emitter> expected,
    std::uint64_t now_s)
{
    BALLAST_TRY(const auto attested, verify(vaa, set, now_s));
    BALLAST_CHECK(check_emitter(vaa.body, expected));
    auto update = wire::parse_volatility_update(vaa.body.payload);
    if (!update) return fail(AttestError::NotAVolatilityUpdate);
    return Attestor::attest(*std::move(update), attested.proof());
}

Result<Attested<MarkUpdate>, AttestError> verify_mark_update(const wire::Vaa& vaa,
                                                             const SignerSet& set,
                                                             std::span<const Emitter> expected,
                                                             std::uint64_t now_s)
{
    BALLAST_TRY(const auto attested, verify(vaa, set, now_s));
    BALLAST_CHECK(check_emitter(vaa.body, expected));
    auto update = wire::parse_mark_update(vaa.body.payload);
    if (!update) return fail(AttestError::NotAMarkUpdate);
    return Attestor::attest(*std::move(update), attested.proof());
}

}  // namespace ballast::attest
