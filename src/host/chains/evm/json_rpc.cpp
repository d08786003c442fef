// SPDX-License-Identifier: Apache-2.0
// Calls to JSON, answers from JSON: the ids are the calls' positions, and every answer must have
// one of them.
#include <ballast/base/assert.hpp>
#include <ballast/base/hex.hpp>
#include <ballast/chains/evm/json_rpc.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <future>
#include <optional>

namespace ballast::chains::evm {

namespace {

namespace json = boost::json;

/// Sentences of nodes are shown to people, so they are kept short.
constexpr std::size_t node_message_length = 512;
constexpr std::size_t revert_size_max = 4096;

json::value to_json(RpcCall call, std::size_t id)
{
    return json::object{{"jsonrpc", "2.0"},
                        {"id", id},
                        {"method", std::move(call.method)},
                        {"params", std::move(call.params)}};
}

RpcProblem malformed(std::string_view what)
{
    return {.kind = RpcErrorKind::Malformed,
            .sentence = "the node's answer is not JSON-RPC 2.0: " + std::string{what}};
}

RpcProblem from_http(net::HttpProblem problem)
{
    using net::HttpError;
    switch (problem.error)
    {
        case HttpError::Unresolved:
        case HttpError::Unreachable:
        case HttpError::Closed:
            return {
                .kind = RpcErrorKind::NodeUnreachable,
                .sentence = problem.sentence +
                            ": start the chain's node, or correct its URL in the configuration"};
        case HttpError::Timeout:
            return {.kind = RpcErrorKind::Timeout, .sentence = std::move(problem.sentence)};
        case HttpError::TooLarge:
            return {.kind = RpcErrorKind::TooLarge, .sentence = std::move(problem.sentence)};
        case HttpError::Malformed:
            return {.kind = RpcErrorKind::Malformed, .sentence = std::move(problem.sentence)};
        case HttpError::QueueFull:
            return {.kind = RpcErrorKind::Busy, .sentence = std::move(problem.sentence)};
        case HttpError::Stopped:
            return {.kind = RpcErrorKind::Stopped, .sentence = std::move(problem.sentence)};
    }
    return {.kind = RpcErrorKind::NodeUnreachable, .sentence = std::move(problem.sentence)};
}

/// What a reverted call returned: nodes put it into `data` as a text, or into an object with
/// `data`.
Bytes revert_data(const json::object& error)
{
    const auto* data = error.if_contains("data");
    if (data != nullptr && data->is_object()) data = data->get_object().if_contains("data");
    if (data == nullptr || !data->is_string()) return {};
    const std::string_view text{data->get_string()};
    if (!text.starts_with("0x") || text.size() > 2 * revert_size_max) return {};
    return parse_hex(text).value_or(Bytes{});
}

RpcProblem from_error(const json::value& value)
{
    const auto* error = value.if_object();
    if (error == nullptr) return malformed("its error is not an object");
    RpcProblem problem{.kind = RpcErrorKind::RpcError, .data = revert_data(*error)};
    if (const auto* code = error->if_contains("code"); code != nullptr && code->is_int64())
        problem.code = code->get_int64();
    if (const auto* message = error->if_contains("message");
        message != nullptr && message->is_string())
        problem.sentence = std::string_view{message->get_string()}.substr(0, node_message_length);
    return problem;
}

RpcResult from_answer(json::object& answer)
{
    if (auto* error = answer.if_contains("error"); error != nullptr && !error->is_null())
        return fail(from_error(*error));
    auto* result = answer.if_contains("result");
    if (result == nullptr) return fail(malformed("it has neither a result nor an error"));
    return std::move(*result);
}

Result<json::value, RpcProblem> parse_body(const net::Url& url, net::HttpResult&& result)
{
    if (!result) return fail(from_http(std::move(result).error()));
    if (result->status != 200)
        return fail(RpcProblem{.kind = RpcErrorKind::HttpStatus,
                               .code = result->status,
                               .sentence = url.text() + " answered HTTP status " +
                                           std::to_string(result->status) +
                                           ": is that the URL of a chain node's JSON-RPC?"});
    json::error_code error;
    json::parse_options options;
    options.max_depth = limits::rpc_depth;
    auto value = json::parse(result->body, error, {}, options);
    if (error) return fail(malformed(error.message()));
    return value;
}

/// Puts the answers in the order of the calls; a call without an answer, or a second answer to one,
/// spoils the batch.
RpcBatchResult from_batch(json::value&& body, std::size_t count)
{
    if (auto* lone = body.if_object())
    {
        auto answer = from_answer(*lone);
        return fail(answer ? malformed("one answer to a batch") : std::move(answer).error());
    }
    auto* answers = body.if_array();
    if (answers == nullptr || answers->size() != count)
        return fail(malformed("the batch has another size"));
    std::vector<std::optional<RpcResult>> slots(count);
    for (auto& item : *answers)
    {
        auto* answer = item.if_object();
        const auto* id = answer == nullptr ? nullptr : answer->if_contains("id");
        if (id == nullptr || !id->is_int64() || id->get_int64() < 0)
            return fail(malformed("an answer without its id"));
        const auto index = static_cast<std::size_t>(id->get_int64());
        if (index >= count || slots[index]) return fail(malformed("an answer with an unknown id"));
        slots[index] = from_answer(*answer);
    }
    std::vector<RpcResult> out;
    for (auto& slot : slots) out.push_back(std::move(*slot));
    return out;
}

net::HttpRequest request_of(std::string body)
{
    return {.method = "POST",
            .target = {},
            .content_type = "application/json",
            .body = std::move(body)};
}

}  // namespace

struct JsonRpc::Impl
{
    Impl(net::IoContext& io_context, net::Url url, net::HttpClientSettings settings)
        : io{io_context}, http{io_context, std::move(url), settings}
    {}

