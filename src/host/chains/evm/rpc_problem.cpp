// SPDX-License-Identifier: Apache-2.0
// Names of what goes wrong with a node's answers.
#include <ballast/chains/evm/rpc_problem.hpp>

namespace ballast::chains::evm {

std::string_view name_of(RpcErrorKind kind)
{
    switch (kind)
    {
        case RpcErrorKind::NodeUnreachable:
            return "NodeUnreachable";
        case RpcErrorKind::Timeout:
            return "Timeout";
        case RpcErrorKind::HttpStatus:
            return "HttpStatus";
        case RpcErrorKind::TooLarge:
            return "TooLarge";
        case RpcErrorKind::Malformed:
            return "Malformed";
        case RpcErrorKind::RpcError:
            return "RpcError";
        case RpcErrorKind::Busy:
            return "Busy";
        case RpcErrorKind::Stopped:
            return "Stopped";
    }
    return "Unknown";
}

bool RpcProblem::is_connection() const
{
    return kind == RpcErrorKind::NodeUnreachable || kind == RpcErrorKind::Timeout ||
           kind == RpcErrorKind::HttpStatus;
}

}  // namespace ballast::chains::evm
