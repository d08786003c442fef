// SPDX-License-Identifier: Apache-2.0
// What the API says when it refuses: one shape for every error, {"error": {"code", "sentence",
// "field"?, …}}.
#pragma once
#include <ballast/api/json_reader.hpp>
#include <ballast/domain/event.hpp>
#include <ballast/net/http_message.hpp>
#include <ballast/pipeline/outcome.hpp>

namespace ballast::api {

/// One refusal. `more` holds further fields of the error object.
struct ApiError
{
    unsigned status{400};
    std::string code;
    std::string sentence;
    std::string field;  ///< empty where no field is concerned
    boost::json::object more;
    std::optional<std::uint32_t> retry_after_s;
};
template <class T>
using ApiResult = Result<T, ApiError>;

/// 200 with a JSON document.
[[nodiscard]] net::HttpResponse json_response(const boost::json::value& document);
/// The refusal as an answer.
[[nodiscard]] net::HttpResponse error_response(const ApiError& error);

/// 400 BadField: the document has a wrong field.
[[nodiscard]] ApiError bad_field(const FieldProblem& problem);
/// The same value, its problem as a 400.
template <class T>
[[nodiscard]] ApiResult<T> or_bad_field(Result<T, FieldProblem> read)
{
    if (!read) return fail(bad_field(read.error()));
    if constexpr (std::is_void_v<T>)
        return {};
    else
        return std::move(*read);
}
/// 503 with Retry-After.
[[nodiscard]] ApiError unavailable(std::string code, std::string sentence);
/// 404.
[[nodiscard]] ApiError not_found(std::string code, std::string sentence);
/// 422: the engine refused the command, with the field that it speaks of and what was missing.
[[nodiscard]] ApiError refused(const CommandRejected& refusal, const AccountId& maker);
/// 422 or 503: the pipeline did not take the evidence.
[[nodiscard]] ApiError not_taken(const pipeline::SubmitProblem& problem);

}  // namespace ballast::api
