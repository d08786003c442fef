// SPDX-License-Identifier: Apache-2.0
// Attestations from anyone.
#include "attestation_routes.hpp"

#include <ballast/api/request_checks.hpp>
#include <ballast/api/signed_requests.hpp>

namespace ballast::api {
namespace {
namespace json = boost::json;

ApiResult<Bytes> checked_attestation(ApiContext& context, const RouteRequest& request)
{
    BALLAST_CHECK(check_post(context, request.http));
    BALLAST_CHECK(check_quorum(context));
    return read_attestation(request.http.body);
}

void answer_outcome(const pipeline::SubmitResult& result, Reply& reply)
{
    if (!result)
    {
        ApiError error = not_taken(result.error());
        if (error.field.empty()) error.field = "vaa";
        return reply(error);
    }
    if (const CommandRejected* rejected = result->refusal())
    {
        ApiError error = refused(*rejected, AccountId{});
        error.more["sequence"] = to_json(result->sequence);
        return reply(error);
    }
    json::object out;
    out["sequence"] = to_json(result->sequence);
    reply(json_response(out));
}
}  // namespace

void post_attestation(const ContextPtr& context, const RouteRequest& request, Reply reply)
{
    auto vaa = checked_attestation(*context, request);
    if (!vaa) return reply(vaa.error());
    const auto waiting = std::make_shared<Reply>(std::move(reply));
    context->pipeline.submit(
        EvidenceKind::Attestation, std::move(*vaa),
        [weak = std::weak_ptr{context}, &io = context->io, waiting](pipeline::SubmitResult result) {
            io.post([weak, waiting, result = std::move(result)] {
                if (weak.lock()) answer_outcome(result, *waiting);
            });
        });
}

}  // namespace ballast::api
