// SPDX-License-Identifier: Apache-2.0
// The loops of kernels.hpp for AVX2 and AVX-512, from the one source black76-inl.h: Highway
// compiles this file once for each. Built with the instructions of x86-64-v3; nothing in it runs
// before the processor was asked.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels_simd.cpp"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "kernels_simd.hpp"
#include "lanes.hpp"

#undef BALLAST_LANES
#define BALLAST_LANES HWY_NAMESPACE

HWY_BEFORE_NAMESPACE();
#include "vector_lanes-inl.h"
//
#include "pair_lanes-inl.h"
//
#include "elementary-inl.h"
//
#include "black76-inl.h"

namespace ballast::market::HWY_NAMESPACE {
constexpr Kernels kernels{
    .log_ratios = &log_ratios, .black76 = &black76_batch, .option_row = &option_row};
}  // namespace ballast::market::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ballast::market {

static_assert(HWY_TARGETS == (HWY_AVX2 | HWY_AVX3), "the sets whose bits are known to be equal");

const Kernels* simd_kernels(InstructionSet set)
{
    // Asked once: to ask costs microseconds where the machine is a virtual one.
    static const auto supported = static_cast<std::uint64_t>(hwy::SupportedTargets());
    if (set == InstructionSet::Avx2 && (supported & HWY_AVX2) != 0) return &N_AVX2::kernels;
    if (set == InstructionSet::Avx512 && (supported & HWY_AVX3) != 0) return &N_AVX3::kernels;
    return nullptr;
}

}  // namespace ballast::market
#endif
