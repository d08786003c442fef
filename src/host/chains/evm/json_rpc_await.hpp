// SPDX-License-Identifier: Apache-2.0
// JSON-RPC for coroutines on the loop. Not for other modules.
#pragma once
#include <ballast/chains/evm/json_rpc.hpp>
#include <ballast/net/awaitable.hpp>

namespace ballast::chains::evm {

/// Calls and waits without blocking the loop.
inline boost::asio::awaitable<RpcResult> await_call(JsonRpc& rpc, RpcCall call)
{
    auto start = [&rpc, call = std::move(call)](net::Callback<void(RpcResult)> done) mutable {
        rpc.call(std::move(call), std::move(done));
    };
    return net::await_callback<RpcResult>(std::move(start));
}

/// Calls all in one request and waits without blocking the loop.
inline boost::asio::awaitable<RpcBatchResult> await_batch(JsonRpc& rpc, std::vector<RpcCall> calls)
{
    auto start = [&rpc,
                  calls = std::move(calls)](net::Callback<void(RpcBatchResult)> done) mutable {
        rpc.batch(std::move(calls), std::move(done));
    };
    return net::await_callback<RpcBatchResult>(std::move(start));
}

}  // namespace ballast::chains::evm
