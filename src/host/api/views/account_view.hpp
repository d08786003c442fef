// SPDX-License-Identifier: Apache-2.0
// One account with every term of its margin, as described structs: amounts, prices, the parts of
// each H_ij, requirements, and apart from each other what is tradable, withdrawable, pending and in
// liquidation. Source: docs/margin.md §1 and §2. Leaves out JSON.
#pragma once
#include <ballast/api/views/liquidation_view.hpp>
#include <ballast/api/views/portfolio_view.hpp>
#include <ballast/engine/state.hpp>
#include <ballast/risk/haircut.hpp>
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ballast::api {

/// A positive balance: collateral.
struct BalanceView
{
    ChainId chain;
    std::string chain_name;
    std::string asset;
    Address token;
    std::uint8_t decimals{};
    i128 amount{};               ///< token units
    std::string amount_decimal;  ///< the same in whole tokens
    std::int64_t price_e8{};
    i128 value_usd_e6{};                ///< V_ij
    risk::HaircutTerms haircut;         ///< H_ij and its parts
    i128 counted_initial_usd_e6{};      ///< in E_IM
    i128 counted_maintenance_usd_e6{};  ///< in E_MM and in M
    bool stale{};                       ///< its price is too old: zero in E_IM
    i128 withdrawable{};                ///< token units, if only this one left
    std::string withdrawable_decimal;
};
BOOST_DESCRIBE_STRUCT(BalanceView, (),
                      (chain, chain_name, asset, token, decimals, amount, amount_decimal, price_e8,
                       value_usd_e6, haircut, counted_initial_usd_e6, counted_maintenance_usd_e6,
                       stale, withdrawable, withdrawable_decimal))

/// A negative balance, shown positive.
struct DebtView
{
    ChainId chain;
    std::string chain_name;
    std::string asset;
    Address token;
    i128 amount{};
    std::string amount_decimal;
    i128 value_usd_e6{};
};
BOOST_DESCRIBE_STRUCT(DebtView, (),
                      (chain, chain_name, asset, token, amount, amount_decimal, value_usd_e6))

/// Why a balance counts nothing.
enum class UnrecognisedReason : std::uint8_t
{
    UnlistedToken,  ///< the deployment does not list the token
    HomeChain,      ///< accounts with a home chain are not supported yet
    OverLimit,      ///< below the minimum, above a cap or the bucket, or without a price, when it
                    ///< came
};
BOOST_DESCRIBE_ENUM(UnrecognisedReason, UnlistedToken, HomeChain, OverLimit)

/// Locked and attested, worth nothing as collateral; it only goes back to its depositor.
struct UnrecognisedView
{
    ChainId chain;
    std::string chain_name;
    std::string asset;  ///< empty for an unlisted token
    Address token;
    u128 amount{};
    UnrecognisedReason reason{};
};
BOOST_DESCRIBE_STRUCT(UnrecognisedView, (), (chain, chain_name, asset, token, amount, reason))

struct PositionView
{
    InstrumentName instrument;
    ChainId chain;
    Address venue;
    std::int64_t lots{};  ///< a short is negative
    i128 quantity_e18{};
    std::int64_t entry_price_e8{};  ///< average; 0 without lots
    std::int64_t mark_e8{};
    i128 notional_usd_e6{};
    i128 unrealised_usd_e6{};    ///< a loss is negative
    std::int64_t lots_worst{};   ///< largest size that outstanding permits could lead to
    i128 pending_loss_usd_e6{};  ///< <= 0: what these permits would lose at once
    i128 initial_usd_e6{};       ///< at lots_worst
    i128 maintenance_usd_e6{};
    bool stale{};
};
BOOST_DESCRIBE_STRUCT(PositionView, (),
                      (instrument, chain, venue, lots, quantity_e18, entry_price_e8, mark_e8,
                       notional_usd_e6, unrealised_usd_e6, lots_worst, pending_loss_usd_e6,
                       initial_usd_e6, maintenance_usd_e6, stale))

enum class PermitSide : std::uint8_t
{
    Taker,
    Maker,
    Liquidator,  ///< takes a liquidated position over: no permit, a TRANSFER
};
BOOST_DESCRIBE_ENUM(PermitSide, Taker, Maker, Liquidator)

/// An outstanding permit: reserved until it fills or provably lapses.
struct PendingPermitView
{
    OrderId order_id;
    PermitSide side{};
    InstrumentName instrument;
    std::int64_t lots{};  ///< this account's sign
    std::int64_t price_e8{};
    std::uint64_t expiry_s{};
};
BOOST_DESCRIBE_STRUCT(PendingPermitView, (), (order_id, side, instrument, lots, price_e8, expiry_s))

/// A withdrawal under way: it counts out, and counts again if it lapses or is voided.
struct WithdrawalView
{
    OrderId withdrawal_id;
    ChainId chain;
    std::string chain_name;
    std::string asset;
    Address token;
    u128 amount{};
    std::string amount_decimal;
    Address recipient;
    std::uint64_t expiry_s{};
};
BOOST_DESCRIBE_STRUCT(WithdrawalView, (),
                      (withdrawal_id, chain, chain_name, asset, token, amount, amount_decimal,
                       recipient, expiry_s))

struct LineChargeView
{
    ChainId chain;
    std::string chain_name;
    i128 charged_usd_e6{};
};
BOOST_DESCRIBE_STRUCT(LineChargeView, (), (chain, chain_name, charged_usd_e6))

/// The sums (margin.md §1).
struct MarginView
{
    i128 equity_usd_e6{};     ///< mark to market, without haircuts
    i128 available_usd_e6{};  ///< M = sum V_ij (1 - H_ij)
    i128 unrealised_usd_e6{};
    i128 debt_usd_e6{};                ///< >= 0
    i128 pending_loss_usd_e6{};        ///< <= 0
    i128 equity_initial_usd_e6{};      ///< E_IM
    i128 equity_maintenance_usd_e6{};  ///< E_MM
    i128 initial_usd_e6{};             ///< IM
    i128 maintenance_usd_e6{};         ///< MM
    bool stale{};                      ///< a mark that it needs is too old: no new risk
};
BOOST_DESCRIBE_STRUCT(MarginView, (),
                      (equity_usd_e6, available_usd_e6, unrealised_usd_e6, debt_usd_e6,
                       pending_loss_usd_e6, equity_initial_usd_e6, equity_maintenance_usd_e6,
                       initial_usd_e6, maintenance_usd_e6, stale))

/// What margin.md §1 keeps apart wherever it is shown.
struct ApartView
{
    i128 tradable_usd_e6{};         ///< E_IM - IM; below zero is a margin call
    i128 withdrawable_usd_e6{};     ///< counted value that could leave; indicative
    i128 pending_initial_usd_e6{};  ///< what outstanding permits add to IM
    i128 in_liquidation_usd_e6{};   ///< of its positions, at the mark: on their way to others
};
BOOST_DESCRIBE_STRUCT(ApartView, (),
                      (tradable_usd_e6, withdrawable_usd_e6, pending_initial_usd_e6,
                       in_liquidation_usd_e6))

/// Where the margin check has the account.
struct AccountLiquidationView
{
    bool margin_called{};
    std::optional<std::int64_t> below_since_ms;  ///< E_MM < MM was first seen at this instant
    std::vector<TransferView> transfers;         ///< of its positions
    std::vector<ClaimView> claims;               ///< of its collateral
};
BOOST_DESCRIBE_STRUCT(AccountLiquidationView, (),
                      (margin_called, below_since_ms, transfers, claims))

struct AccountView
{
    AccountId account;
    Bytes20 owner;
    ChainId home_chain;
    Sequence sequence;        ///< the state is the one after this command
    std::int64_t time_ms{};   ///< of that command
    std::int64_t as_of_ms{};  ///< staleness is judged at this time, not before time_ms
    MarginView margin;
    std::optional<PortfolioView> portfolio;  ///< where the deployment margins portfolios
    ApartView apart;
    std::vector<BalanceView> balances;
    std::vector<DebtView> debts;
    std::vector<PositionView> positions;
    std::vector<PendingPermitView> pending;
    std::vector<WithdrawalView> withdrawals;
    std::vector<UnrecognisedView> unrecognised;
    std::vector<LineChargeView> line_charges;
    AccountLiquidationView liquidation;
};
BOOST_DESCRIBE_STRUCT(AccountView, (),
                      (account, owner, home_chain, sequence, time_ms, as_of_ms, margin, portfolio,
                       apart, balances, debts, positions, pending, withdrawals, unrecognised,
                       line_charges, liquidation))

/// The account as it stands, or nothing when the hub has never seen it.
[[nodiscard]] std::optional<AccountView> account_view(const engine::State& state,
                                                      const AccountId& account,
                                                      std::int64_t now_ms);

}  // namespace ballast::api
