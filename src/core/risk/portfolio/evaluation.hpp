// SPDX-License-Identifier: Apache-2.0
// Steps 3 to 5 over a list of columns: what each underlying comes to where some gains cannot be
// reached, and the losses that are left of all together. USD e6, exact. Source: docs/margin.md §3.
#pragma once
#include <algorithm>
#include <ballast/numeric/mul_div.hpp>
#include <ballast/risk/haircut.hpp>
#include <ballast/risk/portfolio/portfolio_margin.hpp>
#include <span>

namespace ballast::risk {

/// Whose gains count how far in one evaluation of steps 3 to 5.
struct Reachability
{
    std::span<const std::uint32_t> domain_q30;
    /// In this domain what collateral cancels counts nothing either; none: no such domain.
    std::uint32_t lost_domain{~std::uint32_t{0}};
};

/// Steps 3 to 5 over some columns.
struct Aggregate
{
    i128 separate{};
    i128 joint{};
    std::uint8_t joint_scenario{no_scenario};
    i128 together{};
};

/// Of the exposures, underlyings and pairs in `scratch`, whose other members it works in.
class Evaluation
{
public:
    Evaluation(const ScenarioMarket& market, PortfolioScratch& scratch)
        : market_(market), scratch_(scratch)
    {}

    /// Fills scratch.pnl_usd_e6, by underlying, for one column.
    void column(std::size_t s, const Reachability& reach)
    {
        std::size_t e = 0;
        for (std::size_t i = 0; i < scratch_.underlyings.size(); ++i)
        {
            const std::uint32_t u = scratch_.underlyings[i];
            std::int64_t units = 0;
            for (; e < scratch_.exposures.size() && scratch_.exposures[e].underlying == u; ++e)
                units = add(units, reached_of(scratch_.exposures[e], s, reach));
            scratch_.pnl_usd_e6[i] = usd_e6_down(units, market_.underlyings[u].unit_exponent);
        }
    }

    /// `on_column` sees the P&L by underlying before credits use it up.
    template <class OnColumn>
    Aggregate over(std::span<const std::uint8_t> columns, const Reachability& reach,
                   OnColumn on_column)
    {
        Aggregate out;
        scratch_.worst_usd_e6.assign(scratch_.underlyings.size(), 0);
        for (const std::uint8_t s : columns)
        {
            column(s, reach);
            for (std::size_t i = 0; i < scratch_.underlyings.size(); ++i)
                if (-scratch_.pnl_usd_e6[i] > scratch_.worst_usd_e6[i])
                {
                    scratch_.worst_usd_e6[i] = -scratch_.pnl_usd_e6[i];
                    on_column(i, s);
                }
            if (const i128 joint = joint_loss_usd_e6(scratch_.pnl_usd_e6, scratch_.pairs);
                joint > out.joint)
            {
                out.joint = joint;
                out.joint_scenario = s;
            }
        }
        for (const i128 worst : scratch_.worst_usd_e6) out.separate += worst;
        const i128 weight = market_.model.joint_weight_ppm;
        out.together = div_ceil(weight * out.joint + (one_ppm - weight) * out.separate, one_ppm);
        return out;
    }

private:
    [[nodiscard]] static std::int64_t reached_of(const Exposure& e, std::size_t s,
                                                 const Reachability& reach)
    {
        std::int64_t collateral = e.collateral[s];
        if (e.domain == reach.lost_domain) collateral = std::min<std::int64_t>(collateral, 0);
        return reached(add(e.positions[s], collateral), reach.domain_q30[e.domain]);
    }

    const ScenarioMarket& market_;
    PortfolioScratch& scratch_;
};

}  // namespace ballast::risk
