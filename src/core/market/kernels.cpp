// SPDX-License-Identifier: Apache-2.0
// The loops over one lane, and the choice of instruction set.
#include "kernels.hpp"

#include <ballast/base/assert.hpp>

#include "kernels_simd.hpp"
#include "lanes.hpp"

#define BALLAST_LANES scalar
#include "elementary-inl.h"
//
#include "black76-inl.h"

namespace ballast::market {
namespace {

constexpr Kernels scalar_kernels{.log_ratios = &scalar::log_ratios,
                                 .black76 = &scalar::black76_batch,
                                 .option_row = &scalar::option_row};

}  // namespace

bool is_supported(InstructionSet set)
{
    return set == InstructionSet::Scalar || simd_kernels(set) != nullptr;
}

InstructionSet widest_instruction_set()
{
    for (const InstructionSet set : {InstructionSet::Avx512, InstructionSet::Avx2})
        if (is_supported(set)) return set;
    return InstructionSet::Scalar;
}

const Kernels& kernels_for(InstructionSet set)
{
    const Kernels* found = set == InstructionSet::Scalar ? &scalar_kernels : simd_kernels(set);
    BALLAST_ASSERT(found != nullptr);
    return *found;
}

}  // namespace ballast::market
