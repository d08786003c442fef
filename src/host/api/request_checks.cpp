// SPDX-License-Identifier: Apache-2.0
// Checks in front of the pipeline.
#include "request_checks.hpp"

#include <algorithm>
#include <ballast/attest/request_signature.hpp>
#include <ballast/numeric/checked.hpp>
#include <ballast/wire/eip712.hpp>

namespace ballast::api {
namespace {
/// The address of "address:port", "[v6]:port".
std::string_view host_of(std::string_view remote) { return remote.substr(0, remote.rfind(':')); }

ApiError too_often(std::string sentence, std::int64_t wait_ms)
{
    return {.status = 429,
            .code = "RateLimited",
            .sentence = std::move(sentence),
            .retry_after_s = static_cast<std::uint32_t>((wait_ms + 999) / 1000)};
}

ApiError not_signed(attest::AttestError error, std::string field)
{
    return {.status = 422,
            .code = std::string{attest::name_of(error)},
            .sentence = std::string{attest::describe(error)},
            .field = std::move(field)};
}
}  // namespace

ApiResult<void> check_post(ApiContext& context, const net::HttpRequest& request)
{
    if (const std::int64_t wait_ms = context.peers.take(host_of(request.remote)); wait_ms != 0)
        return fail(too_often("too many requests from this address", wait_ms));
    if (!request.content_type.starts_with("application/json"))
        return fail(ApiError{.status = 415,
                             .code = "UnsupportedMediaType",
                             .sentence = "send the body with Content-Type: application/json"});
    if (request.body.size() > context.settings.body_size_max)
        return fail(ApiError{.status = 413,
                             .code = "BodyTooLarge",
                             .sentence = "the body is larger than " +
                                         std::to_string(context.settings.body_size_max) +
                                         " bytes"});
    return {};
}

ApiResult<void> check_quorum(ApiContext& context)
{
    if (!context.pipeline.is_held_up()) return {};
    const std::vector<GuardianStatus> guardians = context.services.guardians();
    const auto connected = std::ranges::count_if(guardians, &GuardianStatus::connected);
    const std::size_t needed = context.pipeline.read(
        [](const pipeline::Replica& replica) { return replica.genesis().guardians.quorum(); });
    if (static_cast<std::size_t>(connected) >= needed) return {};
    return fail(unavailable("NoQuorum", std::to_string(connected) + " of " +
                                            std::to_string(needed) +
                                            " guardians that are needed are connected: nothing "
                                            "can be certified until more are back"));
}

ApiResult<void> check_withdrawal_signature(const SignedWithdrawal& request,
                                           const Bytes32& deployment)
{
    const auto proven = attest::verify_withdraw(request.withdraw, request.signature, deployment);
    if (!proven) return fail(not_signed(proven.error(), "signature"));
    return {};
}

ApiResult<void> check_account_rate(ApiContext& context, const AccountId& account)
{
    const std::string_view key{reinterpret_cast<const char*>(account.value.bytes.data()),
                               account.value.bytes.size()};
    if (const std::int64_t wait_ms = context.accounts.take(key); wait_ms != 0)
        return fail(too_often("too many requests of this account", wait_ms));
    return {};
}

ApiResult<Listing> find_listing(const engine::State& state, ChainId chain, const Address& venue,
                                const Quote& quote)
{
    const auto contract = state.registry.contract(chain, venue);
    if (!contract || state.genesis.contracts[*contract].kind != ContractKind::Venue)
        return fail(refusal(RejectReason::UnknownContract, "venue"));
    const auto instrument = state.registry.instrument(*contract, quote.instrument);
    if (!instrument) return fail(refusal(RejectReason::UnknownInstrument, "quote.instrument"));
    return Listing{.eip155 = state.genesis.chains[state.registry.contract_chain[*contract]].eip155,
                   .instrument = state.genesis.instruments[instrument->value],
                   .expiry_s = state.registry.instruments[instrument->value].expiry_s};
}

ApiResult<void> check_known(const engine::State& state, const AccountId& account,
                            std::string_view field)
{
    if (state.find_account(account)) return {};
    return fail(refusal(RejectReason::UnknownAccount, std::string{field}));
}

ApiResult<Bytes32> check_quote_signature(const Quote& quote, const Signature& signature,
                                         const Bytes32& domain, const std::string& field)
{
    const auto digest = attest::verify_quote(quote, signature, domain);
    if (!digest) return fail(not_signed(digest.error(), field));
    return *digest;
}

ApiResult<void> check_trade_signatures(const SignedTrade& trade, std::uint64_t eip155)
{
    const auto request = attest::verify_signed_trade(trade, eip155);
    if (request) return {};
    if (request.error() == attest::AttestError::QuoteMismatch)
        return fail(not_signed(request.error(), "accept.quote_digest"));
    // Which of the two: only worth the time once one is wrong.
    BALLAST_CHECK(check_quote_signature(trade.quote, trade.quote_signature,
                                        wire::venue_domain(eip155, trade.venue),
                                        "quote.signature"));
    return fail(not_signed(request.error(), "accept.signature"));
}

ApiResult<void> check_quote_terms(const Quote& quote, const Listing& listing, std::int64_t now_ms)
{
    const GenesisInstrument& instrument = listing.instrument;
    const auto now_s = static_cast<std::uint64_t>(now_ms / 1000);
    // As the engine has it: a permit would have to end a second before the expiry.
    if (listing.expiry_s != 0 && now_ms / 1000 >= listing.expiry_s - 1)
        return fail(refusal(RejectReason::InstrumentOver, "quote.instrument"));
    if (quote.expiry_s <= now_s) return fail(refusal(RejectReason::Expired, "quote.expiry_s"));
    if (quote.expiry_s > now_s + static_cast<std::uint64_t>(limits::request_life_ms_max / 1000))
        return fail(refusal(RejectReason::DeadlineTooFar, "quote.expiry_s"));
    if (quote.quantity_e18 == 0)
        return fail(refusal(RejectReason::QuantityZero, "quote.quantity_e18"));
    if (quote.quantity_e18 % static_cast<i128>(instrument.lot_e18) != 0)
        return fail(refusal(RejectReason::QuantityOffLot, "quote.quantity_e18"));
    if (quote.price_e18 <= 0 ||
        quote.price_e18 % (static_cast<i128>(instrument.tick_e8) * pow10(10)) != 0)
        return fail(refusal(RejectReason::PriceOffTick, "quote.price_e18"));
    return {};
}

ApiError refusal(RejectReason reason, std::string field)
{
    return {.status = 422,
            .code = enum_text(reason),
            .sentence = std::string{describe(reason)},
            .field = std::move(field)};
}

}  // namespace ballast::api
