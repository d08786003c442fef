// SPDX-License-Identifier: Apache-2.0
// Signed requests of people: the owner of an account is the first 20 bytes of its id, and signs
// with his own key (home chain 0). Leaves out deadlines, nonces, lots and bands: they are judged
// against state.
#pragma once
#include <ballast/attest/attest_error.hpp>
#include <ballast/attest/attested.hpp>
#include <ballast/base/result.hpp>
#include <ballast/domain/request.hpp>

namespace ballast::attest {

/// A trade that both sides signed on the domain (eip155, trade.venue).
struct TradeRequest
{
    SignedTrade trade;
    std::uint64_t eip155{};
    Bytes32 quote_digest;
    Bytes32 accept_digest;  ///< also the proof's digest
    bool operator==(const TradeRequest&) const = default;
};

/// A withdrawal that the account's owner signed.
struct WithdrawRequest
{
    Withdraw withdraw;
    Bytes32 digest;
    bool operator==(const WithdrawRequest&) const = default;
};

/// Checks the Accept's quote digest and both signatures. QuoteMismatch, ForeignHomeChain,
/// SignerMismatch (another key, or another domain), and what is wrong with a signature itself.
[[nodiscard]] Result<Attested<TradeRequest>, AttestError> verify_signed_trade(
    const SignedTrade& trade, std::uint64_t eip155);

/// Checks a maker's signature over a quote alone; returns its digest.
[[nodiscard]] Result<Bytes32, AttestError> verify_quote(const Quote& quote,
                                                        const Signature& signature,
                                                        const Bytes32& domain);

/// Checks the owner's signature on the hub's domain of `deployment`.
[[nodiscard]] Result<Attested<WithdrawRequest>, AttestError> verify_withdraw(
    const Withdraw& withdraw, const Signature& signature, const Bytes32& deployment);

}  // namespace ballast::attest
