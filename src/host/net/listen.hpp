// SPDX-License-Identifier: Apache-2.0
// Binds a listening socket, or says why not. Not for other modules.
#pragma once
#include <ballast/net/http_server.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace ballast::net {

/// A socket that listens at an address of this machine; port 0 takes any free one.
[[nodiscard]] Result<boost::asio::ip::tcp::acceptor, ListenProblem> open_acceptor(
    IoContext& io, const std::string& address, std::uint16_t port);

}  // namespace ballast::net
