// SPDX-License-Identifier: Apache-2.0
// Subscribing.
#include "event_client.hpp"

#include <ballast/base/hex.hpp>
#include <ballast/demo/json.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>

namespace ballast::demo {
namespace {
constexpr std::chrono::seconds patience{10};
}

std::int64_t monotonic_us()
{
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

Answer<std::unique_ptr<EventClient>> EventClient::subscribe(
    net::IoContext& io, const net::Url& hub, std::initializer_list<std::string_view> kinds)
{
    boost::json::array wanted;
    for (const std::string_view kind : kinds) wanted.emplace_back(kind);
    return open(io, hub,
                boost::json::serialize(boost::json::object{
                    {"subscribe", {{"accounts", "all"}, {"kinds", std::move(wanted)}}}}));
}

Answer<std::unique_ptr<EventClient>> EventClient::subscribe(net::IoContext& io, const net::Url& hub,
                                                            const AccountId& account)
{
    return open(io, hub,
                R"({"subscribe":{"accounts":[")" + to_hex_0x(account.value.view()) + R"("]}})");
}

Answer<std::unique_ptr<EventClient>> EventClient::open(net::IoContext& io, const net::Url& hub,
                                                       std::string subscription)
{
    std::unique_ptr<EventClient> out{new EventClient{io, hub, std::move(subscription)}};
    out->client_->connect();
    std::unique_lock lock{out->mutex_};
    out->changed_.wait_for(lock, patience, [&] { return out->is_subscribed_ || out->is_closed_; });
    const bool is_subscribed = out->is_subscribed_;
    lock.unlock();
    if (!is_subscribed) return failure("the hub does not take a subscription to its events");
    return out;
}

EventClient::EventClient(net::IoContext& io, const net::Url& hub, std::string subscription)
    : subscription_{std::move(subscription)}
{
    net::WebSocketClient::Handlers handlers;
    handlers.on_open = [this](const std::shared_ptr<net::WebSocketSession>& session) {
        session->send_text(subscription_);
    };
    handlers.on_message = [this](net::MessageKind, BytesView text) { on_message(text); };
    handlers.on_close = [this](net::CloseReason, std::string_view) {
        const std::lock_guard lock{mutex_};
        is_closed_ = true;
        changed_.notify_all();
    };
    client_ = std::make_unique<net::WebSocketClient>(
        io, net::Url{"ws", hub.host, hub.port, "/v1/events"}, std::move(handlers));
}

EventClient::~EventClient() { client_.reset(); }

void EventClient::on_message(BytesView text)
{
    const std::int64_t now_us = monotonic_us();
    auto event = parse({reinterpret_cast<const char*>(text.data()), text.size()});
    if (!event) return;
    const std::lock_guard lock{mutex_};
    if (find(*event, "subscribed") != nullptr)
        is_subscribed_ = true;
    else
        events_.push_back({*std::move(event), now_us});
    changed_.notify_all();
}

bool EventClient::is_closed()
{
    const std::lock_guard lock{mutex_};
    return is_closed_;
}

std::vector<TimedEvent> EventClient::take()
{
    const std::lock_guard lock{mutex_};
    return std::exchange(events_, {});
}

}  // namespace ballast::demo
