// SPDX-License-Identifier: Apache-2.0
// The only maker of Attested<T>: its one function is private; its friends are what verifies.
#pragma once
#include <ballast/attest/market_proof.hpp>
#include <ballast/attest/observation_source.hpp>
#include <ballast/attest/price_proof.hpp>
#include <ballast/attest/quorum.hpp>
#include <ballast/attest/request_signature.hpp>
#include <ballast/attest/set_upgrade.hpp>

namespace ballast::attest {

class Attestor
{
    template <class T>
    [[nodiscard]] static Attested<T> attest(T value, Proof proof)
    {
        return Attested<T>{std::move(value), std::move(proof)};
    }

    friend Result<Attested<wire::Vaa>, AttestError> verify(const wire::Vaa&, const SignerSet&,
                                                           std::uint64_t);
    friend Result<Attested<Observation>, wire::DecodeError> parse_observation(
        const Attested<wire::Vaa>&);
    friend Result<Attested<wire::SetUpgrade>, AttestError> verify_set_upgrade(const wire::Vaa&,
                                                                              const SignerSet&,
                                                                              const UpgradeScope&,
                                                                              std::uint64_t);
    friend Result<Attested<wire::Accumulator>, AttestError> verify_accumulator(
        const wire::Accumulator&, const SignerSet&, std::span<const Emitter>, std::uint64_t);
    friend Result<Attested<PriceUpdate>, AttestError> verify_price_update(const wire::Accumulator&,
                                                                          const SignerSet&,
                                                                          std::span<const Emitter>,
                                                                          std::uint64_t);
    friend Result<Attested<VolatilityUpdate>, AttestError> verify_volatility_update(
        const wire::Vaa&, const SignerSet&, std::span<const Emitter>, std::uint64_t);
    friend Result<Attested<MarkUpdate>, AttestError> verify_mark_update(const wire::Vaa&,
                                                                        const SignerSet&,
                                                                        std::span<const Emitter>,
                                                                        std::uint64_t);
    friend Result<Attested<TradeRequest>, AttestError> verify_signed_trade(const SignedTrade&,
                                                                           std::uint64_t);
    friend Result<Attested<WithdrawRequest>, AttestError> verify_withdraw(const Withdraw&,
                                                                          const Signature&,
                                                                          const Bytes32&);
};

}  // namespace ballast::attest
