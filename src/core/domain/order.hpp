// SPDX-License-Identifier: Apache-2.0
// What the hub orders contracts to do (wire.md §2, types 64 and above). Leaves out the bytes
// (wire/order_message.hpp).
#pragma once
#include <ballast/domain/ids.hpp>
#include <ballast/numeric/int128.hpp>
#include <boost/describe.hpp>
#include <variant>

namespace ballast {

/// Pay `amount` of a token out of the vault.
struct Release
{
    AccountId account;
    Address token;
    u128 amount{};
    Address recipient;
    bool operator==(const Release&) const = default;
};
BOOST_DESCRIBE_STRUCT(Release, (), (account, token, amount, recipient))

inline constexpr std::uint8_t permit_reduce_only = 1;

/// Let one quote and one accept execute on the venue. `quantity_e18` has the account's sign.
struct Permit
{
    AccountId account;
    AccountId maker;
    Bytes32 quote_digest;
    InstrumentName instrument;
    i128 quantity_e18{};
    i128 limit_price_e18{};
    std::uint64_t account_epoch{};
    std::uint64_t maker_epoch{};
    std::uint8_t flags{};
    bool operator==(const Permit&) const = default;
};
BOOST_DESCRIBE_STRUCT(Permit, (),
                      (account, maker, quote_digest, instrument, quantity_e18, limit_price_e18,
                       account_epoch, maker_epoch, flags))

/// Move a position to a liquidator.
struct Transfer
{
    AccountId account;
    AccountId to;
    InstrumentName instrument;
    i128 quantity_e18{};
    i128 price_e18{};
    std::uint64_t account_epoch{};
    bool operator==(const Transfer&) const = default;
};
BOOST_DESCRIBE_STRUCT(Transfer, (),
                      (account, to, instrument, quantity_e18, price_e18, account_epoch))

/// Make an order of the same contract void before its expiry.
struct Cancel
{
    OrderId target;
    bool operator==(const Cancel&) const = default;
};
BOOST_DESCRIBE_STRUCT(Cancel, (), (target))

/// Settle an expired instrument.
struct Settle
{
    InstrumentName instrument;
    i128 price_e18{};
    bool operator==(const Settle&) const = default;
};
BOOST_DESCRIBE_STRUCT(Settle, (), (instrument, price_e18))

enum class OrderType : std::uint8_t
{
    Release = 64,
    Permit = 65,
    Transfer = 66,
    Root = 67,
    Prepare = 68,
    Commit = 69,
    Abort = 70,
    Cancel = 71,
    Settle = 72,
};
BOOST_DESCRIBE_ENUM(OrderType, Release, Permit, Transfer, Root, Prepare, Commit, Abort, Cancel,
                    Settle)

using OrderBody = std::variant<Release, Permit, Transfer, Cancel, Settle>;

/// The wire's type byte of a body.
[[nodiscard]] OrderType type_of(const OrderBody& body);

/// How an order ends that was never executed.
enum class OrderEnd : std::uint8_t
{
    Lapsed = 0,
    Voided = 1,
};
BOOST_DESCRIBE_ENUM(OrderEnd, Lapsed, Voided)

/// One order, complete: its VAA body is a function of these fields alone, so to re-send is to send
/// identical bytes.
struct Order
{
    OrderId id;
    Bytes32 deployment;
    ChainId chain;  ///< where it executes; not on the wire, which carries eip155
    std::uint64_t eip155{};
    Address contract;
    std::uint64_t timestamp_s{};  ///< the command's time, rounded down to seconds
    std::uint64_t not_before_s{};
    std::uint64_t expiry_s{};
    OrderBody body;
    bool operator==(const Order&) const = default;
};
BOOST_DESCRIBE_STRUCT(Order, (),
                      (id, deployment, chain, eip155, contract, timestamp_s, not_before_s, expiry_s,
                       body))

}  // namespace ballast
