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

/// Of positions and of permits at their worst (collateral is not closed, and does not count here);
/// one_domain says that gains need not be moved.
[[nodiscard]] AddOns add_ons(const Portfolio& portfolio, const ScenarioMarket& market,
                             bool one_domain);

}  // namespace ballast::risk
