// SPDX-License-Identifier: Apache-2.0
// Black-76 of many options, and the price table of an underlying, against QuantLib in the same run;
// by every instruction set; and how far the two are apart on random options. QuantLib is compared
// with where ./bench could fetch it.
#include <ballast/base/assert.hpp>
#include <ballast/market/pricing.hpp>
#include <cmath>
#include <random>

#include "comparison.hpp"
#if BALLAST_HAS_QUANTLIB
#include <ql/pricingengines/blackcalculator.hpp>
#include <ql/pricingengines/blackformula.hpp>
#endif

namespace {
using namespace ballast;
using namespace ballast::market;

/// Options side by side.
struct Options
{
    std::vector<double> forward;
    std::vector<double> strike;
    std::vector<double> deviation;
    std::vector<double> discount;
    std::vector<double> sign;
    std::vector<double> value;

    [[nodiscard]] Black76Batch batch()
    {
        return {forward, strike, deviation, discount, sign, value};
    }
};

/// Forwards from a cent to 200,000, strikes up to `log_moneyness` away in the logarithm, deviations
/// from `deviation_low` to 4.
Options random_options(std::size_t count, double log_moneyness, double deviation_low)
{
    std::mt19937_64 bits{76};
    const auto between = [&](double low, double high) {
        return low + (high - low) * (static_cast<double>(bits() >> 11U) * 0x1p-53);
    };
    Options out;
    for (std::size_t i = 0; i < count; ++i)
    {
        out.forward.push_back(std::exp(between(std::log(0.01), std::log(2e5))));
        out.strike.push_back(out.forward.back() * std::exp(between(-log_moneyness, log_moneyness)));
        out.deviation.push_back(std::exp(between(std::log(deviation_low), std::log(4.0))));
        out.discount.push_back(between(0.5, 1.02));
        out.sign.push_back(bits() % 2 == 0 ? 1.0 : -1.0);
    }
    out.value.resize(count);
    return out;
}

#if BALLAST_HAS_QUANTLIB
QuantLib::Option::Type type_of(double sign)
{
    return sign > 0 ? QuantLib::Option::Call : QuantLib::Option::Put;
}

void add_quantlib(std::vector<bench::Contender>& contenders, const Options& o)
{
    contenders.push_back(
        {"blackFormula", [&o] {
             for (std::size_t i = 0; i < o.forward.size(); ++i)
                 benchmark::DoNotOptimize(QuantLib::blackFormula(
                     type_of(o.sign[i]), o.strike[i], o.forward[i], o.deviation[i], o.discount[i]));
         }});
    contenders.push_back(
        {"BlackCalculator", [&o] {
             for (std::size_t i = 0; i < o.forward.size(); ++i)
                 benchmark::DoNotOptimize(QuantLib::BlackCalculator{
                     type_of(o.sign[i]), o.strike[i], o.forward[i], o.deviation[i], o.discount[i]}
                                              .value());
         }});
}

/// The largest |ours - QuantLib's| of 100,000 options over 1e-14 of the forward + 1e-12 of the
/// value: below 1 is agreement. Strikes within a factor e^2 of the forward: QuantLib's own error is
/// a part of the strike, and passes the bound at ten times the forward.
void agreement(benchmark::State& state)
{
    Options o = random_options(100'000, 2.0, 1e-4);
    black76_values(o.batch());
    double worst = 0;
    for (auto _ : state)
        for (std::size_t i = 0; i < o.value.size(); ++i)
        {
            const double peer = QuantLib::blackFormula(type_of(o.sign[i]), o.strike[i],
                                                       o.forward[i], o.deviation[i], o.discount[i]);
            const double bound = 1e-14 * o.forward[i] + 1e-12 * std::fabs(peer);
            worst = std::fmax(worst, std::fabs(o.value[i] - peer) / bound);
        }
    state.counters["worst_of_bound"] = worst;
    state.SetLabel("expected: worst_of_bound < 1");
}
BENCHMARK(agreement)->Iterations(1);
#else
void add_quantlib(std::vector<bench::Contender>&, const Options&) {}
#endif

/// Ours by the widest instruction set first, then by the narrower ones.
template <class Round>
std::vector<bench::Contender> by_instruction_set(const Round& round)
{
    std::vector<bench::Contender> out;
    for (const auto& [set, name] :
         {std::pair{InstructionSet::Avx512, "avx512"}, std::pair{InstructionSet::Avx2, "avx2"},
          std::pair{InstructionSet::Scalar, "one_lane"}})
        if (is_supported(set)) out.push_back({name, [=] { round(set); }});
    return out;
}

void count_each(benchmark::State& state, const std::vector<bench::Contender>& contenders,
                std::size_t count)
{
    for (const auto& contender : contenders)
        state.counters[contender.name + "_ns_each"] =
            state.counters[contender.name + "_us"] * 1e3 / static_cast<double>(count);
}

void row2_values(benchmark::State& state)
{
    Options o = random_options(4'096, 1.0, 1e-2);
    auto contenders =
        by_instruction_set([&o](InstructionSet set) { black76_values(o.batch(), set); });
    add_quantlib(contenders, o);
    bench::compare(state, contenders, "vs_blackFormula >= 10, avx512_ns_each <= 4");
    count_each(state, contenders, o.value.size());
}
BENCHMARK(row2_values)->UseManualTime();

constexpr std::int64_t now_ms = 1'790'000'000'000;

/// The default grid of docs/margin.md §3 without (0, Same).
ScenarioGrid default_grid()
{
    ScenarioGrid grid;
    for (const std::int32_t ppm : {0, 45'000, -45'000, 90'000, -90'000, 135'000, -135'000})
        for (const auto move : {VolatilityMove::Down, VolatilityMove::Same, VolatilityMove::Up})
            if (ppm != 0 || move != VolatilityMove::Same) grid.scenarios.push_back({ppm, move});
    for (const std::int32_t ppm : {180'000, -180'000, 270'000, -270'000, -660'000, -330'000,
                                   500'000, 1'000'000, 2'000'000, 3'000'000, 4'000'000, 5'000'000})
        grid.scenarios.push_back({ppm, VolatilityMove::Up});
    return grid;
}

UnderlyingData underlying()
{
    UnderlyingData data{.index_e8 = 300'000'000'000};
    for (const std::int64_t days : {1, 8, 33, 96, 190, 300})
        data.expiries.push_back({.expiry_s = now_ms / 1000 + days * 86'400,
                                 .forward_e8 = 300'000'000'000 + days * 100'000'000,
                                 .rate_e9 = 40'000'000,
                                 .slice = SviSlice{.a_e9 = days * 500'000,
                                                   .b_e9 = days * 1'500'000,
                                                   .rho_e9 = -200'000'000,
                                                   .m_e9 = 10'000'000,
                                                   .sigma_e9 = 330'000'000}});
    return data;
}

/// A perpetual, and for each expiry a future, and 34 or 35 strikes' calls and puts: 420
/// instruments.
std::vector<ListedInstrument> listed(const UnderlyingData& data)
{
    constexpr u128 lot_e18 = 10'000'000'000'000'000;
    std::vector<ListedInstrument> out{{.terms = {.underlying = "ETH"}, .lot_e18 = lot_e18}};
    const auto add = [&](InstrumentTerms terms) {
        if (out.size() < 420) out.push_back({.terms = std::move(terms), .lot_e18 = lot_e18});
    };
    for (const ExpiryData& expiry : data.expiries)
    {
        add({.kind = InstrumentKind::Future, .expiry_s = expiry.expiry_s});
        for (std::int64_t tenth = 3; tenth < 38; ++tenth)
            for (const bool call : {true, false})
                add({.kind = InstrumentKind::Option,
                     .expiry_s = expiry.expiry_s,
                     .strike_e8 = data.index_e8 / 10 * tenth,
                     .call = call});
    }
    return out;
}

/// One tick: every instrument of an underlying under every scenario. QuantLib's side is the bare
/// formula as many times, without volatilities, rounding or linear instruments.
void row2_table(benchmark::State& state)
{
    const UnderlyingData data = underlying();
    const auto instruments = listed(data);
    const ScenarioGrid grid = default_grid();
    const std::size_t cells = instruments.size() * grid.scenarios.size();
    std::vector<Pricer> pricers;
    for (const auto set : {InstructionSet::Scalar, InstructionSet::Avx2, InstructionSet::Avx512})
        if (is_supported(set)) pricers.emplace_back(grid, set);
    PricedUnderlying out;
    auto contenders = by_instruction_set([&](InstructionSet set) {
        pricers[static_cast<std::size_t>(set)].price(data, instruments,
                                                     {.now_ms = now_ms, .unit_exponent = 4}, out);
        BALLAST_ASSERT(out.table.status.back() == CellStatus::Priced);
    });
    const Options o = random_options(cells, 1.0, 1e-2);
    add_quantlib(contenders, o);
    bench::compare(state, contenders, "vs_blackFormula >= 12, avx512_ns_each <= 4.5");
    count_each(state, contenders, cells);
}
BENCHMARK(row2_table)->UseManualTime();

}  // namespace

BENCHMARK_MAIN();
