// SPDX-License-Identifier: Apache-2.0
// The one vocabulary that enters the engine. Every command was derived from evidence by intake; the
// engine trusts signatures and formats, and nothing else. Leaves out how evidence is framed
// (journal/record.hpp).
#pragma once
#include <ballast/base/boxed.hpp>
#include <ballast/domain/genesis.hpp>
#include <ballast/domain/market_update.hpp>
#include <ballast/domain/observation.hpp>
#include <ballast/domain/request.hpp>
#include <boost/describe.hpp>
#include <variant>

namespace ballast {

/// Record 0: the deployment begins.
struct OpenDeployment
{
    Boxed<Genesis> genesis;  ///< else every command would be as large
    bool operator==(const OpenDeployment&) const = default;
};
BOOST_DESCRIBE_STRUCT(OpenDeployment, (), (genesis))

/// A guardian quorum saw this on a chain. `digest` tells a repetition from an equivocation.
struct ObserveChain
{
    Observation observation;
    Bytes32 digest;
    bool operator==(const ObserveChain&) const = default;
};
BOOST_DESCRIBE_STRUCT(ObserveChain, (), (observation, digest))

/// One price of a verified update, in the engine's units: USD e8.
struct PriceE8
{
    Bytes32 feed;
    std::int64_t price_e8{};
    std::int64_t conf_e8{};
    std::int64_t publish_time_s{};
    bool operator==(const PriceE8&) const = default;
};
BOOST_DESCRIBE_STRUCT(PriceE8, (), (feed, price_e8, conf_e8, publish_time_s))

/// Signed prices of registered feeds.
struct UpdatePrices
{
    std::vector<PriceE8> prices;
    bool operator==(const UpdatePrices&) const = default;
};
BOOST_DESCRIBE_STRUCT(UpdatePrices, (), (prices))

/// A taker accepted a maker's quote; both signatures were checked against the accounts' owners.
struct RequestTrade
{
    ChainId chain;
    Address venue;
    Quote quote;
    Bytes32 quote_digest;
    Accept accept;
    Bytes32 accept_digest;
    bool relay{true};
    bool operator==(const RequestTrade&) const = default;
};
BOOST_DESCRIBE_STRUCT(RequestTrade, (),
                      (chain, venue, quote, quote_digest, accept, accept_digest, relay))

/// An owner asks for tokens; the signature was checked against the account's owner.
struct RequestWithdrawal
{
    Withdraw withdraw;
    Bytes32 digest;
    bool operator==(const RequestWithdrawal&) const = default;
};
BOOST_DESCRIBE_STRUCT(RequestWithdrawal, (), (withdraw, digest))

/// A price source published an underlying's whole surface.
struct UpdateVolatility
{
    VolatilityUpdate update;
    bool operator==(const UpdateVolatility&) const = default;
};
BOOST_DESCRIBE_STRUCT(UpdateVolatility, (), (update))

/// A price source published marks and funding of perpetuals.
struct UpdateMarks
{
    MarkUpdate update;
    bool operator==(const UpdateMarks&) const = default;
};
BOOST_DESCRIBE_STRUCT(UpdateMarks, (), (update))

using Command = std::variant<OpenDeployment, ObserveChain, UpdatePrices, RequestTrade,
                             RequestWithdrawal, UpdateVolatility, UpdateMarks>;

/// A command with its place and its time, as the journal fixed them.
struct SequencedCommand
{
    Sequence sequence;
    std::int64_t time_ms{};
    Command command;
    bool operator==(const SequencedCommand&) const = default;
};
BOOST_DESCRIBE_STRUCT(SequencedCommand, (), (sequence, time_ms, command))

/// The command's name as shown to people and in dumps, e.g. "RequestTrade".
[[nodiscard]] std::string_view name_of(const Command& command);

}  // namespace ballast
