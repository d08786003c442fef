// SPDX-License-Identifier: Apache-2.0
// An account as a portfolio, and what scenarios ask of it: the border between what the engine keeps
// and what portfolio/ margins. USD e6. Source: docs/margin.md. Leaves out equity (margin.hpp).
#pragma once
#include <ballast/domain/account.hpp>
#include <ballast/risk/portfolio/portfolio_margin.hpp>
#include <ballast/risk/risk_tables.hpp>

namespace ballast::risk {

/// A line that no scenario can be priced for: its whole notional is charged, in IM and in MM.
struct UnpricedLine
{
    InstrumentIndex instrument;
    std::int64_t lots{};
    bool is_permit{};
    market::CellStatus why{};
    i128 charged_usd_e6{};
};

/// The portfolio of an account, `extra` being one more permit. Lines whose row has no price are
/// left out and listed. Hedges are in the order of their chains' ids.
struct AccountPortfolio
{
    Portfolio portfolio;
    std::vector<TokenIndex> hedge_tokens;  ///< whose balance each hedge is
    std::vector<UnpricedLine> unpriced;
    i128 unpriced_usd_e6{};  ///< their sum
    /// Of all lines, permits too, at the mark or the index, whichever is higher; rounded up.
    i128 notional_usd_e6{};
    i128 rounding_usd_e6{};  ///< what rounding of cells may have added, rounded up
    bool has_dated{};        ///< a line whose worth changes with time alone
};

[[nodiscard]] AccountPortfolio portfolio_of(const Account& account, const PendingFill* extra,
                                            const RiskTables& tables);

/// What a hedging amount of a token would have lost to its haircut and does not, USD e6.
struct Relief
{
    i128 initial_usd_e6{};      ///< in E_IM at a fresh price
    i128 maintenance_usd_e6{};  ///< in E_MM
    i128 last_usd_e6{};         ///< in E_IM, were every price fresh
};
[[nodiscard]] Relief relief_of(const TokenRisk& token, std::int64_t hedged_e8, std::int64_t now_ms);

/// What scenarios say of an account.
struct AccountScenarios
{
    i128 initial_usd_e6{};         ///< IM, with what has no price
    i128 maintenance_usd_e6{};     ///< MM, likewise
    i128 relief_initial_usd_e6{};  ///< haircut that hedging collateral is relieved of, in E_IM
    i128 relief_maintenance_usd_e6{};
    i128 relief_last_usd_e6{};  ///< as in E_IM, were every price fresh
    /// No relative move x of all prices but the settlement asset's changes E - requirement by more
    /// than gross * x beyond what equity itself changes by.
    i128 gross_usd_e6{};
    i128 rounding_usd_e6{};
    bool with_every_price{};  ///< no such bound is known: it has to be looked at again each time
};

/// `now_ms` decides which collateral is fresh enough for relief. The tables have scenarios.
[[nodiscard]] AccountScenarios account_scenarios(const Account& account, const PendingFill* extra,
                                                 const RiskTables& tables, std::int64_t now_ms);

/// |lots| of an account on the underlying of an instrument, permits and `extra` included: at most
/// limits::underlying_lots may be held. 0 where the tables have no scenarios.
[[nodiscard]] i128 underlying_lots(const Account& account, const PendingFill* extra,
                                   InstrumentIndex instrument, const RiskTables& tables);

}  // namespace ballast::risk
