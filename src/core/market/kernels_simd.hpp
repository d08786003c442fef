// SPDX-License-Identifier: Apache-2.0
// The loops of the instruction sets with registers; kernels.hpp is what others include.
#pragma once
#include <ballast/market/kernels.hpp>

namespace ballast::market {

/// The loops for a set, or null where it is Scalar or this processor has it not.
[[nodiscard]] const Kernels* simd_kernels(InstructionSet set);

}  // namespace ballast::market
