// SPDX-License-Identifier: Apache-2.0
// Owners' signatures on requests.
#include "request_signature.hpp"

#include <ballast/attest/attestor.hpp>
#include <ballast/attest/signature_check.hpp>
#include <ballast/wire/eip712.hpp>

namespace ballast::attest {
namespace {
Result<void, AttestError> check_owner(const AccountId& account, const Bytes32& digest,
                                      const Signature& signature)
{
    if (account.home_chain().value != 0) return fail(AttestError::ForeignHomeChain);
    return check_signer(digest, signature, account.owner());
}
}  // namespace

Result<Bytes32, AttestError> verify_quote(const Quote& quote, const Signature& signature,
                                          const Bytes32& domain)
{
    const Bytes32 digest = wire::quote_digest(domain, quote);
    BALLAST_CHECK(check_owner(quote.maker, digest, signature));
    return digest;
}

Result<Attested<TradeRequest>, AttestError> verify_signed_trade(const SignedTrade& trade,
                                                                std::uint64_t eip155)
{
    const Bytes32 domain = wire::venue_domain(eip155, trade.venue);
    TradeRequest out{.trade = trade,
                     .eip155 = eip155,
                     .quote_digest = wire::quote_digest(domain, trade.quote),
                     .accept_digest = wire::accept_digest(domain, trade.accept)};
    if (trade.accept.quote_digest != out.quote_digest) return fail(AttestError::QuoteMismatch);
    BALLAST_CHECK(check_owner(trade.quote.maker, out.quote_digest, trade.quote_signature));
    BALLAST_CHECK(check_owner(trade.accept.account, out.accept_digest, trade.accept_signature));
    Proof proof{.set_index = 0, .digest = out.accept_digest, .signers = {}};
    return Attestor::attest(out, std::move(proof));
}

Result<Attested<WithdrawRequest>, AttestError> verify_withdraw(const Withdraw& withdraw,
                                                               const Signature& signature,
                                                               const Bytes32& deployment)
{
    const Bytes32 digest = wire::withdraw_digest(wire::hub_domain(deployment), withdraw);
    BALLAST_CHECK(check_owner(withdraw.account, digest, signature));
    return Attestor::attest(WithdrawRequest{.withdraw = withdraw, .digest = digest},
                            Proof{.set_index = 0, .digest = digest, .signers = {}});
}

}  // namespace ballast::attest
