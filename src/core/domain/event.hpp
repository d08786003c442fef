// SPDX-License-Identifier: Apache-2.0
// What the engine says happened, and the sink it says it to. Events are recomputed by replay, never
// stored.
#pragma once
#include <ballast/domain/liquidation_event.hpp>
#include <boost/describe.hpp>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace ballast {

/// A command was refused; it changed nothing but sequence and nonce. `account` is zero where none
/// is concerned.
struct CommandRejected
{
    RejectReason reason{};
    AccountId account;
    i128 missing_usd_e6{};  ///< InsufficientMargin, DebtLimit: how much more would be needed
    u128 missing_units{};   ///< of a withdrawal: token units more than there are
    bool operator==(const CommandRejected&) const = default;
};
BOOST_DESCRIBE_STRUCT(CommandRejected, (), (reason, account, missing_usd_e6, missing_units))

enum class RecognitionLimit : std::uint8_t
{
    None = 0,
    UnknownToken = 1,
    BelowMinimum = 2,
    AccountCap = 3,
    TokenCap = 4,
    ChainCap = 5,
    DailyBucket = 6,
    HomeChain = 7,
    NoPrice = 8,
};
BOOST_DESCRIBE_ENUM(RecognitionLimit, None, UnknownToken, BelowMinimum, AccountCap, TokenCap,
                    ChainCap, DailyBucket, HomeChain, NoPrice)

/// Collateral was booked; what is not recognised counts zero and only goes back to its depositor.
struct DepositBooked
{
    AccountId account;
    ChainId chain;
    Address token;
    u128 recognised{};
    u128 unrecognised{};
    RecognitionLimit limit{};
    bool operator==(const DepositBooked&) const = default;
};
BOOST_DESCRIBE_STRUCT(DepositBooked, (), (account, chain, token, recognised, unrecognised, limit))

struct PermitIssued
{
    OrderId order;
    AccountId account;
    AccountId maker;
    InstrumentName instrument;
    i128 quantity_e18{};
    i128 limit_price_e18{};
    std::uint64_t expiry_s{};
    bool relay{};
    bool operator==(const PermitIssued&) const = default;
};
BOOST_DESCRIBE_STRUCT(PermitIssued, (),
                      (order, account, maker, instrument, quantity_e18, limit_price_e18, expiry_s,
                       relay))

/// A trade was confirmed by its venue. Realised P&L in USD e6, a loss negative.
struct TradeFilled
{
    OrderId order;
    AccountId account;
    AccountId maker;
    InstrumentName instrument;
    i128 quantity_e18{};
    i128 price_e18{};
    i128 realised_account_usd_e6{};
    i128 realised_maker_usd_e6{};
    bool operator==(const TradeFilled&) const = default;
};
BOOST_DESCRIBE_STRUCT(TradeFilled, (),
                      (order, account, maker, instrument, quantity_e18, price_e18,
                       realised_account_usd_e6, realised_maker_usd_e6))

/// An order can never execute any more; what it reserved is free again.
struct OrderClosed
{
    OrderId order;
    AccountId account;
    OrderEnd how{};
    bool operator==(const OrderClosed&) const = default;
};
BOOST_DESCRIBE_STRUCT(OrderClosed, (), (order, account, how))

/// A withdrawal counts out from here on; its RELEASE is an order of this command.
struct WithdrawalApproved
{
    OrderId order;
    AccountId account;
    ChainId chain;
    Address token;
    u128 amount{};
    u128 unrecognised{};  ///< the part of it that never counted and goes back to its depositor
    Address recipient;
    std::uint64_t expiry_s{};
    bool operator==(const WithdrawalApproved&) const = default;
};
BOOST_DESCRIBE_STRUCT(WithdrawalApproved, (),
                      (order, account, chain, token, amount, unrecognised, recipient, expiry_s))

/// The vault reported the payment.
struct WithdrawalPaid
{
    OrderId order;
    AccountId account;
    ChainId chain;
    Address token;
    u128 amount{};
    Address recipient;
    bool claimable{};  ///< the token did not move: the recipient may claim it at the vault
    bool operator==(const WithdrawalPaid&) const = default;
};
BOOST_DESCRIBE_STRUCT(WithdrawalPaid, (),
                      (order, account, chain, token, amount, recipient, claimable))

struct PriceAccepted
{
    Bytes32 feed;
    std::int64_t price_e8{};
    std::int64_t publish_time_s{};
    bool operator==(const PriceAccepted&) const = default;
};
BOOST_DESCRIBE_STRUCT(PriceAccepted, (), (feed, price_e8, publish_time_s))

/// A book entry beyond an account's balances became a debt, USD e6; `over_cap` when above the hard
/// cap.
struct DebtChanged
{
    AccountId account;
    i128 debt_usd_e6{};
    bool over_cap{};
    bool operator==(const DebtChanged&) const = default;
};
BOOST_DESCRIBE_STRUCT(DebtChanged, (), (account, debt_usd_e6, over_cap))

/// A contract reported what no order explains, or contradicted itself.
struct RouteTripped
{
    ChainId chain;
    Address contract;
    RejectReason reason{};
    bool operator==(const RouteTripped&) const = default;
};
BOOST_DESCRIBE_STRUCT(RouteTripped, (), (chain, contract, reason))

struct HeadAdvanced
{
    ChainId chain;
    Address contract;
    std::uint64_t block_number{};
    std::uint64_t finalised_timestamp_s{};
    bool operator==(const HeadAdvanced&) const = default;
};
BOOST_DESCRIBE_STRUCT(HeadAdvanced, (), (chain, contract, block_number, finalised_timestamp_s))

