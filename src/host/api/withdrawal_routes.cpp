// SPDX-License-Identifier: Apache-2.0
// Withdrawals.
#include "withdrawal_routes.hpp"

#include <ballast/api/query.hpp>
#include <ballast/api/request_checks.hpp>
#include <ballast/api/signed_requests.hpp>
#include <ballast/api/views/withdrawal_view.hpp>
#include <ballast/domain/codec.hpp>
#include <limits>

namespace ballast::api {
namespace {
namespace json = boost::json;

/// The request, if it is worth the pipeline's time.
ApiResult<SignedWithdrawal> checked_withdrawal(ApiContext& context, const RouteRequest& request)
{
    BALLAST_CHECK(check_post(context, request.http));
    BALLAST_CHECK(check_quorum(context));
    BALLAST_TRY(const SignedWithdrawal signed_request, read_signed_withdrawal(request.http.body));
    const AccountId& account = signed_request.withdraw.account;
    BALLAST_TRY(const Bytes32 deployment,
                context.pipeline.read([&](const pipeline::Replica& replica) -> ApiResult<Bytes32> {
                    BALLAST_CHECK(check_known(replica.state(), account, "withdraw.account"));
                    return replica.genesis().deployment_id;
                }));
    // Signatures come before the account's bucket: nobody else can empty it.
    BALLAST_CHECK(check_withdrawal_signature(signed_request, deployment));
    BALLAST_CHECK(check_account_rate(context, account));
    return signed_request;
}

std::string field_of(RejectReason reason)
{
    switch (reason)
    {
        case RejectReason::UnknownAccount:
        case RejectReason::HomeChainUnsupported:
            return "withdraw.account";
        case RejectReason::UnknownToken:
            return "withdraw.token";
        case RejectReason::Expired:
        case RejectReason::DeadlineTooFar:
            return "withdraw.deadline_s";
        case RejectReason::IssuedInFuture:
            return "withdraw.issued_at_s";
        case RejectReason::NonceUsed:
            return "withdraw.nonce";
        case RejectReason::RecipientZero:
        case RejectReason::RecipientIsVault:
            return "withdraw.recipient";
        case RejectReason::AmountZero:
        case RejectReason::InsufficientBalance:
        case RejectReason::InsufficientMargin:
        case RejectReason::VaultShort:
        case RejectReason::OutflowLimit:
            return "withdraw.amount";
        default:
            return {};
    }
}

/// A refusal with the number that was missing, in the token's own decimals too.
ApiError refused_withdrawal(const CommandRejected& refusal, const SignedWithdrawal& request,
                            const engine::State& state)
{
    ApiError out = refused(refusal, AccountId{});
    out.field = field_of(refusal.reason);
    if (refusal.missing_units == 0) return out;
    // The same address may be another token on another chain.
    for (const GenesisChain& chain : state.genesis.chains)
        if (chain.eip155 == request.withdraw.eip155)
            if (const auto token = state.registry.token(chain.id, request.withdraw.token))
                out.more["missing"] =
                    to_decimal_scaled(static_cast<i128>(refusal.missing_units),
                                      state.genesis.tokens[token->value].decimals);
    return out;
}

void answer_outcome(ApiContext& context, const SignedWithdrawal& request,
                    const pipeline::SubmitResult& result, Reply& reply)
{
    if (!result) return reply(not_taken(result.error()));
    if (const CommandRejected* rejected = result->refusal())
    {
        ApiError error = context.pipeline.read([&](const pipeline::Replica& replica) {
            return refused_withdrawal(*rejected, request, replica.state());
        });
        error.more["sequence"] = to_json(result->sequence);
        return reply(error);
    }
    if (result->orders.empty())
        return reply(ApiError{.status = 500,
                              .code = "NoRelease",
                              .sentence = "the withdrawal was approved without an order"});
    // What the margin check ordered on the way stands before it.
    const Order& order = result->orders.back();
    json::object out;
    out["withdrawal_id"] = to_json(order.id);
    out["stage"] = "Approved";
    out["sequence"] = to_json(result->sequence);
    out["expiry_s"] = to_json(order.expiry_s);
    net::HttpResponse response = json_response(out);
    response.status = 202;
    reply(std::move(response));
}
}  // namespace

void post_withdrawal(const ContextPtr& context, const RouteRequest& request, Reply reply)
{
    auto checked = checked_withdrawal(*context, request);
    if (!checked) return reply(checked.error());
    Bytes evidence = codec::encoded(*checked);
    const auto shared = std::make_shared<Reply>(std::move(reply));
    // The pipeline answers on a thread of its own; everything here belongs to the loop.
    context->pipeline.submit(EvidenceKind::Withdrawal, std::move(evidence),
                             [weak = std::weak_ptr<ApiContext>{context}, &io = context->io, shared,
                              request = *checked](pipeline::SubmitResult result) {
                                 io.post([weak, shared, request, result = std::move(result)] {
                                     if (const auto locked = weak.lock())
                                         answer_outcome(*locked, request, result, *shared);
                                 });
                             });
}

ApiResult<net::HttpResponse> get_withdrawal(ApiContext& context, const RouteRequest& request)
{
    BALLAST_CHECK(refuse_query(request.http.query()));
    const auto id = parse_number(request.id, std::numeric_limits<std::uint64_t>::max());
    if (!id || *id == 0)
        return fail(bad_field({"withdrawal_id", "expected a withdrawal's number, from 1 on"}));
    const auto status = context.services.order(OrderId{*id});
    if (!status || !std::holds_alternative<Release>(status->order.body))
        return fail(
            not_found("UnknownWithdrawal", "there is no such withdrawal, or it ended long ago"));
    return context.pipeline.read(
        [&](const pipeline::Replica& replica) -> ApiResult<net::HttpResponse> {
            const engine::State& state = replica.state();
            if (const auto release = state.releases.find(status->order.id);
                release != state.releases.end() && release->second.is_claim())
                return fail(not_found("UnknownWithdrawal",
                                      "this order is a liquidation's claim: see /v1/liquidations"));
            return json_response(to_json(withdrawal_status_view(state, *status)));
        });
}

}  // namespace ballast::api
