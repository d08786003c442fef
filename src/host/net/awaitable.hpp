// SPDX-License-Identifier: Apache-2.0
// Coroutines on the loop: waits for a callback, or for a time. For code that is a sequence of
// steps.
#pragma once
#include <ballast/net/io_context.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ballast::net {

/// Runs `start(callback)` and waits until the callback is called with a T, on the loop's thread. If
/// the callback is destroyed uncalled, the coroutine is destroyed where it waits.
template <class T, class Start>
boost::asio::awaitable<T> await_callback(Start start)
{
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(T)>(
        [](auto handler, Start begin) {
            // The handler is resumed by whoever completes it, so it is kept alone behind a pointer.
            auto resume = std::make_unique<decltype(handler)>(std::move(handler));
            begin([resume = std::move(resume)](T value) mutable {
                auto now = std::move(*resume);
                resume.reset();
                now(std::move(value));
            });
        },
        boost::asio::use_awaitable, std::move(start));
}

}  // namespace ballast::net
