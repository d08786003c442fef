// SPDX-License-Identifier: Apache-2.0
// Unified margin of one account: haircut collateral across chains, unrealised P&L, debts and
// permits at their worst, against a requirement per position or, where a deployment has scenarios,
// of the whole portfolio. Exact integers, USD e6, rounded against the account. Source:
// docs/margin.md.
#pragma once
#include <ballast/domain/account.hpp>
#include <ballast/numeric/mul_div.hpp>
#include <ballast/risk/risk_tables.hpp>
#include <span>
#include <vector>

namespace ballast::risk {

/// One balance in USD e6. Positive amounts are collateral, negative ones debt (all values then <=
/// 0).
struct CollateralTerm
{
    TokenIndex token;
    i128 amount{};
    i128 value_usd_e6{};            ///< V_ij at the mid price
    i128 counted_initial_usd_e6{};  ///< at price - k*conf after H; a stale collateral counts zero
    i128 counted_maintenance_usd_e6{};  ///< at mid after H with C = 0
    bool stale{};
    bool operator==(const CollateralTerm&) const = default;
};
BOOST_DESCRIBE_STRUCT(CollateralTerm, (),
                      (token, amount, value_usd_e6, counted_initial_usd_e6,
                       counted_maintenance_usd_e6, stale))

/// One instrument in USD e6.
struct PositionTerm
{
    InstrumentIndex instrument;
    std::int64_t lots{};
    std::int64_t lots_worst{};  ///< largest |lots| that outstanding permits could lead to
    std::int64_t mark_e8{};
    i128 entry{};
    i128 unrealised_usd_e6{};    ///< a loss is negative
    i128 pending_loss_usd_e6{};  ///< <= 0: what permits priced worse than the mark would lose at
                                 ///< once
    i128 initial_usd_e6{};
    i128 maintenance_usd_e6{};
    i128 notional_usd_e6{};  ///< of lots_worst at the mark
    bool stale{};
    bool operator==(const PositionTerm&) const = default;

    /// What the position adds to E_MM - MM.
    [[nodiscard]] i128 cushion() const
    {
        return unrealised_usd_e6 + pending_loss_usd_e6 - maintenance_usd_e6;
    }
};
BOOST_DESCRIBE_STRUCT(PositionTerm, (),
                      (instrument, lots, lots_worst, mark_e8, entry, unrealised_usd_e6,
                       pending_loss_usd_e6, initial_usd_e6, maintenance_usd_e6, stale))

/// The sums, USD e6.
struct MarginTotals
{
    i128 equity{};     ///< mark to market, no haircuts
    i128 available{};  ///< M = sum V_ij (1 - H_ij)
    i128 unrealised{};
    i128 unrealised_gains{};    ///< the positive ones alone: they cannot be withdrawn
    i128 debt{};                ///< >= 0, at mid
    i128 pending_loss{};        ///< <= 0
    i128 equity_initial{};      ///< E_IM
    i128 equity_maintenance{};  ///< E_MM
    i128 initial{};             ///< IM
    i128 maintenance{};         ///< MM
    bool stale{};               ///< an instrument it holds has no fresh mark
    bool operator==(const MarginTotals&) const = default;

    /// E_IM - IM: below zero by what is missing for new risk.
    [[nodiscard]] i128 tradable() const { return equity_initial - initial; }
    /// E_MM - MM: below zero is liquidatable.
    [[nodiscard]] i128 cushion() const { return equity_maintenance - maintenance; }
};
BOOST_DESCRIBE_STRUCT(MarginTotals, (),
                      (equity, available, unrealised, unrealised_gains, debt, pending_loss,
                       equity_initial, equity_maintenance, initial, maintenance, stale))

/// What the margin check compares, USD e6. Feeds that are late call nobody: the initial side takes
/// the last price as if it were fresh.
struct Standing
{
    i128 equity_initial{};
    i128 initial{};
    i128 equity_maintenance{};
    i128 maintenance{};
    i128 debt{};  ///< >= 0, at mid
    /// No relative move x of these prices changes a cushion by more than gross * x, at prices of
    /// now: of the settlement asset's feed, and of all others.
    i128 gross_settlement{};
    i128 gross_market{};
    std::uint32_t rows{};  ///< terms that were rounded
    i128 rounding{};       ///< and what else rounding may have added
    /// Nothing is known of how far prices may travel: looked at again with every price.
    bool with_every_price{};
    bool operator==(const Standing&) const = default;

