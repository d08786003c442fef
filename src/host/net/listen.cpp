// SPDX-License-Identifier: Apache-2.0
// Binding, with the system's errors as sentences.
#include <ballast/net/listen.hpp>
#include <boost/asio/io_context.hpp>

namespace ballast::net {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

ListenProblem problem_of(const error_code& error, const std::string& where)
{
    if (error == asio::error::address_in_use)
        return {ListenError::PortInUse,
                "another program listens at " + where +
                    " already: stop it, or configure another port (0 takes any free one)"};
    if (error == asio::error::access_denied)
        return {ListenError::NotPermitted,
                "this user may not listen at " + where + ": configure a port of 1024 or above"};
    if (error == boost::system::errc::address_not_available)
        return {ListenError::BadAddress, "this machine has no address for " + where +
                                             ": configure one of its own, such as 127.0.0.1"};
    return {ListenError::Failed, "cannot listen at " + where + ": " + error.message()};
}

}  // namespace

Result<tcp::acceptor, ListenProblem> open_acceptor(IoContext& io, const std::string& address,
                                                   std::uint16_t port)
{
    const auto where = address + " port " + std::to_string(port);
    error_code error;
    const auto ip = asio::ip::make_address(address, error);
    if (error)
        return fail(ListenProblem{
            ListenError::BadAddress,
            "'" + address + "' is not an IP address: configure one such as 127.0.0.1"});
    const tcp::endpoint endpoint{ip, port};
    tcp::acceptor acceptor{io.native()};
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return fail(problem_of(error, where));
    return acceptor;
}

std::string_view name_of(ListenError error)
{
    switch (error)
    {
        case ListenError::BadAddress:
            return "BadAddress";
        case ListenError::PortInUse:
            return "PortInUse";
        case ListenError::NotPermitted:
            return "NotPermitted";
        case ListenError::Failed:
            return "Failed";
    }
    return "Unknown";
}

}  // namespace ballast::net
