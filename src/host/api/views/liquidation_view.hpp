// SPDX-License-Identifier: Apache-2.0
// Who is called, who is being liquidated, which legs are on their way, and who takes over. Leaves
// out JSON.
#pragma once
#include <ballast/engine/state.hpp>
#include <boost/describe.hpp>
#include <optional>

namespace ballast::api {

/// A position on its way to another account.
struct TransferView
{
    OrderId order_id;
    AccountId account;
    AccountId to;
    ChainId chain;
    InstrumentName instrument;
    i128 quantity_e18{};  ///< the account's sign
    i128 price_e18{};
    std::uint64_t expiry_s{};
};
BOOST_DESCRIBE_STRUCT(TransferView, (),
                      (order_id, account, to, chain, instrument, quantity_e18, price_e18, expiry_s))

/// Collateral on its way to its buyer.
struct ClaimView
{
    OrderId order_id;
    AccountId account;
    AccountId buyer;
    ChainId chain;
    std::string asset;
    Address token;
    u128 amount{};
    std::string amount_decimal;
    Address recipient;
    std::uint64_t expiry_s{};
};
BOOST_DESCRIBE_STRUCT(ClaimView, (),
                      (order_id, account, buyer, chain, asset, token, amount, amount_decimal,
                       recipient, expiry_s))

/// A liquidation whose legs have not all ended.
struct LiquidationView
{
    LiquidationId liquidation_id;
    AccountId account;
    Sequence sequence;
    std::int64_t instant_ms{};
    i128 proceeds_usd_e6{};
    i128 claimed_value_usd_e6{};  ///< at the trigger
    std::vector<TransferView> transfers;
    std::vector<ClaimView> claims;
};
BOOST_DESCRIBE_STRUCT(LiquidationView, (),
                      (liquidation_id, account, sequence, instant_ms, proceeds_usd_e6,
                       claimed_value_usd_e6, transfers, claims))

/// An account that the margin check keeps an eye on.
struct WatchView
{
    AccountId account;
    bool margin_called{};
    std::optional<std::int64_t> below_since_ms;  ///< E_MM < MM from this instant on
    std::optional<std::int64_t> retry_ms;        ///< nobody could take it over: tried again then
    i128 missing_usd_e6{};                       ///< IM - E_IM, where called
    i128 cushion_usd_e6{};                       ///< E_MM - MM
};
BOOST_DESCRIBE_STRUCT(WatchView, (),
                      (account, margin_called, below_since_ms, retry_ms, missing_usd_e6,
                       cushion_usd_e6))

struct LiquidatorView
{
    AccountId account;
    ChainId chain;
    Address venue;
    bool took_last{};  ///< the rotation goes on behind it
};
BOOST_DESCRIBE_STRUCT(LiquidatorView, (), (account, chain, venue, took_last))

struct LiquidationsView
{
    Sequence sequence;
    std::int64_t time_ms{};
    std::vector<LiquidationView> liquidations;
    std::vector<WatchView> watched;
    std::vector<LiquidatorView> liquidators;
};
BOOST_DESCRIBE_STRUCT(LiquidationsView, (), (sequence, time_ms, liquidations, watched, liquidators))

[[nodiscard]] LiquidationsView liquidations_view(const engine::State& state);

[[nodiscard]] TransferView transfer_view(const engine::State& state,
                                         const engine::OutstandingTransfer& transfer);
[[nodiscard]] ClaimView claim_view(const engine::State& state,
                                   const engine::OutstandingRelease& claim);

}  // namespace ballast::api
