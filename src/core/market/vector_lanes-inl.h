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
    static HWY_INLINE Value if_negative(Value x, Value yes, Value no)
    {
        return hn::IfNegativeThenElse(x, yes, no);
    }
    static HWY_INLINE Value with_sign(Value x, Value sign) { return hn::CopySignToAbs(x, sign); }
    struct Aligned
    {
        Value near_b;
        Value e;
    };
    static HWY_INLINE Aligned align(Value a, Value b)
    {
        const Bits bits;
        const auto b_bits = hn::BitCast(bits, b);
        const auto apart =
            hn::Add(hn::Sub(hn::BitCast(bits, a), b_bits), hn::Set(bits, align_bias));
        const auto whole = hn::And(apart, hn::Set(bits, exponent_mask));
        const auto near_b = hn::Sub(hn::Add(b_bits, whole), hn::Set(bits, exponent_bias));
        const auto e = hn::Or(hn::ShiftRight<52>(apart), hn::Set(bits, two_52_bits));
        return {hn::BitCast(Tag{}, near_b), hn::Sub(hn::BitCast(Tag{}, e), set(0x1p52 + 2047.0))};
    }
#if HWY_TARGET == HWY_AVX3
    using Table = Value;
    static HWY_INLINE Table table(const std::array<double, 3>& of)
    {
        // Not one load: the numbers were stored one by one, a moment ago.
        const Value upper = hn::IfThenElse(hn::FirstN(Tag{}, 2), set(of[1]), set(of[2]));
        return hn::IfThenElse(hn::FirstN(Tag{}, 1), set(of[0]), upper);
    }
    static HWY_INLINE Value pick(Table table, const std::int64_t* index)
    {
        return hn::TableLookupLanes(table, hn::SetTableIndices(Tag{}, index));
    }
#else
    // Three numbers, told apart by the two bits of their index.
    struct Table
    {
        Value at[3];
    };
    static HWY_INLINE Table table(const std::array<double, 3>& of)
    {
        return {{set(of[0]), set(of[1]), set(of[2])}};
    }
    static HWY_INLINE Value pick(const Table& table, const std::int64_t* index)
    {
        const hn::RebindToSigned<Tag> integers;
        const auto i = hn::LoadU(integers, index);
        const auto is_one = hn::BitCast(Tag{}, hn::ShiftLeft<63>(i));
        const auto is_two = hn::BitCast(Tag{}, hn::ShiftLeft<62>(i));
        return if_negative(is_two, table.at[2], if_negative(is_one, table.at[1], table.at[0]));
    }
#endif
    static HWY_INLINE void store_int32(Value x, std::int32_t* to)
    {
        const hn::Rebind<std::int32_t, Tag> integers;
        hn::StoreU(hn::DemoteTo(integers, x), integers, to);
    }
    static HWY_INLINE double largest(Value x) { return hn::GetLane(hn::MaxOfLanes(Tag{}, x)); }
};

}  // namespace ballast::market::HWY_NAMESPACE
