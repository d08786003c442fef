// SPDX-License-Identifier: Apache-2.0
// What the engine says of margin calls and liquidations (docs/margin.md §5).
#pragma once
#include <ballast/domain/order.hpp>
#include <ballast/domain/reject_reason.hpp>

namespace ballast {

/// E_IM fell below IM at this instant: the owner should add collateral or reduce.
struct MarginCalled
{
    AccountId account;
    std::int64_t instant_ms{};
    i128 missing_usd_e6{};  ///< IM - E_IM
    i128 cushion_usd_e6{};  ///< E_MM - MM: below zero is liquidated
    bool operator==(const MarginCalled&) const = default;
};
BOOST_DESCRIBE_STRUCT(MarginCalled, (), (account, instant_ms, missing_usd_e6, cushion_usd_e6))

/// E_IM covers IM again.
struct MarginCallMet
{
    AccountId account;
    std::int64_t instant_ms{};
    bool operator==(const MarginCallMet&) const = default;
};
BOOST_DESCRIBE_STRUCT(MarginCallMet, (), (account, instant_ms))

/// E_MM was below MM at two grid instants: the legs below leave together. Money in USD e6.
struct LiquidationTriggered
{
    LiquidationId liquidation;
    AccountId account;
    std::int64_t first_instant_ms{};  ///< at which E_MM < MM was first seen
    std::int64_t instant_ms{};        ///< the second one
    std::uint32_t fraction_ppm{};     ///< of every position; 0 where only collateral is claimed
    bool deleverages{};               ///< against opposing accounts, nobody else can bear the loss
    i128 equity_maintenance_usd_e6{};
    i128 maintenance_usd_e6{};
    i128 needed_usd_e6{};  ///< what the settlement token lacks to pay debts and the loss
    bool operator==(const LiquidationTriggered&) const = default;
};
BOOST_DESCRIBE_STRUCT(LiquidationTriggered, (),
                      (liquidation, account, first_instant_ms, instant_ms, fraction_ppm,
                       deleverages, equity_maintenance_usd_e6, maintenance_usd_e6, needed_usd_e6))

/// The venue's leg: a position goes to `to`.
struct TransferOrdered
{
    LiquidationId liquidation;
    OrderId order;
    AccountId account;
    AccountId to;
    ChainId chain;
    InstrumentName instrument;
    i128 quantity_e18{};  ///< the account's sign
    i128 price_e18{};
    std::uint64_t expiry_s{};
    bool operator==(const TransferOrdered&) const = default;
};
BOOST_DESCRIBE_STRUCT(TransferOrdered, (),
                      (liquidation, order, account, to, chain, instrument, quantity_e18, price_e18,
                       expiry_s))

/// The collateral's leg: `buyer` paid for it at the hub, the vault pays it out to `recipient`.
struct CollateralClaimed
{
    LiquidationId liquidation;
    OrderId order;
    AccountId account;
    AccountId buyer;
    ChainId chain;
    Address token;
    u128 amount{};
    Address recipient;
    i128 value_usd_e6{};     ///< at the index
    i128 proceeds_usd_e6{};  ///< what the buyer paid
    std::uint64_t expiry_s{};
    bool operator==(const CollateralClaimed&) const = default;
};
BOOST_DESCRIBE_STRUCT(CollateralClaimed, (),
                      (liquidation, order, account, buyer, chain, token, amount, recipient,
                       value_usd_e6, proceeds_usd_e6, expiry_s))

/// A withdrawal under way is to be voided; it counts again when the vault reports VOIDED.
struct WithdrawalCancelled
{
    OrderId order;   ///< the CANCEL
    OrderId target;  ///< the RELEASE
    AccountId account;
    bool operator==(const WithdrawalCancelled&) const = default;
};
BOOST_DESCRIBE_STRUCT(WithdrawalCancelled, (), (order, target, account))

/// The venue reported the transfer. Realised P&L in USD e6, a loss negative.
struct PositionTransferred
{
    LiquidationId liquidation;
    OrderId order;
    AccountId account;
    AccountId to;
    InstrumentName instrument;
    i128 quantity_e18{};  ///< what really moved, the account's sign
    i128 price_e18{};
    i128 realised_account_usd_e6{};
    i128 realised_to_usd_e6{};
    bool operator==(const PositionTransferred&) const = default;
};
BOOST_DESCRIBE_STRUCT(PositionTransferred, (),
                      (liquidation, order, account, to, instrument, quantity_e18, price_e18,
                       realised_account_usd_e6, realised_to_usd_e6))

/// The vault paid claimed collateral out.
struct ClaimPaid
{
    LiquidationId liquidation;
    OrderId order;
    AccountId buyer;
    ChainId chain;
    Address token;
    u128 amount{};
    Address recipient;
    bool claimable{};
    bool operator==(const ClaimPaid&) const = default;
};
BOOST_DESCRIBE_STRUCT(ClaimPaid, (),
                      (liquidation, order, buyer, chain, token, amount, recipient, claimable))

/// A claim's order can never execute any more: the same claim under a new id.
struct ClaimReordered
{
    LiquidationId liquidation;
    OrderId ended;
    OrderEnd how{};
    OrderId order;
    std::uint64_t expiry_s{};
    bool operator==(const ClaimReordered&) const = default;
};
BOOST_DESCRIBE_STRUCT(ClaimReordered, (), (liquidation, ended, how, order, expiry_s))

/// All legs ended. Slippage: what the claimed collateral was worth at the trigger, less what it is
/// worth at the index as the last attestation applies.
struct LiquidationSettled
{
    LiquidationId liquidation;
    AccountId account;
    i128 proceeds_usd_e6{};
    i128 claimed_value_usd_e6{};  ///< at the trigger
    i128 slippage_usd_e6{};
    bool operator==(const LiquidationSettled&) const = default;
};
BOOST_DESCRIBE_STRUCT(LiquidationSettled, (),
                      (liquidation, account, proceeds_usd_e6, claimed_value_usd_e6,
                       slippage_usd_e6))

/// An account has nothing left to claim and still owes: the insurance fund pays what it can.
struct ShortfallCovered
{
    AccountId account;
    i128 paid_usd_e6{};
    i128 left_usd_e6{};  ///< still owed
    bool operator==(const ShortfallCovered&) const = default;
};
BOOST_DESCRIBE_STRUCT(ShortfallCovered, (), (account, paid_usd_e6, left_usd_e6))

/// An account is to be liquidated and cannot be; it is looked at again at `retry_ms`.
struct LiquidationStalled
{
    AccountId account;
    RejectReason reason{};
    std::int64_t retry_ms{};
    bool operator==(const LiquidationStalled&) const = default;
};
BOOST_DESCRIBE_STRUCT(LiquidationStalled, (), (account, reason, retry_ms))

}  // namespace ballast
