// SPDX-License-Identifier: Apache-2.0
// What scenarios do not see: basis, options sold, the cost of closing, concentration, an index that
// is not sure of itself. USD e6, rounded up. Source: docs/margin.md §3, add-ons.
#pragma once
#include <ballast/risk/portfolio/exposure.hpp>

namespace ballast::risk {

/// One add-on in both requirements, USD e6.
struct AddOn
{
    i128 initial_usd_e6{};
    i128 maintenance_usd_e6{};  ///< at most initial
    bool operator==(const AddOn&) const = default;
};
BOOST_DESCRIBE_STRUCT(AddOn, (), (initial_usd_e6, maintenance_usd_e6))

struct AddOns
{
    AddOn basis;
    AddOn short_options;
    AddOn closing;
    AddOn concentration;
    AddOn confidence;
    bool operator==(const AddOns&) const = default;

    [[nodiscard]] AddOn total() const;
};
BOOST_DESCRIBE_STRUCT(AddOns, (), (basis, short_options, closing, concentration, confidence))

/// One line of one expiry in one domain, table units.
struct BasisLine
{
    std::uint32_t underlying{};
    std::int64_t expiry_s{};
    std::uint32_t domain{};
    std::int64_t down{};
    std::int64_t up{};
};

/// What one line holds of an option's strike.
struct StrikeLine
{
    std::uint32_t underlying{};
    std::int64_t expiry_s{};
    std::int64_t strike_e8{};
    i128 amount_e18{};
};

/// By how much more a sum gains one way than the other, table units; of permits any may be filled.
struct Swing
{
    i128 held{};
    i128 more{};  ///< permits that add
    i128 less{};  ///< permits that take away
};

/// All lines of an underlying, over small moves.
struct NetLine
{
    std::uint32_t underlying{};
    Swing spot;
    Swing volatility;
};

/// Reused between portfolios so that nothing is allocated once it has grown.
struct AddOnScratch
{
    std::vector<BasisLine> basis;
    std::vector<StrikeLine> strikes;
    std::vector<NetLine> nets;
};

/// Of positions and of permits at their worst (collateral is not closed, and does not count here);
/// `reach_q30` is g by domain, one everywhere where gains need not be moved.
[[nodiscard]] AddOns add_ons(const Portfolio& portfolio, const ScenarioMarket& market,
                             std::span<const std::uint32_t> reach_q30, AddOnScratch& scratch);

}  // namespace ballast::risk
