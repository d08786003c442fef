// SPDX-License-Identifier: Apache-2.0
// The requirement of a whole portfolio: its worst scenario, with what cannot be reached in time not
// counted. USD e6, exact, every step kept. Source: docs/margin.md §3, steps 2 to 7. Leaves out
// equity and haircuts (risk/margin.hpp) and the pricing of tables (market/).
#pragma once
#include <ballast/risk/portfolio/add_ons.hpp>
#include <ballast/risk/portfolio/joint.hpp>

namespace ballast::risk {

/// No column: nothing moves, and that is the worst.
inline constexpr std::uint8_t no_scenario = 0xFF;

/// Steps 2 to 4 of one underlying.
struct UnderlyingRequirement
{
    std::uint32_t underlying{};
    i128 requirement_usd_e6{};                 ///< R[u] >= 0
    std::uint8_t worst_scenario{no_scenario};  ///< a core column; ties go to the lowest
};
BOOST_DESCRIBE_STRUCT(UnderlyingRequirement, (), (underlying, requirement_usd_e6, worst_scenario))

enum class LossOf : std::uint8_t
{
    Nothing = 0,
    Chain = 1,
    Messenger = 2,
};
BOOST_DESCRIBE_ENUM(LossOf, Nothing, Chain, Messenger)

enum class Stress : std::uint8_t
{
    None = 0,
    JointDown = 1,
    JointUp = 2,
    Opposite = 3,  ///< the largest net exposure down, the second up
    OppositeMirrored = 4,
};
BOOST_DESCRIBE_ENUM(Stress, None, JointDown, JointUp, Opposite, OppositeMirrored)

/// Every step of a portfolio's requirement, USD e6.
struct PortfolioRequirement
{
    std::vector<UnderlyingRequirement> underlyings;
    /// h* of each of the portfolio's hedges; all zero where without them less is asked for.
    std::vector<std::int64_t> hedged_e8;
    i128 separate_usd_e6{};  ///< sum of R[u]
    i128 joint_usd_e6{};     ///< R_joint
    std::uint8_t joint_scenario{no_scenario};
    i128 scenarios_usd_e6{};  ///< R
    i128 factored_usd_e6{};   ///< f * R
    i128 lost_usd_e6{};       ///< R_lost
    LossOf lost_kind{};
    std::uint32_t lost_index{};  ///< index into chains or messengers
    i128 stress_usd_e6{};        ///< R_stress
    Stress stress{};
    i128 base_usd_e6{};  ///< B
    AddOns add_ons;
    i128 initial_usd_e6{};      ///< IM
    i128 maintenance_usd_e6{};  ///< MM

    /// What gains of one underlying pay of the losses of others, as step 5 counts it: >= 0.
    [[nodiscard]] i128 credit_usd_e6() const { return separate_usd_e6 - scenarios_usd_e6; }
};

/// Reused between portfolios so that nothing is allocated once it has grown.
struct PortfolioScratch
{
    std::vector<Exposure> exposures;        ///< of the requirement that was taken
    std::vector<Exposure> other_exposures;  ///< with hedges or without, the other way
    PortfolioRequirement other;             ///< what was not taken
    std::vector<std::uint32_t> underlyings;
    std::vector<CreditPair> pairs;
    std::vector<i128> pnl_usd_e6;
    std::vector<i128> worst_usd_e6;
    std::vector<i128> size_usd_e6;                ///< of step 7's net exposures
    std::vector<std::uint32_t> domain_reach_q30;  ///< g of steps 3 to 7
    std::vector<std::uint32_t> lost_reach_q30;    ///< the same, of a loss of step 6
    std::vector<std::uint32_t> whole_reach_q30;   ///< every g = 1
    AddOnScratch add_ons;
};

/// Steps 2 to 7, with hedges and without, whichever asks for less IM; with them where both ask for
/// the same. Every row that the portfolio names is Priced, the market is complete, and the sums
/// stay below pnl_limit (sums_fit).
void margin_portfolio(const Portfolio& portfolio, const ScenarioMarket& market,
                      PortfolioScratch& scratch, PortfolioRequirement& out);
/// As it would be with these g by domain in place of the market's own.
void margin_portfolio(const Portfolio& portfolio, const ScenarioMarket& market,
                      std::span<const std::uint32_t> reach_q30, PortfolioScratch& scratch,
                      PortfolioRequirement& out);
[[nodiscard]] PortfolioRequirement margin_portfolio(const Portfolio& portfolio,
                                                    const ScenarioMarket& market);

/// True when no sum of the portfolio's P&L can leave its range: what a listing's limits guarantee,
/// asked of a portfolio from outside.
[[nodiscard]] bool sums_fit(const Portfolio& portfolio, const ScenarioMarket& market);

}  // namespace ballast::risk
