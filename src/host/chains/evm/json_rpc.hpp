// SPDX-License-Identifier: Apache-2.0
// JSON-RPC 2.0 over HTTP to one node: single calls and batches, bounded in size, depth and time.
// Leaves out what the results mean (rpc_types.hpp).
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/chains/evm/rpc_problem.hpp>
#include <ballast/net/http_client.hpp>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace ballast::chains::evm {

struct RpcCall
{
    std::string method;
    boost::json::array params;
};

using RpcResult = Result<boost::json::value, RpcProblem>;
/// One result for each call, in their order; or why there is none at all.
using RpcBatchResult = Result<std::vector<RpcResult>, RpcProblem>;

class JsonRpc
{
public:
    JsonRpc(net::IoContext& io, net::Url url, net::HttpClientSettings settings = {});
    /// Closes. After it returns, no callback runs any more. From any thread.
    ~JsonRpc();
    JsonRpc(const JsonRpc&) = delete;
    JsonRpc& operator=(const JsonRpc&) = delete;

    /// Calls; `done` runs once on the loop's thread. From any thread.
    void call(RpcCall call, net::Callback<void(RpcResult)> done);
    /// Calls all in one request of at most limits::rpc_batch calls. From any thread.
    void batch(std::vector<RpcCall> calls, net::Callback<void(RpcBatchResult)> done);
    /// Calls and waits; for tools and tests, never on the loop's thread, and only while the loop
    /// runs.
    [[nodiscard]] RpcResult call_and_wait(RpcCall call);
    [[nodiscard]] RpcBatchResult batch_and_wait(std::vector<RpcCall> calls);
    /// Ends all calls with Stopped, later ones too. From any thread.
    void close();
    [[nodiscard]] const net::Url& url() const;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace ballast::chains::evm