struct LiquidatorChanged
{
    AccountId account;
    ChainId chain;
    Address venue;
    bool opted{};
    bool operator==(const LiquidatorChanged&) const = default;
};
BOOST_DESCRIBE_STRUCT(LiquidatorChanged, (), (account, chain, venue, opted))

/// All holders' unrealised P&L of an instrument was settled at its mark.
struct InstrumentSettled
{
    InstrumentName instrument;
    std::int64_t mark_e8{};
    std::uint32_t holders{};
    bool operator==(const InstrumentSettled&) const = default;
};
BOOST_DESCRIBE_STRUCT(InstrumentSettled, (), (instrument, mark_e8, holders))

/// A surface was taken: options and futures of its underlying are priced by it.
struct SurfaceAccepted
{
    Bytes32 underlying;  ///< its feed
    std::uint64_t publish_time_s{};
    std::uint32_t expiries{};
    bool operator==(const SurfaceAccepted&) const = default;
};
BOOST_DESCRIBE_STRUCT(SurfaceAccepted, (), (underlying, publish_time_s, expiries))

/// A perpetual's mark was taken; the funding of the time since the one before is charged.
struct MarkAccepted
{
    InstrumentName instrument;
    std::int64_t mark_e8{};
    std::int64_t funding_e9_per_8h{};
    std::uint64_t time_s{};
    std::int64_t charged_e8{};  ///< USD a unit of the underlying, longs to shorts
    bool operator==(const MarkAccepted&) const = default;
};
BOOST_DESCRIBE_STRUCT(MarkAccepted, (),
                      (instrument, mark_e8, funding_e9_per_8h, time_s, charged_e8))

/// A dated instrument is over: every holder was settled at `value_e8`, and its venue is told.
struct InstrumentExpired
{
    InstrumentName instrument;
    ChainId chain;
    Address venue;
    std::int64_t index_e8{};  ///< the underlying's time-weighted index before the expiry
    std::int64_t value_e8{};  ///< what one unit of the instrument comes to
    std::uint32_t holders{};
    OrderId order;
    bool operator==(const InstrumentExpired&) const = default;
};
BOOST_DESCRIBE_STRUCT(InstrumentExpired, (),
                      (instrument, chain, venue, index_e8, value_e8, holders, order))

/// A holder of what is over was settled: paid or charged by book entry, and the position is gone.
struct PositionExpired
{
    AccountId account;
    InstrumentName instrument;
    i128 quantity_e18{};      ///< what was held, with its sign
    std::int64_t value_e8{};  ///< what one unit came to
    i128 realised_usd_e6{};   ///< since the entry; a loss is negative
    bool operator==(const PositionExpired&) const = default;
};
BOOST_DESCRIBE_STRUCT(PositionExpired, (),
                      (account, instrument, quantity_e18, value_e8, realised_usd_e6))

/// The venue knows the settlement value: its positions are gone.
struct SettlementConfirmed
{
    OrderId order;
    InstrumentName instrument;
    bool operator==(const SettlementConfirmed&) const = default;
};
BOOST_DESCRIBE_STRUCT(SettlementConfirmed, (), (order, instrument))

/// A SETTLE that can never execute any more was given again under a new id.
struct SettlementReordered
{
    InstrumentName instrument;
    OrderId ended;
    OrderEnd how{};
    OrderId order;
    bool operator==(const SettlementReordered&) const = default;
};
BOOST_DESCRIBE_STRUCT(SettlementReordered, (), (instrument, ended, how, order))

using Event =
    std::variant<CommandRejected, DepositBooked, PermitIssued, TradeFilled, OrderClosed,
                 PriceAccepted, DebtChanged, RouteTripped, HeadAdvanced, LiquidatorChanged,
                 InstrumentSettled, WithdrawalApproved, WithdrawalPaid, MarginCalled, MarginCallMet,
                 LiquidationTriggered, TransferOrdered, CollateralClaimed, WithdrawalCancelled,
                 PositionTransferred, ClaimPaid, ClaimReordered, LiquidationSettled,
                 ShortfallCovered, LiquidationStalled, SurfaceAccepted, MarkAccepted,
                 InstrumentExpired, PositionExpired, SettlementConfirmed, SettlementReordered>;

/// The event's name as shown to people, e.g. "PermitIssued".
[[nodiscard]] std::string_view name_of(const Event& event);

/// An order that an event puts an end to.
struct EndedOrder
{
    OrderId order;
    bool executed{};  ///< else it lapsed or was voided
    OrderEnd how{};   ///< of one that was not executed
};
[[nodiscard]] std::optional<EndedOrder> ended_order(const Event& event);

/// Where apply leaves what it has to say; reused between commands so that applying allocates
/// nothing.
struct OutcomeSink
{
    std::vector<Event> events;
    std::vector<Order> orders;

    /// Adds an event, made of its fields where it stays.
    template <class E, class... Fields>
    void say(const Fields&... fields)
    {
        events.emplace_back(std::in_place_type<E>, fields...);
    }
    void clear()
    {
        events.clear();
        orders.clear();
    }
    /// The first refusal, or None.
    [[nodiscard]] RejectReason rejected() const
    {
        for (const Event& event : events)
            if (const auto* refusal = std::get_if<CommandRejected>(&event)) return refusal->reason;
        return RejectReason::None;
    }
};

}  // namespace ballast
