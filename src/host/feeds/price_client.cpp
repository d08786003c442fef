// SPDX-License-Identifier: Apache-2.0
// The client of a price stream. Everything runs on the context's thread.
#include "price_client.hpp"

#include <algorithm>
#include <ballast/base/limits.hpp>
#include <ballast/net/websocket.hpp>
#include <ballast/wire/accumulator.hpp>
#include <ballast/wire/market_payload.hpp>

namespace ballast::feeds {
namespace {
/// A VAA with a surface or marks. It begins with its version, 1, and an accumulator with "PNAU", so
/// nothing can be both.
bool is_market_update(BytesView message)
{
    const auto vaa = wire::parse_vaa(message);
    return vaa && wire::market_payload_of(vaa->body.payload);
}
}  // namespace

class PriceClient::Impl
{
public:
    Impl(net::IoContext& io, net::Url url, PriceClientOptions options,
         PriceClientCallbacks callbacks)
        : options_{std::move(options)},
          callbacks_{std::move(callbacks)},
          retry_{io},
          silence_{io},
          client_{io,
                  std::move(url),
                  {.on_open = [this](const auto&) { opened(); },
                   .on_message = [this](net::MessageKind kind,
                                        BytesView bytes) { received(kind, bytes); },
                   .on_close = [this](net::CloseReason,
                                      std::string_view sentence) { closed(sentence); }},
                  {.message_size_max = limits::accumulator_size}},
          wait_ms_{options_.reconnect_ms_min}
    {}

    void dial() { client_.connect(); }

private:
    void opened()
    {
        expect_update();
        if (callbacks_.on_connected) callbacks_.on_connected();
    }

    void received(net::MessageKind kind, BytesView bytes)
    {
        if (kind == net::MessageKind::Binary && is_market_update(bytes))
        {
            // The grid is that of prices: these neither fill a gap nor break a silence.
            if (callbacks_.on_update) callbacks_.on_update(EvidenceKind::MarketUpdate, bytes);
            return;
        }
        const auto update = wire::parse_accumulator(bytes);
        if (kind != net::MessageKind::Binary || !update)
        {
            why_ = "the stream sent what is no price update";
            client_.close();
            return;
        }
        wait_ms_ = options_.reconnect_ms_min;
        expect_update();
        note_time(update->vaa.body.timestamp_s);
        if (callbacks_.on_update) callbacks_.on_update(EvidenceKind::PriceUpdate, bytes);
    }

    void note_time(std::int64_t time_s)
    {
        if (last_s_ != 0 && time_s > last_s_ + 1 && callbacks_.on_gap)
            callbacks_.on_gap({.last_s = last_s_, .next_s = time_s});
        last_s_ = time_s;
    }

    void expect_update()
    {
        silence_.start(std::chrono::milliseconds{options_.silence_ms_max}, [this] {
            why_ = "the stream was silent for " + std::to_string(options_.silence_ms_max) + " ms";
            if (callbacks_.on_silence) callbacks_.on_silence(options_.silence_ms_max);
            client_.close();
        });
    }

    void closed(std::string_view sentence)
    {
        silence_.cancel();
        const std::string why = why_.empty() ? std::string{sentence} : std::exchange(why_, {});
        const std::int64_t wait_ms = wait_ms_;
        wait_ms_ = std::min(2 * wait_ms_, options_.reconnect_ms_max);
        retry_.start(std::chrono::milliseconds{wait_ms}, [this] { dial(); });
        if (callbacks_.on_disconnected) callbacks_.on_disconnected(why, wait_ms);
    }

    PriceClientOptions options_;
    PriceClientCallbacks callbacks_;
    net::Timer retry_;
    net::Timer silence_;
    net::WebSocketClient client_;
    std::int64_t wait_ms_;
    std::int64_t last_s_{};
    std::string why_;
};

Result<std::unique_ptr<PriceClient>, std::string> PriceClient::start(net::IoContext& io,
                                                                     PriceClientOptions options,
                                                                     PriceClientCallbacks callbacks)
{
    const auto url = net::parse_url(options.url);
    if (!url || url->scheme != "ws")
        return fail("the price stream \"" + options.url + "\" is no ws:// URL" +
                    (url ? "" : ": " + std::string{net::describe(url.error())}));
    auto impl = std::make_shared<Impl>(io, *url, std::move(options), std::move(callbacks));
    io.post([weak = std::weak_ptr{impl}] {
        if (const auto self = weak.lock()) self->dial();
    });
    return std::unique_ptr<PriceClient>{new PriceClient{io, std::move(impl)}};
}

PriceClient::PriceClient(net::IoContext& io, std::shared_ptr<Impl> impl)
    : io_{io}, impl_{std::move(impl)}
{}

PriceClient::~PriceClient()
{
    io_.run([this] { impl_.reset(); });
}

}  // namespace ballast::feeds
