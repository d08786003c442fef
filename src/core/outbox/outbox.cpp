// SPDX-License-Identifier: Apache-2.0
// The stages of orders and their schedule.
#include "outbox.hpp"

#include <ballast/base/assert.hpp>

namespace ballast::outbox {
namespace {
/// Whether a contract would take the order at this time (wire.md §2, Orders).
bool is_executable(const Order& order, std::int64_t now_ms)
{
    const auto now_s = static_cast<std::uint64_t>(std::max<std::int64_t>(now_ms, 0) / 1000);
    return order.not_before_s <= now_s && now_s <= order.expiry_s;
}

bool wants_relay(const OutboxEntry& entry)
{
    return entry.produced.relay &&
           (entry.stage == OrderStage::Signed || entry.stage == OrderStage::Sent);
}
}  // namespace

std::string_view name_of(OrderStage stage)
{
    return boost::describe::enum_to_string(stage, "Unknown");
}

std::string_view describe(OutboxError error)
{
    switch (error)
    {
        case OutboxError::UnknownOrder:
            return "no order of this id waits here";
        case OutboxError::OtherContent:
            return "another order has this id already";
        case OutboxError::TooManyOrders:
            return "too many orders are outstanding; wait until some are executed or lapse";
        case OutboxError::EmptyMessage:
            return "a signed order without bytes";
    }
    return "unknown error";
}

Outbox::Outbox(OutboxSettings settings) : settings_{settings}
{
    BALLAST_ASSERT(settings.retry_ms_min > 0 && settings.retry_ms_min <= settings.retry_ms_max);
}

Result<void, OutboxError> Outbox::add(NewOrder order)
{
    const OrderId id = order.order.id;
    if (const OutboxEntry* known = find(id))
    {
        if (known->produced.order != order.order) return fail(OutboxError::OtherContent);
        return {};
    }
    if (outstanding_count() >= settings_.outstanding_max) return fail(OutboxError::TooManyOrders);
    if (const auto* cancel = std::get_if<Cancel>(&order.order.body)) cancels_[cancel->target] = id;
    entries_.emplace(id, OutboxEntry{.produced = std::move(order)});
    return {};
}

Result<void, OutboxError> Outbox::sign(OrderId id, Bytes message)
{
    if (message.empty()) return fail(OutboxError::EmptyMessage);
    const auto at = entries_.find(id);
    if (at == entries_.end()) return fail(OutboxError::UnknownOrder);
    OutboxEntry& entry = at->second;
    if (!entry.message.empty()) return {};
    entry.message = std::move(message);
    if (entry.stage == OrderStage::Produced) entry.stage = OrderStage::Signed;
    return {};
}

bool Outbox::acknowledge(const Event& event)
{
    const auto ended = ended_order(event);
    if (!ended) return false;
    // Whatever became of a RELEASE, its CANCEL has nothing left to do.
    if (const auto cancel = cancels_.find(ended->order); cancel != cancels_.end())
    {
        if (find_open(cancel->second) != nullptr)
            settle(cancel->second, ended->executed ? OrderStage::Ended : OrderStage::Confirmed);
        cancels_.erase(cancel);
    }
    if (find_open(ended->order) == nullptr) return false;
    settle(ended->order, ended->executed ? OrderStage::Confirmed : OrderStage::Ended);
    return true;
}

std::vector<OrderId> Outbox::forget_beyond(std::optional<Sequence> last)
{
    std::vector<OrderId> out;
    for (const auto& [id, entry] : entries_)
        if ((!last || entry.produced.sequence > *last) && entry.message.empty()) out.push_back(id);
    for (const OrderId id : out)
    {
        if (entries_.at(id).is_settled()) std::erase(settled_, id);
        std::erase_if(cancels_, [&](const auto& row) { return row.second == id; });
        entries_.erase(id);
    }
    return out;
}

std::vector<OrderId> Outbox::due(std::int64_t now_ms, std::size_t count_max) const
{
    std::vector<OrderId> out;
    for (const auto& [id, entry] : entries_)
    {
        if (out.size() >= count_max) break;
        if (wants_relay(entry) && entry.next_attempt_ms <= now_ms &&
            is_executable(entry.produced.order, now_ms))
            out.push_back(id);
    }
    return out;
}

std::optional<std::int64_t> Outbox::next_due_ms() const
{
    std::optional<std::int64_t> out;
    for (const auto& [id, entry] : entries_)
    {
        if (!wants_relay(entry)) continue;
        const auto opens_ms = static_cast<std::int64_t>(entry.produced.order.not_before_s) * 1000;
        const std::int64_t at_ms = std::max(entry.next_attempt_ms, opens_ms);
        const auto closes_ms =
            static_cast<std::int64_t>(entry.produced.order.expiry_s) * 1000 + 999;
        if (at_ms > closes_ms) continue;  // waits for the report that it lapsed
        if (!out || at_ms < *out) out = at_ms;
    }
    return out;
}

Result<void, OutboxError> Outbox::note_sent(OrderId id, std::int64_t now_ms)
{
    OutboxEntry* entry = find_open(id);
    if (entry == nullptr || entry->message.empty()) return fail(OutboxError::UnknownOrder);
    std::int64_t pause_ms = settings_.retry_ms_min;
    for (std::uint32_t i = 0; i < entry->attempts && pause_ms < settings_.retry_ms_max; ++i)
        pause_ms = std::min(pause_ms * 2, settings_.retry_ms_max);
    entry->stage = OrderStage::Sent;
    ++entry->attempts;
    entry->next_attempt_ms = now_ms + pause_ms;
    return {};
}

void Outbox::note_included(OrderId id, std::int64_t now_ms)
{
    if (OutboxEntry* entry = find_open(id))
        entry->next_attempt_ms = now_ms + settings_.retry_ms_max;
}

void Outbox::postpone(OrderId id, std::int64_t until_ms)
{
    if (OutboxEntry* entry = find_open(id)) entry->next_attempt_ms = until_ms;
}

const OutboxEntry* Outbox::find(OrderId id) const
{
    const auto at = entries_.find(id);
    return at == entries_.end() ? nullptr : &at->second;
}

std::vector<OrderId> Outbox::outstanding() const
{
    std::vector<OrderId> out;
    out.reserve(outstanding_count());
    for (const auto& [id, entry] : entries_)
        if (!entry.is_settled()) out.push_back(id);
    return out;
}

void Outbox::settle(OrderId id, OrderStage stage)
{
    entries_.at(id).stage = stage;
    settled_.push_back(id);
    while (settled_.size() > settings_.settled_max)
    {
        entries_.erase(settled_.front());
        settled_.pop_front();
    }
}

OutboxEntry* Outbox::find_open(OrderId id)
{
    const auto at = entries_.find(id);
    return at == entries_.end() || at->second.is_settled() ? nullptr : &at->second;
}

}  // namespace ballast::outbox
