// SPDX-License-Identifier: Apache-2.0
// Errors as answers.
#include "api_error.hpp"

namespace ballast::api {
namespace {
/// The field of a trade request that a refusal is about; empty where it is about none.
std::string field_of(RejectReason reason, bool is_maker)
{
    const std::string side = is_maker ? "quote." : "accept.";
    switch (reason)
    {
        case RejectReason::UnknownAccount:
            return is_maker ? "quote.maker" : "accept.account";
        case RejectReason::HomeChainUnsupported:
            return is_maker ? "quote.maker" : "accept.account";
        case RejectReason::UnknownInstrument:
        case RejectReason::InstrumentOver:
            return "quote.instrument";
        case RejectReason::UnknownContract:
            return "venue";
        case RejectReason::Expired:
        case RejectReason::DeadlineTooFar:
            return is_maker ? "quote.expiry_s" : "accept.deadline_s";
        case RejectReason::NonceUsed:
            return side + "nonce";
        case RejectReason::QuantityZero:
        case RejectReason::QuantityOffLot:
        case RejectReason::QuantityTooLarge:
        case RejectReason::SidesEqual:
        case RejectReason::QuoteExhausted:
        case RejectReason::AccountLimit:
        case RejectReason::OpenInterestLimit:
            return "accept.quantity_e18";
        case RejectReason::QuoteMismatch:
            return "accept.quote_digest";
        case RejectReason::PriceOffTick:
        case RejectReason::PriceOutOfBand:
            return "quote.price_e18";
        case RejectReason::PriceBeyondLimit:
            return "accept.limit_price_e18";
        default:
            return {};
    }
}
}  // namespace

net::HttpResponse json_response(const boost::json::value& document)
{
    return {.body = boost::json::serialize(document) + "\n"};
}

net::HttpResponse error_response(const ApiError& error)
{
    boost::json::object body;
    body["code"] = error.code;
    body["sentence"] = error.sentence;
    if (!error.field.empty()) body["field"] = error.field;
    for (const auto& [name, value] : error.more) body.insert_or_assign(name, value);
    net::HttpResponse out = json_response(boost::json::object{{"error", std::move(body)}});
    out.status = error.status;
    if (error.retry_after_s)
        out.headers.emplace_back("Retry-After", std::to_string(*error.retry_after_s));
    return out;
}

ApiError bad_field(const FieldProblem& problem)
{
    return {.status = 400,
            .code = problem.field.empty() ? "BadDocument" : "BadField",
            .sentence =
                problem.field.empty() ? problem.sentence : problem.field + ": " + problem.sentence,
            .field = problem.field};
}

ApiError unavailable(std::string code, std::string sentence)
{
    return {.status = 503,
            .code = std::move(code),
            .sentence = std::move(sentence),
            .retry_after_s = 1};
}

ApiError not_found(std::string code, std::string sentence)
{
    return {.status = 404, .code = std::move(code), .sentence = std::move(sentence)};
}

ApiError refused(const CommandRejected& refusal, const AccountId& maker)
{
    ApiError out{.status = 422,
                 .code = enum_text(refusal.reason),
                 .sentence = std::string{describe(refusal.reason)},
                 .field = field_of(refusal.reason, refusal.account == maker)};
    if (!refusal.account.value.is_zero()) out.more["account"] = to_json(refusal.account);
    if (refusal.missing_usd_e6 != 0)
    {
        out.more["missing_usd_e6"] = to_json(refusal.missing_usd_e6);
        out.more["missing_usd"] = to_decimal_scaled(refusal.missing_usd_e6, 6);
    }
    if (refusal.missing_units != 0) out.more["missing_units"] = to_json(refusal.missing_units);
    return out;
}

ApiError not_taken(const pipeline::SubmitProblem& problem)
{
    switch (problem.error)
    {
        case pipeline::SubmitError::QueueFull:
            return unavailable("QueueFull", problem.sentence);
        case pipeline::SubmitError::Stopped:
            return unavailable("Stopped", problem.sentence);
        case pipeline::SubmitError::BadEvidence:
        case pipeline::SubmitError::NotNow:
            break;
    }
    return {.status = 422, .code = problem.code, .sentence = problem.sentence};
}

}  // namespace ballast::api
