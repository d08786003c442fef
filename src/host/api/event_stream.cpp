// SPDX-License-Identifier: Apache-2.0
// Subscribers and what they get.
#include "event_stream.hpp"

#include <algorithm>

namespace ballast::api {
namespace {
namespace json = boost::json;

/// The event's own name among those that exist, which lives for ever.
std::optional<std::string_view> known_kind(std::string_view name)
{
    std::optional<std::string_view> out;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Event>>(
        [&](auto identity) {
            using T = typename decltype(identity)::type;
            const std::string_view known = name_of(Event{T{}});
            if (known == name) out = known;
        });
    return out;
}

ApiResult<void> check_items(const json::value& value, const std::string& path, std::size_t most)
{
    if (value.is_array() && value.get_array().size() <= most) return {};
    return fail(bad_field(
        {path, "expected \"all\" or an array of at most " + std::to_string(most) + " items"}));
}

bool is_all(const json::value& value) { return value.is_string() && value.get_string() == "all"; }

ApiResult<void> read_accounts(Subscription& out, const json::value& value, std::size_t items_max)
{
    out.all_accounts = is_all(value);
    if (out.all_accounts) return {};
    BALLAST_CHECK(check_items(value, "subscribe.accounts", items_max));
    BALLAST_TRY(out.accounts,
                or_bad_field(from_json<std::vector<AccountId>>(value, "subscribe.accounts")));
    std::sort(out.accounts.begin(), out.accounts.end());
    return {};
}

ApiResult<void> read_kinds(Subscription& out, const json::value& value, std::size_t items_max)
{
    out.all_kinds = is_all(value);
    if (out.all_kinds) return {};
    BALLAST_CHECK(check_items(value, "subscribe.kinds", items_max));
    for (const json::value& item : value.get_array())
    {
        const std::string path = "subscribe.kinds[" + std::to_string(out.kinds.size()) + "]";
        const auto kind = item.is_string() ? known_kind(item.get_string()) : std::nullopt;
        if (!kind) return fail(bad_field({path, "expected an event's name, e.g. \"TradeFilled\""}));
        out.kinds.push_back(*kind);
    }
    return {};
}

/// One answer to a subscriber's message.
std::string answer_text(const ApiResult<Subscription>& wanted)
{
    if (!wanted) return error_response(wanted.error()).body;
    json::object out;
    out["accounts"] = wanted->all_accounts ? json::value("all") : to_json(wanted->accounts);
    out["kinds"] = wanted->all_kinds ? json::value("all") : to_json(wanted->kinds);
    return json::serialize(json::object{{"subscribed", std::move(out)}});
}
}  // namespace

bool Subscription::wants(std::string_view kind, std::span<const AccountId> concerned) const
{
    if (!all_kinds && std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) return false;
    if (all_accounts || concerned.empty()) return true;
    return std::any_of(concerned.begin(), concerned.end(), [this](const AccountId& account) {
        return std::binary_search(accounts.begin(), accounts.end(), account);
    });
}

ApiResult<Subscription> parse_subscription(std::string_view text, std::size_t items_max)
{
    BALLAST_TRY(const json::value document, or_bad_field(parse_json(text)));
    BALLAST_TRY(auto outer, or_bad_field(ObjectReader::of(document, "")));
    BALLAST_TRY(const json::value* wanted, or_bad_field(outer.take("subscribe")));
    BALLAST_CHECK(or_bad_field(outer.finish()));
    BALLAST_TRY(auto inner, or_bad_field(ObjectReader::of(*wanted, "subscribe")));
    BALLAST_TRY(const json::value* accounts, or_bad_field(inner.take("accounts")));
    const json::value* kinds = inner.take_optional("kinds");
    BALLAST_CHECK(or_bad_field(inner.finish()));

    Subscription out;
    BALLAST_CHECK(read_accounts(out, *accounts, items_max));
    if (kinds != nullptr) BALLAST_CHECK(read_kinds(out, *kinds, items_max));
    return out;
}

std::vector<AccountId> accounts_of(const Event& event)
{
    std::vector<AccountId> out;
    std::visit(
        [&out](const auto& alternative) {
            using T = std::remove_cvref_t<decltype(alternative)>;
            boost::mp11::mp_for_each<detail::Members<T>>([&](auto member) {
                using Field = std::remove_cvref_t<decltype(alternative.*member.pointer)>;
                if constexpr (std::same_as<Field, AccountId>)
                    if (const AccountId& id = alternative.*member.pointer; !id.value.is_zero())
                        out.push_back(id);
            });
        },
        event);
    return out;
}

json::object event_json(const pipeline::CommandOutcome& outcome, const Event& event)
{
    json::object data;
    std::visit([&data](const auto& alternative) { add_fields(data, alternative); }, event);
    json::object out;
    out["sequence"] = to_json(outcome.sequence);
    out["time_ms"] = to_json(outcome.time_ms);
    out["event"] = name_of(event);
    out["data"] = std::move(data);
    return out;
}

/// Shared with the sessions' callbacks, which may outlive the stream.
struct EventStream::Subscribers
{
    struct One
    {
        std::shared_ptr<net::WebSocketSession> session;
        Subscription subscription;  ///< nothing is wanted before the first message
        bool subscribed{};
    };
    std::list<One> all;
};

EventStream::EventStream(const ApiSettings& settings)
    : settings_{settings}, subscribers_{std::make_shared<Subscribers>()}
{}
EventStream::~EventStream() = default;

void EventStream::open(const std::shared_ptr<net::WebSocketSession>& session)
{
    if (subscribers_->all.size() >= settings_.subscribers_max)
    {
        session->close(net::CloseCode::TryAgainLater, "too many subscribers");
        return;
    }
    subscribers_->all.push_back({.session = session});
    const auto at = std::prev(subscribers_->all.end());
    const auto weak = std::weak_ptr{subscribers_};
    session->receive(
        [weak, at, items_max = settings_.subscription_items_max](net::MessageKind,
                                                                 BytesView message) {
            const auto subscribers = weak.lock();
            if (!subscribers) return;
            auto wanted = parse_subscription(
                {reinterpret_cast<const char*>(message.data()), message.size()}, items_max);
            const std::string answer = answer_text(wanted);
            if (wanted)
            {
                at->subscription = std::move(*wanted);
                at->subscribed = true;
            }
            at->session->send_text(answer);
        },
        [weak, at](net::CloseReason, std::string_view) {
            if (const auto subscribers = weak.lock()) subscribers->all.erase(at);
        });
}

void EventStream::publish(const pipeline::CommittedBatch& batch)
{
    if (subscribers_->all.empty()) return;
    // A failed send() may report the close at once and take the subscriber out of the list.
    std::vector<std::pair<std::shared_ptr<net::WebSocketSession>, const Subscription*>> listeners;
    for (const Subscribers::One& one : subscribers_->all)
        if (one.subscribed) listeners.emplace_back(one.session, &one.subscription);
    if (listeners.empty()) return;

    std::vector<std::pair<net::WebSocketSession*, net::SharedBytes>> outgoing;
    for (const pipeline::CommandOutcome& outcome : batch.outcomes)
        for (const Event& event : outcome.events)
        {
            const std::string_view kind = name_of(event);
            const std::vector<AccountId> concerned = accounts_of(event);
            net::SharedBytes text;  // made once, for the first who wants it
            for (const auto& [session, subscription] : listeners)
            {
                if (!subscription->wants(kind, concerned)) continue;
                if (!text)
                {
                    const std::string json = json::serialize(event_json(outcome, event));
                    text = net::share(Bytes(json.begin(), json.end()));
                }
                outgoing.emplace_back(session.get(), text);
            }
        }
    for (const auto& [session, text] : outgoing) session->send(net::MessageKind::Text, text);
}

void EventStream::close_all(net::CloseCode code, const std::string& reason)
{
    std::vector<std::shared_ptr<net::WebSocketSession>> sessions;
    for (const Subscribers::One& one : subscribers_->all) sessions.push_back(one.session);
    for (const auto& session : sessions) session->close(code, reason);
}

std::size_t EventStream::subscriber_count() const { return subscribers_->all.size(); }

}  // namespace ballast::api
