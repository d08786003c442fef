// SPDX-License-Identifier: Apache-2.0
// The loops over options and scenarios, once for each instruction set, and the choice among them.
// All of them give the same bits: the choice is about time only. Leaves out what the numbers mean
// (black76.hpp, pricing.hpp).
#pragma once
#include <array>
#include <ballast/market/price_table.hpp>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ballast::market {

enum class InstructionSet : std::uint8_t
{
    Scalar,  ///< one double at a time, any x86-64
    Avx2,    ///< four: x86-64-v3
    Avx512,  ///< eight
};

/// Many options, side by side; all spans have one length. The result may stand in none of the
/// inputs. Error: 1e-14 of the forward and 1e-12 of the value at most, where deviation is below 10.
struct Black76Batch
{
    std::span<const double> forward;    ///< above 0, as every input a normal number
    std::span<const double> strike;     ///< above 0
    std::span<const double> deviation;  ///< volatility * sqrt(time), at least 0
    std::span<const double> discount;   ///< above 0
    std::span<const double> sign;       ///< 1 for a call, -1 for a put
    std::span<double> value;            ///< the result, in the forward's unit
};

/// log(numerator / denominator) of positive normal numbers; all spans have one length.
struct LogRatioBatch
{
    std::span<const double> numerator;
    std::span<const double> denominator;
    std::span<double> result;
};

inline constexpr std::size_t scenario_lanes = 16;  ///< those of a CellBlock

/// Sixteen columns of the price table. Those past the last scenario have factor 1, dampening 0.
struct alignas(64) ScenarioLanes
{
    std::array<double, scenario_lanes> factor{};      ///< of spot, forwards and marks: 1 + move
    std::array<double, scenario_lanes> log_factor{};  ///< its logarithm
    std::array<double, scenario_lanes> dampening{};   ///< 0 to 1
    std::array<double, scenario_lanes> volatility{};  ///< VolatilityMove as 0, 1 or 2
};

/// One option, ready for every scenario. Arrays are by VolatilityMove.
struct OptionRow
{
    double forward{};
    double strike{};
    double log_moneyness{};  ///< log(forward / strike)
    double sign{};
    double discount{};
    double scale{};      ///< cells for a dollar: lot * 10^unit_exponent
    double value_now{};  ///< for one unit of the underlying
    std::array<double, 3> deviation{};
    std::array<double, 3> inverse_deviation{};  ///< 0 where the deviation is
};

/// One instruction set's loops.
struct Kernels
{
    void (*log_ratios)(const LogRatioBatch& batch);
    void (*black76)(const Black76Batch& batch);
    /// Fills a row of cells; the largest |cell| before it was made to fit 32 bits.
    double (*option_row)(std::span<const ScenarioLanes> scenarios, const OptionRow& option,
                         std::span<CellBlock> cells);
};

/// Whether this processor has it.
[[nodiscard]] bool is_supported(InstructionSet set);
/// The widest that this processor has.
[[nodiscard]] InstructionSet widest_instruction_set();
/// The loops for an instruction set that is supported.
[[nodiscard]] const Kernels& kernels_for(InstructionSet set);

}  // namespace ballast::market
