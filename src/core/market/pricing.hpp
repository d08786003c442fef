// SPDX-License-Identifier: Apache-2.0
// The price table of one underlying: every instrument under every scenario, rounded to integers.
// Options in doubles, linear instruments exactly. Source: docs/margin.md §3, step 1. Leaves out
// portfolios (risk/).
#pragma once
#include <ballast/market/black76.hpp>
#include <ballast/market/market_data.hpp>
#include <ballast/market/price_table.hpp>
#include <ballast/market/scenario.hpp>
#include <optional>
#include <span>
#include <vector>

namespace ballast::market {

/// What an instrument is worth now; zeros where its row is not Priced.
struct InstrumentValue
{
    std::int64_t mark_e8{};  ///< one unit of the underlying, USD; an option's rounded to nearest
    std::int64_t lot{};      ///< one lot, in 10^-unit_exponent USD, rounded to nearest
    std::int64_t volatility_e9{};  ///< an option's, a year, rounded to nearest; 0 for the others
    bool operator==(const InstrumentValue&) const = default;
};

/// The table's rows and the values, both by the instrument's place. Reused, it allocates nothing.
struct PricedUnderlying
{
    PriceTable table;
    std::vector<InstrumentValue> values;
    bool operator==(const PricedUnderlying&) const = default;
};

struct PricingMoment
{
    std::int64_t now_ms{};
    unsigned unit_exponent{};  ///< cells and lots are in 10^-unit_exponent USD; at most 18
};

inline constexpr unsigned unit_exponent_max = 18;

/// How a volatility moves over a time to expiry; see VolatilityMoves.
struct VolatilityFactors
{
    double down{1.0};
    double up{1.0};
    double up_floor{};
};

/// The factors at `left_ms` to expiry, above 0.
[[nodiscard]] VolatilityFactors volatility_factors(const VolatilityMoves& moves,
                                                   std::int64_t left_ms);

/// What all options of one expiry share.
struct ExpiryTerms
{
    bool is_live{};  ///< known, and before its expiry
    double forward{};
    double years{};  ///< to expiry
    double root_years{};
    double discount{};
    double slice_years{};  ///< those that the slice's variance covers; 0 where there is no slice
    VolatilityFactors factors;
};

[[nodiscard]] ExpiryTerms expiry_terms(const ExpiryData& expiry, const VolatilityMoves& moves,
                                       std::int64_t now_ms);

/// Prices underlyings one at a time under one grid. It keeps the grid's logarithms and its own
/// scratch, so that a call allocates nothing once it has seen as many options before.
///
/// Linear instruments: cell = floor(lot_e18 * price_e8 * spot_ppm * dampening_e9 / 10^(41 -
/// unit_exponent)), the price being the mark of a perpetual and the forward of a future, in
/// integers. Options: floor((V(s) - V(0, Same)) * lot * 10^unit_exponent * dampening) in doubles,
/// V = discount * Black-76 on the forward times 1 + spot, at the option's own volatility (sticky
/// strike) moved as VolatilityMoves says. The volatility is the instrument's own, or the slice's at
/// log(strike / forward) over the years that the slice covers. The same inputs give the same cells
/// on every machine and instruction set.
///
/// A row is NoPrice where the mark (index), forward, volatility or expiry is not known or not above
/// 0, Expired at or past its expiry, OutOfRange where a cell would reach cell_limit, where the
/// value of a lot leaves 64 bits, or where lot_e18 * price_e8 is not below 2^126.
class Pricer
{
public:
    /// Each scenario has spot_ppm above -1,000,000 and 0 < dampening_e9 <= one_e9.
    explicit Pricer(const ScenarioGrid& grid, InstructionSet set = widest_instruction_set());

    void price(const UnderlyingData& data, std::span<const ListedInstrument> instruments,
               const PricingMoment& moment, PricedUnderlying& out);

    [[nodiscard]] const ScenarioGrid& grid() const { return grid_; }

private:
    /// Columns over the options that have a price, for the loops of kernels.hpp.
    struct Options
    {
        std::vector<std::uint32_t> row;
        std::vector<std::uint32_t> expiry;  ///< its place among the underlying's
        std::vector<double> forward;
        std::vector<double> strike;
        std::vector<double> log_moneyness;
        std::vector<double> volatility;
        std::vector<double> deviation;
        std::vector<double> discount;
        std::vector<double> sign;
        std::vector<double> value;
        void clear();
    };

    CellStatus price_linear(std::int64_t price_e8, u128 lot_e18, unsigned unit_exponent,
                            std::span<CellBlock> cells, InstrumentValue& value) const;
    CellStatus collect_option(const UnderlyingData& data, const InstrumentTerms& terms,
                              std::uint32_t row);
    void find_volatilities(const UnderlyingData& data, PricedUnderlying& out);
    void price_options(std::span<const ListedInstrument> instruments, unsigned unit_exponent,
                       PricedUnderlying& out);
    CellStatus price_option(std::size_t i, double scale, std::span<CellBlock> cells,
                            InstrumentValue& value) const;

    ScenarioGrid grid_;
    const Kernels* kernels_;
    std::vector<ScenarioLanes> lanes_;
    std::vector<ExpiryTerms> expiries_;
    Options options_;
};

/// An option's greeks for display, for one unit of the underlying: as Pricer sees it now. `row` is
/// its place; nothing where its row would not be Priced, or where it is no option.
[[nodiscard]] std::optional<BlackGreeks> option_greeks(const UnderlyingData& data,
                                                       const InstrumentTerms& terms,
                                                       std::size_t row, std::int64_t now_ms);

}  // namespace ballast::market
