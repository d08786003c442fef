// SPDX-License-Identifier: Apache-2.0
// What a portfolio's requirement is made of, to be told: the P&L of every scenario, each add-on by
// its name, what netting saves, what each chain's latency costs. USD e6, exact. Source:
// docs/margin.md, The report. Leaves out equity and every form of text but names.
#pragma once
#include <array>
#include <ballast/risk/portfolio/portfolio_margin.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace ballast::risk {

/// P&L of one underlying by core column, as far as it can be reached, hedging collateral included.
struct UnderlyingPnl
{
    std::uint32_t underlying{};
    std::vector<i128> pnl_usd_e6;
};

struct PortfolioReport
{
    PortfolioRequirement requirement;
    std::vector<UnderlyingPnl> underlyings;  ///< in the order of the requirement's
    std::vector<i128> pnl_usd_e6;            ///< of all by core column, summed without credits
    std::vector<i128> joint_loss_usd_e6;     ///< by core column: what is left after credits, >= 0
    /// By position: its P&L under the worst scenario of its underlying; nothing where there is
    /// none.
    std::vector<std::optional<i128>> position_worst_usd_e6;
    /// What netting saves: the sum of the IM of every line margined by itself without collateral,
    /// less the portfolio's. Below zero where latency costs more than netting saves.
    i128 netting_credit_usd_e6{};
    /// By chain: IM less the IM with this chain's L at zero.
    std::vector<i128> latency_cost_usd_e6;
};

/// The requirement (as margin_portfolio says it, on the same terms) with all that explains it.
[[nodiscard]] PortfolioReport report_portfolio(const Portfolio& portfolio,
                                               const ScenarioMarket& market);

/// Which step decides B; of equal ones the first.
enum class BaseOf : std::uint8_t
{
    Nothing = 0,    ///< B is zero
    Scenarios = 1,  ///< f * R
    Lost = 2,
    Stress = 3,
};
BOOST_DESCRIBE_ENUM(BaseOf, Nothing, Scenarios, Lost, Stress)
[[nodiscard]] BaseOf base_of(const PortfolioRequirement& requirement);

/// "spot -13.5 %, vol up, x0.21".
[[nodiscard]] std::string scenario_name(const market::Scenario& scenario);
/// The same of a column; "" for no_scenario.
[[nodiscard]] std::string scenario_name(const ScenarioMarket& market, std::uint8_t column);
/// Whose loss is the worst of step 6: "chain alpha lost", "messenger guardians lost"; "" for none.
[[nodiscard]] std::string lost_name(const ScenarioMarket& market,
                                    const PortfolioRequirement& requirement);
/// Of step 7, in words; "" for none.
[[nodiscard]] std::string_view stress_name(Stress stress);

/// An add-on with its name, "short_options".
struct NamedAddOn
{
    std::string_view name;
    AddOn amount;
};
[[nodiscard]] std::array<NamedAddOn, 5> by_name(const AddOns& add_ons);

}  // namespace ballast::risk
