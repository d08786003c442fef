// SPDX-License-Identifier: Apache-2.0
// What the scenario margin needs to know of the world: price tables, who can reach whose gains, and
// the portfolio itself. Integers only. Source: docs/margin.md §3. Leaves out where the tables come
// from (market/) and what an account is (domain/).
#pragma once
#include <ballast/domain/account.hpp>
#include <ballast/domain/instrument_terms.hpp>
#include <ballast/market/price_table.hpp>
#include <ballast/risk/portfolio/scenario_model.hpp>
#include <optional>
#include <span>

namespace ballast::risk {

/// One underlying at one tick.
struct UnderlyingRisk
{
    std::string symbol;
    std::uint32_t class_index{};
    std::uint32_t unit_exponent{6};  ///< e <= 16: cells are in units of 10^-e USD
    std::int64_t index_e8{};
    std::int64_t conf_e8{};
    std::int64_t now_ms{};     ///< what the cells are priced at: time left counts from it
    market::PriceTable table;  ///< columns of scenario_plan(model, class_index)
};

using PositionKind = InstrumentKind;

/// Where an instrument's risk is found.
struct InstrumentRow
{
    std::uint32_t underlying{};  ///< index into underlyings
    std::uint32_t domain{};      ///< settlement domain of its venue
    std::uint32_t row{};         ///< of the underlying's table
    PositionKind kind{};
    std::int64_t expiry_s{};   ///< 0: never
    std::int64_t strike_e8{};  ///< options
    i128 lot_e18{};            ///< base units of one lot
};

/// Q30: one is 2^30.
inline constexpr std::uint32_t reach_one = 1U << 30U;
/// g = 1 / (1 + L) as a Q30 fraction, rounded down.
[[nodiscard]] std::uint32_t reach_q30(std::uint32_t premium_ppm);

struct ChainRisk
{
    std::string name;
    std::uint32_t domain{};
    std::uint32_t premium_ppm{};  ///< L_j
};

/// Carries settlement between domains; where it is lost, what it carries cannot be reached.
struct Messenger
{
    std::string name;
    std::vector<std::uint32_t> domains;
};

struct ScenarioMarket
{
    ScenarioModel model;
    std::vector<ScenarioPlan> plans;  ///< by class
    std::vector<UnderlyingRisk> underlyings;
    std::vector<InstrumentRow> instruments;  ///< by InstrumentIndex
    std::vector<ChainRisk> chains;           ///< in the order of their ids
    std::vector<std::uint32_t> domain_reach_q30;
    std::vector<Messenger> messengers;
    /// c of two underlyings by (first * underlyings + second), parts per million.
    std::vector<std::uint32_t> credits_ppm;

    [[nodiscard]] const ScenarioPlan& plan(std::uint32_t underlying) const
    {
        return plans[underlyings[underlying].class_index];
    }
};

/// g by domain: that of the largest L of its chains, that of row `instant` counting as zero.
[[nodiscard]] std::vector<std::uint32_t> reach_by_domain(std::span<const ChainRisk> chains,
                                                         std::optional<std::uint32_t> instant = {});

/// Fills plans, domain_reach_q30 and credits_ppm from model, chains and underlyings.
void complete(ScenarioMarket& market);

/// |lots| of one line; positive is long.
struct PortfolioPosition
{
    InstrumentIndex instrument;
    std::int64_t lots{};
};

/// Collateral in an asset that is also an underlying: what may offset positions.
struct PortfolioHedge
{
    std::uint32_t underlying{};
    std::uint32_t chain{};     ///< index into chains
    std::int64_t amount_e8{};  ///< most that may enter, A * (1 - H) in 10^-8 of the asset, >= 0
};

/// What is margined. Hedges are in the order of their chains' ids.
struct Portfolio
{
    std::vector<PortfolioPosition> positions;
    std::vector<PortfolioPosition> pending;  ///< permits: each may be filled or not
    std::vector<PortfolioHedge> hedges;
};

}  // namespace ballast::risk