    net::IoContext& io;
    net::HttpClient http;
};

JsonRpc::JsonRpc(net::IoContext& io, net::Url url, net::HttpClientSettings settings)
    : impl_{std::make_shared<Impl>(io, std::move(url), settings)}
{}

JsonRpc::~JsonRpc() { close(); }

void JsonRpc::call(RpcCall call, net::Callback<void(RpcResult)> done)
{
    auto body = json::serialize(to_json(std::move(call), 0));
    impl_->http.send(
        request_of(std::move(body)),
        [url = impl_->http.origin(), done = std::move(done)](net::HttpResult result) mutable {
            auto answer = parse_body(url, std::move(result));
            if (!answer) return done(fail(std::move(answer).error()));
            auto* object = answer->if_object();
            done(object == nullptr ? RpcResult{fail(malformed("it is not an object"))}
                                   : from_answer(*object));
        });
}

void JsonRpc::batch(std::vector<RpcCall> calls, net::Callback<void(RpcBatchResult)> done)
{
    BALLAST_ASSERT(!calls.empty() && calls.size() <= limits::rpc_batch);
    const auto count = calls.size();
    json::array all;
    for (std::size_t id = 0; id < count; ++id) all.push_back(to_json(std::move(calls[id]), id));
    impl_->http.send(request_of(json::serialize(all)),
                     [url = impl_->http.origin(), count,
                      done = std::move(done)](net::HttpResult result) mutable {
                         auto body = parse_body(url, std::move(result));
                         done(body ? from_batch(std::move(*body), count)
                                   : RpcBatchResult{fail(std::move(body).error())});
                     });
}

RpcResult JsonRpc::call_and_wait(RpcCall call)
{
    BALLAST_ASSERT(!impl_->io.is_own_thread());
    auto promise = std::make_shared<std::promise<RpcResult>>();
    auto future = promise->get_future();
    this->call(std::move(call),
               [promise](RpcResult result) { promise->set_value(std::move(result)); });
    return future.get();
}

RpcBatchResult JsonRpc::batch_and_wait(std::vector<RpcCall> calls)
{
    BALLAST_ASSERT(!impl_->io.is_own_thread());
    auto promise = std::make_shared<std::promise<RpcBatchResult>>();
    auto future = promise->get_future();
    batch(std::move(calls),
          [promise](RpcBatchResult result) { promise->set_value(std::move(result)); });
    return future.get();
}

void JsonRpc::close() { impl_->http.close(); }

const net::Url& JsonRpc::url() const { return impl_->http.origin(); }

}  // namespace ballast::chains::evm
