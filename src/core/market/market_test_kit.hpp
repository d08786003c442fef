// SPDX-License-Identifier: Apache-2.0
// What the tests of this module share: a grid, an underlying with everything on it, and numbers
// from a generator that is the same everywhere.
#pragma once
#include <ballast/market/pricing.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace ballast::market::testing {

/// SplitMix64: the distributions of the standard library differ between its implementations.
class Numbers
{
public:
    explicit Numbers(std::uint64_t seed) : state_{seed} {}
    std::uint64_t next()
    {
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }
    /// Evenly from `low` up to but not `high`.
    double between(double low, double high)
    {
        return low + (high - low) * (static_cast<double>(next() >> 11U) * 0x1p-53);
    }
    std::int64_t whole(std::int64_t low, std::int64_t high)
    {
        return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low));
    }

private:
    std::uint64_t state_;
};

/// The default grid of docs/margin.md §3 without (0, Same): 32 scenarios.
inline ScenarioGrid default_grid()
{
    ScenarioGrid grid;
    for (const std::int32_t spot_ppm : {0, 45'000, -45'000, 90'000, -90'000, 135'000, -135'000})
        for (const auto move : {VolatilityMove::Down, VolatilityMove::Same, VolatilityMove::Up})
            if (spot_ppm != 0 || move != VolatilityMove::Same)
                grid.scenarios.push_back({.spot_ppm = spot_ppm, .volatility = move});
    const auto up = [&](std::int32_t spot_ppm, std::int64_t dampening_e9) {
        grid.scenarios.push_back(
            {.spot_ppm = spot_ppm, .volatility = VolatilityMove::Up, .dampening_e9 = dampening_e9});
    };
    for (const std::int32_t spot_ppm : {180'000, -180'000, 270'000, -270'000}) up(spot_ppm, one_e9);
    up(-660'000, 210'000'000);
    up(-330'000, 420'000'000);
    up(500'000, 277'200'000);
    up(1'000'000, 138'600'000);
    up(2'000'000, 69'300'000);
    up(3'000'000, 46'200'000);
    up(4'000'000, 34'650'000);
    up(5'000'000, 27'720'000);
    return grid;
}

inline constexpr std::int64_t now_ms = 1'790'000'000'123;
inline constexpr u128 one_e18 = 1'000'000'000'000'000'000ULL;

/// An underlying of `price_e8` with expiries after 2 hours, 1, 8, 33, 96 and 300 days, each with a
/// slice.
inline UnderlyingData underlying_at(std::int64_t price_e8)
{
    UnderlyingData data{.index_e8 = price_e8};
    std::int64_t steps = 0;
    for (const std::int64_t hours : {2, 24, 192, 792, 2'304, 7'200})
    {
        const std::int64_t expiry_s = now_ms / 1000 + hours * 3'600;
        const std::int64_t w_e9 = hours * 41'000;  // at 60 % volatility
        ++steps;
        data.expiries.push_back({.expiry_s = expiry_s,
                                 .forward_e8 = price_e8 + price_e8 / 1'000 * steps,
                                 .rate_e9 = 40'000'000,
                                 .slice = SviSlice{.a_e9 = w_e9 / 2,
                                                   .b_e9 = 3 * w_e9 / 2,
                                                   .rho_e9 = -200'000'000,
                                                   .m_e9 = 10'000'000,
                                                   .sigma_e9 = 330'000'000}});
    }
    return data;
}

/// A perpetual, and for every expiry a future, and calls and puts at 35 strikes from 30 % to 370 %
/// of the index: 427 instruments of a hundredth of a unit.
inline std::vector<ListedInstrument> instruments_of(const UnderlyingData& data)
{
    std::vector<ListedInstrument> out;
    const u128 lot_e18 = one_e18 / 100;
    out.push_back({.terms = {.underlying = "ETH"}, .lot_e18 = lot_e18});
    for (const ExpiryData& expiry : data.expiries)
    {
        out.push_back({.terms = {.underlying = "ETH",
                                 .kind = InstrumentKind::Future,
                                 .expiry_s = expiry.expiry_s},
                       .lot_e18 = lot_e18});
        for (std::int64_t tenth = 3; tenth < 38; ++tenth)
            for (const bool call : {true, false})
                out.push_back({.terms = {.underlying = "ETH",
                                         .kind = InstrumentKind::Option,
                                         .expiry_s = expiry.expiry_s,
                                         .strike_e8 = data.index_e8 / 10 * tenth,
                                         .call = call},
                               .lot_e18 = lot_e18});
    }
    return out;
}

/// Those that this processor has.
inline std::vector<InstructionSet> supported_sets()
{
    std::vector<InstructionSet> out;
    for (const auto set : {InstructionSet::Scalar, InstructionSet::Avx2, InstructionSet::Avx512})
        if (is_supported(set)) out.push_back(set);
    return out;
}

/// FNV-1a over the cells, the values and the status: one number that all builds must agree on.
inline std::uint64_t fingerprint(const PricedUnderlying& priced)
{
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    const auto add = [&](std::uint64_t number) {
        for (unsigned byte = 0; byte < 8; ++byte)
            hash = (hash ^ ((number >> (8 * byte)) & 0xFFU)) * 0x100000001B3ULL;
    };
    for (const CellBlock& block : priced.table.blocks)
        for (const std::int32_t cell : block.lanes) add(static_cast<std::uint32_t>(cell));
    for (const InstrumentValue& value : priced.values)
    {
        add(static_cast<std::uint64_t>(value.mark_e8));
        add(static_cast<std::uint64_t>(value.lot));
        add(static_cast<std::uint64_t>(value.volatility_e9));
    }
    for (const CellStatus status : priced.table.status) add(static_cast<std::uint64_t>(status));
    return hash;
}

}  // namespace ballast::market::testing
