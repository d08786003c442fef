// SPDX-License-Identifier: Apache-2.0
// Addresses of hosts, for coroutines on the loop. The system's look-up of a name blocks for as long
// as its name servers are silent, half a minute perhaps, and cannot be broken off; Boost.Asio waits
// for it when the loop ends, and makes all names wait for one. Here each has a thread of its own,
// which nobody waits for. Not for other modules.
#pragma once
#include <ballast/net/io_context.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ballast::net {

/// What a look-up gave: an error, or at least one endpoint.
struct Found
{
    boost::system::error_code error;
    std::vector<boost::asio::ip::tcp::endpoint> endpoints;
};

/// One look-up at a time. Used on the loop's thread only; cancelled before the loop ends.
class Lookup
{
public:
    /// Asks, and may block; on a thread of its own, which may outlive everything.
    using Ask = std::function<Found(const std::string& host, std::uint16_t port)>;

    explicit Lookup(IoContext& io, Ask ask = ask_system);
    /// Cancels.
    ~Lookup() { cancel(); }
    Lookup(const Lookup&) = delete;
    Lookup& operator=(const Lookup&) = delete;

    /// The endpoints of a host; at once, and without asking, where it is an address already.
    [[nodiscard]] boost::asio::awaitable<Found> find(std::string host, std::uint16_t port);
    /// Ends a look-up under way with operation_aborted, soon.
    void cancel();

    [[nodiscard]] static Found ask_system(const std::string& host, std::uint16_t port);

private:
    struct Waiting;
    IoContext& io_;
    Ask ask_;
    std::shared_ptr<Waiting> waiting_;
};

}  // namespace ballast::net
