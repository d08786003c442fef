// SPDX-License-Identifier: Apache-2.0
// What contracts report to the hub (wire.md §2, types below 64). Leaves out the bytes
// (wire/observation_message.hpp).
#pragma once
#include <ballast/domain/ids.hpp>
#include <ballast/numeric/int128.hpp>
#include <boost/describe.hpp>
#include <variant>

namespace ballast {

/// Collateral arrived in a vault: `amount` is what was received, in the token's own units.
struct Locked
{
    AccountId account;
    Address token;
    u128 amount{};
    Address depositor;
    bool operator==(const Locked&) const = default;
};
BOOST_DESCRIBE_STRUCT(Locked, (), (account, token, amount, depositor))

enum class ReleaseOutcome : std::uint8_t
{
    Paid = 0,
    Claimable = 1,
};
BOOST_DESCRIBE_ENUM(ReleaseOutcome, Paid, Claimable)

/// A RELEASE order was executed.
struct Released
{
    OrderId order;
    Address token;
    u128 amount{};
    Address recipient;
    ReleaseOutcome how{};
    bool operator==(const Released&) const = default;
};
BOOST_DESCRIBE_STRUCT(Released, (), (order, token, amount, recipient, how))

/// An order that can never execute any more.
struct Voided
{
    OrderId order;
    bool operator==(const Voided&) const = default;
};
BOOST_DESCRIBE_STRUCT(Voided, (), (order))

/// The contract follows a new signer set.
struct SetChanged
{
    std::uint32_t index{};
    bool operator==(const SetChanged&) const = default;
};
BOOST_DESCRIBE_STRUCT(SetChanged, (), (index))

/// As Locked, before finality (consistency 201).
struct Provisional
{
    AccountId account;
    Address token;
    u128 amount{};
    Address depositor;
    bool operator==(const Provisional&) const = default;
};
BOOST_DESCRIBE_STRUCT(Provisional, (), (account, token, amount, depositor))

/// A contract wallet named its signing key.
struct KeyRegistered
{
    Address owner;
    Bytes32 key;
    bool operator==(const KeyRegistered&) const = default;
};
BOOST_DESCRIBE_STRUCT(KeyRegistered, (), (owner, key))

/// A PERMIT executed. `quantity_e18` has the account's sign; the maker's is the opposite.
struct Filled
{
    OrderId order;
    AccountId account;
    AccountId maker;
    InstrumentName instrument;
    i128 quantity_e18{};
    i128 price_e18{};
    Bytes32 quote_digest;
    bool operator==(const Filled&) const = default;
};
BOOST_DESCRIBE_STRUCT(Filled, (),
                      (order, account, maker, instrument, quantity_e18, price_e18, quote_digest))

/// A TRANSFER executed; `quantity_e18` is what really moved.
struct Transferred
{
    OrderId order;
    AccountId account;
    AccountId to;
    InstrumentName instrument;
    i128 quantity_e18{};
    i128 price_e18{};
    bool operator==(const Transferred&) const = default;
};
BOOST_DESCRIBE_STRUCT(Transferred, (), (order, account, to, instrument, quantity_e18, price_e18))

/// An expired instrument was settled on its venue.
struct Settled
{
    OrderId order;
    InstrumentName instrument;
    i128 price_e18{};
    bool operator==(const Settled&) const = default;
};
BOOST_DESCRIBE_STRUCT(Settled, (), (order, instrument, price_e18))

/// An account volunteered as a liquidator on a venue, or left.
struct LiquidatorOpted
{
    AccountId account;
    bool opted{};
    bool operator==(const LiquidatorOpted&) const = default;
};
BOOST_DESCRIBE_STRUCT(LiquidatorOpted, (), (account, opted))

/// A contract's heartbeat: everything up to `event_nonce` happened at or before
/// `finalised_timestamp_s`.
struct Head
{
    std::uint64_t event_nonce{};
    std::uint64_t finalised_timestamp_s{};
    Bytes32 state_root;
    bool operator==(const Head&) const = default;
};
BOOST_DESCRIBE_STRUCT(Head, (), (event_nonce, finalised_timestamp_s, state_root))

/// Type bytes of wire.md §2.
enum class ObservationType : std::uint8_t
{
    Locked = 1,
    Released = 2,
    Voided = 3,
    SetChanged = 7,
    Provisional = 8,
    Key = 9,
    Filled = 16,
    Transferred = 17,
    Settled = 18,
    Liquidator = 19,
    Head = 32,
};
BOOST_DESCRIBE_ENUM(ObservationType, Locked, Released, Voided, SetChanged, Provisional, Key, Filled,
                    Transferred, Settled, Liquidator, Head)

using ObservationBody =
    std::variant<Locked, Released, Voided, SetChanged, Provisional, KeyRegistered, Filled,
                 Transferred, Settled, LiquidatorOpted, Head>;

/// The wire's type byte of a body.
[[nodiscard]] ObservationType type_of(const ObservationBody& body);

/// One observation with the envelope's and the payload's common fields, parsed and not yet trusted.
struct Observation
{
    ChainId chain;             ///< emitter chain: the registry number
    Address emitter;           ///< the contract, or the HEAD / PROVISIONAL emitter derived from it
    std::uint64_t sequence{};  ///< the contract's event_nonce; a block number for HEAD
    std::uint64_t timestamp_s{};  ///< block time
    Bytes32 deployment;
    std::uint64_t eip155{};
    Address contract;
    std::uint64_t block_number{};
    Bytes32 block_hash;
    ObservationBody body;
    bool operator==(const Observation&) const = default;
};
BOOST_DESCRIBE_STRUCT(Observation, (),
                      (chain, emitter, sequence, timestamp_s, deployment, eip155, contract,
                       block_number, block_hash, body))

}  // namespace ballast
