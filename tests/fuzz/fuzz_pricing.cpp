// SPDX-License-Identifier: Apache-2.0
// Price tables of any market data: every instruction set gives the same bits, buffers that were
// used before give what new ones give, and what is not priced is zero.
#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/market/pricing.hpp>

namespace {
using namespace ballast;
using namespace ballast::market;

/// Numbers from the input; zeros after its end.
class Input
{
public:
    Input(const std::uint8_t* data, std::size_t size) : data_{data}, left_{size} {}

    std::uint64_t raw()
    {
        std::uint64_t out = 0;
        for (unsigned at = 0; at < 8; ++at) out |= static_cast<std::uint64_t>(byte()) << (8 * at);
        return out;
    }
    std::uint8_t byte()
    {
        if (left_ == 0) return 0;
        --left_;
        return *data_++;
    }
    /// From `low` to `high`; now and then any number at all.
    std::int64_t number(std::int64_t low, std::int64_t high)
    {
        const bool any = byte() % 16 == 15;
        const std::uint64_t bits = raw();
        if (any) return static_cast<std::int64_t>(bits);
        return low + static_cast<std::int64_t>(bits % static_cast<std::uint64_t>(high - low + 1));
    }

private:
    const std::uint8_t* data_;
    std::size_t left_;
};

constexpr std::int64_t now_ms = 1'790'000'000'000;
constexpr std::int64_t expiry_step_s = 40'000;

std::int64_t expiry_s(std::uint8_t step)
{
    return now_ms / 1000 + expiry_step_s * (static_cast<std::int64_t>(step % 8) - 1);
}

ScenarioGrid grid_of(Input& in)
{
    ScenarioGrid grid;
    for (std::size_t count = in.byte() % 40U; count-- > 0;)
        grid.scenarios.push_back(
            {.spot_ppm = static_cast<std::int32_t>(
                 std::clamp<std::int64_t>(in.number(-999'999, 5'000'000), -999'999, INT32_MAX)),
             .volatility = static_cast<VolatilityMove>(in.byte() % 3),
             .dampening_e9 = std::clamp<std::int64_t>(in.number(1, one_e9), 1, one_e9)});
    return grid;
}

UnderlyingData data_of(Input& in)
{
    UnderlyingData data{.index_e8 = in.number(0, 20'000'000'000'000)};
    const std::uint8_t expiries = in.byte() % 9;
    for (std::uint8_t step = 0; step < expiries; ++step)
    {
        ExpiryData expiry{.expiry_s = expiry_s(step),
                          .forward_e8 = in.number(0, 20'000'000'000'000),
                          .rate_e9 = in.number(-100'000'000, 300'000'000)};
        if (in.byte() % 4 != 0)
            expiry.slice = SviSlice{.a_e9 = in.number(0, 300'000'000),
                                    .b_e9 = in.number(0, 500'000'000),
                                    .rho_e9 = in.number(-999'999'999, 999'999'999),
                                    .m_e9 = in.number(-300'000'000, 300'000'000),
                                    .sigma_e9 = in.number(1, one_e9)};
        if (in.byte() % 4 == 0) expiry.slice_time_ms = in.number(now_ms - 100'000'000, now_ms);
        data.expiries.push_back(expiry);
    }
    return data;
}

std::vector<ListedInstrument> instruments_of(Input& in, UnderlyingData& data)
{
    std::vector<ListedInstrument> out;
    for (std::size_t count = in.byte() % 32U; count-- > 0;)
    {
        const auto kind = static_cast<InstrumentKind>(in.byte() % 3);
        out.push_back({.terms = {.kind = kind,
                                 .expiry_s = expiry_s(in.byte()),
                                 .strike_e8 = in.number(1, 20'000'000'000'000),
                                 .call = in.byte() % 2 == 0},
                       .lot_e18 = static_cast<u128>(in.raw()) << (in.byte() % 64U)});
        data.instruments.push_back({.mark_e8 = in.number(0, 20'000'000'000'000),
                                    .volatility_e9 = in.number(0, 3 * one_e9) * (in.byte() % 2)});
    }
    return out;
}

void check_shape(const PricedUnderlying& priced)
{
    for (std::size_t k = 0; k < priced.table.rows(); ++k)
        for (const CellBlock& block : priced.table.row(k))
            for (const std::int32_t cell : block.lanes)
            {
                BALLAST_ASSERT(cell > -cell_limit && cell < cell_limit);
                BALLAST_ASSERT(priced.table.status[k] == CellStatus::Priced || cell == 0);
            }
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    Input in{bytes, size};
    const PricingMoment moment{.now_ms = now_ms,
                               .unit_exponent = in.byte() % (unit_exponent_max + 1)};
    const ScenarioGrid grid = grid_of(in);
    UnderlyingData data = data_of(in);
    const auto instruments = instruments_of(in, data);

    PricedUnderlying first;
    Pricer scalar{grid, InstructionSet::Scalar};
    scalar.price(data, instruments, moment, first);
    check_shape(first);
    for (const auto set : {InstructionSet::Scalar, InstructionSet::Avx2, InstructionSet::Avx512})
    {
        if (!is_supported(set)) continue;
        Pricer pricer{grid, set};
        PricedUnderlying out;
        pricer.price(data, instruments, moment, out);
        BALLAST_ASSERT(out == first);
        pricer.price({}, instruments, moment, out);
        pricer.price(data, instruments, moment, out);
        BALLAST_ASSERT(out == first);
    }
    for (std::size_t k = 0; k < instruments.size(); ++k)
        if (const auto greeks = option_greeks(data, instruments[k].terms, k, now_ms))
            BALLAST_ASSERT(greeks->value >= 0.0);
    return 0;
}
