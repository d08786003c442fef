// SPDX-License-Identifier: Apache-2.0
// Why a node's answer is missing or useless, by name. Leaves out what an answer means.
#pragma once
#include <ballast/base/bytes.hpp>
#include <string>
#include <string_view>

namespace ballast::chains::evm {

enum class RpcErrorKind : std::uint8_t
{
    NodeUnreachable,  ///< nobody answers at the URL
    Timeout,          ///< no whole answer in time
    HttpStatus,       ///< an answer that is not 200
    TooLarge,         ///< an answer above its bound
    Malformed,        ///< not JSON-RPC, or a field that is not what it should be
    RpcError,         ///< the node refused the call: code, message and data
    Busy,             ///< too many calls wait already
    Stopped,          ///< the client was closed
};
/// The enumerator's name.
[[nodiscard]] std::string_view name_of(RpcErrorKind kind);

struct RpcProblem
{
    RpcErrorKind kind{};
    std::int64_t code{};   ///< of RpcError (JSON-RPC) or HttpStatus
    std::string sentence;  ///< names the URL and what to do, or the node's own message
    Bytes data;            ///< of RpcError: what a reverted call returned, if the node says so

    /// True when to try again later may help: the call may or may not have reached the node.
    [[nodiscard]] bool is_connection() const;
};

}  // namespace ballast::chains::evm
