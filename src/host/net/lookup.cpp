// SPDX-License-Identifier: Apache-2.0
// A thread for each name, and an answer that comes in time or not at all.
#include <ballast/net/awaitable.hpp>
#include <ballast/net/lookup.hpp>
#include <boost/asio/io_context.hpp>
#include <mutex>
#include <thread>

namespace ballast::net {

namespace asio = boost::asio;
using asio::ip::tcp;

/// Shared with the thread that asks. Whoever takes `done` first answers.
struct Lookup::Waiting
{
    std::mutex mutex;
    Callback<void(Found)> done;

    /// The loop exists as long as `done` does: it is cancelled before the loop ends.
    void answer(IoContext& io, Found found)
    {
        const std::lock_guard lock{mutex};
        if (!done) return;
        io.post([now = std::exchange(done, {}), found = std::move(found)]() mutable {
            now(std::move(found));
        });
    }
};

Lookup::Lookup(IoContext& io, Ask ask) : io_{io}, ask_{std::move(ask)} {}

asio::awaitable<Found> Lookup::find(std::string host, std::uint16_t port)
{
    boost::system::error_code is_name;
    const auto address = asio::ip::make_address(host, is_name);
    if (!is_name)
    {
        Found at_once;
        at_once.endpoints.emplace_back(address, port);
        co_return at_once;
    }
    const auto waiting = std::make_shared<Waiting>();
    waiting_ = waiting;
    auto start = [this, waiting, host = std::move(host), port](Callback<void(Found)> done) mutable {
        waiting->done = std::move(done);
        std::thread{[waiting, &io = io_, ask = ask_, host = std::move(host), port] {
            waiting->answer(io, ask(host, port));
        }}.detach();
    };
    co_return co_await await_callback<Found>(std::move(start));
}

void Lookup::cancel()
{
    if (const auto waiting = std::exchange(waiting_, {}))
        waiting->answer(io_, {.error = asio::error::operation_aborted});
}

Found Lookup::ask_system(const std::string& host, std::uint16_t port)
{
    Found out;
    asio::io_context own;
    tcp::resolver resolver{own};
    for (const auto& entry : resolver.resolve(host, std::to_string(port), out.error))
        out.endpoints.push_back(entry.endpoint());
    return out;
}

}  // namespace ballast::net
