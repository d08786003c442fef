// SPDX-License-Identifier: Apache-2.0
// A client and a timer.
#include "dialled_link.hpp"

#include <optional>

namespace ballast::guardian {

struct DialledLink::Impl : std::enable_shared_from_this<DialledLink::Impl>
{
    Impl(net::IoContext& io, DialSettings s, DialHandlers h)
        : settings{std::move(s)}, handlers{std::move(h)}, timer{io}, pause{settings.pause_min}
    {}

    void start(net::IoContext& io)
    {
        const std::weak_ptr<Impl> weak = weak_from_this();
        client.emplace(
            io, settings.url,
            net::WebSocketClient::Handlers{.on_open =
                                               [weak](const auto&) {
                                                   if (const auto self = weak.lock())
                                                       self->opened();
                                               },
                                           .on_message =
                                               [weak](net::MessageKind kind, BytesView message) {
                                                   const auto self = weak.lock();
                                                   if (self && kind == net::MessageKind::Binary &&
                                                       self->handlers.on_frame)
                                                       self->handlers.on_frame(message);
                                               },
                                           .on_close =
                                               [weak](net::CloseReason, std::string_view why) {
                                                   if (const auto self = weak.lock())
                                                       self->closed(why);
                                               }},
            settings.socket);
        client->connect();
    }

    void opened()
    {
        pause = settings.pause_min;
        if (handlers.on_open) handlers.on_open();
    }

    void closed(std::string_view why)
    {
        if (handlers.on_close) handlers.on_close(why);
        const std::weak_ptr<Impl> weak = weak_from_this();
        timer.start(pause, [weak] {
            const auto self = weak.lock();
            if (self && self->client) self->client->connect();
        });
        pause = std::min(pause * 2, settings.pause_max);
    }

    const DialSettings settings;
    const DialHandlers handlers;
    net::Timer timer;
    std::chrono::milliseconds pause;
    std::optional<net::WebSocketClient> client;
};

DialledLink::DialledLink(net::IoContext& io, DialSettings settings, DialHandlers handlers) : io_{io}
{
    // The timer belongs to the network's thread.
    io.run([&] {
        impl_ = std::make_shared<Impl>(io, std::move(settings), std::move(handlers));
        impl_->start(io);
    });
}

DialledLink::~DialledLink()
{
    io_.run([this] {
        impl_->timer.cancel();
        impl_->client.reset();
        impl_.reset();
    });
}

bool DialledLink::send(const net::SharedBytes& frame)
{
    return impl_->client->send(net::MessageKind::Binary, frame);
}

bool DialledLink::send(const Frame& frame) { return send(net::share(encode_frame(frame))); }

void DialledLink::hang_up() { impl_->client->close(); }

bool DialledLink::is_open() const { return impl_->client->is_open(); }

}  // namespace ballast::guardian
