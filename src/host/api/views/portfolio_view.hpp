// SPDX-License-Identifier: Apache-2.0
// An account's portfolio margin: in short, as a part of the account, and whole, with the P&L of
// every scenario. USD e6. Source: docs/margin.md, The report. Leaves out JSON.
#pragma once
#include <ballast/engine/account_margin.hpp>
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ballast::api {

struct AddOnView
{
    std::string name;
    i128 initial_usd_e6{};
    i128 maintenance_usd_e6{};
};
BOOST_DESCRIBE_STRUCT(AddOnView, (), (name, initial_usd_e6, maintenance_usd_e6))

/// What it costs the account that gains on a chain come late.
struct LatencyView
{
    ChainId chain;
    std::string chain_name;
    std::uint32_t domain{};  ///< chains of one domain settle together
    std::uint32_t latency_premium_ppm{};
    i128 latency_cost_usd_e6{};  ///< IM less the IM with this premium at zero
};
BOOST_DESCRIBE_STRUCT(LatencyView, (),
                      (chain, chain_name, domain, latency_premium_ppm, latency_cost_usd_e6))

/// A line that no scenario can be priced for; its whole notional is charged instead.
struct UnpricedView
{
    InstrumentName instrument;
    ChainId chain;
    Address venue;
    std::int64_t lots{};
    bool is_permit{};
    market::CellStatus reason{};
    std::string sentence;
    i128 charged_usd_e6{};
};
BOOST_DESCRIBE_STRUCT(UnpricedView, (),
                      (instrument, chain, venue, lots, is_permit, reason, sentence, charged_usd_e6))

/// The short form.
struct PortfolioView
{
    i128 initial_usd_e6{};
    i128 maintenance_usd_e6{};
    risk::BaseOf decided_by{};
    std::string worst_scenario;  ///< of all underlyings together, "" where nothing loses
    std::vector<AddOnView> add_ons;
    i128 netting_credit_usd_e6{};
    std::vector<LatencyView> chains;
    std::vector<UnpricedView> unpriced;
};
BOOST_DESCRIBE_STRUCT(PortfolioView, (),
                      (initial_usd_e6, maintenance_usd_e6, decided_by, worst_scenario, add_ons,
                       netting_credit_usd_e6, chains, unpriced))

/// The steps from scenarios to B.
struct MarginStepsView
{
    i128 separate_usd_e6{};  ///< sum of the underlyings' requirements
    i128 joint_usd_e6{};
    std::string joint_scenario;
    std::uint32_t joint_weight_ppm{};
    i128 scenarios_usd_e6{};  ///< R
    i128 credit_usd_e6{};     ///< separate less R: what underlyings pay for each other
    i128 lost_usd_e6{};
    std::string lost_what;
    i128 stress_usd_e6{};
    std::string stress_what;
    std::uint32_t factor_ppm{};
    std::uint32_t maintenance_ppm{};
    i128 base_usd_e6{};  ///< B
    risk::BaseOf decided_by{};
};
BOOST_DESCRIBE_STRUCT(MarginStepsView, (),
                      (separate_usd_e6, joint_usd_e6, joint_scenario, joint_weight_ppm,
                       scenarios_usd_e6, credit_usd_e6, lost_usd_e6, lost_what, stress_usd_e6,
                       stress_what, factor_ppm, maintenance_ppm, base_usd_e6, decided_by))

struct UnderlyingRiskView
{
    std::string symbol;
    std::string margin_class;
    std::int64_t index_e8{};
    std::int64_t confidence_e8{};
    i128 requirement_usd_e6{};   ///< R[u]
    std::string worst_scenario;  ///< "" where none loses
};
BOOST_DESCRIBE_STRUCT(UnderlyingRiskView, (),
                      (symbol, margin_class, index_e8, confidence_e8, requirement_usd_e6,
                       worst_scenario))

struct SymbolPnlView
{
    std::string symbol;
    i128 pnl_usd_e6{};
};
BOOST_DESCRIBE_STRUCT(SymbolPnlView, (), (symbol, pnl_usd_e6))

struct ScenarioPnlView
{
    std::string name;
    std::int32_t spot_ppm{};
    VolatilityMove volatility{};
    std::int64_t dampening_e9{};
    i128 pnl_usd_e6{};         ///< of all underlyings, as far as it can be reached
    i128 joint_loss_usd_e6{};  ///< what is left of the losses after credits
    std::vector<SymbolPnlView> underlyings;
};
BOOST_DESCRIBE_STRUCT(ScenarioPnlView, (),
                      (name, spot_ppm, volatility, dampening_e9, pnl_usd_e6, joint_loss_usd_e6,
                       underlyings))

/// A line that was margined.
struct LineRiskView
{
    InstrumentName instrument;
    ChainId chain;
    Address venue;
    std::int64_t lots{};
    bool is_permit{};
    std::string worst_scenario;  ///< of its underlying; "" where none loses, and of a permit
    i128 worst_pnl_usd_e6{};     ///< under it
};
BOOST_DESCRIBE_STRUCT(LineRiskView, (),
                      (instrument, chain, venue, lots, is_permit, worst_scenario, worst_pnl_usd_e6))

/// Collateral against positions.
struct HedgeView
{
    ChainId chain;
    std::string chain_name;
    std::string asset;
    Address token;
    std::int64_t most_e8{};     ///< what its haircut leaves, of the asset
    std::int64_t entered_e8{};  ///< h*
    i128 relief_initial_usd_e6{};
    i128 relief_maintenance_usd_e6{};
};
BOOST_DESCRIBE_STRUCT(HedgeView, (),
                      (chain, chain_name, asset, token, most_e8, entered_e8, relief_initial_usd_e6,
                       relief_maintenance_usd_e6))

/// The whole report.
struct MarginReportView
{
    AccountId account;
    Sequence sequence;
    std::int64_t time_ms{};
    std::int64_t as_of_ms{};
    i128 equity_initial_usd_e6{};  ///< E_IM, relief included
    i128 equity_maintenance_usd_e6{};
    i128 initial_usd_e6{};  ///< IM
    i128 maintenance_usd_e6{};
    MarginStepsView steps;
    std::vector<AddOnView> add_ons;
    i128 netting_credit_usd_e6{};
    std::vector<UnpricedView> unpriced;
    std::vector<UnderlyingRiskView> underlyings;
    std::vector<ScenarioPnlView> scenarios;
    std::vector<LineRiskView> lines;
    std::vector<HedgeView> hedges;
    std::vector<LatencyView> chains;
};
BOOST_DESCRIBE_STRUCT(MarginReportView, (),
                      (account, sequence, time_ms, as_of_ms, equity_initial_usd_e6,
                       equity_maintenance_usd_e6, initial_usd_e6, maintenance_usd_e6, steps,
                       add_ons, netting_credit_usd_e6, unpriced, underlyings, scenarios, lines,
                       hedges, chains))

/// The short form of a report that the state gave.
[[nodiscard]] PortfolioView portfolio_view(const engine::State& state,
                                           const risk::AccountReport& report);

/// The account's report as the state stands; nothing for an account that the hub has never seen,
/// and where genesis has no scenarios.
[[nodiscard]] std::optional<MarginReportView> margin_report_view(const engine::State& state,
                                                                 const AccountId& account,
                                                                 std::int64_t now_ms);

}  // namespace ballast::api
