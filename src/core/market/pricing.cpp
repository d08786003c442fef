// SPDX-License-Identifier: Apache-2.0
// A price table in three passes: linear rows and the columns of options, their values now, their
// rows.
#include "pricing.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/numeric/mul_div.hpp>
#include <cmath>

#include "elementary.hpp"

namespace ballast::market {
namespace {

constexpr double year_ms = 31'536'000'000.0;  // 365 days
constexpr double limit_64 = 9.2e18;
constexpr i128 notional_limit = static_cast<i128>(1) << 126U;

double years_between(std::int64_t from_ms, std::int64_t to_ms)
{
    return static_cast<double>(to_ms - from_ms) / year_ms;
}

double parts(std::uint32_t ppm) { return static_cast<double>(ppm) / 1e6; }

/// floor(x + 1/2).
std::int64_t nearest(double x) { return static_cast<std::int64_t>(std::floor(x + 0.5)); }

std::size_t find_expiry(const UnderlyingData& data, std::int64_t expiry_s)
{
    const auto found = std::ranges::lower_bound(data.expiries, expiry_s, {}, &ExpiryData::expiry_s);
    if (found == data.expiries.end() || found->expiry_s != expiry_s) return data.expiries.size();
    return static_cast<std::size_t>(found - data.expiries.begin());
}

InstrumentData data_of(const UnderlyingData& data, std::size_t row)
{
    return row < data.instruments.size() ? data.instruments[row] : InstrumentData{};
}

/// The price that a linear instrument follows; 0 where it is not known.
std::int64_t linear_price_e8(const UnderlyingData& data, const InstrumentTerms& terms,
                             std::size_t row)
{
    if (terms.kind == InstrumentKind::Perpetual)
    {
        const std::int64_t mark_e8 = data_of(data, row).mark_e8;
        return mark_e8 > 0 ? mark_e8 : data.index_e8;
    }
    const std::size_t expiry = find_expiry(data, terms.expiry_s);
    return expiry < data.expiries.size() ? data.expiries[expiry].forward_e8 : 0;
}

/// The volatility at log(strike / forward) = k; 0 where it is not known.
double volatility_of(const InstrumentData& own, const ExpiryData& expiry, const ExpiryTerms& terms,
                     double k)
{
    if (own.volatility_e9 > 0) return static_cast<double>(own.volatility_e9) / 1e9;
    if (!expiry.slice) return 0.0;
    return volatility_at(*expiry.slice, k, terms.slice_years).value_or(0.0);
}

/// A product of a lot and a price without the powers of ten that both it and its divisor have: a
/// lot is a round number.
struct Notional
{
    i128 amount{};
    unsigned digits{};  ///< after the point
};

/// lot * price in USD; nothing from 2^126 up.
std::optional<i128> notional_e26(u128 lot_e18, std::int64_t price_e8)
{
    const auto product = checked_mul(lot_e18, static_cast<u128>(price_e8));
    if (!product || *product >= static_cast<u128>(notional_limit)) return {};
    return static_cast<i128>(*product);
}

Notional without_zeros(i128 amount_e26)
{
    Notional out{.amount = amount_e26, .digits = 26};
    for (; out.digits > 0 && out.amount % 10 == 0; --out.digits) out.amount /= 10;
    return out;
}

/// floor(notional * factor / 10^15 in units of 10^-unit_exponent), |factor| < 2^61. To divide twice
/// and round down is to divide once and round down.
i128 linear_cell(const Notional& notional, i128 factor_e15, unsigned unit_exponent)
{
    // 15 + 26 digits at most; less than none is a multiplication.
    const int digits = static_cast<int>(notional.digits + 15) - static_cast<int>(unit_exponent);
    if (digits < 0)
        return mul(mul(notional.amount, factor_e15), pow10(static_cast<unsigned>(-digits)));
    const auto all = static_cast<unsigned>(digits);
    if (const auto product = checked_mul(notional.amount, factor_e15))
    {
        const unsigned first = std::min(all, 18U);
        return div_floor(div_floor(*product, pow10(first)), pow10(all - first));
    }
    const unsigned first = std::min(all, 23U);
    return div_floor(mul_div_down(notional.amount, factor_e15, pow10(first)), pow10(all - first));
}

}  // namespace

VolatilityFactors volatility_factors(const VolatilityMoves& moves, std::int64_t left_ms)
{
    const std::int64_t time_ms = std::max(left_ms, moves.floor_ms);
    BALLAST_ASSERT(time_ms > 0 && moves.reference_ms > 0);
    const double power =
        parts(time_ms <= moves.reference_ms ? moves.power_short_ppm : moves.power_long_ppm);
    const double ratio = static_cast<double>(moves.reference_ms) / static_cast<double>(time_ms);
    const double m = pow_of(ratio, power);
    return {.down = std::max(0.0, 1.0 - parts(moves.down_ppm) * m),
            .up = 1.0 + parts(moves.up_ppm) * m,
            .up_floor = parts(moves.up_floor_ppm)};
}

ExpiryTerms expiry_terms(const ExpiryData& expiry, const VolatilityMoves& moves,
                         std::int64_t now_ms)
{
    const std::int64_t expiry_ms = expiry.expiry_s * 1000;
    ExpiryTerms out{.is_live = expiry.forward_e8 > 0 && now_ms < expiry_ms};
    if (!out.is_live) return out;
    out.forward = static_cast<double>(expiry.forward_e8) / 1e8;
    out.years = years_between(now_ms, expiry_ms);
    out.root_years = std::sqrt(out.years);
    out.discount = exp_of(-(static_cast<double>(expiry.rate_e9) / 1e9) * out.years);
    if (expiry.slice)
        out.slice_years =
            expiry.slice_time_ms == 0 ? out.years : years_between(expiry.slice_time_ms, expiry_ms);
    out.factors = volatility_factors(moves, expiry_ms - now_ms);
    return out;
}

Pricer::Pricer(const ScenarioGrid& grid, InstructionSet set)
    : grid_{grid},
      kernels_{&kernels_for(set)},
      lanes_((grid.scenarios.size() + scenario_lanes - 1) / scenario_lanes)
{
    for (auto& lanes : lanes_) lanes.factor.fill(1.0);
    for (std::size_t s = 0; s < grid_.scenarios.size(); ++s)
    {
        const Scenario& scenario = grid_.scenarios[s];
        BALLAST_ASSERT(scenario.spot_ppm > -1'000'000 && scenario.dampening_e9 > 0 &&
                       scenario.dampening_e9 <= one_e9);
        ScenarioLanes& lanes = lanes_[s / scenario_lanes];
        const std::size_t lane = s % scenario_lanes;
        const double moved = 1e6 + static_cast<double>(scenario.spot_ppm);
        lanes.factor[lane] = moved / 1e6;
        lanes.log_factor[lane] = log_ratio_of(moved, 1e6);
        lanes.dampening[lane] = static_cast<double>(scenario.dampening_e9) / 1e9;
        lanes.volatility[lane] = static_cast<double>(scenario.volatility);
    }
}

void Pricer::Options::clear()
{
    for (auto* column :
         {&forward, &strike, &log_moneyness, &volatility, &deviation, &discount, &sign, &value})
        column->clear();
    row.clear();
    expiry.clear();
}

void Pricer::price(const UnderlyingData& data, std::span<const ListedInstrument> instruments,
                   const PricingMoment& moment, PricedUnderlying& out)
{
    BALLAST_ASSERT(moment.unit_exponent <= unit_exponent_max);
    out.table.blocks_per_row = static_cast<std::uint32_t>(lanes_.size());
    out.table.blocks.resize(instruments.size() * lanes_.size());
    out.table.status.assign(instruments.size(), CellStatus::Priced);
    out.values.assign(instruments.size(), {});
    expiries_.clear();
    for (const ExpiryData& expiry : data.expiries)
        expiries_.push_back(expiry_terms(expiry, grid_.moves, moment.now_ms));
    options_.clear();

    for (std::size_t row = 0; row < instruments.size(); ++row)
    {
        const auto& [terms, lot_e18] = instruments[row];
        CellStatus& status = out.table.status[row];
        if (terms.kind != InstrumentKind::Perpetual && moment.now_ms >= terms.expiry_s * 1000)
            status = CellStatus::Expired;
        else if (terms.kind == InstrumentKind::Option)
            status = collect_option(data, terms, static_cast<std::uint32_t>(row));
        else
            status = price_linear(linear_price_e8(data, terms, row), lot_e18, moment.unit_exponent,
                                  out.table.row(row), out.values[row]);
    }
    find_volatilities(data, out);
    price_options(instruments, moment.unit_exponent, out);
    for (std::size_t row = 0; row < instruments.size(); ++row)
    {
        if (out.table.status[row] == CellStatus::Priced) continue;
        std::ranges::fill(out.table.row(row), CellBlock{});
        out.values[row] = {};
    }
}

CellStatus Pricer::price_linear(std::int64_t price_e8, u128 lot_e18, unsigned unit_exponent,
                                std::span<CellBlock> cells, InstrumentValue& value) const
{
    if (price_e8 <= 0) return CellStatus::NoPrice;
    const auto amount_e26 = notional_e26(lot_e18, price_e8);
    if (!amount_e26) return CellStatus::OutOfRange;
    const i128 halves = mul_div_down(*amount_e26, 2 * pow10(unit_exponent), pow10(26));
    const i128 lot = div_floor(halves + 1, 2);
    if (!fits_64(lot)) return CellStatus::OutOfRange;
    value = {.mark_e8 = price_e8, .lot = static_cast<std::int64_t>(lot)};

    const Notional notional = without_zeros(*amount_e26);
    std::ranges::fill(cells, CellBlock{});
    for (std::size_t s = 0; s < grid_.scenarios.size(); ++s)
    {
        const Scenario& scenario = grid_.scenarios[s];
        const i128 factor_e15 = static_cast<i128>(scenario.spot_ppm) * scenario.dampening_e9;
        const i128 cell = linear_cell(notional, factor_e15, unit_exponent);
        if (cell <= -cell_limit || cell >= cell_limit) return CellStatus::OutOfRange;
        cells[s / scenario_lanes].lanes[s % scenario_lanes] = static_cast<std::int32_t>(cell);
    }
    return CellStatus::Priced;
}

CellStatus Pricer::collect_option(const UnderlyingData& data, const InstrumentTerms& terms,
                                  std::uint32_t row)
{
    const std::size_t at = find_expiry(data, terms.expiry_s);
    if (at == data.expiries.size() || !expiries_[at].is_live || terms.strike_e8 <= 0)
        return CellStatus::NoPrice;
    options_.row.push_back(row);
    options_.expiry.push_back(static_cast<std::uint32_t>(at));
    options_.forward.push_back(expiries_[at].forward);
    options_.strike.push_back(static_cast<double>(terms.strike_e8) / 1e8);
    options_.discount.push_back(expiries_[at].discount);
    options_.sign.push_back(terms.call ? 1.0 : -1.0);
    return CellStatus::Priced;
}

void Pricer::find_volatilities(const UnderlyingData& data, PricedUnderlying& out)
{
    const std::size_t count = options_.row.size();
    options_.log_moneyness.resize(count);
    options_.volatility.resize(count);
    options_.deviation.resize(count);
    options_.value.resize(count);
    kernels_->log_ratios({.numerator = options_.forward,
                          .denominator = options_.strike,
                          .result = options_.log_moneyness});
    for (std::size_t i = 0; i < count; ++i)
    {
        const std::uint32_t at = options_.expiry[i];
        const double volatility = volatility_of(data_of(data, options_.row[i]), data.expiries[at],
                                                expiries_[at], -options_.log_moneyness[i]);
        options_.volatility[i] = volatility;
        options_.deviation[i] = volatility * expiries_[at].root_years;
        if (!(volatility > 0.0)) out.table.status[options_.row[i]] = CellStatus::NoPrice;
    }
    kernels_->black76({.forward = options_.forward,
                       .strike = options_.strike,
                       .deviation = options_.deviation,
                       .discount = options_.discount,
                       .sign = options_.sign,
                       .value = options_.value});
}

void Pricer::price_options(std::span<const ListedInstrument> instruments, unsigned unit_exponent,
                           PricedUnderlying& out)
{
    const auto unit = static_cast<double>(static_cast<std::int64_t>(pow10(unit_exponent)));
    for (std::size_t i = 0; i < options_.row.size(); ++i)
    {
        const std::uint32_t row = options_.row[i];
        if (out.table.status[row] != CellStatus::Priced) continue;
        const double scale = static_cast<double>(instruments[row].lot_e18) / 1e18 * unit;
        out.table.status[row] = price_option(i, scale, out.table.row(row), out.values[row]);
    }
}

CellStatus Pricer::price_option(std::size_t i, double scale, std::span<CellBlock> cells,
                                InstrumentValue& value) const
{
    const ExpiryTerms& expiry = expiries_[options_.expiry[i]];
    const double volatility = options_.volatility[i];
    const double now = options_.value[i];
    if (now * 1e8 >= limit_64 || now * scale >= limit_64 || volatility * 1e9 >= limit_64)
        return CellStatus::OutOfRange;
    value = {.mark_e8 = nearest(now * 1e8),
             .lot = nearest(now * scale),
             .volatility_e9 = nearest(volatility * 1e9)};

    const VolatilityFactors& move = expiry.factors;
    const double up = std::max(volatility * move.up, move.up_floor);
    OptionRow row{.forward = options_.forward[i],
                  .strike = options_.strike[i],
                  .log_moneyness = options_.log_moneyness[i],
                  .sign = options_.sign[i],
                  .discount = options_.discount[i],
                  .scale = scale,
                  .value_now = now,
                  .deviation = {volatility * move.down * expiry.root_years, options_.deviation[i],
                                up * expiry.root_years}};
    for (std::size_t m = 0; m < row.deviation.size(); ++m)
        row.inverse_deviation[m] = row.deviation[m] > 0.0 ? 1.0 / row.deviation[m] : 0.0;
    const double largest = kernels_->option_row(lanes_, row, cells);
    return largest < static_cast<double>(cell_limit) ? CellStatus::Priced : CellStatus::OutOfRange;
}

std::optional<BlackGreeks> option_greeks(const UnderlyingData& data, const InstrumentTerms& terms,
                                         std::size_t row, std::int64_t now_ms)
{
    if (terms.kind != InstrumentKind::Option || terms.strike_e8 <= 0) return {};
    const std::size_t at = find_expiry(data, terms.expiry_s);
    if (at == data.expiries.size()) return {};
    const ExpiryTerms expiry = expiry_terms(data.expiries[at], VolatilityMoves{}, now_ms);
    if (!expiry.is_live) return {};
    const double strike = static_cast<double>(terms.strike_e8) / 1e8;
    const double k = log_ratio_of(strike, expiry.forward);
    const double volatility = volatility_of(data_of(data, row), data.expiries[at], expiry, k);
    if (!(volatility > 0.0)) return {};
    return black76_greeks({.forward = expiry.forward,
                           .strike = strike,
                           .volatility = volatility,
                           .years = expiry.years,
                           .discount = expiry.discount,
                           .call = terms.call});
}

}  // namespace ballast::market
