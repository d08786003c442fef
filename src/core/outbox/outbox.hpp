// SPDX-License-Identifier: Apache-2.0
// Orders on their way to a chain: produced by the engine, signed by a quorum, sent, sent again, and
// acknowledged by what the chain reports. Pure: no sockets and no clock, time is an argument.
// Leaves out bringing an order to its chain (host/chains), and signatures, whose result it only
// keeps.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/domain/event.hpp>
#include <ballast/domain/request.hpp>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace ballast::outbox {

/// How far an order has come.
enum class OrderStage : std::uint8_t
{
    Produced,   ///< waits for its signatures
    Signed,     ///< may be sent
    Sent,       ///< was sent at least once; sent again until the chain reports it
    Confirmed,  ///< the chain reported that it was executed
    Ended,      ///< lapsed or voided: it can never execute any more
};
BOOST_DESCRIBE_ENUM(OrderStage, Produced, Signed, Sent, Confirmed, Ended)
/// The enumerator's name.
[[nodiscard]] std::string_view name_of(OrderStage stage);

enum class OutboxError : std::uint8_t
{
    UnknownOrder,   ///< no order of this id, or one that was forgotten
    OtherContent,   ///< another order, or another signed message, under an id that is taken
    TooManyOrders,  ///< more outstanding orders than the bound
    EmptyMessage,   ///< a signed message without bytes
};
/// A sentence for a person.
[[nodiscard]] std::string_view describe(OutboxError error);

struct OutboxSettings
{
    std::int64_t retry_ms_min{2'000};   ///< pause after the first attempt; doubles
    std::int64_t retry_ms_max{60'000};  ///< longest pause
    std::size_t outstanding_max{100'000};
    std::size_t settled_max{10'000};  ///< confirmed and ended orders that are remembered
};

/// An order as the engine produced it, and what its chain will want beside it.
struct NewOrder
{
    Order order;
    Sequence sequence;                 ///< of the command that produced it
    bool relay{true};                  ///< false: its owner brings it to the chain himself
    std::optional<SignedTrade> trade;  ///< of a PERMIT: the parties' signatures for the venue
};

/// One order with everything that is known about its way.
struct OutboxEntry
{
    NewOrder produced;
    OrderStage stage{};
    Bytes message;  ///< the signed order; empty until it is Signed, the same for ever after
    std::uint32_t attempts{};
    std::int64_t next_attempt_ms{};
    [[nodiscard]] bool is_settled() const
    {
        return stage == OrderStage::Confirmed || stage == OrderStage::Ended;
    }
};

class Outbox
{
public:
    explicit Outbox(OutboxSettings settings = {});

    /// Takes an order. The same one again changes nothing; OtherContent, TooManyOrders.
    [[nodiscard]] Result<void, OutboxError> add(NewOrder order);
    /// Keeps the signed message of an order. Once it has one, another set of signatures changes
    /// nothing: to re-send is to send identical bytes. UnknownOrder, EmptyMessage.
    [[nodiscard]] Result<void, OutboxError> sign(OrderId id, Bytes message);
    /// Moves on the order that an event puts an end to (ended_order), and the CANCEL of it; true
    /// when there was one. Events of orders that are not here, and of settled ones, change nothing.
    bool acknowledge(const Event& event);

    /// The journal was cut behind `last` (nothing: as a whole): forgets the orders of commands that
    /// lay beyond, whose ids may be given again, and returns them. One that is signed stays: its
    /// command was certified, and such a command is never taken back.
    std::vector<OrderId> forget_beyond(std::optional<Sequence> last);

    /// Orders to send now, the oldest first, at most `count_max`: signed, to be relayed, between
    /// their not_before and their expiry, and past the pause since the last attempt.
    [[nodiscard]] std::vector<OrderId> due(std::int64_t now_ms, std::size_t count_max) const;
    /// The moment at which the next order falls due, or nothing.
    [[nodiscard]] std::optional<std::int64_t> next_due_ms() const;
    /// An attempt begins; the next one falls due after a pause that doubles. UnknownOrder when it
    /// is not signed or settled.
    [[nodiscard]] Result<void, OutboxError> note_sent(OrderId id, std::int64_t now_ms);
    /// A transaction with the order is in a block: only its report is missing, so the pause is the
    /// longest one.
    void note_included(OrderId id, std::int64_t now_ms);

    /// The next attempt falls due at `until_ms`: the chain takes it no earlier.
    void postpone(OrderId id, std::int64_t until_ms);

    /// The order, or nullptr; valid until the next change.
    [[nodiscard]] const OutboxEntry* find(OrderId id) const;
    /// All orders that are not settled, by id: for signing again and for recovery.
    [[nodiscard]] std::vector<OrderId> outstanding() const;
    [[nodiscard]] std::size_t outstanding_count() const
    {
        return entries_.size() - settled_.size();
    }

private:
    void settle(OrderId id, OrderStage stage);
    OutboxEntry* find_open(OrderId id);

    OutboxSettings settings_;
    std::map<OrderId, OutboxEntry> entries_;
    std::map<OrderId, OrderId> cancels_;  ///< from a RELEASE to its CANCEL
    std::deque<OrderId> settled_;         ///< in the order in which they are forgotten
};

}  // namespace ballast::outbox
