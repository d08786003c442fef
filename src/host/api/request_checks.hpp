// SPDX-License-Identifier: Apache-2.0
// What stands in front of a signed request: who asks how often, whether the venue, the instrument
// and the accounts exist, whether the owners signed. Leaves out everything that the engine decides.
#pragma once
#include <ballast/api/api_context.hpp>

namespace ballast::api {

/// 415 unless the body is JSON; 429 when the peer posts too often.
[[nodiscard]] ApiResult<void> check_post(ApiContext& context, const net::HttpRequest& request);
/// 503 while the pipeline waits for certificates and fewer guardians than a quorum are connected: a
/// request would only wait.
[[nodiscard]] ApiResult<void> check_quorum(ApiContext& context);
/// 429 when the account asks too often.
[[nodiscard]] ApiResult<void> check_account_rate(ApiContext& context, const AccountId& account);

/// A venue's place in the deployment, and the instrument's listing.
struct Listing
{
    std::uint64_t eip155{};
    GenesisInstrument instrument;
    std::int64_t expiry_s{};  ///< 0 for a perpetual
};
/// 422 UnknownContract, UnknownInstrument, or UnknownAccount with the field.
[[nodiscard]] ApiResult<Listing> find_listing(const engine::State& state, ChainId chain,
                                              const Address& venue, const Quote& quote);
[[nodiscard]] ApiResult<void> check_known(const engine::State& state, const AccountId& account,
                                          std::string_view field);
/// 422 with the signer's field; returns the quote's digest.
[[nodiscard]] ApiResult<Bytes32> check_quote_signature(const Quote& quote,
                                                       const Signature& signature,
                                                       const Bytes32& domain,
                                                       const std::string& field);
/// As the quote's, for both sides.
[[nodiscard]] ApiResult<void> check_trade_signatures(const SignedTrade& trade,
                                                     std::uint64_t eip155);
/// 422 when the account's owner did not sign it for this deployment.
[[nodiscard]] ApiResult<void> check_withdrawal_signature(const SignedWithdrawal& request,
                                                         const Bytes32& deployment);
/// 422 for what no taker could accept: in what is over, expired, too far, zero, off the lot or the
/// tick.
[[nodiscard]] ApiResult<void> check_quote_terms(const Quote& quote, const Listing& listing,
                                                std::int64_t now_ms);
/// 422 in the engine's words.
[[nodiscard]] ApiError refusal(RejectReason reason, std::string field);

}  // namespace ballast::api
