// SPDX-License-Identifier: Apache-2.0
// A portfolio file as risk/portfolio wants it: price tables, lots and domains. The lot of each
// underlying is chosen here: the coarsest power of ten in which all quantities are whole and whose
// cells stay in range.
#pragma once
#include <ballast/portfolio/portfolio_file.hpp>
#include <ballast/risk/portfolio/portfolio_margin.hpp>

namespace ballast::portfolio {

struct Lot
{
    unsigned digits{};         ///< a lot is 10^-digits of the underlying
    unsigned unit_exponent{};  ///< cells are in 10^-unit_exponent USD
};

/// Lines are the file's positions, then its orders.
struct Priced
{
    risk::ScenarioMarket market;
    risk::Portfolio portfolio;           ///< without hedges: they hang on haircuts (evaluate)
    std::vector<Lot> lots;               ///< by underlying
    std::vector<std::int64_t> marks_e8;  ///< by line
    std::vector<std::int64_t> volatilities_e9;  ///< by line; 0 where it is no option
};

/// The market under the columns of `model`. A problem names the line that has no price, whose class
/// the model does not have, or that is too large.
[[nodiscard]] Result<Priced, ConfigProblem> price_portfolio(const PortfolioFile& file,
                                                            const risk::ScenarioModel& model);

}  // namespace ballast::portfolio