    [[nodiscard]] i128 missing() const { return initial - equity_initial; }
    [[nodiscard]] i128 cushion() const { return equity_maintenance - maintenance; }
};

/// Every term of an account's margin number.
struct MarginReport
{
    std::vector<CollateralTerm> collateral;
    std::vector<PositionTerm> positions;
    MarginTotals totals;
};
BOOST_DESCRIBE_STRUCT(MarginReport, (), (collateral, positions, totals))

/// V, counted values of one balance at `now_ms`.
[[nodiscard]] CollateralTerm collateral_term(const Balance& balance, const TokenRisk& token,
                                             std::int64_t now_ms);

/// P&L and requirement of one position with the permits of its instrument (others in `pending` are
/// passed over), and with `extra` where there is one.
[[nodiscard]] PositionTerm position_term(const Position& position,
                                         std::span<const PendingFill> pending,
                                         const InstrumentRisk& instrument, std::int64_t now_ms,
                                         const PendingFill* extra = nullptr);

/// lots * price differences into USD e6, rounded down (a loss grows).
[[nodiscard]] i128 pnl_usd_e6(i128 lots_times_price_e8, const InstrumentRisk& instrument);

/// The sums alone: what the engine checks on every trade.
[[nodiscard]] MarginTotals margin_totals(const Account& account, const RiskTables& tables,
                                         std::int64_t now_ms);

/// What new risk is measured by: parts of an account's sums and of the changed position's term.
struct InitialMargin
{
    i128 tradable_usd_e6{};  ///< E_IM - IM
    i128 debt_usd_e6{};
    std::int64_t lots_worst{};  ///< of the changed position
    bool stale{};
    i128 gross_settlement{};  ///< at least what Standing's would be with the permit
    i128 gross_market{};
    std::uint32_t rows{};     ///< terms that were rounded
    i128 rounding{};          ///< as Standing's
    bool with_every_price{};  ///< as Standing's
    bool operator==(const InitialMargin&) const = default;
};

/// As margin_totals, of the account as it would be with one more outstanding permit: no copy is
/// made, and what is not asked for is not summed.
[[nodiscard]] InitialMargin initial_margin_with(const Account& account, const PendingFill& extra,
                                                const RiskTables& tables, std::int64_t now_ms);

/// What a withdrawal would leave above the initial requirement, USD e6, unrealised gains counting
/// nothing; below zero by what is missing. Without positions and permits there is no requirement
/// but the debts.
struct MarginLeft
{
    i128 left_usd_e6{};
    bool stale{};  ///< a position has no fresh mark
};
/// `amount` units of `token`, at most the account's balance.
[[nodiscard]] MarginLeft margin_after_withdrawal(const Account& account, TokenIndex token,
                                                 i128 amount, const RiskTables& tables,
                                                 std::int64_t now_ms);
/// The most token units for which that is not below zero; 0 while a mark is stale.
[[nodiscard]] u128 withdrawable(const Account& account, TokenIndex token, const RiskTables& tables,
                                std::int64_t now_ms);

/// Where the account stands at a grid instant.
[[nodiscard]] Standing standing(const Account& account, const RiskTables& tables,
                                std::int64_t instant_ms);

/// The sums with every term.
[[nodiscard]] MarginReport margin_report(const Account& account, const RiskTables& tables,
                                         std::int64_t now_ms);

}  // namespace ballast::risk
