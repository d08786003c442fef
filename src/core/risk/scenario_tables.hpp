// SPDX-License-Identifier: Apache-2.0
// A deployment's scenario market, kept up to date: what genesis lists, priced underlying by
// underlying as prices move. Source: docs/margin.md. Leaves out the margin itself (portfolio/).
#pragma once
#include <ballast/domain/genesis.hpp>
#include <ballast/market/pricing.hpp>
#include <ballast/risk/portfolio/scenario_market.hpp>

namespace ballast::risk {

/// No underlying: an asset that hedges nothing.
inline constexpr std::uint32_t no_underlying = ~std::uint32_t{0};

class ScenarioTables
{
public:
    /// Of a genesis with scenarios in which find_problem found nothing; premiums are L_j by chain
    /// row. Nothing is priced yet.
    ScenarioTables(const Genesis& genesis, std::span<const std::uint32_t> premium_ppm);

    /// Prices all rows of an underlying anew. Cells get the finest unit in which none can leave its
    /// range.
    void refresh(std::uint32_t underlying, const market::UnderlyingData& data, std::int64_t conf_e8,
                 std::int64_t now_ms);

    [[nodiscard]] const ScenarioMarket& market() const { return market_; }
    /// The underlying of a feed, or no_underlying.
    [[nodiscard]] std::uint32_t underlying_of_feed(const Bytes32& feed) const;
    [[nodiscard]] bool is_priced(InstrumentIndex instrument) const;
    /// The largest |spot move| * dampening of any column: how a linear cell can compare with the
    /// price of its lot, parts per million.
    [[nodiscard]] i128 largest_move_ppm() const { return largest_move_ppm_; }
    /// What each instrument of an underlying is worth, by row.
    [[nodiscard]] std::span<const market::InstrumentValue> values(std::uint32_t underlying) const
    {
        return values_[underlying];
    }

private:
    void place_chains(const Genesis& genesis, std::span<const std::uint32_t> premium_ppm);
    void place_instruments(const Genesis& genesis);
    [[nodiscard]] unsigned finest_unit(std::uint32_t underlying,
                                       const market::UnderlyingData& data) const;

    ScenarioMarket market_;
    std::vector<Bytes32> feeds_;                                      ///< by underlying
    std::vector<market::Pricer> pricers_;                             ///< by class
    std::vector<std::vector<market::ListedInstrument>> instruments_;  ///< by underlying and row
    std::vector<std::vector<market::InstrumentValue>> values_;        ///< likewise
    market::PricedUnderlying priced_;                                 ///< scratch
    i128 largest_move_ppm_{};
};

}  // namespace ballast::risk
