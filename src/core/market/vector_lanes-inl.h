// SPDX-License-Identifier: Apache-2.0
// The operations of lanes.hpp on a register of Highway's, once for each instruction set. Included
// by kernels_simd.cpp only, after hwy/highway.h and inside its target's attributes.

namespace ballast::market::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

struct Lanes
{
    using Tag = hn::ScalableTag<double>;
    using Bits = hn::RebindToUnsigned<Tag>;
    using Value = hn::Vec<Tag>;
    static constexpr std::size_t width = hn::MaxLanes(Tag{});

    static HWY_INLINE Value set(double x) { return hn::Set(Tag{}, x); }
    static HWY_INLINE Value load(const double* from) { return hn::LoadU(Tag{}, from); }
    static HWY_INLINE void store(Value x, double* to) { hn::StoreU(x, Tag{}, to); }
    static HWY_INLINE Value fma(Value a, Value b, Value c) { return hn::MulAdd(a, b, c); }
    static HWY_INLINE Value fnma(Value a, Value b, Value c) { return hn::NegMulAdd(a, b, c); }
    static HWY_INLINE Value abs(Value x) { return hn::Abs(x); }
    static HWY_INLINE Value floor(Value x) { return hn::Floor(x); }
    static HWY_INLINE Value sqrt(Value x) { return hn::Sqrt(x); }
    static HWY_INLINE Value max(Value a, Value b) { return hn::Max(a, b); }
    static HWY_INLINE Value min(Value a, Value b) { return hn::Min(a, b); }
    static HWY_INLINE Value if_less(Value a, Value b, Value yes, Value no)
    {
        return hn::IfThenElse(hn::Lt(a, b), yes, no);
    }
    static HWY_INLINE Value scale(Value x, Value n_plus_magic)
    {
        const auto n = hn::ShiftLeft<52>(hn::BitCast(Bits{}, n_plus_magic));
        return hn::BitCast(Tag{}, hn::Add(hn::BitCast(Bits{}, x), n));
    }
    static HWY_INLINE Value mantissa(Value x)
    {
        const auto fraction =
            hn::And(hn::BitCast(Bits{}, x), hn::Set(Bits{}, 0x000F'FFFF'FFFF'FFFFULL));
        return hn::BitCast(Tag{}, hn::Or(fraction, hn::Set(Bits{}, 0x3FF0'0000'0000'0000ULL)));
    }
    static HWY_INLINE Value exponent(Value x)
    {
        const auto shifted = hn::ShiftRight<52>(hn::BitCast(Bits{}, x));
        const auto raw =
            hn::BitCast(Tag{}, hn::Or(shifted, hn::Set(Bits{}, 0x4330'0000'0000'0000ULL)));
        return hn::Sub(raw, set(0x1p52 + 1023.0));
    }
    static HWY_INLINE void store_int32(Value x, std::int32_t* to)
    {
        const hn::Rebind<std::int32_t, Tag> integers;
        hn::StoreU(hn::DemoteTo(integers, x), integers, to);
    }
    static HWY_INLINE double largest(Value x) { return hn::GetLane(hn::MaxOfLanes(Tag{}, x)); }
};

}  // namespace ballast::market::HWY_NAMESPACE
