// SPDX-License-Identifier: Apache-2.0
// The inside of a Responder: carries an answer from any thread to the coroutine that waits for it.
// Not for other modules.
#pragma once
#include <atomic>
#include <ballast/net/http_server.hpp>

namespace ballast::net {

struct Responder::Impl
{
    Impl(IoContext& io_context, Callback<void(HttpResponse)> on_answer)
        : io{io_context}, resume{std::move(on_answer)}
    {}

    IoContext& io;
    Callback<void(HttpResponse)> resume;  ///< called on the loop's thread
    std::atomic<bool> is_answered{};
};

/// The body of a refusal by the server itself; `code` and `sentence` need no escaping.
[[nodiscard]] HttpResponse refusal(unsigned status, std::string_view code,
                                   std::string_view sentence);

}  // namespace ballast::net
