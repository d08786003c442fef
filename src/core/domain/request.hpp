// SPDX-License-Identifier: Apache-2.0
// What people sign with EIP-712 (wire.md §2, Signed requests), and price points. Leaves out hashing
// (wire/eip712.hpp).
#pragma once
#include <ballast/domain/ids.hpp>
#include <ballast/numeric/int128.hpp>
#include <boost/describe.hpp>
#include <vector>

namespace ballast {

/// A maker's offer; `quantity_e18` is the maker's change of position.
struct Quote
{
    AccountId maker;
    InstrumentName instrument;
    i128 quantity_e18{};
    i128 price_e18{};
    std::uint64_t expiry_s{};
    std::uint64_t nonce{};
    bool operator==(const Quote&) const = default;
};
BOOST_DESCRIBE_STRUCT(Quote, (), (maker, instrument, quantity_e18, price_e18, expiry_s, nonce))

/// A taker's acceptance of (part of) a quote; `quantity_e18` is the account's change of position.
struct Accept
{
    AccountId account;
    Bytes32 quote_digest;
    i128 quantity_e18{};
    i128 limit_price_e18{};
    std::uint64_t deadline_s{};
    std::uint64_t nonce{};
    bool operator==(const Accept&) const = default;
};
BOOST_DESCRIBE_STRUCT(Accept, (),
                      (account, quote_digest, quantity_e18, limit_price_e18, deadline_s, nonce))

/// An owner's wish to take tokens out.
struct Withdraw
{
    AccountId account;
    std::uint64_t eip155{};
    Address token;
    u128 amount{};
    Address recipient;
    std::uint64_t issued_at_s{};
    std::uint64_t deadline_s{};
    std::uint64_t nonce{};
    bool operator==(const Withdraw&) const = default;
};
BOOST_DESCRIBE_STRUCT(Withdraw, (),
                      (account, eip155, token, amount, recipient, issued_at_s, deadline_s, nonce))

/// Evidence of a trade request, as journaled: the two signed structs with their signatures. `relay`
/// is no one's signature; it only says whether the hub submits the permit itself.
struct SignedTrade
{
    ChainId chain;  ///< the venue's chain
    Address venue;  ///< the EIP-712 domain's verifying contract
    Quote quote;
    Signature quote_signature;
    Accept accept;
    Signature accept_signature;
    bool relay{true};
    bool operator==(const SignedTrade&) const = default;
};
BOOST_DESCRIBE_STRUCT(SignedTrade, (),
                      (chain, venue, quote, quote_signature, accept, accept_signature, relay))

/// Evidence of a withdrawal request, as journaled.
struct SignedWithdrawal
{
    Withdraw withdraw;
    Signature signature;
    bool operator==(const SignedWithdrawal&) const = default;
};
BOOST_DESCRIBE_STRUCT(SignedWithdrawal, (), (withdraw, signature))

/// One price of a verified update: price * 10^expo USD, confidence in the same unit.
struct PricePoint
{
    Bytes32 feed;
    std::int64_t price{};
    std::uint64_t conf{};
    std::int32_t expo{};
    std::int64_t publish_time_s{};
    std::int64_t prev_publish_time_s{};
    std::int64_t ema_price{};
    std::uint64_t ema_conf{};
    bool operator==(const PricePoint&) const = default;
};
BOOST_DESCRIBE_STRUCT(PricePoint, (),
                      (feed, price, conf, expo, publish_time_s, prev_publish_time_s, ema_price,
                       ema_conf))

}  // namespace ballast
