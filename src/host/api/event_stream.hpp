// SPDX-License-Identifier: Apache-2.0
// WebSocket /v1/events: each subscriber names accounts and kinds, and gets every matching event of
// every durable batch, in order. Subscribers are bounded; one that reads too slowly is closed. On
// the loop's thread.
#pragma once
#include <ballast/api/api_error.hpp>
#include <ballast/api/api_settings.hpp>
#include <ballast/net/websocket.hpp>
#include <ballast/pipeline/outcome.hpp>
#include <list>
#include <memory>

namespace ballast::api {

/// Which events a subscriber wants. An event that concerns no account goes by its kind alone.
struct Subscription
{
    bool all_accounts{};
    std::vector<AccountId> accounts;  ///< sorted
    bool all_kinds{true};
    std::vector<std::string_view> kinds;  ///< names of Event's alternatives
    [[nodiscard]] bool wants(std::string_view kind, std::span<const AccountId> concerned) const;
};

/// The subscription of {"subscribe": {"accounts": "all" | [ids], "kinds"?: "all" | [names]}}.
[[nodiscard]] ApiResult<Subscription> parse_subscription(std::string_view text,
                                                         std::size_t items_max);

/// The accounts that an event names.
[[nodiscard]] std::vector<AccountId> accounts_of(const Event& event);
/// {"sequence", "time_ms", "event", "data"}.
[[nodiscard]] boost::json::object event_json(const pipeline::CommandOutcome& outcome,
                                             const Event& event);

class EventStream
{
public:
    explicit EventStream(const ApiSettings& settings);
    ~EventStream();

    /// Takes a new session over, or closes it when there are too many.
    void open(const std::shared_ptr<net::WebSocketSession>& session);
    /// Sends the batch's events to whom they concern.
    void publish(const pipeline::CommittedBatch& batch);
    /// Closes every session: events were lost, or the server stops.
    void close_all(net::CloseCode code, const std::string& reason);
    [[nodiscard]] std::size_t subscriber_count() const;

private:
    struct Subscribers;
    ApiSettings settings_;
    std::shared_ptr<Subscribers> subscribers_;
};

}  // namespace ballast::api
